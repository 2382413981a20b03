"""Letterless formulas of GL: where they hold, and Boolos' normal form.

On the frame 0 < 1 < 2 < … (a world of rank n sees the worlds of smaller rank) a letterless
formula of GL holds at finitely many ranks or at all but finitely many.  It is a theorem iff it
holds at every rank, and true in ℕ iff it holds at all large ranks (Boolos 1993, ch. 7).

A trace is a Python integer read as an infinite two's complement bit string: bit n is the truth
at rank n.  The Boolean operations are those of `int`, equal meaning is `==`, and □ keeps the
leading ones and one bit more:  t ^ (t + 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import reduce
from itertools import pairwise
from typing import TypeAlias

from tower.errors import InputError
from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Atom,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    box_power,
    subformulas,
)

Trace: TypeAlias = int
EVERYWHERE: Trace = -1
GL = "0"  # the name of the one modality: [] is [0]


def trace(formula: Formula) -> Trace:
    """Truth by rank of a letterless formula of GL, as a bit set of ranks.

    One integer operation per different subformula, on bit strings no longer than the depth.
    InputError if the formula has a letter or a modality other than [].

    >>> from tower.syntax.parser import parse
    >>> [trace(parse(text)) for text in ("[]F", "[][]F", "~[]F", "T")]
    [1, 3, -2, -1]
    """
    order = list(subformulas(formula))
    unread = Counter(child for part in order for child in part.children)
    known: dict[Formula, Trace] = {}
    for part in order:
        known[part] = trace_step(part, known)
        for child in part.children:  # forget what nobody reads again: depth² bits otherwise
            unread[child] -= 1
            if not unread[child]:
                known.pop(child, None)
    return known[formula]


def trace_step(part: Formula, known: Mapping[Formula, Trace]) -> Trace:
    """The trace of a formula from those of its direct parts."""
    match part:
        case Constant(value=value):
            return EVERYWHERE if value else 0
        case Not(body=body):
            return ~known[body]
        case And(left=left, right=right):
            return known[left] & known[right]
        case Or(left=left, right=right):
            return known[left] | known[right]
        case Implies(left=left, right=right):
            return ~known[left] | known[right]
        case Iff(left=left, right=right):
            return ~(known[left] ^ known[right])
        case Box(theory="0", body=body):
            return known[body] ^ (known[body] + 1)
        case Box(theory=theory):
            raise InputError(f"modality [{theory}] in a formula of GL", expected="only []")
        case Atom(name=name):
            raise InputError(f"letter {name}", expected="a letterless formula")
    raise InputError(f"{part!r} is no formula", expected="a formula")


def is_theorem(found: Trace) -> bool:
    """Does GL prove the formulas with this trace?

    >>> is_theorem(EVERYWHERE), is_theorem(-2)
    (True, False)
    """
    return found == EVERYWHERE


def is_true(found: Trace) -> bool:
    """Are the formulas with this trace true in ℕ, that is, theorems of S?

    >>> is_true(-2), is_true(1)
    (True, False)
    """
    return found < 0


def holds_at(found: Trace, rank: int) -> bool:
    """Is a formula with this trace true at the rank?

    >>> [holds_at(-2, rank) for rank in range(3)]
    [False, True, True]
    """
    return bool(found >> rank & 1)


def trace_text(found: Trace) -> str:
    """Truth by rank, 1 for true, from rank 0 to the first rank after which nothing changes.

    >>> trace_text(-3), trace_text(1), trace_text(-1), trace_text(0)
    ('101', '10', '1', '0')
    """
    size = stable_from(found) + 1
    return format(found & (1 << size) - 1, f"0{size}b")[::-1]


def stable_from(found: Trace) -> int:
    """The first rank from which the truth changes no more.

    >>> stable_from(-3), stable_from(1), stable_from(-1)
    (2, 1, 0)
    """
    return (found if found >= 0 else ~found).bit_length()


def boolos_normal_form(found: Trace) -> Formula:
    """Boolos' normal form: ⋀ (□ⁿ⁺¹⊥ → □ⁿ⊥) over the ranks n where it fails, negated if they
    are infinitely many (Boolos 1993, ch. 7).

    >>> from tower.syntax.printer import ascii
    >>> [ascii(boolos_normal_form(found)) for found in (-3, 2, -1)]
    ['[][]F -> []F', '~([][]F -> []F)', 'T']
    """
    if not is_true(found):
        return Not(boolos_normal_form(~found))
    ladder: list[Formula] = [FALSE]
    while len(ladder) <= stable_from(found):
        ladder.append(Box(GL, ladder[-1]))
    missing = [rank for rank, truth in enumerate(trace_text(found)) if truth == "0"]
    steps: list[Formula] = [Implies(ladder[rank + 1], ladder[rank]) for rank in missing]
    return reduce(And, steps) if steps else TRUE


def smallest_form(found: Trace) -> Formula:
    """A short letterless formula with this trace.

    The ranks fall into runs of truth and of falsity.  A run of truth a…b−1 is □ᵇ⊥ ∧ ¬□ᵃ⊥, a run
    of falsity is shut out by □ᵇ⊥ → □ᵃ⊥; the form with fewer parts is taken.

    >>> from tower.syntax.printer import ascii
    >>> [ascii(smallest_form(found)) for found in (-3, 2, -1, 0, 3)]
    ['[][]F -> []F', '[][]F & ~[]F', 'T', 'F', '[][]F']
    """
    inside, outside = _runs(found), _runs(~found)
    some = [_run(first, after) for first, after in inside]
    none = [_gap(first, after) for first, after in outside]
    if len(some) < len(none) or not none:
        return reduce(Or, some) if some else FALSE
    return reduce(And, none)


def _runs(found: Trace) -> list[tuple[int, int | None]]:
    """The maximal runs of ones as (first, first after), None for a run without end."""
    bits = "0" + trace_text(found)
    edges = [rank for rank, (before, now) in enumerate(pairwise(bits)) if before != now]
    ends: list[int | None] = [*edges[1::2]]
    return list(zip(edges[::2], [*ends, None], strict=False))


def _run(first: int, after: int | None) -> Formula:
    """True exactly from `first` to before `after`."""
    if after is None:
        return Not(_stack(first)) if first else TRUE
    return And(_stack(after), Not(_stack(first))) if first else _stack(after)


def _gap(first: int, after: int | None) -> Formula:
    """False exactly from `first` to before `after`."""
    if after is None:
        return _stack(first)
    return Implies(_stack(after), _stack(first)) if first else Not(_stack(after))


def _stack(times: int) -> Formula:
    return box_power(GL, times, FALSE)
