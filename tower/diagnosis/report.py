"""What a check found: answers with their assumption sets and evidence, and breaks.  Frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, Protocol, TypeAlias

from ..errors import InputError
from ..frozen import frozen
from ..model.claim_parser import parse_claim
from ..model.claims import Claim
from ..model.scalars import nearest
from ..model.values import Model, Waiver
from ..shown import Shown
from .codes import CODES, Severity

Verdict: TypeAlias = Literal[
    "GUARANTEED", "ASSUMED", "SUPPORTED", "UNSUPPORTED", "VACUOUS", "COLLAPSED",
    "NOT_DERIVABLE", "CONTRADICTED", "UNKNOWN",
]


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """One edge on a break: `kind` is checks, builds, enacts, includes, reflects, proves_con or shares.

    Trust edges run from the trusted to the trusting theory, checks from verifier to subject.
    """

    kind: str
    source: str
    target: str


@frozen(slots=True)
class Break(Shown):
    """One place where the tower does not carry what is asked of it.

    `loeb` is one line, *Löb applies because …* or *This is not Löb: …*; `repairs` are escapes (for
    Löb) or fixes (for the rest); `claims` the (asker, claim) pairs that it takes down.
    """

    code: str
    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]
    reason: str
    repairs: tuple[str, ...]
    loeb: str = ""
    claims: tuple[tuple[str, Claim], ...] = ()
    waived: Waiver | None = None

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        return f"{self.code} {self.kind}: {', '.join(self.nodes)}"

    @property
    def kind(self) -> str:
        """The word for the code, such as COMMON_CAUSE."""
        return CODES[self.code].kind

    @property
    def severity(self) -> Severity:
        """error or warning."""
        return CODES[self.code].severity


@frozen(slots=True)
class Step:
    """One line of a derivation: what holds, by which rule, from which earlier lines (by number)."""

    text: str
    rule: str
    premises: tuple[int, ...] = ()


@frozen(slots=True)
class World:
    """One world of a countermodel: who reasons there (None: the actual world) and what is true in it."""

    label: str | None
    true: tuple[str, ...]
    later: tuple[int, ...] = ()


@frozen(slots=True)
class Answer:
    """The verdict on one claim, asked by one asker.

    `assumptions` are the leftover sets, smallest first, each sorted by text; `more` says that there
    are further ones.  `conditions` qualify a SUPPORTED answer (coverage, population, subject).
    `grade` is the c of COLLAPSED[c].  `decided` is what was really decided where that is not the claim
    itself: of "if it accepts", that what its theory proves is so.
    """

    asker: str
    claim: Claim
    level: int
    verdict: Verdict
    assumptions: tuple[tuple[object, ...], ...] = ()
    more: bool = False
    breaks: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    would_hold_on: tuple[object, ...] = ()
    grade: int = 0
    note: str = ""
    decided: Claim | None = None

    @property
    def word(self) -> str:
        """The verdict as it is printed: COLLAPSED carries its grade when it is not 0."""
        return f"{self.verdict}[{self.grade}]" if self.grade else self.verdict

    @property
    def text(self) -> str:
        """The claim as it stands in the file."""
        return str(self.claim)


@frozen(slots=True)
class Countermodel(Shown):
    """A world that cannot be ruled out: `worlds[0]` refutes the claim; `sentence` tells it in words."""

    worlds: tuple[World, ...]
    sentence: str
    formula: str = ""

    def __str__(self) -> str:
        return self.sentence


class Engine(Protocol):
    """What a report asks when evidence is wanted: derivations and countermodels are made on demand."""

    def why(self, asker: str, claim: Claim) -> tuple[Step, ...]:
        """The derivation of a claim that holds; empty when it does not."""

    def why_not(self, asker: str, claim: Claim) -> Countermodel | None:
        """The world that cannot be ruled out; None when the claim holds or no logic decides it."""

    def certificate(self, asker: str, claim: Claim) -> dict[str, Any] | None:
        """The certificate of the verdict on a claim; None where there is nothing to show."""

    def may_accept(self, asker: str, claim: Claim) -> Answer:
        """May `asker` accept the claim about what it builds, on the same evidence?"""

    def if_accepted(self, asker: str, claim: Claim, observer: str) -> Answer:
        """If `asker` accepts the claim, what does the observer know?"""


@frozen
class Report(Shown):
    """Everything that a check found, for one observer on one day.

    `report["P(system)"]` is the observer's answer; `report.ask("system", "P(child)")` another asker's.
    """

    model: Model
    observer: str
    today: date
    answers: tuple[Answer, ...]
    breaks: tuple[Break, ...]
    engine: Engine = field(repr=False, compare=False)

    @cached_property
    def _by_claim(self) -> dict[tuple[str, Claim], Answer]:
        return {(answer.asker, answer.claim): answer for answer in self.answers}

    def ask(self, asker: str, claim: Claim | str) -> Answer:
        """The answer to `asker` about `claim`; InputError when the report has none."""
        wanted = parse_claim(claim) if isinstance(claim, str) else claim
        found = self._by_claim.get((asker, wanted))
        if found is None:
            raise self._unanswered(asker, wanted)
        return found

    def _unanswered(self, asker: str, claim: Claim) -> InputError:
        """Names what was asked instead: by others, or about other claims."""
        asked = [answer.text for answer in self.answers if answer.asker == asker]
        if not asked:
            askers = dict.fromkeys(answer.asker for answer in self.answers)
            return InputError(f"{asker} asks for nothing here", expected=f"an asker: {_some(askers)}")
        return InputError(f"no answer about {claim} for {asker}{nearest(str(claim), asked)}",
                          expected=f"one of {_some(asked)}")

    def __getitem__(self, claim: Claim | str) -> Answer:
        return self.ask(self.observer, claim)

    def why(self, claim: Claim | str, asker: str | None = None) -> tuple[Step, ...]:
        """The derivation of a claim as numbered steps; empty when it does not hold."""
        answer = self.ask(asker or self.observer, claim)
        return self.engine.why(answer.asker, answer.claim)

    def why_not(self, claim: Claim | str, asker: str | None = None) -> Countermodel | None:
        """The world that the asker cannot rule out; None when the claim holds or is weak."""
        answer = self.ask(asker or self.observer, claim)
        return self.engine.why_not(answer.asker, answer.claim)

    def certificate(self, claim: Claim | str, asker: str | None = None) -> dict[str, Any] | None:
        """The certificate of a verdict (`proofs/certificate-format.md`).

        None where there is nothing to show: UNSUPPORTED, UNKNOWN, CONTRADICTED, infinite towers.
        """
        answer = self.ask(asker or self.observer, claim)
        return self.engine.certificate(answer.asker, answer.claim)

    def may_accept(self, asker: str, claim: Claim | str) -> Answer:
        """May `asker` accept the claim about a system that it builds, on the evidence Pmeta had for it?"""
        return self.engine.may_accept(asker, parse_claim(claim) if isinstance(claim, str) else claim)

    def if_accepted(self, asker: str, claim: Claim | str) -> Answer:
        """If `asker` accepts the claim, what does the observer know?"""
        wanted = parse_claim(claim) if isinstance(claim, str) else claim
        return self.engine.if_accepted(asker, wanted, self.observer)

    def findings(self, *, strict: bool = False, warnings: bool = False) -> tuple[Break, ...]:
        """The breaks that count for the exit code.

        Errors that are not waived; where the tower has requirements only NOT_MET, UNEXPECTED and
        EXPIRED count unless `strict`; with `warnings` the warnings count too.
        """
        narrow = bool(self.model.requires or self.model.headcounts) and not strict
        return tuple(
            found for found in self.breaks
            if found.waived is None
            and (found.code in _FINAL or (not narrow and (warnings or found.severity == "error"))
                 or (warnings and found.severity == "warning"))
        )


_FINAL = frozenset({"TWR404", "TWR405", "TWR406"})


def _some(texts: Iterable[str], most: int = 8) -> str:
    listed = sorted(texts)
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "") or "nothing"
