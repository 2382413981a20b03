"""The names and claims that rows speak of: nodes, theories, conditions, properties, each with a number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import InputError, TowerError
from ..model.claim_parser import parse_claim
from ..model.claims import Condition, Holds
from ..model.nodes import shortened
from ..model.theories import canonical_name, named_edges
from ..model.values import INFINITE
from .claiming import told_apart
from .names import Bits, Ints, Names, encode, same, whole_numbers, word, words
from .rows import NAMED, Rows, column_of, texts
from .sheet import CONDITION, CONSISTENT, GATE, RELATIONS, SOUND, Claims, Edges

DEFAULT = "P"  # the property that is meant where none is named
SPECIAL = {"sound": SOUND, "gate": GATE, "consistent": CONSISTENT, "condition": CONDITION}
LINEAGE = ("binary", "key", "person", "weights")
OF_NODES = (*LINEAGE, "pursues", "addresses", "rate", "capability", "digest", "reasons_in")
NODE_WORDS = ("optimizer", "verifier", "artifact")
HEREDITARY = "hereditary"  # what a property may be beside its class
DECLARED = "declared"  # a rate that is there, and of which no row says more
NOBODY = "reader"  # who asks when nobody assumes anything


@dataclass(frozen=True, eq=False)
class Spoken:
    """The names and claims that some rows speak of."""

    rows: Rows
    name: str

    # names

    @cached_property
    def observer(self) -> str:
        """Who assumes; InputError where several do."""
        said = self.rows.of("is")
        asks = said.filter(pc.equal(texts(said, "target"), word("observer")))
        sources = [*texts(self.rows.of("assumes"), "source").chunks, *texts(asks, "source").chunks]
        who = pc.unique(pa.chunked_array(sources, pa.string())).to_pylist()
        if len(who) > 1:
            raise InputError(
                f"{self.rows.what}: {len(who)} observers assume something: "
                f"{', '.join(map(shortened, who[:NAMED]))}",
                expected="one observer for each scan",
            )
        return who[0] if who else NOBODY

    @cached_property
    def _kind_rows(self) -> tuple[pa.Table, pa.Table]:
        """The rows "x is ...": those that say what a node is, and those that say what a property is."""
        table = self.rows.of("is")
        table = table.filter(pc.not_equal(texts(table, "target"), word("observer")))
        of_node = pc.is_in(texts(table, "target"), words(NODE_WORDS))
        return table.filter(of_node), table.filter(pc.invert(of_node))

    @cached_property
    def _claim_tables(self) -> tuple[pa.Table, ...]:
        return tuple(self.rows.of(kind) for kind in ("checks", "needs", "assumes"))

    @cached_property
    def _props(self) -> tuple[list[Ints], tuple[str, ...]]:
        """The property of every claim that is spoken of, and the names of the properties."""
        declared = texts(self._kind_rows[1], "source")
        columns = [texts(table, "property") for table in self._claim_tables]
        about = [claim.property for claim in self._abouts.values() if isinstance(claim, Holds)]
        if not any(column_of(table, "property") is not None for table in self._claim_tables):
            names = list(dict.fromkeys([DEFAULT, *declared.to_pylist()]))
            return [np.zeros(len(column), np.int32) for column in columns], tuple(names)
        codes, found = encode([*columns, declared, pa.chunked_array([words(about)])])
        names = list(found)
        real = list(dict.fromkeys(name or DEFAULT for name in names if name not in SPECIAL))
        places = {name: number for number, name in enumerate(real)}
        code = np.array(
            [SPECIAL[n] if n in SPECIAL else places[n or DEFAULT] for n in names] or [0], np.int32
        )
        return [code[part] for part in codes[:3]], tuple(real)

    @cached_property
    def _abouts(self) -> dict[str, Holds | Condition]:
        """The claims under `about`, read once each: of soundness on one claim, which one."""
        said = [t for t in self._claim_tables if column_of(t, "about") is not None]
        spoken = [pc.unique(texts(table, "about")).to_pylist() for table in said]
        return {text: about_of(text, self.rows.what) for each in spoken for text in each if text}

    def _is(self, special: tuple[int, ...]) -> list[Any]:
        """For each claim table, which rows are of some kind of claim."""
        return [np.isin(props, special) for props in self._props[0]]

    @cached_property
    def _nodes(self) -> tuple[list[Ints], list[Ints], dict[str, Ints], Names]:
        """The targets of claims, the other ends, what is said of nodes, and all names of nodes."""
        links = self.rows.of("builds")
        of_node = [~mask for mask in self._is((CONSISTENT, CONDITION))]
        targets = [_kept(t, mask)["target"] for t, mask in zip(self._claim_tables, of_node, strict=True)]
        checks, needs, _ = self._claim_tables
        others = [links["source"], links["target"], checks["source"], needs["source"]]
        said = {kind: self._said(kind)["source"] for kind in OF_NODES}
        said["is"] = self._kind_rows[0]["source"]
        about = [claim.subject for claim in self._abouts.values() if isinstance(claim, Holds)]
        extra = pa.chunked_array([words(about)])
        codes, names = encode([*targets, *others, *said.values(), extra])
        kinds = dict(zip([*said, "about"], codes[7:], strict=True))
        return codes[:3], codes[3:7], kinds, names

    def _said(self, kind: str) -> pa.Table:
        """What is said of nodes; that the observer reasons in a theory makes it no node."""
        table = self.rows.of(kind)
        if kind != "reasons_in" or not table.num_rows:
            return table
        return table.filter(pc.not_equal(texts(table, "source"), word(self.observer)))

    @cached_property
    def nodes(self) -> Names:
        """All names of nodes, checked against what is declared, if anything is."""
        names = self._nodes[3]
        declared = self._nodes[2]["is"]
        if len(declared) and len(there := np.unique(declared)) < len(names):
            missing = np.setdiff1d(np.arange(len(names)), there)
            raise InputError(
                f"{self.rows.what}: {len(missing)} ends of edges are nodes that are not declared: "
                f"{names.told(missing[:NAMED])}",
                expected="a row NODE is optimizer, verifier or artifact for every node, or for none",
            )
        return names

    @cached_property
    def _theories(self) -> tuple[dict[str, Ints], Names]:
        """Theories by their canonical names: where they are spoken of, and the names."""
        spoken: dict[str, Any] = {"reasons_in": self._said("reasons_in")["target"]}
        own = self.rows.of("reasons_in")
        spoken["own"] = (
            own.filter(pc.equal(texts(own, "source"), word(self.observer)))["target"]
            if own.num_rows
            else own["target"]
        )
        for relation in RELATIONS:
            table = self.rows.of(relation)
            spoken[f"{relation} upper"], spoken[f"{relation} lower"] = table["source"], table["target"]
        consistent = self._is((CONSISTENT,))
        for number, table in enumerate(self._claim_tables):
            spoken[f"claim {number}"] = _kept(table, consistent[number])["target"]
        codes, names = encode(list(spoken.values()))
        known = named_edges(_grammatical(names))
        ends = [end for edge in known for end in (edge.lower, edge.upper)]
        whole = list(dict.fromkeys([*map(canonical_name, names), *ends])) if ends else list(names)
        places = {name: number for number, name in enumerate(whole)}
        to = np.array([places[canonical_name(name)] for name in names] or [0], np.int32) if ends else None
        found = {key: code if to is None else to[code] for key, code in zip(spoken, codes, strict=True)}
        return found, Names(words(whole)) if ends else names

    @cached_property
    def theory(self) -> Ints:
        """The theory of every node; InputError for a node with two."""
        at, code = self._nodes[2]["reasons_in"], self._theories[0]["reasons_in"]
        return self._single(at, code, "theory", "reasons_in")

    def _single(self, at: Ints, code: Ints, what: str, kind: str, default: int = -1) -> Ints:
        """One value for each node; InputError naming a node that is given two."""
        if not len(at):
            return np.asarray(same(default, len(self.nodes)))
        found = np.full(len(self.nodes), default, np.int32)
        found[at] = code
        twice = np.flatnonzero(found[at] != code)
        if len(twice):
            raise InputError(
                f"{self.rows.what}: {self.nodes.told(at[twice[:1]])} has more than one {what}",
                expected=f"at most one row with {kind} for each node",
            )
        return found

    @cached_property
    def edges(self) -> Edges:
        """Known edges between named theories, then the declared ones."""
        spoken, names = self._theories
        places = {name: number for number, name in enumerate(names)} if len(names) else {}
        known = [
            (
                RELATIONS.index(edge.kind),
                places[edge.lower],
                places[edge.upper],
                -1 if edge.kind == "includes" else edge.strength,
            )
            for edge in named_edges(_grammatical(names))
        ]
        parts = [np.array(known, np.int32).reshape(-1, 4)]
        for number, relation in enumerate(RELATIONS):
            table = self.rows.of(relation)
            strength = np.full(table.num_rows, -1, np.int32)
            if relation == "reflects":
                strength = np.where(self.rows.flags(table, "local"), 0, INFINITE).astype(np.int32)
            if relation == "proves_con":
                strength = self.rows.whole(table, "strength", 0)
            both = spoken[f"{relation} lower"], spoken[f"{relation} upper"]
            parts.append(np.stack([np.full(table.num_rows, number, np.int32), *both, strength], axis=1))
        whole = np.concatenate(parts).astype(np.int32)
        return Edges(*(np.ascontiguousarray(whole[:, place]) for place in range(4)))

    # roles

    @cached_property
    def builder(self) -> Bits:
        """Who builds, is built, has a gate spoken of, or is said to be an optimizer."""
        found = np.zeros(len(self.nodes), bool)
        found[self._nodes[1][0]] = found[self._nodes[1][1]] = True
        for kind in ("pursues", "addresses"):
            found[self._nodes[2][kind]] = True
        self._mark(found, GATE)
        found[self._declared("optimizer")] = True
        return found

    @cached_property
    def checker(self) -> Bits:
        """Who checks, has soundness spoken of, reasons without building, or is said to be a verifier."""
        found = np.zeros(len(self.nodes), bool)
        found[self._nodes[1][2]] = True
        self._mark(found, SOUND)
        found[self._nodes[2]["rate"]] = True
        reasoning = self._nodes[2]["reasons_in"]
        found[reasoning[~self.builder[reasoning]]] = True
        found[self._declared("verifier")] = True
        return found

    def _mark(self, found: Bits, special: int) -> None:
        """Mark the nodes of which the claims of one special kind speak."""
        for number, mask in enumerate(self._is((special,))):
            if mask.any():
                of_node = self._props[0][number] >= GATE
                found[self._nodes[0][number][mask[of_node]]] = True

    def _declared(self, word: str) -> Ints:
        table = self._kind_rows[0]
        words = self.rows.choices(table, "target", NODE_WORDS, 0)
        return np.asarray(self._nodes[2]["is"][words == NODE_WORDS.index(word)])

    # claims

    @cached_property
    def _conditions(self) -> tuple[list[Ints], Names]:
        masks = self._is((CONDITION,))
        columns = [_kept(t, mask)["target"] for t, mask in zip(self._claim_tables, masks, strict=True)]
        named = [claim.name for claim in self._abouts.values() if isinstance(claim, Condition)]
        codes, names = encode([*columns, pa.chunked_array([words(named)])])
        return codes, names

    @cached_property
    def _claims(self) -> tuple[list[Ints], Claims]:
        """For each claim table which claim every row speaks of, and the claims."""
        verifiers = np.flatnonzero(self.checker).astype(np.int32)
        inner, places = self._inner()
        inner = np.concatenate([inner, self._lines()], axis=1)
        parts = [self._triple(number, places) for number in range(3)]
        return told_apart(inner, verifiers, parts, len(self.nodes), len(self._props[1]))

    def _inner(self) -> tuple[Any, dict[str, int]]:
        """The claims under `about`, first of all claims, and where each is."""
        names = self._props[1]
        rows: dict[tuple[int, int, int], int] = {}
        places = {}
        holds, conditions = iter(self._nodes[2]["about"]), iter(self._conditions[0][3])
        for text, claim in self._abouts.items():
            if isinstance(claim, Holds):
                row = names.index(claim.property), int(next(holds)), -1
            else:
                row = CONDITION, int(next(conditions)), -1
            places[text] = rows.setdefault(row, len(rows))
        return np.array(list(rows), np.int32).reshape(-1, 3).T, places

    @cached_property
    def hereditary(self) -> Bits:
        """The properties that are said to be hereditary."""
        table = self._kind_rows[1]
        said = texts(table.filter(pc.equal(texts(table, "target"), word(HEREDITARY))), "source")
        return np.isin(np.array(self._props[1], object), said.to_pylist())

    def _lines(self) -> Any:
        """The hereditary properties that are spoken of, of all that builds or is built."""
        spoken = np.unique(np.concatenate([*self._props[0], self._inner()[0][0]]))
        props = [prop for prop in np.flatnonzero(self.hereditary).tolist() if prop in spoken]
        there = np.zeros(len(self.nodes), bool)
        there[self._nodes[1][0]] = there[self._nodes[1][1]] = True
        nodes = np.flatnonzero(there)
        whole = np.repeat(np.array(props, np.int32), len(nodes)), np.tile(nodes, len(props))
        return np.stack([*whole, np.full(len(whole[0]), -1)]).astype(np.int32)

    def _triple(self, number: int, about: dict[str, int]) -> Any:
        """Property, target and extra of every row of a claim table."""
        table, prop = self._claim_tables[number], self._props[0][number]
        of_node = np.flatnonzero(prop >= GATE)
        whole = len(of_node) == len(prop)
        target = self._nodes[0][number] if whole else np.empty(len(prop), np.int32)
        extra = np.full(len(prop), -1, np.int32)
        if not whole:
            target[of_node] = self._nodes[0][number]
            target[prop == CONDITION] = self._conditions[0][number]
            consistent = prop == CONSISTENT
            target[consistent] = self._theories[0][f"claim {number}"]
            extra[consistent] = self.rows.whole(table, "strength", 0)[consistent]
        if about:
            on = self.rows.choices(table, "about", ("", *about), 0)
            extra[on > 0] = np.array([-1, *about.values()])[on[on > 0]]
            if (on[prop != SOUND] > 0).any():
                raise InputError(
                    f"{self.rows.what}: about is said of a claim that is not sound",
                    expected="about only where the property is sound",
                )
        return prop, target, extra


def about_of(text: str, what: str) -> Holds | Condition:
    """The claim under `about`; InputError where it is none of a node, and no condition.

    >>> str(about_of("P( x )", "rows"))
    'P(x)'
    """
    try:
        claim = parse_claim(text)
    except TowerError as error:
        raise InputError(f"{what}: about {shortened(text)}: {error}") from None
    if not isinstance(claim, Holds | Condition):
        raise InputError(
            f"{what}: about {shortened(text)}", expected="a property of a node, or a condition"
        )
    return claim


def _kept(table: pa.Table, mask: Bits) -> pa.Table:
    return table if mask.all() else table.take(whole_numbers(np.flatnonzero(mask)))


def _grammatical(names: Names) -> list[str]:
    """The names that could be of the grammar of named theories."""
    if isinstance(names.values, np.ndarray) or not len(names):
        return []
    fits = pc.match_substring_regex(names.values, "^(EA|PRA|ISigma1|IΣ1|IΣ₁|PA|Z2|Z₂|HOL|ZFC|Lean)")
    return [str(name) for name in names.values.filter(fits).to_pylist()]
