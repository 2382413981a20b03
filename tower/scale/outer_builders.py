"""What agents may accept of what they build, in a scan on another engine.

The rules are those of `tower.scale.builders`: an agent without a theory has no roots, so it may accept what
those with a rate say, and the observer as a builder what it may accept anyway.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from .draft import OTHER
from .keeping import Part
from .outer_facts import OuterFacts
from .outer_words import SOUND


def word_of(*, held: Any, exact: Any, root: Any, opposed: Any, spite: Any, strong: Any) -> Any:
    """The verdict on claims of which this is known."""
    return ibis.cases(
        (held & opposed, "CONTRADICTED"),
        (held & root, "ASSUMED"),
        (held & exact, "GUARANTEED"),
        (held, "SUPPORTED"),
        (spite, "COLLAPSED"),
        (strong, "NOT_DERIVABLE"),
        else_="UNSUPPORTED",
    )


@dataclass(frozen=True, eq=False)
class OuterBuilders:
    """The questions of all agents of a `tower.scale.outer.OuterScan` about what they build."""

    scan: Any

    @cached_property
    def _enacted(self) -> Any:
        """The properties that somebody checks: base, code."""
        checks, first = self.scan.checks, self.scan.first
        last = first + len(self.scan.properties)
        return checks.filter((checks.code >= first) & (checks.code < last)).select(base="by", code="code")

    def _asked(self, links: Any) -> Any:
        """What those who build ask, each question once: base, mesa, code."""

        def found(part: Part) -> Any:
            there = part(links, "base")
            each = part(self._enacted, "base").semi_join(there, "base").distinct()
            return there.join(each, "base").select("base", "mesa", "code").distinct()

        return self.scan.keep.apart(2 * self.scan.number("builds", "checks"), self.scan.builds.base, found)

    @property
    def _observes(self) -> Any:
        return self.scan.builds.base.cast("string") == self.scan.observer

    # the observer as a builder

    @cached_property
    def mine(self) -> Any:
        """What the observer asks as a builder: mesa, code, fact."""
        asked = self._asked(self.scan.builds.filter(self._observes))
        return self.scan.keep(asked.select("mesa", "code", fact=self.scan.fact(asked.mesa, asked.code)))

    @cached_property
    def _review(self) -> Any:
        """The fact that the observer's own review is sound."""
        observer = self.scan.observer
        return self.scan.value(int(observer) if self.scan.numbered else observer, SOUND)

    @cached_property
    def building(self) -> bool:
        """Whether the observer asks anything as a builder."""
        return bool(self.scan.number("builds")) and bool(int(self.mine.count().execute()))

    @cached_property
    def same(self) -> bool:
        """Whether the observer may accept what its own review would."""
        return self.building and self._among(self.scan.held)

    @cached_property
    def same_in_spite(self) -> bool:
        """Whether it might if no theory were dead."""
        return self.building and bool(self.scan.dead) and self._among(self.scan.in_spite)

    def _among(self, facts: Any) -> bool:
        return bool(int(facts.filter(facts.fact == self._review).count().execute()))

    def _of_observer(self) -> Any:
        """The verdicts on its questions: mesa, code, verdict, held."""
        scan = self.scan
        told = scan.verdicts(scan.claims).select("fact", "mark", "verdict")
        found = self.mine.left_join(told, "fact")
        known = (found.mark.fill_null(0) & 1) != 0
        unsaid = "SUPPORTED" if self.same else "COLLAPSED" if self.same_in_spite else "UNSUPPORTED"
        return found.select(
            "mesa", "code", verdict=found.verdict.fill_null(unsaid), held=known | ibis.literal(self.same)
        )

    # everybody else

    @cached_property
    def _nobody(self) -> OuterFacts:
        return OuterFacts(self.scan, self.scan.principals, self.scan.theories, asked=False)

    def _of_others(self) -> Any:
        """The verdicts on the questions of all others: mesa, code, verdict, held."""
        scan = self.scan
        asked = self._asked(scan.builds.filter(~self._observes))
        asked = asked.mutate(
            own=scan.fact(asked.mesa, asked.code), review=scan.fact(asked.base, ibis.literal(SOUND))
        )
        held = self._nobody.held(OTHER)
        in_spite = held
        if scan.dead:
            in_spite = OuterFacts(scan, scan.principals, scan.theories, asked=False, collapsed=True).held(
                OTHER
            )
        for name, facts in (("held", held), ("spite", in_spite)):
            for end in ("own", "review"):
                asked = _among(asked, end, facts, f"{name}_{end}")
        asked = _among(asked, "own", self._nobody.opposed(held), "opposed")
        asked = _among(asked, "own", self._strong, "strong")
        asked = scan.keep(asked)
        held, spite = (asked[f"{name}_own"] | asked[f"{name}_review"] for name in ("held", "spite"))
        none = ibis.literal(False)  # whoever has a rate leaves a doubt
        word = word_of(
            held=held, exact=none, root=none, opposed=asked.opposed, spite=spite, strong=asked.strong
        )
        return asked.select("mesa", "code", verdict=word, held=held)

    @cached_property
    def _strong(self) -> Any:
        """The claims that belong to the logic for whoever asks."""
        claims = self.scan.claims
        return claims.filter((claims.mark & self.scan.of_the_logic) != 0)

    # all

    @cached_property
    def _judged(self) -> list[Any]:
        """The verdicts on all questions that may have one: mesa, code, verdict, held."""
        found = [self._of_observer()] if self.building else []
        return found + ([self._of_others()] if self.scan.number("rate") else [])

    def counts(self) -> Counter[tuple[str, str]]:
        """How many questions have each verdict."""
        found: Counter[tuple[str, str]] = Counter()
        if not self.scan.number("builds"):
            return found
        for table in self._judged:
            for row in table.group_by("verdict").agg(number=table.count()).to_pyarrow().to_pylist():
                found["child", row["verdict"]] += int(row["number"])
        return found if self.scan.number("rate") else found + self._unanswered()

    def _unanswered(self) -> Counter[tuple[str, str]]:
        """The questions of others where nobody has a rate: they may accept nothing."""
        scan = self.scan
        asked = (
            self._asked(scan.builds.filter(~self._observes)) if self.building else self._asked(scan.builds)
        )
        total, open_ = int(asked.count().execute()), 0
        if scan.reasoning:
            facts = asked.select(fact=scan.fact(asked.mesa, asked.code))
            open_ = int(facts.semi_join(self._strong, "fact").count().execute())
        return Counter({("child", "NOT_DERIVABLE"): open_, ("child", "UNSUPPORTED"): total - open_})

    def accepted(self) -> list[Any]:
        """The nodes about which some question has a good answer, in tables of one column, `node`."""
        if not self.scan.number("builds"):
            return []
        return [table.filter(table.held).select(node="mesa") for table in self._judged]

    def contradicted(self) -> list[Any]:
        """The claims on which some answer is contradicted: node, code."""
        if not self.scan.number("builds"):
            return []
        told = (table.filter(table.verdict == "CONTRADICTED") for table in self._judged)
        return [table.select("code", node="mesa").select("node", "code") for table in told]


def _among(table: Any, column: str, facts: Any, name: str) -> Any:
    """A table with whether the fact in a column is among some facts."""
    there = facts.select(**{column: facts.fact, name: ibis.literal(True)}).distinct()
    joined = table.left_join(there, column).drop(f"{column}_right")
    return joined.mutate(**{name: joined[name].fill_null(False)})
