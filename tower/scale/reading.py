"""A sheet from rows: names become numbers, claims are told apart, what cannot be is refused by name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from ..model.nodes import shortened
from ..model.scalars import property_class, rational
from ..model.values import ADDRESSABLE, PropertyClass
from .claiming import CheckRows
from .names import Bits, Ints, distinct_rows, encode, same
from .progress import Step, quiet
from .rows import NAMED, Rows, column_of, listed, texts
from .sheet import GATE, HOWS, LINKS, OBJECTIVES, RESULTS, SOUND, Checks, Claims, Sheet
from .spoken import DECLARED, HEREDITARY, LINEAGE, SPECIAL, Spoken
from .trust import components


def read_rows(rows: Rows, name: str = "", step: Step = quiet) -> Sheet:
    """The sheet of some rows; InputError naming what cannot be, how often, and where first.

    >>> import pyarrow as pa
    >>> rows = pa.table({"source": ["v", "o"], "kind": ["checks", "assumes"], "target": ["x", "v"],
    ...                  "property": [None, "sound"]})
    >>> sheet = read_rows(Rows(rows, "two rows"))
    >>> [sheet.claim_text(claim) for claim in range(len(sheet.claims))], sheet.observer
    (['sound(v)', 'P(x)'], 'o')
    """
    step("numbering", 0, len(rows))
    return _Reader(rows, name or rows.what).sheet()


def rate_of(text: str, what: str) -> Fraction | None:
    """A rate of error; None for one that is declared, and not told.  InputError for what is none.

    >>> rate_of("0.1", "rows"), rate_of("declared", "rows")
    (Fraction(1, 10), None)
    """
    if text == DECLARED:
        return None
    try:
        found = rational(text)
    except InputError as error:
        raise InputError(f"{what}: a rate: {error}") from None
    if not 0 <= found <= 1:
        raise InputError(f"{what}: the rate {shortened(text)}", expected="a number from 0 to 1")
    return found


@dataclass(frozen=True, eq=False)
class _Reader(Spoken):
    """Puts a sheet together."""

    @cached_property
    def _digests(self) -> tuple[Ints, Ints]:
        """For each node what is there now, and for each check what was checked; -1 where unsaid."""
        now, checks = self.rows.of("digest"), self._claim_tables[0]
        if not now.num_rows or column_of(checks, "subject") is None:
            return same(-1, len(self.nodes)), same(-1, checks.num_rows)
        (there, checked), names = encode([texts(now, "target"), texts(checks, "subject")])
        blank = names.find("")
        node = self._single(self._nodes[2]["digest"], there, "digest", "digest")
        return node, np.where(checked == blank, -1, checked).astype(np.int32)

    def _capabilities(self) -> tuple[Ints, tuple[Fraction, ...]]:
        """For each node the place of its capability among all that are declared (-1: none), and these."""
        try:
            values = [rational(text) for (text,) in listed(self.rows.of("capability"), "target")]
        except InputError as error:
            raise InputError(f"{self.rows.what}: a capability: {error}") from None
        known = tuple(sorted(set(values)))
        return self._placed("capability", values, known), known

    def _placed(self, kind: str, values: list[Any], known: tuple[Any, ...]) -> Ints:
        """For each node the place of its value among the known ones; -1 for none."""
        order = {value: place for place, value in enumerate(known)}
        places = np.array([order[value] for value in values], np.int32)
        return self._single(self._nodes[2][kind], places, kind, kind)

    def _rates(self) -> tuple[Ints, tuple[Fraction | None, ...]]:
        """For each node the place of its rate of error among all that are declared (-1: none), and these."""
        values = [rate_of(text, self.rows.what) for (text,) in listed(self.rows.of("rate"), "target")]
        known = tuple(dict.fromkeys(values))
        return self._placed("rate", values, known), known

    def _addressed(self) -> Ints:
        table = self.rows.of("addresses")
        if not table.num_rows:
            return np.asarray(same(0, len(self.nodes)))
        found = np.zeros(len(self.nodes), np.int32)
        bits = 1 << self.rows.choices(table, "target", ADDRESSABLE, 0).astype(np.int32)
        np.bitwise_or.at(found, self._nodes[2]["addresses"], bits.astype(np.int32))
        return found

    def _lineage(self) -> tuple[Ints, Ints, tuple[tuple[str, str], ...]]:
        """Pairs of a node and an identity, identities numbered in the order of their text."""
        nodes = [self._nodes[2][kind] for kind in LINEAGE]
        parts: list[Ints] = []
        causes: list[tuple[str, str]] = []
        for kind in LINEAGE:
            (code,), names = encode([texts(self.rows.of(kind), "target")])
            order = sorted(range(len(names)), key=names.__getitem__)
            place = np.empty(len(names) or 1, np.int32)
            place[order] = np.arange(len(names), dtype=np.int32) + len(causes)
            parts.append(place[code] if len(code) else code)
            causes += [(kind, names[number]) for number in order]
        node, cause = np.concatenate(nodes), np.concatenate(parts).astype(np.int32)
        pairs = (
            np.unique(np.stack([node, cause], axis=1), axis=0) if len(node) else np.zeros((0, 2), np.int32)
        )
        return pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32), tuple(causes)

    def _classes(self) -> tuple[PropertyClass, ...]:
        said: dict[str, PropertyClass] = {}
        for name, word in listed(self._kind_rows[1], "source", "target"):
            try:
                cls = said.get(name) if word == HEREDITARY else property_class(word)
            except InputError as error:
                raise InputError(f"{self.rows.what}: the class of {shortened(name)}: {error}") from None
            if name in SPECIAL or cls is not None and said.setdefault(name, cls) != cls:
                bad = "is no property" if name in SPECIAL else "has more than one class"
                raise InputError(
                    f"{self.rows.what}: {shortened(name)} {bad}", expected="one class, of a property"
                )
        return tuple(said.get(name, PropertyClass()) for name in self._props[1])

    def _refuse(self, rated: Bits) -> None:
        """Refuse nodes that cannot be what the rows make of them."""
        strong = self.theory >= 0
        for bad, what, expected in (
            (
                strong & self.builder & self.checker,
                "build, check and reason in a theory",
                "a verifier of its own that checks",
            ),
            (strong & rated, "have a theory and a rate", "one: strong or weak, never both"),
            (rated & self.builder, "have a rate and build", "a verifier of its own that has the rate"),
            (
                self._said_to_be("artifact") & (self.builder | self.checker),
                "are said to be artifacts, and build, are built or check",
                "optimizer, verifier, or nothing said of it",
            ),
            (
                self._endless,
                "are built by what they build, and a property is hereditary",
                "a first builder of every line",
            ),
        ):
            at = np.flatnonzero(bad)
            if len(at):
                raise InputError(
                    f"{self.rows.what}: {len(at)} nodes {what}: {self.nodes.told(at[:NAMED])}",
                    expected=expected,
                )

    @cached_property
    def _endless(self) -> Bits:
        """Where a property is hereditary, the nodes that are built by what they build."""
        base, mesa, *_ = self._nodes[1]
        if not self.hereditary.any() or not len(base):
            return same(False, len(self.nodes), bool)
        label = components(base, mesa, len(self.nodes))
        found = (np.bincount(label) > 1)[label]
        found[base[base == mesa]] = True
        return np.asarray(found)

    def _said_to_be(self, word: str) -> Bits:
        found = np.zeros(len(self.nodes), bool)
        found[self._declared(word)] = True
        return found

    def sheet(self) -> Sheet:
        """Everything put together."""
        self.nodes  # noqa: B018  refuse undeclared nodes before anything else is done
        (of_checks, of_needs, of_roots), claims = self._claims
        checks, (of_member, member), (group, need) = self._checks(claims, of_checks, of_needs)
        node, cause, causes = self._lineage()
        base, mesa, *_ = self._nodes[1]
        capability, capabilities = self._capabilities()
        said, link = self._nodes[2], self.rows.choices(self.rows.of("builds"), "how", LINKS, 0)
        pursued = self.rows.choices(self.rows.of("pursues"), "target", OBJECTIVES, 0)
        rate, rates = self._rates()
        self._refuse(rate >= 0)
        return Sheet(
            self.name, self.nodes, self._theories[1], self._conditions[1], self._props[1], self._classes(),
            self.hereditary, causes, self.theory,
            self._single(said["pursues"], pursued, "objective", "pursues", 0),
            self._single(mesa, link, "kind of link", "builds", 0), self._addressed(), rate,
            capability, self.builder, self.checker, base, mesa, node, cause, claims, checks,
            of_member, member, group, need, self.edges, self.observer, self._own_theory(),
            np.unique(of_roots), self._counts(checks, claims), capabilities=capabilities, rates=rates,
        )  # fmt: skip

    def _own_theory(self) -> int:
        """The theory of whoever asks: its own, or that of the optimizer of that name; -1 for none."""
        own, place = self._theories[0]["own"], self.nodes.find(self.observer)
        if len(own):
            return int(own[0])
        return int(self.theory[place]) if place >= 0 and self.builder[place] else -1

    def _stale(self, claims: Claims, of_checks: Ints) -> Bits:
        """The checks of something that has changed since."""
        now, checked = self._digests
        if (checked < 0).all():
            return same(False, len(checked), bool)
        digested = (claims.prop >= 0) | (claims.prop == GATE)
        digested |= (claims.prop == SOUND) & ~self.builder[claims.target % len(self.nodes)]
        target = np.where(digested, claims.target, -1)[of_checks]
        there = np.where(target >= 0, now[target], -1)
        return np.asarray((checked >= 0) & (there >= 0) & (checked != there))

    def _checks(self, claims: Claims, of_checks: Ints, of_needs: Ints) -> tuple[Checks, Any, Any]:
        rows, (checks, needs, _) = self.rows, self._claim_tables
        by = self._nodes[1][2]
        how = rows.choices(checks, "how", HOWS, -1)
        table = CheckRows(
            rows.what,
            by,
            of_checks,
            np.where(how < 0, np.where(self.theory[by] >= 0, 0, 2), how).astype(np.int8),
            rows.choices(checks, "result", RESULTS, 0),
            self._stale(claims, of_checks),
            rows.flags(checks, "amplified"),
            rows.whole(checks, "check", -1),
            rows.whole(checks, "at_least", 0),
            rows.numbers("checks"),
            self._nodes[1][3],
            of_needs,
            rows.whole(needs, "check", -1),
            self.theory,
            self.nodes,
            len(claims),
        )
        return table.checks(), table.members(), table.needs()

    def _counts(self, checks: Checks, claims: Claims) -> tuple[tuple[str, int], ...]:
        single = checks.by >= 0
        often = np.bincount(checks.claim[single], minlength=len(claims)) > 1
        at = np.flatnonzero(single & often[checks.claim])  # no check of a claim checked once is repeated
        said = 8 * checks.claim[at].astype(np.int64) + 2 * checks.result[at] + (checks.how[at] <= 1)
        repeated = len(at) - len(distinct_rows(checks.by[at], said, 8 * len(claims))[0])
        return (("rows", len(self.rows)), ("repeated checks", repeated))
