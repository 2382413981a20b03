"""From a tower and its report to what is drawn: nodes, wires, stones, causes and marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..diagnosis.report import Report
from ..model.claims import Claim, Condition, Not
from ..model.values import IDENTITY_KINDS, Artifact, Model, Optimizer, Verifier
from .endless import FIRST, level_key, levels, steps
from .heights import heights
from .marks import Placed, place
from .picture import Cause, Node, NodeKind, Picture
from .sketch import Sketch, builds_on, counter, in_building_order
from .text import clean
from .verdicts import Bounds, Footing, pills, shown, stones
from .wiring import gapped, wires_of
from .words import headline, number


def compose(model: Model, report: Report, bounds: Bounds | None = None) -> Picture:
    """Everything that a picture of this tower shows; verdicts and breaks come from the report alone.

    `bounds` are the numbers beside the report: of a claim, how likely it is to be wrong.
    """
    sketch = Sketch(model, report)
    footing = Footing.of(model, report, bounds)
    causes = tuple(_causes(sketch))
    bare = (*_levelled(sketch, tuple(_nodes(sketch))), *_endless(sketch))
    docked = pills(report, footing, sketch.place_of)
    letters = _letters(causes)
    nodes = tuple(
        replace(node, pills=docked.get(node.key, ()), tabs=letters.get(node.key, ())) for node in bare
    )
    schema = model.infinite
    wires = (*wires_of(sketch), *(steps(schema) if schema else ()))
    keys = {**{name: level_key(name) for name in FIRST if schema}, **sketch.names}
    placed = place(report.breaks, Placed(nodes, wires, causes), keys, sketch.runs)
    return Picture(
        name=clean(model.name),
        about=clean(model.about),
        observer=clean(report.observer),
        headline=clean(headline(report)),
        nodes=placed.nodes,
        wires=tuple(gapped(wire, sketch) for wire in placed.wires),
        stones=stones(model, report, footing),
        causes=placed.causes,
        loose=placed.loose,
    )


def _endless(sketch: Sketch) -> Iterator[Node]:
    if sketch.model.infinite is not None:
        yield from levels(sketch.model.infinite, max(sketch.altitude.values(), default=0))


def _nodes(sketch: Sketch) -> Iterator[Node]:
    model = sketch.model
    for optimizer in in_building_order(model):
        yield _optimizer(optimizer)
        if builds_on(optimizer, model):
            title = f"what {clean(optimizer.name)} builds: nobody has seen it"
            yield Node(f"ghost:{optimizer.name}", "ghost", "…", title=title)
    for artifact in model.artifacts:
        key = sketch.names[artifact.name]
        yield Node(key, "artifact", clean(artifact.name), title=clean(artifact.about))
    claims = [
        *(check.claim for check in model.checks),
        *(answer.claim for answer in shown(sketch.report)),
    ]
    for key, claim in {sketch.place_of(claim): claim for claim in claims}.items():
        if key.startswith("claim:"):
            yield Node(key, "condition", _boxed(claim), title=_about(claim, model))
    for name, key in sketch.names.items():
        if name not in model.optimizer and name not in model.artifact:
            yield _verifier(name, key, sketch)
    for index, check in enumerate(model.checks):
        if check.threshold:
            yield Node(counter(index), "count", f"{check.at_least} of {len(check.by)}")


def _boxed(claim: Claim) -> str:
    """What stands in the box of a claim that has no node: the claim without a `not`."""
    inner = claim.claim if isinstance(claim, Not) else claim
    return clean(inner.name if isinstance(inner, Condition) else str(inner))


def _about(claim: Claim, model: Model) -> str:
    found = model.property_.get(claim.name) if isinstance(claim, Condition) else None
    return clean(found.about) if found else ""


_OWN = {"values": "values", "loss": "loss", "mesa": "its own goal"}


def _optimizer(optimizer: Optimizer) -> Node:
    objective = optimizer.objective
    captions = [clean(objective.about) or _OWN[objective.kind]] if objective else []
    captions += (
        [f"reasons in {clean(optimizer.theory)}"] if optimizer.theory and not optimizer.enacts else []
    )
    return Node(
        f"node:{optimizer.name}",
        "optimizer",
        clean(optimizer.name),
        tuple(captions),
        objective.kind if objective else "",
        optimizer.generic,
        clean(optimizer.theory or ""),
        title=clean(optimizer.about),
    )


def _verifier(name: str, key: str, sketch: Sketch) -> Node:
    spec = sketch.model.verifier.get(sketch.setting.spec(name))
    theory = clean(sketch.theory_of(name))
    captions = (theory, *map(clean, sketch.strengths(name))) if theory else tuple(_rates(spec))
    kind: NodeKind = "run" if key.startswith("run:") else "verifier"
    title = clean(spec.about) if spec else ""
    return Node(key, kind, clean(name), captions, theory=theory, title=title)


def _rates(verifier: Verifier | None) -> Iterator[str]:
    for kind, rate in verifier.error if verifier else ():
        yield clean(f"{kind.replace('_', ' ')} {number(rate)}")


def _levelled(sketch: Sketch, nodes: tuple[Node, ...]) -> Iterator[Node]:
    below: dict[str, list[str]] = {}
    for source, target in sketch.checked():
        below.setdefault(source, []).append(target)
    floor = {node.key: 0 if node.grounded else 1 for node in nodes}
    levels = heights([node.key for node in nodes], below, floor)
    names = {key: name for name, key in sketch.names.items()}
    ranks = {clean(theory): height for theory, height in sketch.altitude.items()}
    for node in nodes:
        name = names.get(node.key, "")
        theory = "" if node.grounded else clean(sketch.theory_of(name))
        yield replace(node, level=levels[node.key], altitude=ranks.get(theory, 0))


def _letters(causes: tuple[Cause, ...]) -> dict[str, tuple[str, ...]]:
    """The letters of the causes that every node shares."""
    found: dict[str, tuple[str, ...]] = {}
    for cause in causes:
        for key in cause.members:
            found[key] = (*found.get(key, ()), cause.letter)
    return found


def _causes(sketch: Sketch) -> Iterator[Cause]:
    members: dict[tuple[str, str], list[str]] = {}
    model = sketch.model
    things: tuple[Optimizer | Artifact | Verifier, ...] = (
        *model.optimizers,
        *model.artifacts,
        *model.verifiers,
    )
    for thing in things:
        for pair in dict.fromkeys(thing.lineage):
            members.setdefault(pair, []).append(sketch.names[thing.name])
    shared = [(pair, keys) for pair, keys in members.items() if len(keys) > 1]
    for index, ((kind, value), keys) in enumerate(shared):
        one = kind in IDENTITY_KINDS
        yield Cause(_letter(index), clean(kind), clean(value), tuple(keys), one)


def _letter(index: int) -> str:
    """A, B, …, Z, AA, AB, … for 0, 1, …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
