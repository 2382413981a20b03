"""What propagation speaks about: facts, and the rules that lead from facts to facts.

A rule fires when at least `need` facts of its body hold (all of them unless it is a threshold).
Facts are small frozen values; a `Leaf` is an assumption that an asker may stand on.
"""

from __future__ import annotations

from typing import TypeAlias

from ..frozen import frozen
from ..model.claims import Claim


@frozen(slots=True)
class Part:
    """The base part of a hereditary claim: `subject` is safe itself, whatever it builds."""

    property: str
    subject: str

    def __str__(self) -> str:
        return f"safe_{self.property}({self.subject})"


@frozen(slots=True)
class Declared:
    """An edge or an axiom that the author declared and that nothing here can verify.

    `relation` is "includes", "reflects", "proves_con" or "axiom"; the upper theory comes first.
    """

    theory: str
    relation: str
    what: str
    strength: int = 0

    def __str__(self) -> str:
        match self.relation:
            case "proves_con":
                number = f", {self.strength}" if self.strength else ""
                return f"{self.theory} proves consistent({self.what}{number})"
            case "axiom":
                return f"{self.theory} has the axiom {self.what}"
            case _:
                return f"{self.theory} {self.relation} {self.what}"


@frozen(slots=True)
class Own:
    """The asker's own theory can be relied on; shown as c-consistency for the class of the claim."""

    theory: str

    def __str__(self) -> str:
        return f"consistent({self.theory})"


Statement: TypeAlias = Claim | Part
Root: TypeAlias = Claim | Part | Declared | Own


@frozen(slots=True)
class Known:
    """The asker may rely on `what`."""

    what: Statement


@frozen(slots=True)
class Opposed:
    """A check that the asker may rely on rejected `what`."""

    what: Statement


@frozen(slots=True)
class Adopted:
    """What `theory` proves, `top` proves (or, without a top, the asker relies on): inclusion."""

    top: str | None
    theory: str


@frozen(slots=True)
class Trusted:
    """`top` (or, without one, the asker) knows that `theory` is c-consistent, c = `strength`."""

    top: str | None
    theory: str
    strength: int


@frozen(slots=True)
class Vouched:
    """`verifier` is sound on all that its theory proves, not only on claims like those that it checks."""

    verifier: str


@frozen(slots=True)
class Reflected:
    """`top` proves: if `theory` proves the claim, it is so."""

    top: str
    theory: str
    claim: Claim


@frozen(slots=True)
class Leaf:
    """An assumption on which the asker may stand."""

    root: Root


@frozen(slots=True)
class Stands:
    """Principal `group` of the threshold check at position `check` can be relied on; -1: enough of them."""

    check: int
    group: int


Fact: TypeAlias = Known | Opposed | Adopted | Trusted | Vouched | Reflected | Stands | Leaf

SUPPOSED = -1  # position of the check that a builder's own enactment would make


@frozen(slots=True)
class Rule:
    """`head` holds if at least `need` facts of `body` do.

    `check` is the position of the check that the rule rests on, None for a rule of pure logic and
    SUPPOSED for the check that a builder would make on the same evidence;
    `exact` says that neither a test, nor a review, nor an error rate was used.
    """

    head: Fact
    body: tuple[Fact, ...]
    name: str
    need: int = -1
    check: int | None = None
    exact: bool = True

    @property
    def needed(self) -> int:
        """How many facts of the body must hold."""
        return len(self.body) if self.need < 0 else self.need
