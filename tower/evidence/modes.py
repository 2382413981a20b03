"""Laboratory runs of one way to fail on one link: judged where its builder looked, and where it is used.

In a laboratory a base is played by a program, so that what was built can be held against it everywhere.
Where the base of the real tower is somebody's values, nobody else can do so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeAlias

from ..errors import InputError
from ..model.claims import Aligned, quoted
from ..model.scalars import nearest
from ..model.values import ADDRESSABLE, Model, Objective, Optimizer
from . import put_to_the_test
from .bind import fit, link_ends, parts_from
from .calls import TIMEOUT, Caller, Stopped, told
from .finding import Finding
from .parts import Link

MARK = "__tower_modes__"
Maker: TypeAlias = Callable[[], Link]


@dataclass(frozen=True, slots=True)
class Run:
    """How to play a mode on a link: `make` gives the systems that were found, the cases and the objective."""

    mode: str
    base: str
    mesa: str
    make: Maker

    @property
    def title(self) -> str:
        """The mode and the link."""
        return f"{self.mode} on {_link(self.base, self.mesa)}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A mode on a link: what was found where the builder judged, and where the system is used."""

    mode: str
    base: str
    mesa: str
    trained: Finding
    deployed: Finding

    @property
    def link(self) -> str:
        """The link as the file writes it."""
        return _link(self.base, self.mesa)

    @property
    def shows(self) -> bool:
        """Whether the mode shows: nothing was lost in training, and something in deployment."""
        return self.trained.status in ("tested", "exhausted") and self.deployed.status == "refuted"


def _link(base: str, mesa: str) -> str:
    return f"{quoted(base)} -> {quoted(mesa)}"


def mode(name: str, link: str) -> Callable[[Maker], Maker]:
    """Play a way to fail on a link in the laboratory: the function gives the parts, as a `Link`.

    >>> @mode("proxy", "lab -> ai")
    ... def always_right() -> Link:
    ...     return Link(systems=lambda: ["right"], training=lambda: ["right"],
    ...                 deployment=lambda: ["right", "left"],
    ...                 objective=lambda goes, coin: float(goes != coin))
    >>> [cell] = play([always_right])
    >>> cell.shows, cell.trained.n, cell.deployed.failures, cell.deployed.n
    (True, 1, 1, 2)
    """
    if name not in ADDRESSABLE:
        raise InputError(f"no mode {name!r}{nearest(name, ADDRESSABLE)}", expected="a way for a link to fail")
    base, mesa = link_ends(link)

    def mark(make: Maker) -> Maker:
        setattr(make, MARK, (*getattr(make, MARK, ()), Run(name, base, mesa, make)))
        return make

    return mark


def runs_of(given: ModuleType | list[Any]) -> tuple[Run, ...]:
    """The runs of a module or of some decorated functions, in order; InputError where there are none."""
    functions = given if isinstance(given, list) else vars(given).values()
    marked = {id(each): each for each in functions if isinstance(getattr(each, MARK, None), tuple)}
    found = tuple(run for each in marked.values() for run in getattr(each, MARK))
    if not found:
        raise InputError(
            "no laboratory run is bound", expected="a module with functions decorated with tower.mode"
        )
    return found


def play(given: ModuleType | list[Any], model: Model | None = None, **options: Any) -> Iterator[Cell]:
    """Each run with what was found; `options` as for a test.

    InputError where a link is none of `model`, or a run has no cases of training or of deployment.
    """
    runs = runs_of(given)
    if model is not None:
        for run in runs:
            _placed(run, model)
    for run in runs:
        yield _cell(run, options)


def _placed(run: Run, model: Model) -> None:
    mesa = model.optimizer.get(run.mesa)
    if mesa is None or run.base not in mesa.built_by:
        known = [_link(base, each.name) for each in model.optimizers for base in each.built_by]
        raise InputError(
            f"{run.title}: no link of {model.name}",
            expected=f"one of {', '.join(known)}" if known else "a tower with a link",
        )


def _cell(run: Run, options: dict[str, Any]) -> Cell:
    """Both tests on a tower of the laboratory: the one link, from a base that can be called."""
    played = Optimizer(run.base, objective=Objective("loss", "played by a program"))
    model = Model("laboratory", optimizers=(played, Optimizer(run.mesa, built_by=(run.base,))))
    claims = Aligned(run.base, run.mesa), Aligned(run.base, run.mesa, robust=True)
    try:
        made = Caller(options.get("timeout", TIMEOUT)).made(run.title, run.make)
    except Stopped as stopped:
        trained, deployed = (Finding(claim, "untested", trouble=stopped.trouble) for claim in claims)
        return Cell(run.mode, run.base, run.mesa, trained, deployed)
    if not isinstance(made, Link):
        raise InputError(f"{run.title} gives {told(made)}", expected="a tower.Link")
    parts = fit(parts_from(model, {_link(run.base, run.mesa): made}), model)
    trained, deployed = (put_to_the_test(model, parts, claim, **options) for claim in claims)
    return Cell(run.mode, run.base, run.mesa, trained, deployed)
