"""Binds lab-goodhart: policies of every pressure of selection, and the reward model as their verifier."""

from __future__ import annotations

from itertools import islice

from tower.evidence.bind import accepts, predicate, search
from tower.gallery.lab.padding import GOOD, HARDEST, ORDINARY, Policy, climb, fit, good, quality

JUDGE = fit(0)


@search("selection -> policy", seeds=HARDEST)
def select(steps: int) -> Policy:
    """The policy after so many steps of selection: the seed is the pressure."""
    return next(islice(climb(JUDGE), steps, None))


@accepts("reward_model", score=JUDGE.score)
def accepted(policy: Policy) -> bool:
    return JUDGE.accepts(policy)


@predicate("readable", margin=lambda policy: quality(policy) - GOOD)
def readable(policy: Policy) -> bool:
    return good(policy)


@predicate("right_on_ordinary_answers", cases=lambda: ORDINARY)
def right(policy: Policy) -> bool:
    return good(policy) or not JUDGE.accepts(policy)
