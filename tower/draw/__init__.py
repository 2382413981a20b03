"""Pictures of towers: one layout, many writers.  Nothing here reads or writes a file.

A writer is a module with `write(scene)`, or `page(model, report)` where it shows more than the
picture; it is imported when its format is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from ..diagnosis.report import Countermodel, Report, Step
from ..errors import InputError
from ..model.claims import Claim
from ..model.values import Model

_WRITERS = {"svg": "svg", "mmd": "mermaid", "dot": "dot", "tex": "tikz", "png": "png", "pdf": "pdf"}
_PAGES = {"html": "html", "md": "markdown", "gsn.yaml": "gsn_yaml"}
_TOWERS = ("html", "md")  # pages about the tower itself
NOTATIONS = ("tower", "gsn")


def formats(notation: str = "tower") -> tuple[str, ...]:
    """The formats that `draw` can write, by the ending of the file; a safety case is no page of a report.

    >>> "html" in formats(), "html" in formats("gsn")
    (True, False)
    """
    return tuple(name for name in (*_WRITERS, *_PAGES) if notation != "gsn" or name not in _TOWERS)


def draw(
    model: Model,
    report: Report,
    fmt: str = "svg",
    notation: str = "tower",
    bounds: Mapping[Claim, str] | None = None,
) -> str | bytes:
    """The picture of a tower and its report in a format; InputError for one that does not exist.

    In the notation "gsn" the picture is a safety case (goals, strategies, solutions).  `bounds` are
    numbers beside the report: of a claim of the observer, how likely it is to be wrong.  MissingExtra
    where PNG or PDF is asked for and the extra `draw` is not installed.

    >>> from datetime import date
    >>> empty = Model("nothing yet")
    >>> str(draw(empty, Report(empty, "o", date(2026, 1, 1), (), (), None), "mmd")).split()
    ['flowchart', 'TB']
    """
    if fmt not in formats():
        raise InputError(f"no format {fmt!r}", expected=f"one of {', '.join(formats())}")
    if notation not in NOTATIONS:
        raise InputError(f"no notation {notation!r}", expected=f"one of {', '.join(NOTATIONS)}")
    if notation == "gsn" and fmt in _TOWERS:
        raise InputError(f"no safety case as {fmt}", expected=f"one of {', '.join(formats(notation))}")
    writer = _module(_WRITERS.get(fmt) or _PAGES[fmt])
    if fmt in _PAGES:
        page: str = writer.page(model, report, bounds)
        return page
    place = _module("gsn").scene if notation == "gsn" else _module("layout").layout
    drawn: str | bytes = writer.write(place(model, report, bounds))
    return drawn


EVIDENCE = ("svg", "tex", "png", "pdf")  # formats in which evidence is drawn


def draw_countermodel(found: Countermodel) -> str:
    """The worlds of a countermodel as SVG.

    >>> "<svg" in draw_countermodel(Countermodel((), "no world"))
    True
    """
    return str(draw_evidence(found))


def draw_derivation(steps: Sequence[Step], claim: str = "") -> str:
    """The lines of a derivation as SVG.

    >>> "assumption" in draw_derivation((Step("sound(v)", "assumption"),))
    True
    """
    return str(draw_evidence(steps, claim))


def draw_evidence(
    found: Countermodel | Sequence[Step], claim: str = "", fmt: str = "svg"
) -> str | bytes:
    """A countermodel or a derivation in a format; InputError for one in which no evidence is drawn."""
    if fmt not in EVIDENCE:
        raise InputError(f"no evidence as {fmt}", expected=f"one of {', '.join(EVIDENCE)}")
    frames = _module("frames")
    scene = frames.countermodel(found) if isinstance(found, Countermodel) else frames.derivation(found, claim)
    drawn: str | bytes = _module(_WRITERS[fmt]).write(scene)
    return drawn


def _module(name: str) -> Any:
    """A module of this package, imported when it is first needed: most commands draw nothing."""
    return import_module(f"{__name__}.{name}")
