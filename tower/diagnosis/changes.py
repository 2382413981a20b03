"""Changes that may mend a tower: each is one thing that somebody could do, with a kind and a price.

Prices are per kind, small whole numbers that only order the proposals; whoever runs the search may set
them.  The defaults put first what costs an afternoon and last what costs a new team, or the claim.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..errors import InputError
from ..model.values import Model
from .edits import Edit, edited

KINDS: Mapping[str, str] = MappingProxyType({
    "recheck": "check the subject again as it is now",
    "renew": "look at an assumption or a waiver again and give it a new date",
    "cut": "take back a check, or cut a declared edge or axiom",
    "retype": "let an edge or an axiom say something else: refinement instead of soundness, or less",
    "withdraw": "withdraw an assumption or a waiver",
    "raise": "let somebody reason in another theory",
    "split": "let two nodes no longer share what makes them one principal",
    "address": "say which ways to fail a training or review deals with",
    "amplify": "let a check be amplified, or a rate be measured where it is used",
    "assume": "name an assumption, with an owner and a reason",
    "weaken": "weaken a claim to a never-property",
    "verifier": "add an independent verifier, whose soundness is named",
})

COSTS: Mapping[str, int] = MappingProxyType({
    "recheck": 1, "renew": 1, "cut": 2, "retype": 2, "withdraw": 2, "raise": 3, "split": 3,
    "address": 3, "amplify": 3, "assume": 4, "weaken": 5, "verifier": 6,
})  # fmt: skip

DEAREST = 1_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, what it says in words, what it edits, and which names it concerns.

    Changes that edit the same are the same, whatever they say.
    """

    kind: str
    text: str = field(compare=False)
    edits: tuple[Edit, ...]
    touches: frozenset[str] = field(default=frozenset(), compare=False)


def prices(given: Mapping[str, int]) -> dict[str, int]:
    """The price of every kind, the given ones in place of the defaults.

    InputError for an unknown kind, or a price that is no whole number from 1 to a million.

    >>> prices({"assume": 9})["assume"], prices({})["cut"]
    (9, 2)
    """
    for kind, cost in given.items():
        if kind not in KINDS:
            raise InputError(f"no kind of change is called {kind!r}", expected=f"one of {', '.join(KINDS)}")
        if not isinstance(cost, int) or isinstance(cost, bool) or not 1 <= cost <= DEAREST:
            raise InputError(f"{kind} cannot cost {cost!r}", expected=f"a whole number from 1 to {DEAREST}")
    return {**COSTS, **given}


def changed(model: Model, changes: Iterable[Change]) -> Model:
    """The model after all changes; not validated.

    >>> changed(Model("t"), []) == Model("t")
    True
    """
    return edited(model, [edit for change in changes for edit in change.edits])
