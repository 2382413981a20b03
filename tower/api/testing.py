"""Bind code to a tower and put its assumptions to the test."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from math import ceil
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..evidence import put_to_the_test
from ..evidence.bind import fit, parts_from, parts_of
from ..evidence.digest import digest_of
from ..evidence.finding import Finding
from ..evidence.parts import Parts
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.validate import validate
from ..model.values import Model, Requirement, Trials
from ..risk.statistics import CONFIDENCE, clopper_pearson
from ..version import VERSION
from .claims import ClaimLike, claim_of
from .code import files_of_functions
from .draft import Draft

_DIGITS = 4  # significant digits of a bound, rounded up


@dataclass(frozen=True)
class BoundTower:
    """A tower with code bound to its parts; `bound[claim]` is one of its assumptions under test."""

    tower: Draft | Model
    parts: Parts

    @property
    def model(self) -> Model:
        """The tower as it is now."""
        return self.tower.model if isinstance(self.tower, Draft) else self.tower

    @property
    def assumptions(self) -> tuple[Claim, ...]:
        """The claims that the observers of the tower assume, in order of declaration."""
        return assumed(self.model)

    def __getitem__(self, claim: ClaimLike) -> BoundAssumption:
        return BoundAssumption(self, claim_of(claim))

    def test(self, claim: ClaimLike | None = None, **options: Any) -> Any:
        """A Finding for each assumption, or the one for a claim; options: examples, seed, timeout, today."""
        if claim is not None:
            return self[claim].test(**options)
        return tuple(self[each].test(**options) for each in self.assumptions)


@dataclass(frozen=True)
class BoundAssumption:
    """One claim about a bound tower."""

    bound: BoundTower
    claim: Claim

    def test(self, *, today: date | None = None, **options: Any) -> Finding:
        """Search for a counterexample; what was found, with its record dated today."""
        model = self.bound.model
        validate(replace(model, requires=(*model.requires, Requirement(self.claim))))
        found = bounded(put_to_the_test(model, self.bound.parts, self.claim, **options))
        return recorded(found, model, self.bound.parts, today or date.today())


def assumed(model: Model) -> tuple[Claim, ...]:
    """The claims that the observers of a tower assume, in order of declaration.

    >>> assumed(Model("nobody"))
    ()
    """
    return tuple(dict.fromkeys(root.claim for each in model.observers for root in each.assumes))


def bind(tower: Draft | Model, parts: object) -> BoundTower:
    """Bind code to a tower: a mapping from names, a module of decorated functions, or a list of them.

    InputError when the tower has no place for one of them.  The code is no part of the tower, of its
    file or of its equality.

    >>> import tower as tw
    >>> t = tw.Tower("t")
    >>> P = t.property("P"); lab = t.optimizer("lab"); ai = t.optimizer("ai", built_by=lab)
    >>> even = bind(t, {"P": lambda n: n % 2 == 0, "lab -> ai": tw.Link(systems=lambda: range(9))})
    >>> even.test(P(ai)).counterexample
    '1 lacks P'
    """
    model = tower.model if isinstance(tower, Draft) else tower
    found = parts_from(model, parts) if isinstance(parts, Mapping) else parts_of(parts)
    return BoundTower(tower, fit(found, model))


def nothing_bound(model: Model) -> BoundTower:
    """A tower without any code: every assumption has nothing to run.

    >>> nothing_bound(Model("t")).test()
    ()
    """
    return BoundTower(model, Parts())


def test(what: BoundTower | BoundAssumption, claim: ClaimLike | None = None, **options: Any) -> Any:
    """Test an assumption of a bound tower (a Finding), or all of them (one Finding for each).

    Raises InputError for anything that is not bound: a tower names no code.
    """
    if isinstance(what, BoundAssumption):
        return what.test(**options)
    if isinstance(what, BoundTower):
        return what.test(claim, **options)
    raise InputError(
        "nothing is bound to test it with", expected="tower.bind(t, {…}), or one of its claims"
    )


test.__test__ = False  # type: ignore[attr-defined]  # no test of whoever imports it


def bounded(found: Finding) -> Finding:
    """The finding with the bound that its independent draws give, where it stands for a population."""
    if found.status != "tested" or not found.n:
        return found
    high = clopper_pearson(Trials(0, found.n, found.population)).interval.high
    return replace(found, bound=_rounded_up(high))


def _rounded_up(number: Fraction) -> str:
    """A number with few digits that is not below it.

    >>> _rounded_up(Fraction(1, 3))
    '0.3334'
    """
    places = _DIGITS
    while number * 10**places < 10 ** (_DIGITS - 1) and places < 40:
        places += 1
    digits = ceil(number * 10**places)
    return f"{digits / 10**places:.{places}f}".rstrip("0").rstrip(".")


def recorded(found: Finding, model: Model, parts: Parts, today: date) -> Finding:
    """The finding with what is kept of it; nothing is kept of an assumption that stays untested."""
    if found.status == "untested":
        return found
    files = source_files(parts)
    record = Evidence(
        claim=found.claim,
        status=found.status,
        n=found.n,
        bound=found.bound,
        population=found.population,
        counterexample=found.counterexample,
        date=today.isoformat(),
        seed=str(found.seed),
        digest=digest_of(model, found.claim, (Path(each).read_bytes() for each in files)),
        examples=found.examples,
        confidence=str(float(CONFIDENCE)) if found.bound else "",
        versions=versions("hypothesis", *(["z3-solver"] if "by z3" in found.note else [])),
        sources=files,
        note=found.note,
    )
    return replace(found, record=record)


def versions(*libraries: str) -> tuple[tuple[str, str], ...]:
    """The versions that a result may depend on: of this package, of Python, of some libraries."""
    found = [("tower", VERSION), ("python", platform.python_version())]
    for name in libraries:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def source_files(parts: Parts) -> tuple[str, ...]:
    """The files on which the bound functions depend, as far as they lie beside them, sorted."""
    return files_of_functions(each.function for each in parts)
