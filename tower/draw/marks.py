"""Where each break is shown: on an edge if one is drawn, else at a shared cause, else in a box.

Every break of the report gets exactly one tag; whatever else it touches is struck (outlined).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..diagnosis.report import Break, Edge
from .picture import Cause, Mark, Node, Urgency, Wire, loudest
from .text import clean

TRUST = frozenset({"includes", "reflects", "proves_con"})


@dataclass(frozen=True, slots=True)
class Placed:
    """The parts of a picture that can carry a mark; `loose` marks have no place of their own."""

    nodes: tuple[Node, ...]
    wires: tuple[Wire, ...]
    causes: tuple[Cause, ...]
    loose: tuple[Mark, ...] = ()


class _Board:
    """The parts while marks are being placed, with their indices."""

    def __init__(self, parts: Placed, keys: Mapping[str, str], runs: Mapping[str, Sequence[str]]) -> None:
        self.keys, self.runs = keys, runs
        self.order = {name: index for index, name in enumerate(runs)}
        self.nodes = {node.key: node for node in parts.nodes}
        self.wires = list(parts.wires)
        self.causes = list(parts.causes)
        self.found: dict[tuple[str, frozenset[str | None]], list[int]] = {}
        self.counters: dict[str, list[str]] = {}
        self.reasoners: dict[str, list[str]] = {}
        for index in range(len(self.wires)):
            self._index(index)
        for node in parts.nodes:
            if node.theory and not node.grounded:
                self.reasoners.setdefault(node.theory, []).append(node.key)

    def _index(self, index: int) -> None:
        wire = self.wires[index]
        self.found.setdefault((wire.kind, frozenset((wire.source, wire.target))), []).append(index)
        if wire.source.startswith("count:"):
            self.counters.setdefault(wire.target, []).append(wire.source)

    def between(self, kind: str, one: str | None, other: str | None) -> Iterator[int]:
        """The wires of a kind between two nodes, either way, directly or through a counter."""
        yield from self.found.get((kind, frozenset((one, other))), ())
        for near, far in ((one, other), (other, one)):
            for counter in self.counters.get(far or "", ()):
                yield from self.found.get((kind, frozenset((near, counter))), ())

    def join(self, source: str, target: str, title: str) -> int:
        """The wire of a break between two nodes, drawn once."""
        known = [i for i in self.between("break", source, target) if self.wires[i].source == source]
        if not known:
            self.wires.append(Wire("break", source, target, title=title))
            self._index(len(self.wires) - 1)
        return known[0] if known else len(self.wires) - 1


def place(
    breaks: Sequence[Break], parts: Placed, keys: Mapping[str, str], runs: Mapping[str, Sequence[str]]
) -> Placed:
    """Give every break its one tag.  `keys` are node keys by name, `runs` what each optimizer runs."""
    board = _Board(parts, keys, runs)
    marks = list(map(_mark, range(len(breaks)), breaks))
    loose = [mark for found, mark in zip(breaks, marks, strict=False) if not _set(found, mark, board)]
    return Placed(tuple(board.nodes.values()), tuple(board.wires), tuple(board.causes), tuple(loose))


def _mark(index: int, found: Break) -> Mark:
    urgency: Urgency = "waived" if found.waived else found.severity
    parts = [f"{found.code} {found.kind}: {found.reason}", found.loeb]
    parts += [f"waived: {found.waived.reason}"] if found.waived else []
    return Mark(index, found.code, found.kind, urgency, clean(" ".join(filter(None, parts))))


def _set(found: Break, mark: Mark, board: _Board) -> bool:
    """Put the tag of one break somewhere; False when nothing that it names is drawn."""
    touched = [board.keys[name] for name in dict.fromkeys(found.nodes) if name in board.keys]
    spots = list(dict.fromkeys(spot for edge in _edges(found) for spot in _spots(edge, found, board)))
    if spots:
        wire = board.wires[spots[0]]
        board.wires[spots[0]] = replace(wire, marks=(*wire.marks, mark))
    elif touched:
        reasoning = [
            key
            for edge in found.edges
            if edge.kind in TRUST
            for key in _reasoners(edge.target, found, board)
        ]
        holder = board.nodes[[*reasoning, *touched][0]]
        board.nodes[holder.key] = replace(holder, marks=(*holder.marks, mark))
    _strike(found, mark.urgency, touched, spots, board)
    return bool(spots or touched)


def _strike(found: Break, urgency: Urgency, touched: list[str], spots: list[int], board: _Board) -> None:
    """Outline what a break touches: its wires, or its nodes where no wire shows it."""
    for key in touched if urgency != "warning" and not spots else ():
        node = board.nodes[key]
        board.nodes[key] = replace(node, struck=loudest([node.struck, urgency]))
    for index in spots[1:]:
        wire = board.wires[index]
        board.wires[index] = replace(wire, struck=loudest([wire.struck, urgency]))
    shared = [
        {board.keys.get(e.source), board.keys.get(e.target)} for e in found.edges if e.kind == "shares"
    ]
    for index, cause in enumerate(board.causes):
        if any(ends <= set(cause.members) for ends in shared):
            board.causes[index] = replace(cause, struck=loudest([cause.struck, urgency]))


def _edges(found: Break) -> tuple[Edge, ...]:
    """The edges of a break; a break at two nodes without any is on the link between them."""
    if found.edges or len(found.nodes) != 2:
        return found.edges
    return (Edge("builds", found.nodes[0], found.nodes[1]),)


def _spots(edge: Edge, found: Break, board: _Board) -> Iterator[int]:
    """The wires that an edge of a break is drawn as."""
    if edge.kind in TRUST:
        yield from _trust(edge, found, board)
    else:
        yield from board.between(edge.kind, board.keys.get(edge.source), board.keys.get(edge.target))


def _trust(edge: Edge, found: Break, board: _Board) -> Iterator[int]:
    """Draw a trust edge of a break between those who reason in its theories; yields the wires.

    Trust edges run from the trusted to the trusting theory; the arrow shows who must trust whom.
    """
    upper, lower = _reasoners(edge.target, found, board), _reasoners(edge.source, found, board)
    one = edge.source == edge.target
    pairs = (
        list(zip(upper, lower[1:], strict=False))
        if one
        else list(zip(upper[:1], lower[:1], strict=False))
    )
    if one and not pairs and found.severity == "error":
        pairs = [(upper[0], upper[0])] if upper else []
    title = clean(f"{edge.target} would have to trust {edge.source} ({edge.kind})")
    for source, target in pairs:
        yield board.join(source, target, title)


def _reasoners(theory: str, found: Break, board: _Board) -> list[str]:
    """The drawn nodes of a break that reason in a theory: what its optimizers run, and verifiers.

    A break that names no such node is drawn at the first one anywhere.
    """
    # runs are listed in building order, so that the arrow leads from the base to what it built
    owners = sorted((name for name in found.nodes if name in board.runs), key=board.order.__getitem__)
    runs = [board.keys[run] for name in owners for run in board.runs[name]]
    named = dict.fromkeys([*runs, *(board.keys[name] for name in found.nodes if name in board.keys)])
    everywhere = board.reasoners.get(clean(theory), [])
    inside = [
        key for key in named if board.nodes[key].theory == clean(theory) and not board.nodes[key].grounded
    ]
    return inside or everywhere[:1]
