"""What the script of a page is given: claims, derivation graphs, nodes and breaks, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict

from ..diagnosis.report import Answer, Break, Report
from ..model.values import Model
from . import mermaid, svg, tikz
from .derivations import derivations
from .frames import countermodel
from .markdown import markdown
from .picture import Node, Picture
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


def told(answer: Answer, footing: Footing) -> str:
    """A verdict with the numbers of its stones."""
    sets = footing.sets(answer)
    shown = ["·".join(map(str, chosen)) or "{}" for chosen in sets[:2]] + ["…"] * (len(sets) > 2)
    joint = " IF " if answer.verdict == "GUARANTEED" else " ON "
    return answer.word.replace("_", " ") + (joint + " or ".join(shown) if shown else "")


def page_data(model: Model, report: Report, whole: Picture, scene: Scene) -> Mapping[str, object]:
    """Everything that the script of the page knows; all text is clean."""
    footing = Footing.of(model, report)
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
        "breaks": [_plain(each) for each in report.breaks],
        "nodes": _nodes(model, scene.picture),
        "copies": _copies(report, scene),
    }


def _answer(answer: Answer, report: Report, footing: Footing, whole: bool) -> Mapping[str, object]:
    steps = report.why(answer.claim, answer.asker) if whole else ()
    world = report.why_not(answer.claim, answer.asker) if whole else None
    return {
        "asker": clean(answer.asker),
        "claim": clean(answer.text),
        "word": answer.word,
        "tone": tone(answer.verdict),
        "text": clean(told(answer, footing)),
        "sets": footing.sets(answer),
        "more": answer.more,
        "conditions": [clean(text) for text in answer.conditions],
        "note": clean(answer.note),
        "why": [(clean(step.text), clean(step.rule), step.premises) for step in steps],
        "world": clean(world.sentence) if world else "",
        "worlds": svg.write(countermodel(world)) if world else "",
    }


def _plain(found: Break) -> Mapping[str, object]:
    return {
        "code": found.code,
        "kind": found.kind,
        "reason": clean(found.reason),
        "loeb": clean(found.loeb),
        "repairs": [clean(text) for text in found.repairs],
    }


def _nodes(model: Model, picture: Picture) -> Mapping[str, object]:
    inner = {f"node:{name}": told for name, told in inner_names(model).items()}
    touched: dict[str, list[int]] = {}
    for wire in picture.wires:
        for mark in wire.marks:
            touched.setdefault(wire.source, []).append(mark.number)
            touched.setdefault(wire.target, []).append(mark.number)
    return {
        clean(node.key): _node(node, inner.get(node.key, ""), touched.get(node.key, []))
        for node in picture.nodes
    }


def _node(node: Node, inner: str, touched: list[int]) -> Mapping[str, object]:
    said = (node.name, *node.captions, node.title)
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


def _copies(report: Report, scene: Scene) -> Mapping[str, str]:
    told = {"markdown": markdown(report)}
    if len(scene.picture.nodes) <= MOST_COPIES:
        told |= {"mermaid": mermaid.write(scene), "latex": tikz.write(scene)}
    return told
