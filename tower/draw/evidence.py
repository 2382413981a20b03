"""Evidence as text: a derivation as a numbered argument, a countermodel world by world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..diagnosis.report import Countermodel, Step, World
from .plain import hanging
from .text import clean


def argument_lines(steps: Sequence[Step]) -> Iterator[str]:
    """A derivation as a numbered argument: what holds, and by what from which lines.

    >>> print(*argument_lines((Step("a", "assumption"), Step("b", "a says so", (0,)))), sep="\\n")
      1  a   assumption
      2  b   a says so, from 1
    """
    room = min(max((len(step.text) for step in steps), default=0), 52)
    for number, step in enumerate(steps, 1):
        used = ", ".join(str(each + 1) for each in step.premises)
        by = f"{step.rule}, from {used}" if used else step.rule
        head = f"  {number:<{len(str(len(steps)))}}  {clean(step.text):<{room}}   "
        yield from hanging(head, clean(by))


def world_lines(found: Countermodel) -> Iterator[str]:
    """The sentence of a countermodel, then its worlds.

    >>> print(*world_lines(Countermodel((World(None, ("p",)),), "It may be so.")), sep="\\n")
      It may be so.
    <BLANKLINE>
      world 0  the actual world: true is p; no world after it
    """
    yield from hanging("  ", clean(found.sentence))
    yield ""
    for number, world in enumerate(found.worlds):
        yield from hanging(f"  world {number}  ", clean(told(world)))


def told(world: World) -> str:
    """One world: who reasons there, what is true, which worlds come after it.

    >>> told(World("PA", (), (1, 2)))
    'as PA sees it: true is nothing that the tower speaks of; then worlds 1, 2'
    """
    who = "the actual world" if world.label is None else f"as {world.label} sees it"
    facts = ", ".join(world.true) or "nothing that the tower speaks of"
    if not world.later:
        return f"{who}: true is {facts}; no world after it"
    worlds = "world" if len(world.later) == 1 else "worlds"
    return f"{who}: true is {facts}; then {worlds} {', '.join(map(str, world.later))}"
