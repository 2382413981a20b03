"""The lines of a verdict certificate: rules of propagation, each with the numbers of its premises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ...model.claims import Claim, Sound
from ...model.values import INFINITE
from ...propagation.edges import Edges, TrustEdge
from ...propagation.facts import Adopted, Fact, Known, Leaf, Own, Root, Rule, Stands, Trusted
from ...propagation.standing import Standing
from .shapes import Shape, fact_shape

_AS_A_CHECK = ("check", "enough of them", "one principal")


@dataclass
class Lines:
    """Lines that grow, each fact once; `assumed` are the roots that they stand on, in order of use."""

    standing: Standing
    claim: Claim
    number: dict[Fact, int] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    assumed: dict[Root, None] = field(default_factory=dict)
    edges: dict[TrustEdge, None] = field(default_factory=dict)
    checks: dict[int, int] = field(default_factory=dict)

    def add(self, rules: Iterable[Rule]) -> None:
        """Append rules whose premises stand earlier or are leaves."""
        for rule in rules:
            if rule.head not in self.number:
                self._add(rule)

    def _add(self, rule: Rule) -> None:
        assumed = [each for each in rule.body if isinstance(each, Leaf)]
        if rule.name in ("assumed", "taken as given"):
            self.assumed.update((self._shown(leaf.root), None) for leaf in assumed)
            self._append(rule, [], "assumed")
            return
        premises = [self.say(leaf) for leaf in assumed]
        premises += [self.number[each] for each in rule.body if each in self.number]
        if rule.name in ("inclusion", "trust edge"):
            self.edges.update(dict.fromkeys(_edges_of(rule, self.standing.edges)))
        self._append(rule, sorted(set(premises)), rule.name)

    def _append(self, rule: Rule, premises: list[int], name: str) -> None:
        check = rule.head.check if isinstance(rule.head, Stands) else rule.check
        at = self._check(check) if name in _AS_A_CHECK and check is not None and check >= 0 else None
        head = Stands(at or 0, rule.head.group) if isinstance(rule.head, Stands) else rule.head
        self.number[rule.head] = len(self.shapes)
        self.shapes.append([fact_shape(head), name, premises, at])
        self.rules.append(rule)

    def _check(self, number: int) -> int:
        return self.checks.setdefault(number, len(self.checks))

    def say(self, leaf: Leaf) -> int:
        """The number of the line that an assumption has, perhaps a new one."""
        root = self._shown(leaf.root)
        fact = Known(root)  # type: ignore[arg-type]  # a declared edge is known as a claim is
        if fact not in self.number:
            self.assumed[root] = None
            self._append(Rule(fact, (leaf,), "assumed"), [], "assumed")
        return self.number[fact]

    def _shown(self, root: Root) -> Root:
        return self.standing.shown(root, self.claim) if isinstance(root, Own) else root

    def adopt(self) -> None:
        """Where soundness of a strong verifier was used claim by claim, say that its theory is adopted."""
        for rule in tuple(self.rules):
            if rule.name != "soundness on everything" or not isinstance(rule.head, Known):
                continue
            sound, setting = rule.head.what, self.standing.setting
            theory = setting.theory_of(sound.verifier) if isinstance(sound, Sound) else None
            if theory is not None and self._in_full(rule.body[0]):
                self.add([Rule(Adopted(None, theory), rule.body, "soundness of a verifier")])

    def _in_full(self, premise: Fact) -> bool:
        """Whether a premise says that a verifier is sound on all that its theory proves."""
        what = premise.what if isinstance(premise, Known) else None
        limited = what is not None and self.standing.setting.strength(what) < INFINITE
        return not limited or what in self.assumed

    def conclude(self, goal: Fact) -> None:
        """Say the goal in the last line; lines that were added after it do not need it."""
        at = self.number[goal]
        if at + 1 == len(self.shapes):
            return
        self.shapes.append(self.shapes[at])


def _edges_of(rule: Rule, edges: Edges) -> list[TrustEdge]:
    """The declared edges along which a rule may have gone."""
    head = rule.head
    if not isinstance(head, Adopted | Trusted):
        return []
    uppers = {each.theory for each in rule.body if isinstance(each, Adopted | Trusted)}
    return [
        edge for edge in edges.above.get(head.theory, ())
        if edge.upper in uppers and set(edge.premises) <= set(rule.body)
    ]
