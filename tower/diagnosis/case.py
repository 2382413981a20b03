"""A case: one model, asked by one observer on one day, with every question put to propagation.

Askers that only differ in the claim they ask about share one propagation; a builder that asks about
its own child has one of its own, because it may suppose the same evidence for that child alone.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from ..frozen import frozen
from ..model.claims import Aligned, Claim
from ..model.levels import Levels
from ..model.values import Model
from ..propagation.asking import Question, asker_for, builder_question, questions
from ..propagation.edges import Edges
from ..propagation.setting import Setting
from ..propagation.standing import Standing
from .infinite import infinite_claims


@frozen
class Case:
    """Everything that a diagnosis looks at; `refuted` claims are no longer assumed by anybody."""

    model: Model
    observer: str
    today: date
    refuted: frozenset[Claim] = frozenset()

    @cached_property
    def setting(self) -> Setting:
        """The model prepared for propagation."""
        return Setting(self.model)

    @cached_property
    def levels(self) -> Levels:
        """How high each claim stands."""
        return Levels(self.model)

    @cached_property
    def edges(self) -> Edges:
        """The trust edges and the collapse that they force."""
        return Edges(self.setting)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All (asker, claim) pairs to be answered."""
        infinite = ((self.observer, claim) for claim in infinite_claims(self.model))
        return tuple(dict.fromkeys([*questions(self.model, self.observer), *infinite]))

    @cached_property
    def _shared(self) -> dict[str, Standing]:
        claims: dict[str, list[Claim]] = {}
        for asker, claim in self.questions:
            if builder_question(self.model, asker, claim) is None:
                claims.setdefault(asker, []).append(claim)
        claims.setdefault(self.observer, []).extend(self._link_claims())
        return {
            asker: self._standing(asker, tuple(asked), None) for asker, asked in claims.items()
        }

    def _link_claims(self) -> list[Claim]:
        """The alignment of every link, so that gaps are looked up in the observer's propagation."""
        return [
            Aligned(base, mesa.name, robust)
            for mesa in self.model.optimizers for base in mesa.built_by for robust in (False, True)
        ]

    @cached_property
    def _own(self) -> dict[Question, Standing]:
        return {
            (asker, claim): self._standing(asker, (claim,), claim)
            for asker, claim in self.questions
            if builder_question(self.model, asker, claim) is not None
        }

    def _standing(self, asker: str, claims: tuple[Claim, ...], about: Claim | None) -> Standing:
        who = asker_for(self.setting, asker, about, self.refuted)
        return Standing(self.setting, self.edges, who, claims)

    def standing(self, asker: str, claim: Claim) -> Standing:
        """The propagation in which a question is answered; made on the spot for a new question."""
        if (asker, claim) in self._own:
            return self._own[asker, claim]
        shared = self._shared.get(asker)
        if shared is not None and claim in shared.asked:
            return shared
        return self._standing(asker, (claim,), claim)
