"""What a test of one assumption found.  Never *verified*: a test that finds nothing has tested."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ..model.claims import Claim
from ..model.evidence import Evidence

FoundStatus: TypeAlias = Literal["tested", "exhausted", "proved", "refuted", "untested"]
Kind: TypeAlias = Literal["nothing to run", "Error", "Timeout", "Flaky", "Prints", "Mutates"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an assumption stays untested: its kind, and what happened on which system.

    `code` is the code that explains it, where there is one.
    """

    kind: Kind
    text: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One assumption after its test.

    `n` counts the independent draws (all cases of a finite domain), `tried` what the adversarial
    search looked at besides; `example` are the objects of the counterexample, of which
    `counterexample` is the text; `seed` and `examples` replay it.  `record` is what is kept of it,
    None for an assumption that stays untested.
    """

    claim: Claim
    status: FoundStatus
    n: int = 0
    tried: int = 0
    failures: int = 0
    bound: str = ""
    population: str = ""
    counterexample: str = ""
    example: tuple[Any, ...] = field(default=(), compare=False)
    trouble: Trouble | None = None
    note: str = ""
    seed: int = 0
    examples: int = 0
    record: Evidence | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """One line: the claim, its status, and what shows it.

        >>> from ..model.claims import Gate
        >>> print(Finding(Gate("x"), "tested", n=9, bound="0.3"))
        gate(x): tested, n = 9, fails at most 0.3 (95 % confidence)
        """
        count = f", n = {self.n}" if self.status in ("tested", "exhausted") else ""
        bound = f", fails at most {self.bound} (95 % confidence)" if self.bound else ""
        why = f": {self.counterexample or self.trouble}" if self.counterexample or self.trouble else ""
        return f"{self.claim}: {self.status}{count}{bound}{why}"
