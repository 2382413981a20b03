"""Non-theorem certificates: a finite model is evaluated, parts of formulas first, and tested.

A model of L_P without Löb's axiom may have loops in its order; other models have none.
A set of worlds is an integer with one byte for each world: 1 where the world belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...errors import CertificateError
from .question import Question, list_of, number_of, numbers_of


def _packed(flags: bytes | bytearray) -> int:
    return int.from_bytes(flags, "little")


_COMPUTED: dict[str, Callable[..., int]] = {
    "true": lambda everywhere: everywhere,
    "false": lambda everywhere: 0,
    "not": lambda everywhere, a: everywhere ^ a,
    "and": lambda everywhere, a, b: a & b,
    "or": lambda everywhere, a, b: a | b,
    "implies": lambda everywhere, a, b: (everywhere ^ a) | b,
    "iff": lambda everywhere, a, b: everywhere ^ a ^ b,
}


@dataclass
class _Frame:
    """The worlds of a certificate, and the sets of worlds where nodes and letters are true."""

    question: Question
    labels: list[int | None]
    later: list[list[int]]
    letters: dict[str, int]
    loops: bool = False
    value: list[int] = field(default_factory=lambda: [0])

    @cached_property
    def everywhere(self) -> int:
        """All worlds."""
        return _packed(bytes([1]) * len(self.labels))

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The labels that occur."""
        return tuple(sorted({label for label in self.labels if label is not None}))

    def gathered(self, theories_of: Callable[[int], Iterable[int]]) -> dict[int, int]:
        """For each theory the worlds whose label has it among its theories."""
        known = {label: theories_of(label) for label in self.used}
        found: dict[int, bytearray] = {}
        for number, label in enumerate(self.labels):
            for theory in () if label is None else known[label]:
                if theory not in found:
                    found[theory] = bytearray(len(self.labels))
                found[theory][number] = 1
        return {theory: _packed(flags) for theory, flags in found.items()}

    @cached_property
    def members(self) -> dict[int, int]:
        """D_i, the worlds of each theory that has any."""
        return self.gathered(self.question.below)

    def before(self, worlds: int) -> int:
        """The worlds with a later world in the set."""
        if not worlds:
            return 0
        if self.loops:
            return self._before_in_loops(worlds)
        size = len(self.labels)
        target = worlds.to_bytes(size, "little")
        seen = bytearray(size)
        for number in reversed(range(size)):
            for later in self.later[number]:
                if target[later] or seen[later]:
                    seen[number] = 1
                    break
        return _packed(seen)

    def _before_in_loops(self, worlds: int) -> int:
        size = len(self.labels)
        target = worlds.to_bytes(size, "little")
        seen = bytearray(size)
        waiting = [low for number in range(size) if target[number] for low in self.earlier[number]]
        while waiting:
            number = waiting.pop()
            if not seen[number]:
                seen[number] = 1
                waiting.extend(self.earlier[number])
        return _packed(seen)

    @cached_property
    def earlier(self) -> list[list[int]]:
        """For each world those that name it as a later one."""
        found: list[list[int]] = [[] for _ in self.labels]
        for number, later in enumerate(self.later):
            for high in later:
                found[high].append(number)
        return found

    def evaluate(self) -> None:
        """Find where each node is true, parts first."""
        for node in self.question.nodes[1:]:
            self.value.append(self._truth(node))

    def _truth(self, node: tuple[Any, ...]) -> int:
        kind, everywhere = node[0], self.everywhere
        if kind == "atom":
            return self.letters.get(node[1], 0)
        if kind == "box":
            return everywhere ^ self.before(self.members.get(node[1], 0) & ~self.value[node[2]])
        parts = [self.value[part] for part in node[1:]]
        return _COMPUTED[kind](everywhere, *parts)

    def none(self, worlds: int, fault: str) -> None:
        """CertificateError about the first world of a set that should be empty."""
        if worlds:
            first = ((worlds & -worlds).bit_length() - 1) // 8
            raise CertificateError(f"world {first} {fault}")


def check_worlds(question: Question, worlds: list[Any], *, loops: bool = False) -> None:
    """Check that the worlds are a model of the pattern whose root makes the goal false."""
    if not worlds:
        raise CertificateError("there is no world")
    frame = _frame(question, worlds, loops)
    frame.evaluate()
    frame.none(1 & frame.value[question.goal], "makes the goal true")
    for theory, node in question.axioms:
        frame.none(frame.members.get(theory, 0) & ~frame.value[node], f"violates an axiom of theory {theory}")
    (_check_consistency_in_loops if loops else _check_consistency)(frame)
    _check_stronger(frame)
    _check_letters(frame)
    _check_reflection(frame)


def _frame(question: Question, worlds: list[Any], loops: bool) -> _Frame:
    labels: list[int | None] = []
    later: list[list[int]] = []
    true: dict[str, bytearray] = {}
    for number, world in enumerate(worlds):
        label, atoms, after = list_of(world, 3)
        labels.append(None if label is None else number_of(label, 0, len(question.theories) - 1))
        later.append(numbers_of(after, 0 if loops else number + 1, len(worlds) - 1))
        for node in numbers_of(atoms, 1, len(question.nodes) - 1):
            if question.nodes[node][0] != "atom":
                raise CertificateError(f"world {number} makes node {node} true, which is no atom")
            true.setdefault(question.nodes[node][1], bytearray(len(worlds)))[number] = 1
    return _Frame(question, labels, later, {name: _packed(found) for name, found in true.items()}, loops)


def _check_consistency(frame: _Frame) -> None:
    """Every world of T_j has a later one for each theory that T_j trusts directly.

    Those that it trusts through others follow, since the later world is a world of its theory too.
    """
    question, size = frame.question, len(frame.question.theories)

    def flags(theories: Iterable[int]) -> int:
        found = bytearray(size)
        for theory in theories:
            found[theory] = 1
        return _packed(found)

    below = {label: flags(question.below(label)) for label in frame.used}
    wanted = {label: flags(question.trusted(label)) for label in frame.used}
    seen = [0] * len(frame.labels)
    for number in reversed(range(len(seen))):
        for later in frame.later[number]:
            label = frame.labels[later]
            seen[number] |= seen[later] | (0 if label is None else below[label])
        label = frame.labels[number]
        if label is not None and wanted[label] & ~seen[number]:
            raise CertificateError(f"world {number} lacks a later world of a theory that it trusts")


def _check_consistency_in_loops(frame: _Frame) -> None:
    """The same where the order has loops: one theory at a time."""
    for theory, here in sorted(frame.gathered(frame.question.trusted).items()):
        there = frame.before(frame.members.get(theory, 0))
        frame.none(here & ~there, f"lacks a later world of theory {theory}, which it trusts")


def _check_stronger(frame: _Frame) -> None:
    """Edges of strength 1 and more: a later world in which nothing Σ1 is new."""
    question, size = frame.question, len(frame.labels)
    if not any(strength for *_, strength in question.edges):
        return
    wanted = frame.gathered(lambda label: question.consistent(label, 1) - question.reflected(label))
    columns = [value for node, value in zip(question.nodes, frame.value, strict=True) if node[0] == "box"]
    columns += [frame.letters.get(name, 0) for name in sorted(question.sigma)]
    rows = zip(*(column.to_bytes(size, "little") for column in columns), strict=True)
    looks = [bytes(row) for row in rows] or [b""] * size
    for theory, here in sorted(wanted.items()):
        there = frame.members.get(theory, 0)
        for look in sorted({looks[number] for number in range(size) if here >> 8 * number & 1}):
            same = _packed(bytes(each == look for each in looks))
            frame.none(here & same & ~frame.before(there & same), f"sees no like world of theory {theory}")


def _check_letters(frame: _Frame) -> None:
    """Σ1 letters persist; decidable letters do not change."""
    question, everywhere = frame.question, frame.everywhere
    for name, found in frame.letters.items():
        if name in question.sigma | question.decidable:
            frame.none(found & frame.before(everywhere ^ found), f"loses the letter {name!r}")
        if name in question.decidable:
            frame.none((everywhere ^ found) & frame.before(found), f"gains the letter {name!r}")


def _check_reflection(frame: _Frame) -> None:
    """Γ-soundness: what a reflected theory proves is true; at the root, what a sound one proves."""
    question = frame.question
    trusted = frozenset(lower for each in question.sound for lower in question.below(each))
    reflecting = frame.gathered(question.reflected)
    for number, node in enumerate(question.nodes):
        if node[0] == "box":
            _, theory, part = node
            here = reflecting.get(theory, 0) | (theory in trusted)
            frame.none(here & frame.value[number] & ~frame.value[part], f"is not sound for node {number}")
