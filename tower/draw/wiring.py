"""The edges of a picture: who builds, checks, can run and trusts whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..model.values import Check
from .altitudes import reaches
from .picture import Gap, Wire
from .sketch import Sketch, builds_on, counter
from .text import clean

GAP, NOT_A_FUNCTION = "TWR301", "TWR302"


def wires_of(sketch: Sketch) -> Iterator[Wire]:
    """Every edge, links first."""
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
        if builds_on(mesa, sketch.model):
            yield Wire("builds", f"node:{mesa.name}", f"ghost:{mesa.name}", title="not built yet")


def gapped(wire: Wire, sketch: Sketch) -> Wire:
    """A link with a gap where a break says so: empty if the builder's objective is no function."""
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
