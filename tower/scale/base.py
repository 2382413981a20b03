"""What a sheet says before anybody asks: which checks count and how exactly, which theories are dead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..errors import LimitReached
from ..model.values import INFINITE
from .hereditary import Lines
from .names import Bits, Ints
from .percolation import Facts
from .principals import Principals
from .sheet import LIMIT_STRENGTHS, Sheet
from .trust import Trust

PROOF, ATTESTATION = 0, 1


@dataclass(frozen=True, eq=False)
class Base:
    """What a sheet says before anybody asks: who counts, which theories are dead."""

    sheet: Sheet

    @cached_property
    def principals(self) -> Principals:
        """Who is one principal with whom."""
        return Principals(self.sheet)

    @cached_property
    def trust(self) -> Trust:
        """The edges between theories."""
        return Trust(self.sheet)

    @cached_property
    def lines(self) -> Lines:
        """The hereditary claims."""
        return Lines(self.sheet)

    @cached_property
    def drawn(self) -> dict[tuple[bool, ...], Facts]:
        """The graphs of facts that were drawn so far, by who asks and what counts as alive."""
        return {}

    @cached_property
    def strengths(self) -> Ints:
        """Every strength that some claim needs, rising; LimitReached when they are too many."""
        if not len(self.sheet.theories):
            return np.zeros(0, np.int32)
        found = np.unique(np.append(self.sheet.strengths, INFINITE))  # whoever vouches for a theory needs all
        if len(found) > LIMIT_STRENGTHS:
            raise LimitReached(f"claims of more than {LIMIT_STRENGTHS} different strengths")
        return found

    @cached_property
    def inverted(self) -> Bits:
        """The checks by somebody declared less capable than the subject, with nothing amplifying them."""
        sheet, checks = self.sheet, self.sheet.checks
        subject = self.principals.subject
        found = np.zeros(len(checks), bool)
        if (sheet.capability < 0).all():
            return found
        high = np.where(subject >= 0, sheet.capability[subject], -1)
        asked = ~checks.amplified & (high >= 0)
        single = asked & (checks.by >= 0)
        low = sheet.capability[checks.by[single]]
        found[single] = (low >= 0) & (low < high[single])
        low = sheet.capability[sheet.member]
        weak = (low >= 0) & (low < high[sheet.member_check]) & asked[sheet.member_check]
        found[sheet.member_check[weak]] = True
        return found

    @cached_property
    def exact(self) -> Bits:
        """The checks that leave no statistical doubt."""
        sheet, checks = self.sheet, self.sheet.checks
        rated = np.zeros(len(checks), bool)
        single = checks.by >= 0
        rated[single] = sheet.rated[checks.by[single]]
        rated[sheet.member_check[sheet.rated[sheet.member]]] = True
        return (checks.how <= ATTESTATION) & ~rated & ~self.inverted

    @cached_property
    def live(self) -> Bits:
        """The checks that count."""
        return self.principals.live
