"""A tower as columns of numbers: what the engines of this package work on.

Everything is frozen; nothing is an object for each edge.  `tower.scale.rows` makes a sheet from rows,
`tower.scale.convert` rows from a tower and a tower from a sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ..model.values import INFINITE, PropertyClass
from .names import Bits, Ints, Longs, Names, distinct_rows

# "properties" of a claim that is none of a node; the first two are about one all the same
SOUND, GATE, CONSISTENT, CONDITION = -1, -2, -3, -4

HOWS = ("proof", "attestation", "test", "review")
RESULTS = ("accept", "reject", "decline", "pending")
RELATIONS = ("includes", "reflects", "proves_con")
LINKS = ("searched", "written", "delegated")
OBJECTIVES = ("", "values", "loss", "mesa")
KINDS = ("optimizer", "verifier", "agent", "artifact", "theory", "condition")

LIMIT_STRENGTHS = 64  # different strengths of claims that one sheet may need


@dataclass(frozen=True, eq=False)
class Claims:
    """Claims, each once: a property (or SOUND, GATE, CONSISTENT, CONDITION) of a target.

    `extra` is the n of an n-consistency; of soundness on one claim the place of that claim, else -1.
    `mentioned` tells the claims that the rows speak of; soundness of every verifier is there anyway, and
    so is a hereditary property of everything that builds or is built.
    """

    prop: Ints
    target: Ints
    extra: Ints
    mentioned: Bits
    sound: Ints  # for each node the place of "sound(node)", -1 where it checks nothing

    def __len__(self) -> int:
        return len(self.prop)

    @cached_property
    def of_node(self) -> Bits:
        """The claims about nodes, not about a theory or a condition."""
        return np.asarray(self.prop >= GATE)


@dataclass(frozen=True, eq=False)
class Checks:
    """Checks by position: who (-1: a threshold), of which claim, how, with what result.

    `needs` is the number of the group of claims without which a check says nothing (-1: none);
    `row` the row of the source in which it stands.
    """

    by: Ints
    claim: Ints
    how: Ints
    result: Ints
    stale: Bits
    amplified: Bits
    needs: Ints
    at_least: Ints
    row: Longs

    def __len__(self) -> int:
        return len(self.by)


@dataclass(frozen=True, eq=False)
class Edges:
    """Trust edges between theories: RELATIONS by number, the strength -1 for an inclusion."""

    relation: Ints
    lower: Ints
    upper: Ints
    strength: Ints

    def __len__(self) -> int:
        return len(self.lower)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A whole tower as columns.

    `member_check`, `member` list the verifiers of thresholds; `need_group`, `need_claim` what groups of
    needs consist of; `cause_node`, `cause` the identity lineage; `base`, `mesa` who builds whom;
    `hereditary` tells the properties that whatever is built must have as well.
    `counts` tells what was met while reading, such as repeated rows; `aside` what the tower that it is
    made from asks beyond verdicts; `capabilities` what the places in `capability` stand for, rising,
    and `rates` those in `rate` (None: declared, and not told).
    """

    name: str
    nodes: Names
    theories: Names
    conditions: Names
    properties: tuple[str, ...]
    classes: tuple[PropertyClass, ...]
    hereditary: Bits
    causes: tuple[tuple[str, str], ...]
    theory: Ints
    objective: Ints
    link: Ints
    addressed: Ints
    rate: Ints
    capability: Ints
    builder: Bits
    checker: Bits
    base: Ints
    mesa: Ints
    cause_node: Ints
    cause: Ints
    claims: Claims
    checks: Checks
    member_check: Ints
    member: Ints
    need_group: Ints
    need_claim: Ints
    edges: Edges
    observer: str
    own_theory: int
    roots: Ints
    counts: tuple[tuple[str, int], ...] = ()
    aside: tuple[str, ...] = ()
    capabilities: tuple[Fraction, ...] = ()
    rates: tuple[Fraction | None, ...] = ()

    @cached_property
    def rated(self) -> Bits:
        """The nodes with a rate of error."""
        return np.asarray(self.rate >= 0)

    @cached_property
    def strengths(self) -> Ints:
        """For each claim the strength of the trust that carries it."""
        of_class = np.array([cls.strength for cls in self.classes] or [INFINITE], np.int32)
        claims = self.claims
        found = np.full(len(claims), INFINITE, np.int32)
        plain = claims.prop >= 0
        found[plain] = of_class[claims.prop[plain]]
        found[claims.prop == GATE] = 0
        condition = claims.prop == CONDITION
        found[condition] = self._condition_strength[claims.target[condition]]
        consistent = claims.prop == CONSISTENT
        found[consistent] = claims.extra[consistent]
        on_one = (claims.prop == SOUND) & (claims.extra >= 0)
        found[on_one] = found[claims.extra[on_one]]
        everything = (claims.prop == SOUND) & (claims.extra < 0)
        found[everything] = self._scope(found)[claims.target[everything]]
        return found

    @cached_property
    def _condition_strength(self) -> Ints:
        named = {name: cls.strength for name, cls in zip(self.properties, self.classes, strict=True)}
        return np.array([named.get(name, INFINITE) for name in self.conditions], np.int32)

    def _scope(self, strengths: Ints) -> Ints:
        """For each node the strength of all that it checks; soundness on everything needs reflection."""
        checks, claims = self.checks, self.claims
        need = np.where((claims.prop == SOUND) & (claims.extra < 0), INFINITE, strengths)
        single = checks.by >= 0
        found = np.full(len(self.nodes), -1, np.int32)
        np.maximum.at(found, checks.by[single], need[checks.claim[single]])
        np.maximum.at(found, self.member, need[checks.claim[self.member_check]])
        return np.where(found < 0, INFINITE, found).astype(np.int32)

    @cached_property
    def on_one(self) -> Bits:
        """The claims that somebody is sound on one claim."""
        return np.asarray((self.claims.prop == SOUND) & (self.claims.extra >= 0))

    @cached_property
    def strong(self) -> Bits:
        """The checks that are single proofs in a theory."""
        by = self.checks.by
        return np.asarray((by >= 0) & (self.checks.how == 0) & (self.theory[by] >= 0))

    @cached_property
    def kinds(self) -> Ints:
        """What each node is, as a place in KINDS: whoever builds and checks is an agent."""
        return np.where(self.builder, np.where(self.checker, 2, 0), np.where(self.checker, 1, 3)).astype(
            np.int32
        )

    @cached_property
    def enacted(self) -> tuple[Ints, Ints]:
        """The agents and the properties that they check, each pair once, by agent."""
        single = np.flatnonzero(self.checks.by >= 0)
        by = np.concatenate([self.checks.by[single], self.member])
        prop = self.claims.prop[self.checks.claim[np.concatenate([single, self.member_check])]]
        used = (self.kinds[by] == 2) & (prop >= 0)
        return distinct_rows(by[used], prop[used], max(len(self.properties), 1))

    @cached_property
    def links(self) -> tuple[Ints, Ints]:
        """Who builds whom, each pair once, by builder."""
        return distinct_rows(self.base, self.mesa, max(len(self.nodes), 1))

    def place(self, prop: Ints, target: Ints) -> Ints:
        """The claims that some nodes have some properties (or GATE); -1 where nobody speaks of it."""
        keys, places = self._places
        wanted = self._place_key(prop, target)
        if not len(keys):
            return np.full(len(wanted), -1, np.int32)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, places[at], -1).astype(np.int32)

    @cached_property
    def _places(self) -> tuple[Longs, Longs]:
        claims = self.claims
        at = np.flatnonzero((claims.prop >= 0) | (claims.prop == GATE))
        keys = self._place_key(claims.prop[at], claims.target[at])
        order = np.argsort(keys, kind="stable")
        return keys[order], at[order]

    def _place_key(self, prop: Ints, target: Ints) -> Longs:
        above = np.where(prop == GATE, len(self.properties), prop).astype(np.int64)
        return np.asarray(above * len(self.nodes) + target)

    def claim_kind(self, claims: Ints) -> Ints:
        """The kind of what each claim is about, as a place in KINDS."""
        prop, target = self.claims.prop[claims], self.claims.target[claims]
        of_node = prop >= GATE
        found = np.where(prop == CONSISTENT, 4, 5).astype(np.int32)
        found[of_node] = self.kinds[target[of_node]]
        return found

    def claim_text(self, claim: int) -> str:
        """A claim as a tower file writes it, with the names of the rows."""
        prop, target = int(self.claims.prop[claim]), int(self.claims.target[claim])
        extra = int(self.claims.extra[claim])
        if prop == CONDITION:
            return self.conditions[target]
        if prop == CONSISTENT:
            return f"consistent({self.theories[target]}{f', {extra}' if extra else ''})"
        if prop == SOUND:
            on_one = f", {self.claim_text(extra)}" if extra >= 0 else ""
            return f"sound({self.nodes[target]}{on_one})"
        if prop == GATE:
            return f"gate({self.nodes[target]})"
        return f"{self.properties[prop]}({self.nodes[target]})"
