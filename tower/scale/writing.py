"""Parts of a sheet as ordinary towers, to be drawn, certified, and asked of the logic.

What lies beyond a part is told where it matters: a theory that is dead includes a dead one, a verifier
has as wide a scope as in the whole, and where the whole is put to the logic, so is the part.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from ..model.claims import Claim, Condition, Consistent, Gate, Holds, Rfn, Sound, parts
from ..model.theories import named_edges, named_theory
from ..model.values import (
    ADDRESSABLE,
    ANY,
    INFINITE,
    Artifact,
    Assumption,
    Check,
    How,
    Interval,
    Lineage,
    LinkKind,
    Model,
    Number,
    Objective,
    ObjectiveKind,
    Observer,
    Optimizer,
    Property,
    PropertyClass,
    Result,
    Theory,
    Verifier,
)
from .cutting import Cutter, Part
from .sheet import (
    CONDITION,
    CONSISTENT,
    GATE,
    HOWS,
    LINKS,
    OBJECTIVES,
    RELATIONS,
    RESULTS,
    SOUND,
    Sheet,
)

DEAD, FILLER, THING = "dead", "somebody else", "something else"
ELSEWHERE = "elsewhere"
ROLE = "review"  # the verifier that every agent enacts, unless something else has that name
OLD, NEW = "digest 1", "digest 2"


@dataclass(frozen=True, eq=False)
class Writer:
    """Writes one part as a tower."""

    cutter: Cutter
    part: Part
    plain: bool
    _extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def sheet(self) -> Sheet:
        """The whole."""
        return self.cutter.sheet

    @cached_property
    def _node_names(self) -> dict[int, str]:
        return {
            n: f"n{place}" if self.plain else self.sheet.nodes[n] for place, n in enumerate(self.part.nodes)
        }

    @cached_property
    def _theory_names(self) -> dict[int, str]:
        names = {n: self.sheet.theories[n] for n in self.part.theories}
        taken = set(self._node_names.values())
        return {
            n: name
            if named_theory(name)
            else f"T{place}"
            if self.plain
            else f"theory {name}"
            if name in taken
            else name
            for place, (n, name) in enumerate(names.items())
        }

    @cached_property
    def _prop_names(self) -> dict[int, str]:
        used = {prop for prop in self.sheet.claims.prop[self._about].tolist() if prop >= 0}
        agents = [] if self.plain else self._of_kind(2)
        used = used.union(*map(self._scoped, agents))
        return {
            n: f"p{place}" if self.plain else self.sheet.properties[n] for place, n in enumerate(sorted(used))
        }

    @cached_property
    def _about(self) -> list[int]:
        claims = self.sheet.claims
        said = {int(self.sheet.checks.claim[check]) for check in self.part.checks}
        said |= {*self.sheet.roots.tolist(), *(claim for claim, _ in self.part.given)}
        spoken = [claim for claim in self.part.claims if self.plain or claim in said]
        found = dict.fromkeys([*spoken, *(n for c in self.part.checks for n in self.cutter.needs(c))])
        inner = [int(claims.extra[c]) for c in found if claims.prop[c] == SOUND and claims.extra[c] >= 0]
        return list(dict.fromkeys([*found, *inner]))

    @cached_property
    def _condition_names(self) -> dict[int, str]:
        claims = self.sheet.claims
        used = sorted({int(claims.target[c]) for c in self._about if claims.prop[c] == CONDITION})
        return {n: f"c{place}" if self.plain else self.sheet.conditions[n] for place, n in enumerate(used)}

    def verifier(self, node: int) -> str:
        """The name of a node as a verifier: an agent is the one who runs its review."""
        name = self._node_names[node]
        return f"{self._role}@{name}" if self.sheet.kinds[node] == 2 else name

    @cached_property
    def _role(self) -> str:
        """The name of the verifier that every agent enacts."""
        taken, role = {*self._node_names.values(), *self._theory_names.values()}, ROLE
        while role in taken:
            role = f"{role} of its own"
        return role

    def claim(self, claim: int) -> Claim:
        """A claim under the names of the part."""
        claims = self.sheet.claims
        prop, target, extra = int(claims.prop[claim]), int(claims.target[claim]), int(claims.extra[claim])
        if prop == CONDITION:
            return Condition(self._condition_names[target])
        if prop == CONSISTENT:
            return Consistent(self._theory_names[target], extra)
        if prop == SOUND:
            return Sound(self.verifier(target), self.claim(extra) if extra >= 0 else None)
        if prop == GATE:
            return Gate(self._node_names[target])
        return Holds(self._prop_names[prop], self._node_names[target])

    def names(self) -> dict[str, str]:
        """The names of the part, and those of the sheet that they stand for."""
        found = {
            self.verifier(n): self.sheet.nodes[n] for n in self.part.nodes if self.sheet.kinds[n] in (1, 2)
        }
        found |= {new: self.sheet.nodes[n] for n, new in self._node_names.items()}
        return found | {new: self.sheet.theories[n] for n, new in self._theory_names.items()}

    def model(self) -> Model:
        """The tower."""
        kinds = self.sheet.kinds
        checks = [self._check(check) for check in self.part.checks]
        fillers = [
            filler for node in self.part.nodes if kinds[node] in (1, 2) for filler in self._fillers(node)
        ]
        if self._by_logic:
            letter = Holds(f"{THING} {INFINITE}", THING)
            fillers.append(Check((ELSEWHERE,), Sound(f"{ELSEWHERE} too", letter), "proof"))
        return Model(
            "pattern" if self.plain else self.sheet.name,
            theories=tuple(self._theories()),
            properties=tuple(self._properties(fillers)),
            optimizers=tuple(self._optimizer(n) for n in self.part.nodes if kinds[n] in (0, 2)),
            artifacts=(
                *(self._artifact(n) for n in self.part.nodes if kinds[n] == 3),
                *self._things(fillers),
            ),
            verifiers=(*self._roles(fillers), *(self._verifier(n) for n in self.part.nodes if kinds[n] == 1)),
            checks=(*checks, *fillers),
            observers=(self._observer(),),
        )

    @cached_property
    def _by_logic(self) -> bool:
        """Whether the whole may be put to the logic: somebody is spoken of as sound on one claim."""
        return bool(len(self.sheet.theories)) and bool(self.sheet.on_one.any())

    def _of_kind(self, kind: int) -> list[int]:
        return [node for node in self.part.nodes if self.sheet.kinds[node] == kind]

    def _roles(self, fillers: list[Check]) -> list[Verifier]:
        """The verifiers that stand for what lies beyond, and the review that agents enact."""
        found = [Verifier(self._role)] if any(self.sheet.kinds[n] == 2 for n in self.part.nodes) else []
        if any(isinstance(each.claim, Sound) and each.claim.verifier == FILLER for each in fillers):
            found.append(Verifier(FILLER))
        if self._by_logic:
            found += [Verifier(ELSEWHERE, ELSEWHERE), Verifier(f"{ELSEWHERE} too", f"{ELSEWHERE}-too")]
        return [*found, *self._beyond]

    def _things(self, fillers: list[Check]) -> list[Artifact]:
        return [Artifact(THING)] if any(isinstance(parts(each.claim)[-1], Holds) for each in fillers) else []

    def _artifact(self, node: int) -> Artifact:
        return Artifact(self._node_names[node], lineage=self._lineage(node), digest=self._digest(node),
                        capability=self._capability(node))  # fmt: skip

    @cached_property
    def _roots(self) -> list[int]:
        """What the observer assumes of what is here."""
        inside = set(self.part.claims) | set(self._about)
        return [int(root) for root in self.sheet.roots if int(root) in inside]

    def _observer(self) -> Observer:
        own = self.sheet.own_theory
        given = [
            Assumption(self.claim(claim), because=f"{verdict} in the whole graph")
            for claim, verdict in self.part.given
            if claim not in self._roots
        ]
        given += [Assumption(claim, because="relied on in the whole graph") for claim in self._relied]
        asked = [c for c in self.part.claims if self.plain and self.sheet.claims.mentioned[c]]
        return Observer(
            "asker" if self.plain else self.sheet.observer,
            None if own < 0 else self._theory_names[own],
            (*(Assumption(self.claim(root)) for root in self._roots), *given),
            tuple((self.claim(claim), Fraction(1, 2)) for claim in asked),
        )

    # what the observer knows in the whole of theories, where nothing that is here gives it

    @cached_property
    def _relied(self) -> list[Claim]:
        """The trust in theories that comes from beyond the part."""
        claims, known = self.sheet.claims, [*self._roots, *(claim for claim, _ in self.part.given)]
        said = {(int(claims.target[c]), int(claims.extra[c])) for c in known if claims.prop[c] == CONSISTENT}
        found: list[Claim] = [Sound(each.name) for each in self._beyond]
        for theory, strength in zip(self.part.theories, self.part.trusted, strict=False):
            name = self._theory_names[theory]
            if strength >= 0 and theory not in self._vouched and (theory, strength) not in said:
                found.append(Rfn(name) if strength >= INFINITE else Consistent(name, strength))
        return found

    @cached_property
    def _vouched(self) -> set[int]:
        """The theories of whose verifiers it is known here that they are sound, and the observer's own."""
        sheet, claims = self.sheet, self.sheet.claims
        known = [*self._roots, *(claim for claim, _ in self.part.given)]
        sound = [c for c in known if claims.prop[c] == SOUND and claims.extra[c] < 0]
        return {int(sheet.theory[claims.target[c]]) for c in sound} | {sheet.own_theory}

    @cached_property
    def _adopted(self) -> list[int]:
        """The theories whose theorems are taken in the whole."""
        pairs = zip(self.part.theories, self.part.adopted, strict=False)
        return [theory for theory, adopted in pairs if adopted and theory not in self._vouched]

    @cached_property
    def _beyond(self) -> list[Verifier]:
        """For each theory of which some verifier beyond the part is relied on, one that stands for it."""
        within = {lower for _, lower in self._included}
        names = [self._theory_names[theory] for theory in self._adopted]
        return [Verifier(f"{ELSEWHERE} in {name}", name) for name in names if name not in within]

    @property
    def _included(self) -> list[tuple[str, str]]:
        """The theories that the observer's own includes in the whole: the upper one, the lower one."""
        own, names = self.sheet.own_theory, self._theory_names
        if own < 0 or not self._adopted:
            return []
        reached = self.cutter.base.trust.reach(own)[0]
        return [(names[own], names[theory]) for theory in self._adopted if reached[theory]]

    def _lineage(self, node: int) -> Lineage:
        found = sorted(self.cutter.base.principals.causes_of(node))
        pairs = [self.sheet.causes[cause] for cause in found]
        return (
            tuple((kind, f"{kind} {self._cause(kind, value)}") for kind, value in pairs)
            if self.plain
            else tuple(pairs)
        )

    def _cause(self, kind: str, value: str) -> int:
        """The number of an identity in a pattern, in the order of their text."""
        known = self._extra.setdefault(
            "causes",
            sorted(
                {
                    self.sheet.causes[c]
                    for node in self.part.nodes
                    for c in self.cutter.base.principals.causes_of(node)
                }
            ),
        )
        return int(known.index((kind, value)))

    @cached_property
    def _outdated(self) -> frozenset[int]:
        stale = [check for check in self.part.checks if self.sheet.checks.stale[check]]
        return frozenset(int(self.cutter.base.principals.subject[check]) for check in stale)

    def _digest(self, node: int) -> str:
        return NEW if node in self._outdated else ""

    def _capability(self, node: int) -> Fraction | None:
        value = int(self.sheet.capability[node])
        if value < 0:
            return None
        return Fraction(value) if self.plain else self.sheet.capabilities[value]

    def _theory_of(self, node: int) -> str | None:
        theory = int(self.sheet.theory[node])
        return None if theory < 0 else self._theory_names[theory]

    def _optimizer(self, node: int) -> Optimizer:
        sheet = self.sheet
        bases = [base for base in self.cutter.builders(node) if base in self._node_names]
        enacted = self._enacted(node) if sheet.kinds[node] == 2 else []
        modes = tuple(mode for bit, mode in enumerate(ADDRESSABLE) if int(sheet.addressed[node]) >> bit & 1)
        pursued = OBJECTIVES[sheet.objective[node]]
        return Optimizer(
            self._node_names[node],
            tuple(self._node_names[base] for base in bases),
            cast(LinkKind, LINKS[sheet.link[node]]),
            modes,
            Objective(cast(ObjectiveKind, pursued)) if pursued else None,
            self._theory_of(node),
            tuple((self._role, name) for name in enacted),
            lineage=self._lineage(node),
            capability=self._capability(node),
            digest=self._digest(node),
        )

    def _enacted(self, node: int) -> list[str]:
        """What an agent enacts: whatever it checks, in a pattern only what matters there."""
        if self.plain:
            return [name for p, name in self._prop_names.items() if self._checks_property(node, p)]
        return [self._prop_names[p] for p in self._scoped(node)] or [THING]

    def _scoped(self, node: int) -> list[int]:
        """The properties that a node checks anywhere."""
        props = self.sheet.claims.prop[self.cutter.scope(node)].tolist()
        return sorted({prop for prop in props if prop >= 0})

    def _checks_property(self, node: int, prop: int) -> bool:
        """Whether a node checks a property: inside the part, or anywhere where it is hereditary."""
        if self.sheet.hereditary[prop]:
            return any(self.sheet.claims.prop[claim] == prop for claim in self.cutter.scope(node))
        inside = [c for c in self.part.checks if node in self.cutter.by(c)]
        return any(self.sheet.claims.prop[self.sheet.checks.claim[c]] == prop for c in inside)

    def _verifier(self, node: int) -> Verifier:
        error = (("false_accept", self._rate(node)),) if self.sheet.rated[node] else ()
        return Verifier(
            self._node_names[node],
            self._theory_of(node),
            error,
            lineage=self._lineage(node),
            capability=self._capability(node),
            digest=self._digest(node),
        )

    def _rate(self, node: int) -> Number:
        """The rate of a verifier as the rows have it; of one that they do not tell, all that it can be."""
        told = self.sheet.rates[self.sheet.rate[node]]
        return Interval(Fraction(0), Fraction(1)) if told is None else told

    def _check(self, check: int) -> Check:
        checks = self.sheet.checks
        by = self.cutter.by(check)
        threshold = int(checks.by[check]) < 0
        return Check(
            tuple(map(self.verifier, by)),
            self.claim(int(checks.claim[check])),
            cast(How, HOWS[checks.how[check]]),
            int(checks.at_least[check]),
            threshold,
            tuple(map(self.claim, self.cutter.needs(check))),
            cast(Result, RESULTS[checks.result[check]]),
            subject=OLD if checks.stale[check] else "",
            amplified_by="something" if checks.amplified[check] else "",
        )

    def _fillers(self, node: int) -> list[Check]:
        """Silent checks that give a verifier the scope that it has in the whole, where somebody reasons."""
        sheet, claims = self.sheet, self.sheet.claims
        if not len(sheet.theories):
            return []
        here = {int(sheet.checks.claim[c]) for c in self.part.checks if node in self.cutter.by(c)}
        scope = self.cutter.scope(node)
        speaks = [any(claims.prop[c] == SOUND for c in claims_) for claims_ in (scope, here)]
        whole = any(claims.prop[c] == SOUND and claims.extra[c] < 0 for c in scope)
        reach = int(sheet.strengths[claims.sound[node]]) if claims.sound[node] >= 0 else INFINITE
        now = max((self._need(c) for c in here), default=-1)
        if not scope or (now >= reach and speaks[0] <= speaks[1]):
            return []
        plain = Holds(f"{THING} {reach}", THING)
        claim = plain if not speaks[0] else Sound(FILLER) if whole else Sound(FILLER, plain)
        how: How = "proof" if sheet.theory[node] >= 0 else "test"
        return [Check((self.verifier(node),), claim, how, result="decline")]

    def _need(self, claim: int) -> int:
        claims = self.sheet.claims
        whole = claims.prop[claim] == SOUND and claims.extra[claim] < 0
        return INFINITE if whole else int(self.sheet.strengths[claim])

    def _properties(self, fillers: list[Check]) -> list[Property]:
        named = dict(zip(self.sheet.properties, self.sheet.classes, strict=True))
        found = {name: self.sheet.classes[n] for n, name in self._prop_names.items()}
        lines = {name for n, name in self._prop_names.items() if self.sheet.hereditary[n]}
        for n, name in self._condition_names.items():
            found.setdefault(name, named.get(self.sheet.conditions[n], ANY))
        if not self.plain and not all(map(self._scoped, self._of_kind(2))):
            found[THING] = ANY
        for check in fillers:
            inner = parts(check.claim)[-1]
            if isinstance(inner, Holds):
                found[inner.property] = _of_strength(int(inner.property.rpartition(" ")[2]))
        return [Property(name, cls, hereditary=name in lines) for name, cls in found.items()]

    def _theories(self) -> list[Theory]:
        """The declared edges inside the part; what is dead in the whole includes a dead theory."""
        names = self._theory_names
        known = {(e.kind, e.lower, e.upper) for e in named_edges(names.values())}
        rows: dict[str, dict[str, list[Any]]] = {name: {r: [] for r in RELATIONS} for name in names.values()}
        edges = self.sheet.edges
        inside = [
            at
            for theory in self.part.theories
            for at in self.cutter.edges_down(theory)
            if int(edges.lower[at]) in names
        ]
        for at in sorted(inside):
            relation, low, high = (
                RELATIONS[edges.relation[at]],
                names[int(edges.lower[at])],
                names[int(edges.upper[at])],
            )
            if (relation, low, high) not in known:
                strength = int(edges.strength[at])
                row = (
                    low
                    if relation == "includes"
                    else (low, strength == 0)
                    if relation == "reflects"
                    else (low, strength)
                )
                if row not in rows[high][relation]:
                    rows[high][relation].append(row)
        for own, lower in self._included:
            rows[own]["includes"] = list(dict.fromkeys([*rows[own]["includes"], lower]))
        dead = [names[n] for n in self.part.theories if self.cutter.base.trust.dead[n]]
        for name in dead:
            rows[name]["includes"].append(DEAD)
        found = [Theory(DEAD, proves_con=((DEAD, 0),))] if dead else []
        found += [Theory(ELSEWHERE), Theory(f"{ELSEWHERE}-too")] if self._by_logic else []
        found += [
            Theory(name, tuple(columns["includes"]), tuple(columns["reflects"]), tuple(columns["proves_con"]))
            for name, columns in rows.items()
            if any(columns.values()) or named_theory(name) is None
        ]
        return found


def _of_strength(strength: int) -> PropertyClass:
    return ANY if strength >= INFINITE else PropertyClass("pi", strength + 1)
