"""How much is left of a guarantee, and which assumption it hangs on.

`structure` says which broken leaves break the claim, `bounds` what an answer is.  The evaluators
(`bdd`, `frechet`, `common_cause`, `latent`, `coalition`) never assume independence by themselves.
`failure` makes the structure of a claim from its derivations, `numbers` all that is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module

from ..diagnosis.chances import Chance, Chances
from ..diagnosis.judging import Judge
from ..diagnosis.report import Answer
from ..model.evidence import Evidence


def chances(evidence: Iterable[Evidence] = ()) -> Chances:
    """How likely answers are to be wrong, for the requirements of a check; worked out when asked."""
    records = tuple(evidence)

    def chance(judge: Judge, answer: Answer, enough: Fraction) -> Chance:
        required = import_module(f"{__name__}.required")
        found: Chance = required.chance(judge, answer, enough, records)
        return found

    return chance
