"""From a tower and its report to what is drawn: nodes, wires, stones, causes and marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..diagnosis.report import Report
from ..model.claims import Aligned, Claim, Condition, Consistent, Not, Rfn, subjects
from ..model.values import IDENTITY_KINDS, Artifact, Check, Model, Optimizer, Verifier
from ..propagation.edges import Edges
from ..propagation.setting import Setting
from .altitudes import altitudes, lower, reaches
from .heights import heights
from .marks import Placed, place
from .picture import Cause, Gap, Node, NodeKind, Picture, Pill, Wire
from .text import clean
from .verdicts import Footing, pills, shown, stones
from .words import headline, number

GAP, NOT_A_FUNCTION = "TWR301", "TWR302"


@dataclass(frozen=True)
class Sketch:
    """A model and its report with the questions that drawing asks of them."""

    model: Model
    report: Report

    @cached_property
    def setting(self) -> Setting:
        """Who runs what in which theory."""
        return Setting(self.model)

    @cached_property
    def names(self) -> dict[str, str]:
        """The key of every node that can be drawn, by the name that the file uses."""
        declared = [*self.model.optimizer, *self.model.artifact, *self.model.verifier]
        keys = {name: f"node:{name}" for name in declared}
        for optimizer in in_building_order(self.model):
            for verifier, _ in optimizer.enacts:
                keys.setdefault(f"{verifier}@{optimizer.name}", f"run:{verifier}@{optimizer.name}")
        for name in (name for check in self.model.checks for name in check.by):
            keys.setdefault(name, f"run:{name}")
        for claim in self._claims():
            keys.update((name, f"run:{name}") for name in self._new_runs(claim, keys))
        return keys

    def _claims(self) -> Iterator[Claim]:
        yield from (check.claim for check in self.model.checks)
        yield from (answer.claim for answer in shown(self.report))

    def _new_runs(self, claim: Claim, keys: dict[str, str]) -> Iterator[str]:
        for name in subjects(claim):
            known = self.setting.runner(name) in self.model.optimizer if name not in keys else False
            if known and self.setting.spec(name) in self.model.verifier:
                yield name

    def theory_of(self, name: str) -> str:
        """The theory in which a named node reasons; empty for a weak one."""
        return self.setting.theory_of(name) or ""

    @cached_property
    def altitude(self) -> Mapping[str, int]:
        """How high every theory stands."""
        return altitudes(self.setting)

    @cached_property
    def below(self) -> Mapping[str, list[str]]:
        """What every theory directly includes or trusts."""
        return lower(Edges(self.setting))

    @cached_property
    def runs(self) -> Mapping[str, tuple[str, ...]]:
        """The names `v@x` of what every optimizer x runs, by its name."""
        found: dict[str, list[str]] = {}
        for name, key in self.names.items():
            runner = self.setting.runner(name) if key.startswith("run:") else None
            if runner in self.model.optimizer:
                found.setdefault(runner, []).append(name)
        return {runner: tuple(names) for runner, names in found.items()}

    def place_of(self, claim: Claim) -> str:
        """The key of the node beside which a claim stands; a box of its own when it has no subject."""
        match claim:
            case Not(inner):
                return self.place_of(inner)
            case Aligned(_, mesa):
                return self.names.get(mesa, f"claim:{claim}")
            case Rfn(theory) | Consistent(theory):
                return self._in_theory.get(theory, f"claim:{claim}")
            case Condition():
                return f"claim:{claim}"
        return self.names.get(subjects(claim)[0], f"claim:{claim}")

    @cached_property
    def _in_theory(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, key in self.names.items():
            if name not in self.model.optimizer:
                found.setdefault(self.theory_of(name), key)
        return found

    def checked(self) -> Iterator[tuple[str, str]]:
        """Who looks at whom, by key: checks through their counters, and runs over their runners."""
        for index, check in enumerate(self.model.checks):
            subject = self.place_of(check.claim)
            upper = counter(index) if check.threshold else None
            if upper is not None:
                yield upper, subject
            yield from ((self.names[name], upper or subject) for name in check.by)
        for runner, names in self.runs.items():
            yield from ((self.names[name], f"node:{runner}") for name in names)


def counter(index: int) -> str:
    """The key of the box that counts the principals of check number `index`."""
    return f"count:{index}"


def compose(model: Model, report: Report) -> Picture:
    """Everything that a picture of this tower shows; verdicts and breaks come from the report alone."""
    sketch = Sketch(model, report)
    footing = Footing.of(model, report)
    causes = tuple(_causes(sketch))
    bare = tuple(_levelled(sketch, tuple(_nodes(sketch))))
    docked = pills(report, footing, sketch.place_of)
    nodes = tuple(_dressed(node, docked.get(node.key, ()), causes) for node in bare)
    wires = tuple(_wires(sketch))
    placed = place(report.breaks, Placed(nodes, wires, causes), sketch.names, sketch.runs)
    return Picture(
        name=clean(model.name),
        about=clean(model.about),
        observer=clean(report.observer),
        headline=clean(headline(report)),
        nodes=placed.nodes,
        wires=tuple(_gapped(wire, sketch) for wire in placed.wires),
        stones=stones(model, report, footing),
        causes=placed.causes,
        loose=placed.loose,
    )


def _nodes(sketch: Sketch) -> Iterator[Node]:
    model = sketch.model
    for optimizer in in_building_order(model):
        yield _optimizer(optimizer)
        if _builds_on(optimizer, model):
            title = f"what {clean(optimizer.name)} builds: nobody has seen it"
            yield Node(f"ghost:{optimizer.name}", "ghost", "…", title=title)
    for artifact in model.artifacts:
        key = sketch.names[artifact.name]
        yield Node(key, "artifact", clean(artifact.name), title=clean(artifact.about))
    claims = [*(check.claim for check in model.checks), *(answer.claim for answer in shown(sketch.report))]
    for place, claim in {sketch.place_of(claim): claim for claim in claims}.items():
        if place.startswith("claim:"):
            yield Node(place, "condition", clean(str(_positive(claim))), title=_about(claim, model))
    for name, key in sketch.names.items():
        if name not in model.optimizer and name not in model.artifact:
            yield _verifier(name, key, sketch)
    for index, check in enumerate(model.checks):
        if check.threshold:
            yield Node(counter(index), "count", f"{check.at_least} of {len(check.by)}")


def _builds_on(optimizer: Optimizer, model: Model) -> bool:
    """Whether it is left open what this generic optimizer will build and check."""
    return bool(optimizer.generic and optimizer.enacts and not model.children.get(optimizer.name))


def _positive(claim: Claim) -> Claim:
    return claim.claim if isinstance(claim, Not) else claim


def _about(claim: Claim, model: Model) -> str:
    found = model.property_.get(claim.name) if isinstance(claim, Condition) else None
    return clean(found.about) if found else ""


def in_building_order(model: Model) -> list[Optimizer]:
    """Optimizers from base to mesa: each line of building is followed before the next one begins."""
    seen: dict[str, Optimizer] = {}
    roots = [optimizer for optimizer in model.optimizers if not optimizer.built_by]
    waiting = [*reversed(model.optimizers), *reversed(roots)]
    while waiting:
        optimizer = waiting.pop()
        if optimizer.name not in seen:
            seen[optimizer.name] = optimizer
            built = model.children.get(optimizer.name, ())
            waiting.extend(model.optimizer[name] for name in reversed(built))
    return list(seen.values())


_OWN = {"values": "values", "loss": "loss", "mesa": "its own goal"}


def _optimizer(optimizer: Optimizer) -> Node:
    objective = optimizer.objective
    captions = [clean(objective.about) or _OWN[objective.kind]] if objective else []
    captions += [f"reasons in {clean(optimizer.theory)}"] if optimizer.theory and not optimizer.enacts else []
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
    captions = (theory,) if theory else tuple(_rates(spec))
    kind: NodeKind = "run" if key.startswith("run:") else "verifier"
    title = clean(spec.about) if spec else ""
    return Node(key, kind, clean(name), captions, theory=theory, title=title)


def _rates(verifier: Verifier | None) -> Iterator[str]:
    for kind, rate in verifier.error if verifier else ():
        yield clean(f"{kind.replace('_', ' ')} {number(rate)}")


def _levelled(sketch: Sketch, nodes: tuple[Node, ...]) -> Iterator[Node]:
    below: dict[str, list[str]] = {}
    for upper, lower in sketch.checked():
        below.setdefault(upper, []).append(lower)
    floor = {node.key: 0 if node.grounded else 1 for node in nodes}
    levels = heights([node.key for node in nodes], below, floor)
    names = {key: name for name, key in sketch.names.items()}
    ranks = {clean(theory): height for theory, height in sketch.altitude.items()}
    for node in nodes:
        name = names.get(node.key, "")
        theory = "" if node.grounded else clean(sketch.theory_of(name))
        yield replace(node, level=levels[node.key], altitude=ranks.get(theory, 0))


def _dressed(node: Node, docked: tuple[Pill, ...], causes: tuple[Cause, ...]) -> Node:
    letters = tuple(cause.letter for cause in causes if node.key in cause.members)
    return replace(node, pills=docked, tabs=letters)


def _causes(sketch: Sketch) -> Iterator[Cause]:
    members: dict[tuple[str, str], list[str]] = {}
    model = sketch.model
    things: tuple[Optimizer | Artifact | Verifier, ...] = (*model.optimizers, *model.artifacts, *model.verifiers)
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


def _wires(sketch: Sketch) -> Iterator[Wire]:
    yield from _builds(sketch)
    for index, check in enumerate(sketch.model.checks):
        yield from _checks(index, check, sketch)
    yield from _enacts(sketch)
    yield from _trusts(sketch)


def _builds(sketch: Sketch) -> Iterator[Wire]:
    for mesa in sketch.model.optimizers:
        for base in mesa.built_by:
            title = f"{clean(base)} builds {clean(mesa.name)} ({mesa.link})"
            yield Wire("builds", f"node:{base}", f"node:{mesa.name}", mesa.link, title=title)
        if _builds_on(mesa, sketch.model):
            yield Wire("builds", f"node:{mesa.name}", f"ghost:{mesa.name}", title="not built yet")


def _gapped(wire: Wire, sketch: Sketch) -> Wire:
    codes = {mark.code for mark in wire.marks}
    if wire.kind != "builds" or not codes & {GAP, NOT_A_FUNCTION}:
        return wire
    objective = sketch.model.optimizer[wire.source.partition(":")[2]].objective
    callable_ = objective is not None and objective.kind == "loss"
    gap: Gap = "function" if callable_ else "empty"
    return replace(wire, gap=gap)


def _checks(index: int, check: Check, sketch: Sketch) -> Iterator[Wire]:
    subject = sketch.place_of(check.claim)
    weak, dim = check.how in ("test", "review"), check.result != "accept"
    told = f"{check.how} of {clean(str(check.claim))}" + (f": {check.result}" if dim else "")
    if check.threshold:
        yield Wire("checks", counter(index), subject, check.how, weak=weak, dim=dim, title=told)
    for name in check.by:
        lower = counter(index) if check.threshold else subject
        title = f"{clean(name)}: {told}"
        yield Wire("checks", sketch.names[name], lower, check.how, weak=weak, dim=dim, title=title)


def _enacts(sketch: Sketch) -> Iterator[Wire]:
    for runner, names in sketch.runs.items():
        for name in names:
            title = f"{clean(runner)} can run {clean(sketch.setting.spec(name))}"
            yield Wire("enacts", sketch.names[name], f"node:{runner}", title=title)


def _trusts(sketch: Sketch) -> Iterator[Wire]:
    """Who trusts whose run: the base that runs the same process, or else the process itself."""
    for mesa, names in sketch.runs.items():
        built = sketch.model.optimizer[mesa]
        for name in names:
            spec = sketch.setting.spec(name)
            bases = [f"{spec}@{base}" for base in built.built_by]
            uppers = [base for base in bases if base in sketch.names] or [spec]
            yield from _trusting(name, uppers, sketch)


def _trusting(lower: str, uppers: Iterable[str], sketch: Sketch) -> Iterator[Wire]:
    for upper in uppers:
        if upper in sketch.names and _above(upper, lower, sketch):
            title = f"{clean(upper)} trusts {clean(lower)}"
            yield Wire("trusts", sketch.names[upper], sketch.names[lower], title=title)


def _above(upper: str, below: str, sketch: Sketch) -> bool:
    high, low = sketch.theory_of(upper), sketch.theory_of(below)
    return bool(high and low) and reaches(high, low, sketch.below, sketch.altitude)
