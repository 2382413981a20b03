"""Derivations and countermodels for people who know modal logic but not this program.

A derivation is told from a theorem certificate, one line for each lemma.  Long formulas get names, so
that its length is linear in the certificate even where formulas share most of their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import CertificateError
from ..shown import Shown
from ..syntax import printer
from ..syntax.formula import Atom, Formula, Implies, Not, conjunction, rebuild
from .checker import verify
from .checker.question import Question, question_of
from .models import Model

_LONG = 60  # signs from which a formula gets a name


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, and how it follows as pairs (introduction, formulas); `lines` it uses.

    `theory` is the theory in which the argument runs; None for the goal.
    """

    statement: Formula
    theory: str | None
    parts: tuple[tuple[str, tuple[Formula, ...]], ...]
    lines: tuple[int, ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class Derivation(Shown):
    """A numbered argument; the last line is the theorem.  `names` stand for long formulas."""

    names: tuple[tuple[str, Formula], ...]
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        out = [f"{name} stands for {printer.unicode(formula)}" for name, formula in self.names]
        for number, line in enumerate(self.lines, start=1):
            out += [f"{number}. {printer.unicode(line.statement)}", f"     {reason(line)}"]
        return "\n".join(out)


def derivation(certificate: Mapping[str, Any]) -> Derivation:
    """Read a theorem certificate as an argument; CertificateError when it does not hold.

    >>> from tower.logic.prover import prove_gl
    >>> from tower.syntax.parser import parse
    >>> len(derivation(prove_gl(parse("[]([]p->p)->[]p")).certificate).lines)
    1
    """
    if verify(certificate).verdict != "theorem":
        raise CertificateError("this certificate shows a countermodel, not a derivation")
    question = question_of(certificate)
    teller = _Teller(question)
    lines = [teller.line(step) for step in certificate["steps"]]
    if lines[-1].lines == (len(lines) - 1,) and lines[-1].statement == lines[-2].statement:
        lines.pop()
    return Derivation(tuple(teller.names), tuple(lines))


class _Teller:
    """Turns steps into lines, with short stand-ins for long formulas."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.names: list[tuple[str, Formula]] = []
        self._prefix = _unused_letter(question)
        self.steps: list[Mapping[str, Any]] = []
        self._short: list[Formula] = [question.formulas[0]]
        for number in range(1, len(question.nodes)):
            self._short.append(self._shortened(number))

    def _shortened(self, number: int) -> Formula:
        formula = self.question.formulas[number]
        parts = [part for part in self.question.nodes[number][1:] if type(part) is int]
        below = tuple(self._short[part] for part in parts[len(parts) - len(formula.children):])
        small = rebuild(formula, below)
        if not below or number == self.question.goal or len(printer.unicode(small)) <= _LONG:
            return small
        name = f"{self._prefix}{len(self.names) + 1}"
        self.names.append((name, small))
        return Atom(name)

    def _formula(self, literal: int) -> Formula:
        return self._short[literal] if literal > 0 else Not(self._short[-literal])

    def line(self, step: Mapping[str, Any]) -> Line:
        """What one step says, and why."""
        self.steps.append(step)
        lines, reflected = self._used(step)
        if "goal" in step:
            sound = tuple((word, found) for word, found in (("soundness", reflected),) if found)
            return Line(self._short[self.question.goal], None, sound, lines, "propositional logic")
        start = tuple(map(self._formula, step["from"]))
        if "box" in step:
            theory, body = self.question.nodes[step["box"]][1:]
            target: Formula = self._short[step["box"]]
            conclusion = printer.unicode(self._short[body])
            loeb: tuple[Formula, ...] = (target,) if step["box"] in self._touched(step) else ()
        else:
            theory, conclusion, loeb = step["con"], "a contradiction", ()
            target = Not(conjunction(start))
        known = (("given", start), ("so", self._opened(step, theory)), ("axioms", self._also(step, 1)),
                 ("consistency", self._also(step, -1)), ("reflection", reflected), ("by Löb", loeb))
        statement = Implies(conjunction(start), target) if start and "box" in step else target
        parts = tuple((word, found) for word, found in known if found)
        return Line(statement, self.question.theories[theory], parts, lines, conclusion)

    def _opened(self, step: Mapping[str, Any], theory: int) -> tuple[Formula, ...]:
        below, nodes = self.question.below(theory), self.question.nodes
        boxes = [nodes[lit] for lit in step["from"] if lit > 0 and nodes[lit][0] == "box"]
        return tuple(self._short[body] for _, lower, body in boxes if lower in below)

    def _also(self, step: Mapping[str, Any], sign: int) -> tuple[Formula, ...]:
        """The declared axioms (sign 1), or the consistency statements (sign -1), of a step."""
        axioms = self.question.owners
        return tuple(self._formula(lit) for lit in step["also"] if (lit in axioms) == (sign > 0))

    def _used(self, step: Mapping[str, Any]) -> tuple[tuple[int, ...], tuple[Formula, ...]]:
        """The earlier lines and the reflection instances that the hints of a step name."""
        nodes, size = self.question.nodes, len(self.question.nodes) - 1
        hints = sorted({hint for _, found in step["by"] for hint in found})
        boxes = [hint for hint in hints if 0 < hint <= size and nodes[hint][0] == "box"]
        instances = tuple(Implies(self._short[box], self._short[nodes[box][2]]) for box in boxes)
        return tuple(hint - size for hint in hints if hint > size), instances


    def _touched(self, step: Mapping[str, Any]) -> set[int]:
        """The nodes that the clauses named by a step speak of."""
        nodes, literal = self.question.nodes, self.question.literal
        found = {abs(lit) for clause, _ in step["by"] for lit in clause}
        for hint in {hint for _, hints in step["by"] for hint in hints if hint > 0}:
            if hint >= len(nodes):
                lemma = self.steps[hint - len(nodes)]
                found.update(map(abs, lemma["from"]), [lemma["box"]] if "box" in lemma else [])
            else:
                kept = nodes[hint][2:] if nodes[hint][0] == "box" else nodes[hint][1:]
                found.update([hint], (abs(literal[part]) for part in kept))
        return found


def _unused_letter(question: Question) -> str:
    """A prefix for names that no letter of the question starts with."""
    taken = [node[1] for node in question.nodes[1:] if node[0] == "atom"]
    prefix = "X"
    while any(name.startswith(prefix) for name in taken):
        prefix += "X"
    return prefix


def derivation_text(certificate: Mapping[str, Any]) -> str:
    """The derivation as numbered text; CertificateError when the certificate shows none.

    >>> from tower.logic.prover import prove_gl
    >>> from tower.syntax.parser import parse
    >>> print(derivation_text(prove_gl(parse("[]([]p->p)->[]p")).certificate))
    1. □(□p → p) → □p
         inside the theory: given □(□p → p); so □p → p; by Löb □p.  Hence p.
    """
    return str(derivation(certificate))


def reason(line: Line, written: Callable[[Formula], str] = printer.unicode) -> str:
    """Why a line holds: what is given inside which theory, and what that yields."""
    items = [f"{word} {', '.join(map(written, found))}" for word, found in line.parts]
    if line.lines:
        items.append(f"from line{'s' if len(line.lines) > 1 else ''} {', '.join(map(str, line.lines))}")
    known = "; ".join(items)
    if line.theory is None:
        return f"{known}.  By {line.conclusion}." if known else f"By {line.conclusion}."
    inside = "the theory" if line.theory == "0" else line.theory
    return f"inside {inside}: {known}.  Hence {line.conclusion}."


def derivation_latex(certificate: Mapping[str, Any]) -> str:
    r"""The derivation as a LaTeX list; CertificateError when the certificate shows none.

    >>> from tower.logic.prover import prove_gl
    >>> from tower.syntax.parser import parse
    >>> print(derivation_latex(prove_gl(parse("[]p->[]p")).certificate))
    \begin{enumerate}
    \item $\Box p \to \Box p$ \\ By propositional logic.
    \end{enumerate}
    """
    told = derivation(certificate)
    out = [rf"Write ${printer.latex(Atom(name))}$ for ${printer.latex(formula)}$." + "\n"
           for name, formula in told.names]
    out.append(r"\begin{enumerate}")
    out += [rf"\item ${printer.latex(line.statement)}$ \\ {_latex_reason(line)}" for line in told.lines]
    return "\n".join([*out, r"\end{enumerate}"])


def _latex_reason(line: Line) -> str:
    if line.theory is None:
        return reason(line, _in_dollars)
    inside = Line(line.statement, None, line.parts, line.lines, "propositional logic and Löb's theorem")
    return rf"inside ${printer.latex(Atom(line.theory))}$: {reason(inside, _in_dollars)}"


def _in_dollars(formula: Formula) -> str:
    return f"${printer.latex(formula)}$"


def countermodel_text(model: Model) -> str:
    """The worlds of a model as a tree: number, theory in brackets, letters that are true.

    A world that several worlds see is drawn once, and named where it is seen again.

    >>> from tower.logic.models import World
    >>> print(countermodel_text(Model((World(None, frozenset("p")), World("PA")), frozenset({(0, 1)}))))
    0 root: p
    └─ 1 [PA]: no letter
    """
    above = nearest(model)
    out: list[str] = []
    drawn: set[int] = set()
    waiting: list[tuple[int, str, str]] = [(0, "", "")]
    while waiting:
        number, lead, indent = waiting.pop()
        if number in drawn:
            out.append(f"{lead}{number}, drawn above")
            continue
        drawn.add(number)
        out.append(f"{lead}{number} {_described(model, number)}")
        later = above[number]
        for each in reversed(later):
            turn, line = ("└─ ", "   ") if each == later[-1] else ("├─ ", "│  ")
            waiting.append((each, indent + turn, indent + line))
    return "\n".join(out)


def _described(model: Model, number: int) -> str:
    world = model.worlds[number]
    label = "root" if number == 0 else "of no theory" if world.label is None else f"[{world.label}]"
    return f"{label}: {', '.join(sorted(world.atoms)) or 'no letter'}"


def nearest(model: Model) -> list[list[int]]:
    """For each world the later worlds with none in between.

    A world in between sees more, so it is met first when those that see most come first.

    >>> from tower.logic.models import World
    >>> row = (World(None), World("a"), World("a"))
    >>> nearest(Model(row, frozenset({(0, 1), (1, 2), (0, 2)})))
    [[1], [2], []]
    """
    later = [frozenset(each) for each in model.later]
    nearest: list[list[int]] = []
    for found in later:
        covered: set[int] = set()
        chosen: list[int] = []
        for world in sorted(found, key=lambda each: (-len(later[each]), each)):
            if world not in covered:
                chosen.append(world)
                covered |= later[world]
        nearest.append(sorted(chosen))
    return nearest
