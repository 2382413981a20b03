"""Time and bytes of pictures, and the layout beside Graphviz: `python -m tests.benchmarks.pictures`.

The second table needs pygraphviz 2, whose wheel bundles Graphviz; without it only ours is shown.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

from tests.draw.samples import family
from tower.draw import draw
from tower.draw.arrange import places
from tower.draw.layout import layout
from tower.draw.ordering import crossings, ordered

try:
    import pygraphviz
except ImportError:
    pygraphviz = None

RUNS = 3
SIZES = (50, 500, 5000)
FORMATS = ("svg", "html", "mmd", "dot", "tex")
GRAPHS = (50, 200, 500, 1000)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The median of some runs in seconds, and what the last one gave."""
    taken, result = [], None
    for _ in range(RUNS):
        began = perf_counter()
        result = work()
        taken.append(perf_counter() - began)
    return median(taken), result


def layered(size: int, seed: int) -> tuple[list[list[str]], dict[str, list[str]]]:
    """A random layered graph: rows of about the root of its size, each node over one or two of the row below."""
    chance, across = random.Random(seed), max(3, int(size**0.5))
    names = [f"n{index}" for index in range(size)]
    rows = [names[start : start + across] for start in range(0, size, across)]
    down: dict[str, list[str]] = {}
    for lower, upper in zip(rows, rows[1:], strict=False):
        for key in upper:
            down[key] = chance.sample(lower, min(len(lower), chance.choice((1, 2, 2))))
    return rows, down


def ours(rows: list[list[str]], down: dict[str, list[str]]) -> int:
    """Order and coordinates by `tower.draw.arrange`; how many edges cross."""
    up: dict[str, list[str]] = {}
    for key, lower in down.items():
        for other in lower:
            up.setdefault(other, []).append(key)
    order = ordered(rows, down, up, 0)
    places(order, down, up, lambda one, other: 120.0, lambda key: 50.0)
    return crossings(order, down)


def graphviz(rows: list[list[str]], down: dict[str, list[str]]) -> int:
    """The same graph by Graphviz with the rows pinned; how many edges cross where it puts the nodes."""
    graph = pygraphviz.AGraph(directed=True, strict=False)
    graph.node_attr.update(shape="box", fixedsize="true", width="1.4", height="0.5", label="")
    for row in rows:
        graph.add_nodes_from(row)
        graph.add_subgraph(row, rank="same")
    graph.add_edges_from((key, other) for key, lower in down.items() for other in lower)
    graph.layout("dot")
    x = {key: float(graph.get_node(key).attr["pos"].split(",")[0]) for row in rows for key in row}
    return crossings([sorted(row, key=x.__getitem__) for row in rows], down)


def crossed(engine: Callable[..., int], graphs: list[tuple[Any, ...]]) -> int:
    """How many edges cross in some graphs together, as an engine orders them."""
    return sum(engine(*graph) for graph in graphs)


def pictures() -> None:
    """The table of nodes, seconds and bytes."""
    print(f"{'nodes':>6} {'boxes':>6} {'layout s':>9}", *(f"{fmt + ' s':>8} {'bytes':>9}" for fmt in FORMATS))
    for size in SIZES:
        model, report = family((size - 1) // 2)
        seconds, scene = timed(partial(layout, model, report))
        row = [f"{size:>6} {len(scene.boxes):>6} {seconds:>9.2f}"]
        for fmt in FORMATS:
            taken, text = timed(partial(draw, model, report, fmt))
            row.append(f"{taken:>8.2f} {len(text.encode()):>9}")
        print(*row)


def engines() -> None:
    """The table of crossings and seconds, three random graphs of each size together."""
    print(f"\n{'nodes':>6} {'ours':>8} {'s':>7} {'graphviz':>9} {'s':>7}")
    for size in GRAPHS:
        graphs = [layered(size, seed) for seed in range(3)]
        taken, found = timed(partial(crossed, ours, graphs))
        row = f"{size:>6} {found:>8} {taken / 3:>7.2f}"
        if pygraphviz is not None:
            taken, found = timed(partial(crossed, graphviz, graphs))
            row += f" {found:>9} {taken / 3:>7.2f}"
        print(row)


if __name__ == "__main__":
    pictures()
    engines()
