"""Outer is inner: the same tower with everyone named by their place on the links."""

from __future__ import annotations

from dataclasses import replace

from ..diagnosis.links import INHERITED
from ..model.renaming import renamed
from ..model.values import Model, Optimizer


def as_inner(model: Model) -> Model:
    """The same tower with every optimizer renamed by its place: base optimizer, mesa-optimizer, …

    What each link inherits stands under `about`.  Nothing but names and these texts changes, so every
    verdict stays what it was ("Risks from Learned Optimization", arXiv:1906.01820: the programmers
    are the base optimizer of the system).

    >>> lab, ai = Optimizer("lab"), Optimizer("ai", built_by=("lab",))
    >>> inner = as_inner(Model("t", optimizers=(lab, ai)))
    >>> [thing.name for thing in inner.optimizers]
    ['base optimizer', 'mesa-optimizer']
    >>> inner.optimizers[1].about
    'found by the base optimizer; inherits proxy, approximate, suboptimality, deceptive'
    """
    names = inner_names(model)
    inner = renamed(model, names)
    return replace(inner, optimizers=tuple(_told(thing) for thing in inner.optimizers))


def inner_names(model: Model) -> dict[str, str]:
    """The place of every optimizer in words, with a number where several share it.

    >>> lab, a, b = Optimizer("lab"), Optimizer("a", ("lab",)), Optimizer("b", ("lab",))
    >>> list(inner_names(Model("t", optimizers=(lab, a, b))).values())
    ['base optimizer', 'mesa-optimizer 1', 'mesa-optimizer 2']
    """
    rows: dict[int, list[str]] = {}
    for name, depth in _depths(model).items():
        rows.setdefault(depth, []).append(name)
    taken = {*model.verifier, *model.artifact, *model.observer} - set(model.optimizer)
    names: dict[str, str] = {}
    for depth, row in rows.items():
        for number, name in enumerate(row, 1):
            wanted = _place(depth) + (f" {number}" if len(row) > 1 else "")
            names[name] = _free(wanted, taken)
    return names


def _depths(model: Model) -> dict[str, int]:
    """How many links each optimizer is away from somebody whom nobody built."""
    waiting = [thing.name for thing in model.optimizers if not thing.built_by]
    found = dict.fromkeys(waiting, 0)
    for base in waiting:
        for built in model.children.get(base, ()):
            if built not in found:
                found[built] = found[base] + 1
                waiting.append(built)
    return {thing.name: found[thing.name] for thing in model.optimizers}


def _place(depth: int) -> str:
    if depth > 3:
        return f"mesa-optimizer of depth {depth}"
    return "base optimizer" if not depth else "mesa-" * depth + "optimizer"


def _free(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "'"
    return wanted


_VERBS = {"searched": "found by", "written": "written by", "delegated": "sent by"}


def _told(thing: Optimizer) -> Optimizer:
    """An optimizer that says who made it and in which ways it can fail its maker."""
    if not thing.built_by:
        return replace(thing, about="built by nobody in this tower")
    inherited = [mode for mode in INHERITED[thing.link] if mode not in thing.addresses]
    modes = (
        f"; inherits {', '.join(inherited)}" if inherited else "; every inherited mode is addressed"
    )
    makers = " and ".join(f"the {base}" for base in thing.built_by)
    return replace(thing, about=f"{_VERBS[thing.link]} {makers}{modes}")
