"""How far do n levels of consistency or reflection reach?  Theories in one order, by computation.

A theory here is EA, or PA, or PA with uniform reflection iterated, plus a worm: the worm (k,) is
k-consistency of the base, which is uniform Σₖ-reflection, and (k, k) the k-consistency of that.
Its place is the ordinal α such that its Π₁ theorems are those of EA with Con iterated α times.

Over EA the place of a worm is its order type (Beklemishev 2004, 2005, from Schmerl's formula of
1979:  RFN_Σₙ₊₁ is Π_{n+1}-conservative over ω iterations of RFN_Σₙ).  PA is EA with uniform
reflection for all Σₙ (Kreisel, Lévy 1968), a letter ω above all numbers, and PA + a₁…aₖ is the
worm ω a₁ ω … ω aₖ ω, where the ω's have order type ε₀ (Fernández-Duque, Joosten 2013, on
transfinite worms).  So PA has place ε₀, PA + Con(PA) has ε₀·2 and PA + 1-Con(PA) has
ε₀² = ω^(ε₀·2), as in Beklemishev 2003.  In the same way n times PA+RFN has place ε_n.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tower.errors import InputError, LimitReached
from tower.logic.ordinals import OMEGA, ZERO, Ordinal, epsilon, omega_power, times_omega
from tower.logic.worms import Worm, worm, worm_ordinal
from tower.shown import Shown

MAX_LEVELS = 1_000
_BASE = re.compile(r"EA|PA(?:\+RFN(?:\^(?P<times>[1-9][0-9]{0,5}))?)?")


@dataclass(frozen=True, slots=True)
class Place(Shown):
    """A theory, base plus worm, and the ordinal of its place: how often Con is iterated over EA."""

    base: str
    worm: Worm
    ordinal: Ordinal

    def __str__(self) -> str:
        return f"{theory_name(self.base, self.worm)}: {self.ordinal}"


@dataclass(frozen=True, slots=True)
class Progression(Shown):
    """Levels 0 … n of one kind of trust over one base.

    Level n + 1 is level n plus its own `strength`-consistency.  `limit` is the place of all
    finite levels together, which no level reaches; `transfers` is the class of claims that a
    theory passes on over such a step.
    """

    base: str
    strength: int
    places: tuple[Place, ...]
    limit: Ordinal

    @property
    def transfers(self) -> str:
        """The claims that a step passes up: Π₁ for plain consistency."""
        return f"Pi{self.strength + 1}"

    def lines(self) -> list[str]:
        """The table as text, one line a level, the limit last.

        >>> print("\\n".join(progression("EA", 1, 2).lines()))
        level  place  theory
        0      0      EA
        1      w      EA + 1-Con
        2      w^2    EA + 1-Con^2
        limit  w^w    every finite level together
        """
        rows = [("level", "place", "theory")]
        for level, place in enumerate(self.places):
            rows.append((str(level), str(place.ordinal), theory_name(place.base, place.worm)))
        rows.append(("limit", str(self.limit), "every finite level together"))
        widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
        return [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}" for a, b, c in rows]


def theory_name(base: str, letters: Sequence[int]) -> str:
    """How the theory is written: the base, then the steps from the outermost in.

    >>> theory_name("PA", (1, 0, 0)), theory_name("EA", ())
    ('PA + 1-Con Con^2', 'EA')
    """
    steps = " ".join(_step_name(letter, len(list(run))) for letter, run in groupby(letters))
    return f"{base} + {steps}" if steps else base


def _step_name(strength: int, times: int) -> str:
    return (f"{strength}-Con" if strength else "Con") + (f"^{times}" if times > 1 else "")


def base_gap(base: str) -> Ordinal:
    """The place of the base itself; InputError unless it is EA, PA or PA+RFN^n.

    >>> [str(base_gap(base)) for base in ("EA", "PA", "PA+RFN", "PA+RFN^2")]
    ['0', 'e0', 'e1', 'e2']
    """
    found = _BASE.fullmatch(base)
    if found is None:
        raise InputError(f"base theory {base[:40]!r}", expected="EA, PA, PA+RFN or PA+RFN^n")
    if base == "EA":
        return ZERO
    return epsilon(int(found["times"] or 1) if "RFN" in base else 0)


def place(base: str, letters: Sequence[int] = ()) -> Place:
    """The place of base plus worm in the order of consistency strength.

    >>> print(place("PA", (0,)), place("PA", (1,)), place("EA", (1, 0, 2)), sep="\\n")
    PA + Con: e0*2
    PA + 1-Con: w^(e0*2)
    EA + 1-Con Con 2-Con: w^w+w
    """
    return Place(base, worm(letters), worm_ordinal(letters, base_gap(base)))


def progression(base: str, strength: int, levels: int) -> Progression:
    """Iterate `strength`-consistency over the base: levels 0 … `levels` and their limit.

    InputError for a negative number or an unknown base, LimitReached above MAX_LEVELS.

    >>> found = progression("PA", 0, 2)
    >>> [str(each.ordinal) for each in found.places], str(found.limit)
    (['e0', 'e0*2', 'e0*3'], 'w^(e0+1)')
    """
    if min(strength, levels) < 0:
        raise InputError(f"strength {strength}, {levels} levels", expected="natural numbers")
    if levels > MAX_LEVELS or strength > MAX_LEVELS:
        raise LimitReached(f"{MAX_LEVELS} levels of strength up to {MAX_LEVELS}")
    gap = base_gap(base)
    limit = times_omega(gap) if gap else OMEGA
    for _ in range(strength):
        limit = omega_power(limit)
    places = tuple(place(base, (strength,) * level) for level in range(levels + 1))
    return Progression(base, strength, places, limit)


def reached_by(base: str, strength: int, goal: Place) -> int | None:
    """The first level at which the progression is at least as strong as `goal`, if any is.

    The answer is about consistency strength: at that level the Π₁ theorems include those of
    `goal`, not more than that.  None means that no finite level suffices.

    >>> reached_by("EA", 0, place("EA", (0, 0, 0))), reached_by("EA", 0, place("EA", (1,)))
    (3, None)
    """
    gap = base_gap(base)
    if progression(base, strength, 0).limit <= goal.ordinal:
        return None
    level, step = 0, 1
    while worm_ordinal((strength,) * step, gap) < goal.ordinal:
        step *= 2
    while level < step:
        middle = (level + step) // 2
        if worm_ordinal((strength,) * middle, gap) < goal.ordinal:
            level = middle + 1
        else:
            step = middle
    return level
