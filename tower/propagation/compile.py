"""Declarations as formulas: a question of the tower as a question of the logic L_P.

The asker becomes a fresh theory that includes what they adopt, proves the consistency of what they
trust and has the rest of what they know as axioms.  A never-property is entered as the negation of
a Σ1 atom, a hereditary claim as its base part and one implication for each thing built; the claim
about the last, unseen child is an atom.  Only the theories that matter take part: the pattern is
the saturated one, restricted to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import LimitReached
from ..frozen import frozen
from ..logic.pattern import Pattern
from ..logic.vacuity import Acceptance, Question
from ..model.claims import Claim, Consistent, Gate, Holds, Not, Refines, Rfn, Sound
from ..model.theories import canonical_name
from ..model.values import INFINITE, SAFETY, Check, PropertyClass
from ..syntax.formula import (
    FALSE,
    Atom,
    Box,
    Formula,
    Implies,
    Not as Negation,
    atoms,
    conjunction,
    substitute,
    theories,
)
from ..syntax.names import building
from ..syntax.parser import parse
from .edges import Edges
from .facts import SUPPOSED, Adopted, Declared, Known, Part, Root, Statement, Trusted
from .rules import Asker
from .setting import Setting
from .standing import Standing

LONGEST_LINE = 400  # generations that a hereditary claim may unfold to as one formula


@frozen(slots=True)
class Compiled:
    """A question of the logic, what it stands on, and how its atoms read.

    `accepted_by` are the positions of the checks behind the acceptances, SUPPOSED for the check that
    a builder would make; `sources` the axioms, each with the root that it is from, None for who builds whom.
    """

    question: Question
    roots: tuple[Root, ...]
    asker: str
    accepted_by: tuple[int, ...] = ()
    sources: tuple[tuple[str, Formula, Root | None], ...] = ()


def has_items(setting: Setting, asker: Asker) -> bool:
    """Whether the logic could say more than the rules: axioms, or soundness of single claims."""
    axioms = any(theory.axioms for theory in setting.model.theories)
    return axioms or bool(setting.instance_checks) or any(
        isinstance(root, Sound | Rfn) and root.claim is not None for root in asker.roots
    )


@dataclass
class Writer:
    """Writes claims as formulas and remembers the classes of the atoms that it used."""

    setting: Setting
    sigma1: set[str] = field(default_factory=set)
    decidable: set[str] = field(default_factory=set)
    _lines: dict[Claim, Formula] = field(default_factory=dict)

    def write(self, statement: Statement) -> Formula:
        """The formula of a statement."""
        match statement:
            case Not(inner):
                return Negation(self.write(inner))
            case Holds() if self.setting.hereditary(statement):
                return self._line(statement)
            case Gate(subject):
                return conjunction(self._gates(subject))
            case Refines():
                return self.atom(str(statement), SAFETY)
            case Sound(verifier, claim) if (theory := self.setting.theory_of(verifier)) is not None:
                scope = self.setting.listed_scope(verifier) if claim is None else (claim,)
                if not scope:
                    return Atom(str(statement))
                return conjunction(self._instance(theory, each) for each in scope)
            case Rfn(theory, claim) if claim is not None:
                return self._instance(canonical_name(theory), claim)
            case Consistent(theory, 0):
                return Negation(Box(canonical_name(theory), FALSE))
            case Consistent(theory, strength):
                return Atom(str(Consistent(canonical_name(theory), strength)))
            case Part(name, subject):
                return self.atom(self._part(name, subject), self.setting.base_class(Holds(name, subject)))
            case _:
                found = self.setting.property_of(statement)
                return self.atom(str(statement), found.cls if found else PropertyClass())

    def _part(self, name: str, subject: str) -> str:
        """The name of the base part of a hereditary claim, which no property of the tower has."""
        text = f"safe_{name}"
        while text in self.setting.model.property_:
            text += "'"
        return f"{text}({subject})"

    def _instance(self, theory: str, claim: Claim) -> Formula:
        body = self.write(claim)
        return Implies(Box(theory, body), body)

    def atom(self, text: str, cls: PropertyClass) -> Formula:
        """An atom of a class; a never-property is the negation of a Σ1 atom."""
        match cls.kind, cls.level:
            case "decidable", _:
                self.decidable.add(text)
                return Atom(text)
            case "sigma", 1:
                self.sigma1.add(text)
                return Atom(text)
            case "pi", 1:
                self.sigma1.add(f"violated: {text}")
                return Negation(Atom(f"violated: {text}"))
            case _:
                return Atom(text)

    def builds(self, base: str, mesa: str) -> Formula:
        """The Σ1 atom "base builds mesa"."""
        text = building(base, mesa)
        self.sigma1.add(text)
        return Atom(text)

    def descendants(self, name: str, subject: str) -> tuple[str, ...]:
        """What a system builds, as far as the tower says; an unseen child where it is open at the end."""
        children = self.setting.model.children.get(subject, ())
        if children:
            return children
        thing = self.setting.model.optimizer.get(subject)
        enacts = thing is not None and any(what == name for _, what in thing.enacts)
        return (unseen(subject),) if enacts else ()

    def _line(self, claim: Holds) -> Formula:
        """Unfold a hereditary claim from the end of its line, without recursion."""
        waiting = [claim]
        while waiting:
            if len(self._lines) > LONGEST_LINE:
                raise LimitReached(f"a line of more than {LONGEST_LINE} systems in one formula")
            now = waiting[-1]
            built = [Holds(now.property, child) for child in self.descendants(now.property, now.subject)]
            missing = [child for child in built if child not in self._lines and child != now]
            if missing:
                waiting.extend(missing)
                continue
            waiting.pop()
            self._lines[now] = self._unfolded(now, built)
        return self._lines[claim]

    def _unfolded(self, claim: Holds, built: list[Holds]) -> Formula:
        cls = self.setting.line_class(claim)
        if claim.subject not in self.setting.nodes:
            return self.atom(str(claim), cls)
        part = self.write(Part(claim.property, claim.subject))
        rest = [
            Implies(self.builds(claim.subject, child.subject), self._lines[child]) for child in built
        ]
        return conjunction([part, *rest])

    def _gates(self, subject: str) -> Iterator[Formula]:
        thing = self.setting.model.optimizer.get(subject)
        theory = self.setting.theory_of(subject)
        if thing is None or theory is None or not thing.enacts:  # what accepts nothing has kept no gate
            yield self.atom(str(Gate(subject)), SAFETY)
            return
        for name in dict.fromkeys(name for _, name in thing.enacts):
            for child in self.descendants(name, subject):
                claim = Holds(name, child)
                body = self.write(claim) if child in self.setting.nodes else self._unseen(claim)
                yield Implies(self.builds(subject, child), Box(theory, body))

    def _unseen(self, claim: Holds) -> Formula:
        if self.setting.hereditary(claim):
            return self._line(claim)
        found = self.setting.property_of(claim)
        return self.atom(str(claim), found.cls if found else PropertyClass())


def unseen(subject: str) -> str:
    """The name of a child that nobody declared."""
    return f"{subject}'s child"


def compile_question(setting: Setting, edges: Edges, standing: Standing, claim: Claim) -> Compiled:
    """A question of one asker about one claim, as a question of the logic."""
    return _Compiler(setting, edges, standing, claim).run()


@dataclass
class _Compiler:
    setting: Setting
    edges: Edges
    standing: Standing
    claim: Claim

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.setting)

    @cached_property
    def me(self) -> str:
        taken = set(self.edges.theories)
        name = "asker"
        while name in taken:
            name += "'"
        return name

    def run(self) -> Compiled:
        goal = self.writer.write(self.claim)
        accepted = list(self._accepted())
        own = list(self._own_axioms())
        declared = list(self._declared())
        sources = [*((self.me, formula, root) for formula, root in own), *declared]
        stated = [(name, formula) for name, formula, _ in (*accepted, *sources)]
        used = {name for formula in (goal, *(each for _, each in stated)) for name in theories(formula)}
        used |= {name for name, _ in stated} | set(self._relied_on())
        pattern = self._pattern(
            tuple(sorted(used - {self.me})), [(name, formula) for name, formula, _ in sources]
        )
        question = Question(
            pattern=pattern,
            accepted=tuple(Acceptance(name, formula, rechecked=False) for name, formula, _ in accepted),
            theory=self.me,
            claim=goal,
        )
        by = tuple(number for *_, number in accepted)
        return Compiled(question, self._roots(), self.me, by, tuple(sources))

    def _relied_on(self) -> Iterator[str]:
        """Theories that the asker adopts directly: their own, and those of verifiers held sound."""
        if self.standing.asker.theory is not None:
            yield self.standing.asker.theory
        for root in self.standing.asker.roots:
            match root:
                case Sound(verifier, None) if (theory := self.setting.theory_of(verifier)) is not None:
                    yield theory
                case Rfn(theory, None) | Consistent(theory):
                    yield canonical_name(theory)
                case _:
                    pass

    def _accepted(self) -> Iterator[tuple[str, Formula, int]]:
        """What each strong verifier accepted, as theorems of its theory; edges are not repeated."""
        for number, check in enumerate(self.setting.model.checks):
            theory = self.setting.theory_of(check.by[0]) if self.setting.strong(check) else None
            live = self.setting.state[number] == "live" and check.result == "accept"
            if theory is None or not live or number in self.edges.created_by:
                continue
            if self._counts(check):
                yield theory, self.writer.write(self.setting.about(check)), number
        about = self.standing.asker.about
        if about is not None and self.standing.asker.theory is not None:
            part = Part(about.property, about.subject) if self.setting.hereditary(about) else about
            yield self.me, self.writer.write(part), SUPPOSED

    def _counts(self, check: Check) -> bool:
        """Whether what a check needs is known, and nothing that it rests on has a counterexample."""
        met = all(Known(need) in self.standing.reached for need in check.needs)
        return met and self.standing.asker.refuted.isdisjoint((Refines(check.by[0]), *check.needs))

    def _own_axioms(self) -> Iterator[tuple[Formula, Root | None]]:
        """What the asker knows besides theorems of theories."""
        asker = self.standing.asker
        for root in sorted(asker.roots, key=str):
            whole = isinstance(root, Sound) and root.claim is None
            if not whole and not isinstance(root, Consistent | Rfn):
                yield self.writer.write(root), root
        if asker.about is not None:
            gate = Gate(asker.about.subject)
            yield self.writer.write(gate), gate
            return
        for mesa in self.setting.model.optimizers:
            for base in mesa.built_by:
                if building(base, mesa.name) in self.writer.sigma1:
                    yield self.writer.builds(base, mesa.name), None

    def _declared(self) -> Iterator[tuple[str, Formula, Root]]:
        for theory in self.setting.model.theories:
            for text in theory.axioms:
                root = Declared(theory.name, "axiom", text)
                yield canonical_name(theory.name), self._about_claims(parse(text)), root

    def _about_claims(self, axiom: Formula) -> Formula:
        """An axiom with every letter that is the text of a claim replaced by that claim's formula."""
        claims = {name: self.setting.claim_of(name) for name in atoms(axiom)}
        return substitute(axiom, {name: self.writer.write(claim) for name, claim in claims.items() if claim})

    def _pattern(self, used: tuple[str, ...], axioms: list[tuple[str, Formula]]) -> Pattern:
        includes: set[tuple[str, str]] = set()
        reflects: set[tuple[str, str]] = set()
        con: set[tuple[str, str, int]] = set()
        for upper in used:
            for lower, reach in self.edges.reach(upper).items():
                if lower not in used:
                    continue
                if reach.included and lower != upper:
                    includes.add((lower, upper))
                if reach.strength is not None and reach.strength >= INFINITE and reach.included:
                    reflects.add((lower, upper))
                elif reach.strength is not None:
                    con.add((lower, upper, 0 if reach.strength >= INFINITE else reach.strength))
        con |= {(name, name, 0) for name in used if name in self.edges.dead}  # dead by what is left out
        self._rely(used, includes, reflects, con)
        grouped: dict[str, list[Formula]] = {}
        for name, formula in axioms:
            grouped.setdefault(name, []).append(formula)
        return Pattern(
            theories=(*used, self.me),
            includes=frozenset(includes),
            reflects=frozenset(reflects),
            con=frozenset(con),
            axioms=tuple(sorted((name, tuple(found)) for name, found in grouped.items())),
            sigma1_atoms=frozenset(self.writer.sigma1),
            decidable_atoms=frozenset(self.writer.decidable),
        )

    def _rely(
        self, used: tuple[str, ...], includes: set[tuple[str, str]], reflects: set[tuple[str, str]],
        con: set[tuple[str, str, int]],
    ) -> None:
        """Add the edges from the theories in use to the asker."""
        claims = (root for root in self.standing.asker.roots if isinstance(root, Consistent))
        strengths = sorted(
            {0, *(edge.strength for edge in self.edges.all if 0 < edge.strength < INFINITE),
             *(claim.strength for claim in claims)}
        )
        relied = self.standing.relied(used, strengths)
        for name in used:
            if Adopted(None, name) in relied:
                includes.add((name, self.me))
            if Rfn(name) in self.standing.asker.roots:
                reflects.add((name, self.me))
            known = [number for number in strengths if Trusted(None, name, number) in relied]
            if known:
                con.add((name, self.me, known[-1]))

    def _roots(self) -> tuple[Root, ...]:
        """All that the asker stands on; used where only the logic finds the way."""
        asker = self.standing.asker
        own = [] if asker.theory is None else [self.standing.own(self.claim)]
        edges = [
            leaf.root for edge in self.edges.all for leaf in edge.premises
            if hasattr(leaf, "root") and isinstance(leaf.root, Declared)
        ]
        axioms = [
            Declared(theory.name, "axiom", text)
            for theory in self.setting.model.theories for text in theory.axioms
        ]
        return tuple(sorted({*asker.roots, *own, *edges, *axioms}, key=str))
