"""The functions that a program starts with: load a tower, take a bundled one, check either."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from ..diagnosis.explain import explain as explained
from ..diagnosis.page import Page
from ..draw.pages import page_lines
from ..errors import InputError
from ..evidence.file import beside, load_evidence
from ..model.evidence import Evidence
from ..model.file import load as load_file
from ..model.values import Model
from .builder import Tower
from .bundled import load_bundled
from .claims import NodeLike, name_of
from .draft import Draft
from .views import TowerReport, check_model


def load(path: str | os.PathLike[str]) -> Tower:
    """Load a tower file, with the evidence beside it; FileError saying where what is wrong with either."""
    model = load_file(path).model
    return Tower.from_model(model, load_evidence(beside(path), model))


def from_gallery(name: str) -> Tower:
    """A bundled tower; InputError for a name that there is not.

    >>> from_gallery("seed").name
    'seed-enacted'
    """
    return Tower.from_model(load_bundled(name).model)


@dataclass(frozen=True)
class CodePage(Page):
    """The page of a code, as text at a prompt."""

    def __repr__(self) -> str:
        return "\n".join(page_lines(self))

    __str__ = __repr__


def explain(code: str) -> CodePage:
    """What a code such as TWR104 means, or its kind; InputError naming the nearest one.

    >>> print(explain("LOEB_STUCK").lifts[3])
    let the system propose and Pmeta decide: the observer stays in the loop
    """
    if not isinstance(code, str):
        raise InputError(f"{code!r} is no code", expected="a text such as TWR104, or its kind")
    page = explained(code)
    return CodePage(**{each.name: getattr(page, each.name) for each in fields(page)})


def check(
    tower: Draft | Model,
    *,
    observer: NodeLike | None = None,
    today: date | None = None,
    evidence: Iterable[Evidence] | None = None,
) -> TowerReport:
    """Check a tower, or a model, for an observer on a day (by default its first, this one).

    `evidence` are the records that count, by default those beside the file of a loaded tower.

    >>> check(from_gallery("x509-root"), today=date(2026, 1, 1))["genuine(leaf)"]
    GUARANTEED IF {genuine(root)}
    """
    model = tower.model if isinstance(tower, Draft) else tower
    if not isinstance(model, Model):
        raise InputError(f"{model!r} is no tower", expected="what load, from_gallery or Tower gives")
    who = None if observer is None else name_of(observer)
    records = getattr(tower, "evidence", ()) if evidence is None else evidence
    return check_model(model, observer=who, today=today, evidence=records)
