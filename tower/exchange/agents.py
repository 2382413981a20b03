"""What agent graphs and traces have in common: who checks whom, on which weights, and what nobody said.

Whether two agents run on other weights has to be said; where it is not, their independence is a claim
that the check needs and that nobody holds.  The soundness of a checker is assumed only where the
artefact says so, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..model.claims import Claim, Holds, Sound
from ..model.values import Check, How, Lineage
from .given import Given
from .sketch import Sketch

OPERATOR, APART = "operator", "runs_on_other_weights"
_SAYS_APART = "its weights are not those of what it checks"


@dataclass(frozen=True)
class Agent:
    """One agent: what it is called, the causes that it shares, and why it is relied on ("" if nobody is)."""

    name: str
    lineage: Lineage = ()
    sound: str = ""
    about: str = ""

    def known(self, given: Given) -> bool:
        """Whether somebody said on what it runs, or who it is."""
        kinds = {kind for kind, _ in self.lineage}
        return bool(kinds) or any(
            given.aliases.principal(kind, self.name) is not None for kind in ("weights", "person", "key")
        )


@dataclass
class Agents:
    """Collects agents and the checks between them into a sketch."""

    sketch: Sketch
    given: Given
    unknown: dict[str, None] = field(default_factory=dict)

    def check(self, by: Agent, of: Agent, prop: str, about: str, how: How = "test") -> None:
        """Say that one agent checks another."""
        sketch = self.sketch
        sketch.observe(OPERATOR)
        checker = self.node(by)
        claim = Holds(sketch.says(sketch.names(prop, "property"), about), self.node(of))
        sketch.check(Check((checker,), claim, how, needs=tuple(self._needs(by, of, checker))))
        if by.sound:
            sketch.assume(OPERATOR, Sound(checker), by.sound)

    def node(self, agent: Agent) -> str:
        """The node of an agent: whoever checks is a verifier, so all of them are."""
        return self.sketch.node("verifiers", agent.name, agent.lineage, about=agent.about)

    def _needs(self, by: Agent, of: Agent, checker: str) -> Iterable[Claim]:
        quiet = [each.name for each in (by, of) if not each.known(self.given)]
        if quiet and by.name != of.name:
            self.unknown.update(dict.fromkeys(quiet))
            yield Holds(self.sketch.says(APART, _SAYS_APART), checker)
            yield Sound(checker)  # needs stand for soundness unless they name it

    def notes(self) -> tuple[str, ...]:
        """Of whom nothing was said."""
        if not self.unknown:
            return ()
        names = ", ".join(list(self.unknown)[:8]) + (", …" if len(self.unknown) > 8 else "")
        return (f"nobody said on which weights these run: {names} (--principals can)",)
