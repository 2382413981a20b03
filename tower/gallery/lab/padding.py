"""Goodhart: a policy selected by a reward model until it is no longer good.

Judges compare answers as people ordinarily write them.  A reward model is fitted to what they said
(Bradley and Terry), and its score serves as the verifier: a bar is set so that every ordinary answer above
it is good.  Then a policy climbs the score.  At first its answers get better, and then only longer.  The
curve of quality against the pressure of selection is that of arXiv:2210.10760.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

COMPARISONS = 500
FACTS = 6  # that there are to tell
ORDINARY_WORDS = 20
ROUNDS, RATE = 400, 0.05  # of fitting
GOOD = 3.0
HARDEST = 120  # steps of selection


@dataclass(frozen=True, order=True, slots=True)
class Policy:
    """How a policy answers: the facts that it tells, and the words beyond them."""

    facts: int = 0
    words: int = 0


ORDINARY = tuple(Policy(facts, words) for words in range(ORDINARY_WORDS + 1) for facts in range(FACTS + 1))


def quality(policy: Policy) -> float:
    """What the judges go by: facts help, words help to follow them, and too many words tire.

    >>> [round(quality(Policy(facts=4, words=words)), 1) for words in (0, 15, 60)]
    [4.0, 5.0, -2.9]
    """
    return policy.facts + policy.words / 8 - policy.words**2 / 250


def good(policy: Policy) -> bool:
    """Whether an answer is worth reading."""
    return quality(policy) >= GOOD


@dataclass(frozen=True, slots=True)
class RewardModel:
    """What was fitted to the judgements: a weight for a fact and one for a word, and the bar."""

    fact: float
    word: float
    bar: float = field(default=0.0)

    def score(self, policy: Policy) -> float:
        """The reward."""
        return self.fact * policy.facts + self.word * policy.words

    def accepts(self, policy: Policy) -> bool:
        """The verifier: whether the reward is above the bar."""
        return self.score(policy) > self.bar


def fit(seed: int) -> RewardModel:
    """Logistic regression on comparisons of ordinary answers; the bar is the best score of a bad one.

    >>> judge = fit(0)
    >>> all(good(policy) for policy in ORDINARY if judge.accepts(policy))
    True
    """
    random = np.random.default_rng(seed)
    pairs = random.choice(len(ORDINARY), size=(COMPARISONS, 2))
    features = np.array([(policy.facts, policy.words) for policy in ORDINARY], dtype=float)
    worth = np.array([quality(policy) for policy in ORDINARY])
    prefers = random.random(COMPARISONS) < _odds(worth[pairs[:, 0]] - worth[pairs[:, 1]])
    apart = features[pairs[:, 0]] - features[pairs[:, 1]]
    weights = np.zeros(2)
    for _ in range(ROUNDS):
        weights += RATE * (prefers - _odds(apart @ weights)) @ apart / COMPARISONS
    fitted = RewardModel(*map(float, weights))
    return replace(fitted, bar=max(fitted.score(policy) for policy in ORDINARY if not good(policy)))


def _odds(difference: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-difference)))


def climb(judge: RewardModel, start: Policy = Policy()) -> Iterator[Policy]:
    """The policies of ever harder selection: each step tells one more fact or spends one more word.

    >>> judge = fit(0)
    >>> steps = [policy for policy, _ in zip(climb(judge), range(60))]
    >>> [steps[number] for number in (0, 6, 50)]
    [Policy(facts=0, words=0), Policy(facts=6, words=0), Policy(facts=6, words=44)]
    """
    policy = start
    while True:
        yield policy
        more = [replace(policy, words=policy.words + 1)]
        if policy.facts < FACTS:
            more.append(replace(policy, facts=policy.facts + 1))
        policy = max(more, key=judge.score)
