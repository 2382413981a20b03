"""M3, the ladder: trust is handed from rung to rung, and each rung must win against the next.

trusted(x) if some trusted overseer of x wins against x.  One line of overseers succeeds with the
product of its *conditional* wins, "wins step i given that the guard is trusted": that is the chain
rule.  Ratings supply wins measured apart; using them there is an assumption, and it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import prod

from .bounds import UNKNOWN, Bound, as_probability
from .structure import Gate, Structure, any_of, horn


def ladder(wins: Sequence[Fraction]) -> Bound:
    """Success of a line of overseers from conditional wins: exact whatever the dependence.

    >>> print(ladder([Fraction(9, 10), Fraction(4, 5)]))
    18/25 (unknown)
    """
    value = prod((as_probability(win, "a win") for win in wins), start=Fraction(1))
    return Bound(value, value, UNKNOWN, ("each win is that given that its guard is trusted",))


def ladder_from_marginals(wins: Sequence[Fraction]) -> Bound:
    """Success of a line of overseers from wins measured apart, dependence unknown.

    >>> print(ladder_from_marginals([Fraction(9, 10), Fraction(4, 5)]))
    [7/10, 4/5] (unknown)
    """
    rates = [as_probability(win, "a win") for win in wins]
    low = max(Fraction(0), 1 - sum((1 - rate for rate in rates), Fraction(0)))
    return Bound(low, min(rates, default=Fraction(1)), UNKNOWN, ("each win is measured apart",))


def trust_structure(root: str, oversees: Iterable[tuple[str, str, str]], target: str) -> Structure:
    """Support for "target is trusted": triples (overseer, overseen, event that the overseer wins).

    The root is trusted without a win.  Overseers in a ring trust nobody by themselves.

    >>> from .structure import happens
    >>> ring = trust_structure("root", [("a", "b", "ab"), ("b", "a", "ba"), ("root", "a", "ra")], "b")
    >>> happens(ring, ["ab", "ba"]), happens(ring, ["ra", "ab"])
    (False, True)
    """
    known = list(oversees)
    clauses = [(f"trusted {low}", [f"trusted {high}", win]) for high, low, win in known]
    trusted = horn(f"trusted {target}", [*clauses, (f"trusted {root}", [])])
    named = {f"trusted {name}" for high, low, _ in known for name in (high, low)}
    nobody = {event: any_of() for event in named | {trusted.top} if event not in trusted.gate}
    return Structure.of(trusted.top, {**trusted.gate, **nobody})


def ladder_structure(losses: Sequence[str]) -> Structure:
    """The failure of a line: some step is lost.

    >>> ladder_structure(["loss 1", "loss 2"]).leaves
    ('loss 1', 'loss 2')
    """
    top: dict[str, Gate] = {"a step is lost": any_of(*losses)}
    return Structure.of("a step is lost", top)
