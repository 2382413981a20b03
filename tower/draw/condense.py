"""The quotient of a large picture: every break with what it touches, and the rest in groups.

What is left out is grouped by what it is and how high it stands (a theory, a row of checks, a
generation of builders), and by its worst verdict, so that a group is green only if all of it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .heights import heights
from .outline import tone_of
from .picture import Mark, Node, Picture, Pill, Stone, Wire, loudest

MOST = 500  # nodes that are drawn one by one
BINS, STONES, SHARE = 24, 40, 8  # most groups in one direction, most stones, a share for breaks


def condense(picture: Picture, most: int = MOST) -> Picture:
    """The picture itself while it has at most `most` nodes, else its quotient.

    >>> few = Picture("t", "", "o", "", (), (), (), (), ())
    >>> condense(few) == few
    True
    """
    if len(picture.nodes) <= most:
        loose = picture.loose if len(picture.loose) <= STONES else tuple(_tally(picture.loose))
        return replace(picture, stones=_stones(picture.stones), loose=loose)
    kept = _kept(picture, most // SHARE)
    home = _homes(picture, kept)
    groups: dict[str, list[Node]] = {}
    for node in picture.nodes:
        groups.setdefault(home[node.key], []).append(node)
    nodes = tuple(
        picture.node[key] if key in kept else _group(key, inside) for key, inside in groups.items()
    )
    return replace(
        picture,
        nodes=tuple(_few_marks(node) for node in nodes),
        wires=tuple(_wires(picture.wires, home)),
        stones=_stones(picture.stones),
        causes=(),
        loose=tuple(_tally(picture.loose)),
        note=f"{len(picture.nodes)} nodes in {len(nodes)} boxes",
    )


def _kept(picture: Picture, most: int) -> frozenset[str]:
    """The nodes at breaks, the loudest breaks first, then what is next to them."""
    marked: list[tuple[int, int, tuple[str, ...]]] = []
    places: tuple[Node | Wire, ...] = (*picture.nodes, *picture.wires)
    for place in places:
        ends = (place.key,) if isinstance(place, Node) else (place.source, place.target)
        for mark in place.marks:
            marked.append((mark.urgency != "error", mark.number, ends))
        if not place.marks and place.struck == "error":
            marked.append((1, len(picture.marks), ends))
    kept = dict.fromkeys(key for *_, ends in sorted(marked) for key in ends)
    held = frozenset(list(kept)[:most])
    near = [
        key
        for wire in picture.wires
        if {wire.source, wire.target} & held
        for key in (wire.source, wire.target)
    ]
    return frozenset(list(dict.fromkeys([*list(kept)[:most], *near]))[: 2 * most])


def _homes(picture: Picture, kept: frozenset[str]) -> dict[str, str]:
    """The key under which every node is drawn: its own, or that of its group."""
    generation = _generations(picture)
    steps = {
        node.key: (node.altitude, node.level) if not node.grounded else (0, generation[node.key])
        for node in picture.nodes
    }
    bins = {
        grounded: _bins(steps[n.key] for n in picture.nodes if n.grounded is grounded)
        for grounded in (True, False)
    }
    return {
        node.key: node.key
        if node.key in kept
        else f"group:{_sort(node)}:{bins[node.grounded][steps[node.key]]}"
        for node in picture.nodes
    }


def _sort(node: Node) -> str:
    kind = {"run": "verifier", "count": "verifier", "ghost": "optimizer"}.get(node.kind, node.kind)
    return f"{kind}:{tone_of(node) or 'plain'}"


def _generations(picture: Picture) -> dict[str, int]:
    """How many builders stand before each node of the built row."""
    above: dict[str, list[str]] = {}
    for wire in picture.wires:
        if wire.kind == "builds":
            above.setdefault(wire.target, []).append(wire.source)
    return heights([node.key for node in picture.nodes], above, {})


def _bins(steps: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], int]:
    """At most `BINS` ranges of heights, equal ones together."""
    order = sorted(set(steps))
    each = -(-len(order) // BINS) or 1
    return {step: index // each for index, step in enumerate(order)}


def _group(key: str, inside: Sequence[Node]) -> Node:
    kinds = {
        "optimizer": "systems",
        "verifier": "verifiers",
        "artifact": "artifacts",
        "condition": "conditions",
        "group": "groups",
    }
    theories = sorted({node.theory for node in inside if node.theory and not node.grounded})
    some = ", ".join(theories[:2]) + (f" and {len(theories) - 2} more" if len(theories) > 2 else "")
    names = ", ".join(node.name for node in inside[:8]) + (", …" if len(inside) > 8 else "")
    return Node(
        key,
        "group",
        f"{len(inside)} {kinds.get(key.split(':')[1], 'elements')}",
        (some,) if some else (),
        theory=some,
        level=max(node.level for node in inside),
        altitude=max(node.altitude for node in inside),
        pills=tuple(_tallied(inside)),
        marks=tuple(mark for node in inside for mark in node.marks),
        struck=loudest(node.struck for node in inside),
        title=names,
        inside=tuple(key for node in inside for key in (node.inside or (node.key,))),
    )


def _tallied(inside: Sequence[Node]) -> Iterator[Pill]:
    """One pill for each verdict in a group, with how often it occurs and all it stands on."""
    pills: dict[str, list[Pill]] = {}
    for node in inside:
        for pill in node.pills:
            pills.setdefault(pill.word, []).append(pill)
    for word, same in sorted(pills.items()):
        numbers = sorted({number for pill in same for chosen in pill.sets for number in chosen})
        heading = f"{len(same)} claim" + ("s" if len(same) > 1 else "")
        some = "; ".join(pill.title for pill in same[:3])
        yield Pill("", "", heading, word, same[0].tone, (tuple(numbers),) if numbers else (), some)


def _few_marks(node: Node) -> Node:
    return replace(node, marks=tuple(_tally(node.marks))) if node.kind == "group" else node


def _tally(marks: Sequence[Mark]) -> Iterator[Mark]:
    """One mark for each code and urgency, with how often it occurs."""
    count: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        count.setdefault((mark.code, mark.urgency), []).append(mark)
    for same in count.values():
        first = same[0]
        yield first if len(same) == 1 else replace(first, kind=f"{first.kind} ×{len(same)}")


def _wires(wires: Sequence[Wire], home: Mapping[str, str]) -> Iterator[Wire]:
    """The wires between different boxes, those of one look between two boxes drawn once."""
    merged: dict[tuple[object, ...], list[Wire]] = {}
    for wire in wires:
        source, target = home[wire.source], home[wire.target]
        inner = source == target and (wire.source != wire.target or source != wire.source)
        if not inner or wire.marks:
            key = (wire.kind, source, target, wire.weak, wire.dim, wire.urgency == "error")
            merged.setdefault(key, []).append(replace(wire, source=source, target=target))
    for same in merged.values():
        marks = tuple(_tally([mark for wire in same for mark in wire.marks]))
        title = same[0].title if len(same) == 1 else f"{len(same)} × {same[0].kind}"
        struck = loudest(wire.struck for wire in same)
        yield replace(same[0], marks=marks, title=title, struck=struck)


def _stones(stones: Sequence[Stone]) -> tuple[Stone, ...]:
    """The first stones; the others under one slab."""
    if len(stones) <= STONES:
        return tuple(stones)
    first, left = stones[: STONES - 1], len(stones) - STONES + 1
    rest = Stone(STONES, "", f"and {left} more, numbered {STONES} to {len(stones)}", "")
    return (*first, rest)
