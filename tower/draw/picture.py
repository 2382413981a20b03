"""What is drawn, before anybody says where: the frozen values that every writer paints from.

A `Picture` holds nodes, wires, stones (leftover assumptions), causes (shared lineage) and marks
(breaks).  Keys such as `node:system` are unique; everything else is text for people, already made
harmless by `tower.draw.text.clean`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from .tones import Tone

NodeKind: TypeAlias = Literal[
    "optimizer",
    "artifact",
    "condition",
    "verifier",
    "run",
    "count",
    "group",
    "ghost",
    "goal",
    "strategy",
    "solution",
    "assumption",
    "justification",
    "context",
    "counter",
    "evidence",
]
WireKind: TypeAlias = Literal[
    "builds", "checks", "trusts", "enacts", "break", "supported", "context", "aside", "challenges"
]
Gap: TypeAlias = Literal["", "empty", "function"]
Urgency: TypeAlias = Literal["error", "warning", "waived"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One break where it is drawn: its number in the report, code, kind, and how loud it is."""

    number: int
    code: str
    kind: str
    urgency: Urgency
    title: str

    @property
    def text(self) -> str:
        """What stands in the tag."""
        return f"{self.code} {self.kind}"


@dataclass(frozen=True, slots=True)
class Pill:
    """The verdict on one claim: small line above, verdict word with the numbers of its stones below.

    `sets` are the alternative sets of stone numbers on which it stands; `number` is the place of the
    answer in the report, -1 for a tally of several; `bound` is how likely the claim is to be wrong.
    """

    claim: str
    asker: str
    heading: str
    word: str
    tone: Tone
    sets: tuple[tuple[int, ...], ...]
    title: str
    number: int = -1
    bound: str = ""

    @property
    def text(self) -> str:
        """The verdict as it is drawn, with the stones it stands on.

        >>> Pill("P(a)", "h", "P", "GUARANTEED", "good", ((1, 2), (3,)), "").text
        'GUARANTEED IF 1·2 or 3'
        """
        return f"{self.word.replace('_', ' ')}{self.footing}"

    @property
    def footing(self) -> str:
        """The numbers alone; empty where the verdict does not stand on anything."""
        if not self.sets:
            return ""
        shown = [_numbers(chosen) for chosen in self.sets[:2]] + ["…"] * (len(self.sets) > 2)
        return (" IF " if self.tone == "good" else " ON ") + " or ".join(shown)


def _numbers(chosen: Iterable[int]) -> str:
    numbers = [str(number) for number in chosen]
    if len(numbers) > 5:
        numbers = [*numbers[:4], f"… ({len(numbers)})"]
    return "·".join(numbers) or "{}"


@dataclass(frozen=True, slots=True)
class Node:
    """One box: `level` is its height by checks, `altitude` that of its theory (0: none).

    `struck` names the loudest break whose tag stands elsewhere but which touches this node; `inside`
    are the keys of the nodes that a group stands for.
    """

    key: str
    kind: NodeKind
    name: str
    captions: tuple[str, ...] = ()
    glyph: Literal["", "values", "loss", "mesa"] = ""
    generic: bool = False
    theory: str = ""
    level: int = 0
    altitude: int = 0
    pills: tuple[Pill, ...] = ()
    tabs: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    struck: Urgency | None = None
    title: str = ""
    inside: tuple[str, ...] = ()

    @property
    def grounded(self) -> bool:
        """Whether it stands on the built row."""
        return self.kind in ("optimizer", "artifact", "condition", "ghost") or (
            self.kind == "group" and self.level == 0
        )


@dataclass(frozen=True, slots=True)
class Wire:
    """One edge.  `weak` is evidence that is no proof; `dim` is a check that did not accept."""

    kind: WireKind
    source: str
    target: str
    label: str = ""
    gap: Gap = ""
    weak: bool = False
    dim: bool = False
    marks: tuple[Mark, ...] = ()
    struck: Urgency | None = None
    title: str = ""

    @property
    def urgency(self) -> Urgency | None:
        """How loud the loudest break on this wire is."""
        return loudest([self.struck, *(mark.urgency for mark in self.marks)])


@dataclass(frozen=True, slots=True)
class Stone:
    """A leftover assumption: its number, its claim, the same in words, and who vouches for it."""

    number: int
    claim: str
    words: str
    title: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A lineage that several drawn nodes share; `one` when it makes them one principal."""

    letter: str
    kind: str
    value: str
    members: tuple[str, ...]
    one: bool
    struck: Urgency | None = None


@dataclass(frozen=True)
class Picture:
    """A whole picture.  `loose` are the marks that no drawn node or wire carries."""

    name: str
    about: str
    observer: str
    headline: str
    nodes: tuple[Node, ...]
    wires: tuple[Wire, ...]
    stones: tuple[Stone, ...]
    causes: tuple[Cause, ...]
    loose: tuple[Mark, ...]
    note: str = ""

    @cached_property
    def node(self) -> Mapping[str, Node]:
        """Nodes by key."""
        return {node.key: node for node in self.nodes}

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every mark that is drawn, each break once, in the order of the report."""
        places: tuple[Node | Wire, ...] = (*self.nodes, *self.wires)
        found = {mark.number: mark for place in places for mark in place.marks}
        found.update((mark.number, mark) for mark in self.loose)
        return tuple(found[number] for number in sorted(found))


def loudest(urgencies: Iterable[Urgency | None]) -> Urgency | None:
    """The loudest of some urgencies; None when there is none.

    >>> loudest(["waived", "error", None])
    'error'
    """
    heard = set(urgencies)
    return next((urgency for urgency in ("error", "warning", "waived") if urgency in heard), None)
