"""What the script of a page is given: claims, derivation graphs, nodes and breaks, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from ..diagnosis.report import Answer, Report
from ..model.values import Model
from . import gsn_yaml, mermaid, svg, tikz
from .derivations import derivations
from .frames import countermodel
from .markdown import markdown
from .picture import Node, Picture, Wire
from .routes import painted_order
from .scene import Scene
from .sketch import in_building_order
from .text import clean
from .tones import tone
from .verdicts import Footing
from .words import headline

MOST_WHY, MOST_COPIES = 200, 400  # answers with their derivation on the page, nodes with copies as text


def embedded(data: object) -> str:
    """JSON that can stand inside a script element.

    >>> embedded({"a": "</script>"})
    '{"a":"\\\\u003c/script>"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return safe.encode("utf-8", "backslashreplace").decode()


def told(answer: Answer, footing: Footing, report: Report) -> str:
    """A verdict with the numbers of its stones, and how likely it is to be wrong."""
    sets = footing.sets(answer)
    shown = ["·".join(map(str, chosen)) or "{}" for chosen in sets[:2]] + ["…"] * (len(sets) > 2)
    joint = " IF " if answer.verdict == "GUARANTEED" else " ON "
    text = answer.word.replace("_", " ") + (joint + " or ".join(shown) if shown else "")
    bound = footing.bound(answer, report)
    return f"{text}, {bound}" if bound else text


def page_data(
    model: Model, report: Report, whole: Picture, scene: Scene, footing: Footing
) -> Mapping[str, object]:
    """Everything that the script of the page knows; all text is clean."""
    found = derivations(report, footing)
    first, _, rest = headline(report).partition(". ")
    return {
        "headline": whole.headline,
        "rest": clean(rest) if first else "",
        "stones": [asdict(stone) for stone in whole.stones],
        "answers": [
            _answer(answer, report, footing, index < MOST_WHY)
            for index, answer in enumerate(report.answers)
        ],
        "graphs": [
            {
                "lines": [[line.head, line.body, line.need, line.exact] for line in graph.lines],
                "leaves": sorted(graph.leaves.items()),
            }
            for graph in found.graphs
        ],
        "goals": [asdict(goal) for goal in found.goals],
        "nodes": _nodes(model, whole, scene.picture),
        "wires": [
            _wire(scene.picture.wires[index]) for index in painted_order(scene.picture)
        ],
        "copies": _copies(model, report, scene),
    }


def _answer(answer: Answer, report: Report, footing: Footing, whole: bool) -> Mapping[str, object]:
    steps = report.why(answer.claim, answer.asker) if whole else ()
    world = report.why_not(answer.claim, answer.asker) if whole else None
    return {
        "asker": clean(answer.asker),
        "claim": clean(answer.text),
        "word": answer.word,
        "tone": tone(answer.verdict),
        "text": clean(told(answer, footing, report)),
        "sets": footing.sets(answer),
        "more": answer.more,
        "conditions": [clean(text) for text in answer.conditions],
        "note": clean(answer.note),
        "why": [(clean(step.text), clean(step.rule), step.premises) for step in steps],
        "world": clean(world.sentence) if world else "",
        "worlds": svg.write(countermodel(world)) if world else "",
    }


def _wire(wire: Wire) -> tuple[str, str, list[int], str]:
    """The two ends of a wire, the breaks that are marked on it, and its kind."""
    return clean(wire.source), clean(wire.target), sorted(mark.number for mark in wire.marks), wire.kind


def _nodes(model: Model, whole: Picture, picture: Picture) -> Mapping[str, object]:
    inner = {f"node:{name}": told for name, told in inner_names(model).items()}
    touched: dict[str, list[int]] = {}
    for wire in picture.wires:
        for mark in wire.marks:
            touched.setdefault(wire.source, []).append(mark.number)
            touched.setdefault(wire.target, []).append(mark.number)
    return {
        clean(node.key): _node(node, inner.get(node.key, ""), touched.get(node.key, []))
        | ({"members": [_member(whole.node[key]) for key in node.inside]} if node.inside else {})
        for node in picture.nodes
    }


def _member(node: Node) -> tuple[str, list[int], list[int]]:
    """A node that a group stands for: its name, its answers, its breaks."""
    answers = [pill.number for pill in node.pills if pill.number >= 0]
    return node.name, answers, sorted(mark.number for mark in node.marks)


def _node(node: Node, inner: str, touched: list[int]) -> dict[str, object]:
    verdicts = (f"{pill.heading} {pill.text}".strip() for pill in node.pills)
    said = (node.name, *node.captions, node.title, *verdicts, *(mark.text for mark in node.marks))
    return {
        "name": node.name,
        "captions": [*node.captions, node.title] if node.title else list(node.captions),
        "title": ". ".join(filter(None, said)),
        "answers": [pill.number for pill in node.pills if pill.number >= 0],
        "breaks": sorted({*touched, *(mark.number for mark in node.marks)}),
        "inner": inner,
        "glyph": node.glyph,
    }


def inner_names(model: Model) -> Mapping[str, str]:
    """The names of the same tower seen from inside: who builds is the base, what is built a mesa-optimizer.

    >>> from tower.model.values import Optimizer
    >>> dict(inner_names(Model("t", optimizers=(Optimizer("lab"), Optimizer("ai", ("lab",))))))
    {'lab': 'base optimizer', 'ai': 'mesa-optimizer'}
    """
    depth: dict[str, int] = {}
    for optimizer in in_building_order(model):
        depth[optimizer.name] = 1 + max((depth.get(base, -1) for base in optimizer.built_by), default=-1)
    told = {0: "base optimizer", 1: "mesa-optimizer"}
    return {name: told.get(level, f"mesa-optimizer {level}") for name, level in depth.items()}


def _copies(model: Model, report: Report, scene: Scene) -> Mapping[str, str]:
    told = {"markdown": markdown(report)}
    if len(scene.picture.nodes) <= MOST_COPIES:
        case = gsn_yaml.page(model, report)
        told |= {"gsn": case, "mermaid": mermaid.write(scene), "latex": tikz.write(scene)}
    return told
