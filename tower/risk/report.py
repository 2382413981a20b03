"""Numbers as rows, and rows as text, LaTeX or plain data.

A row holds values; nothing here computes.  Shown numbers are rounded outward, so that what is printed
still holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .assess import Assessment, Point
from .bounds import Bound
from .cut_sets import CutSets
from .importance import MEASURES, Importance, Range, Ratio, ratio_text
from .rounding import DIGITS, shown, shown_interval
from .structure import Event

MOST_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, the headings of the columns, rows of cells, and remarks; `left` rows are not made."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...] = ()
    left: int = 0


def bounds_table(assessment: Assessment) -> Table:
    """One row for each mode: the interval, whether it is tight, and what it assumes."""
    rows = tuple(
        (
            bound.mode,
            *shown_interval(bound.low, bound.high),
            "tight" if bound.exact else f"outer: {bound.note}",
            "; ".join(map(_listed, bound.assumptions)) or "nothing",
        )
        for bound in assessment.bounds
    )
    headings = ("dependence", "from", "to", "bound", "assumes")
    colluders = [f"worst coalition: {', '.join(assessment.colluders)}"] * bool(assessment.colluders)
    return Table("How likely is it that the guarantee fails?", headings, rows, tuple(colluders))


def _listed(text: str, most: int = 12) -> str:
    """An assumption whose list of names is cut where nobody reads on."""
    names = text.split(", ")
    if len(names) <= most:
        return text
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def importance_table(importance: Importance, most: int | None = None) -> Table:
    """One row for each leaf, with what may change places said below; at most `most` rows if given."""
    rows = tuple(
        (
            row.leaf,
            _places(row.ranks),
            # the size of the smallest set that it is in
            "-" if row.order is None else str(row.order),
            *("-" if row[name] is None else _ratio(row[name]) for name in MEASURES),
        )
        for row in importance.rows[:most]
    )
    pairs = [f"{a} and {b}" for a, b in importance.may_swap()]
    more = f"; {len(pairs) - MOST_PAIRS} more" if len(pairs) > MOST_PAIRS else ""
    swaps = [f"may change places: {'; '.join(pairs[:MOST_PAIRS])}{more}"] * bool(pairs)
    outer = "Fussell-Vesely of {} is bounded by criticality and diagnostic importance"
    loose = [outer.format(_listed(", ".join(importance.outer)))] * bool(importance.outer)
    names = tuple(name.replace("_", "-") for name in MEASURES)
    remarks = (*swaps, *loose, *([importance.note] * bool(importance.note)))
    caption = "Which assumption matters most, if all are independent?"
    left = len(importance.rows) - len(rows)
    return Table(caption, ("leaf", "rank", "size", *names), rows, remarks, left)


def cut_sets_table(found: CutSets) -> Table:
    """One row for each minimal set, smallest first; says when there are more."""
    rows = tuple((str(len(events)), ", ".join(events)) for events in found.sets)
    more = () if found.complete else (f"there are more than these {len(found.sets)}",)
    return Table("What must break together?", ("size", "events"), rows, more)


def sweep_table(leaf: Event, points: Sequence[Point]) -> Table:
    """One row for each value of a swept leaf."""
    rows = tuple(
        (
            shown(point.value),
            *shown_interval(point.unknown.low, point.unknown.high),
            *shown_interval(point.declared.low, point.declared.high),
            *shown_interval(point.independent.low, point.independent.high),
        )
        for point in points
    )
    headings = (
        leaf, "unknown from", "to", "as declared from", "to", "independent from", "to",
    )  # fmt: skip
    return Table(f"What if {leaf} varies?", headings, rows)


def formulas_table(caption: str, formulas: Mapping[str, object]) -> Table:
    """One row for each named formula.

    >>> print(as_text(formulas_table("Formulas", {"bound": "a + b"})))
    Formulas
      what   formula
      bound  a + b
    """
    rows = tuple((name, str(formula)) for name, formula in formulas.items())
    return Table(caption, ("what", "formula"), rows)


def as_text(table: Table) -> str:
    """The table with aligned columns.

    >>> print(as_text(Table("Sets", ("size", "events"), (("2", "a, b"),), ("there are more",))))
    Sets
      size  events
      2     a, b
      there are more
    """
    lines = [table.headings, *table.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(table.headings))]
    cells = [
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) for line in lines
    ]
    return "\n".join([table.caption, *(f"  {line}".rstrip() for line in (*cells, *table.remarks))])


def as_latex(table: Table) -> str:
    """The table as a LaTeX tabular; texts are escaped.

    >>> print(as_latex(Table("50 % & more", ("a_1",), (("x",),))))
    % 50 \\% \\& more
    \\begin{tabular}{l}
    \\hline
    a\\_1 \\\\
    \\hline
    x \\\\
    \\hline
    \\end{tabular}
    """
    body = [" & ".join(map(escaped, row)) + r" \\" for row in table.rows]
    head = " & ".join(map(escaped, table.headings)) + r" \\"
    remarks = [f"% {escaped(remark)}" for remark in table.remarks]
    frame = [r"\begin{tabular}{" + "l" * len(table.headings) + "}", r"\hline", head, r"\hline"]
    return "\n".join(
        [f"% {escaped(table.caption)}", *frame, *body, r"\hline", r"\end{tabular}", *remarks]
    )


_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\n": " ",
        "\r": " ",
        "≤": r"$\leq$",
        "·": r"\textperiodcentered{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def escaped(text: str) -> str:
    """Text that LaTeX sets as it is.

    >>> escaped("a_b")
    'a\\\\_b'
    """
    return text.translate(_ESCAPES)


def bound_data(bound: Bound) -> dict[str, Any]:
    """A bound as plain data: exact ends as text, and as floating-point numbers for plotting.

    >>> from fractions import Fraction
    >>> bound_data(Bound(Fraction(0), Fraction(1, 3), "unknown"))["high"]
    '1/3'
    """
    return {
        "mode": bound.mode,
        "low": str(bound.low),
        "high": str(bound.high),
        "low_float": float(bound.low),
        "high_float": float(bound.high),
        "exact": bound.exact,
        "note": bound.note,
        "assumptions": list(bound.assumptions),
    }


def importance_data(importance: Importance) -> list[dict[str, Any]]:
    """Rows of importances as plain data; an infinite ratio is the text "inf", a huge one a text too."""
    return [
        {
            "leaf": row.leaf,
            "ranks": list(row.ranks),
            "smallest_set": row.order,
            **{name: _range_data(value) for name, value in row.measures},
        }
        for row in importance.rows
    ]


def _range_data(value: Range | None) -> list[float | str] | None:
    if value is None:
        return None
    return [_end_data(end) for end in (value.low, value.high)]


def _end_data(end: Ratio) -> float | str:
    """A number, or a text where JSON has no number for it."""
    try:
        return "inf" if end == math.inf else float(end)
    except OverflowError:
        return ratio_text(end, DIGITS)


def _ratio(value: Range | None) -> str:
    return "-" if value is None else value.told(DIGITS)


def _places(ranks: Iterable[int]) -> str:
    best, worst = ranks
    return str(best) if best == worst else f"{best}-{worst}"
