"""Strategies for what a tower is bound to: the systems that an optimizer can produce."""

from __future__ import annotations

from typing import Any

from ..api.claims import NodeLike, name_of
from ..api.testing import BoundTower
from ..errors import InputError, MissingExtra
from ..evidence.calls import Caller
from ..evidence.finding import Trouble
from ..evidence.question import systems_of
from ..evidence.sources import source, strategy_of

try:
    from hypothesis.strategies import SearchStrategy
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error


def systems(bound: BoundTower, subject: NodeLike) -> SearchStrategy[Any]:
    """The systems that may stand for a node of a bound tower: what the searches of its builders find.

    InputError where nothing that produces it is bound.

    >>> import tower as tw
    >>> t = tw.Tower("t"); lab = t.optimizer("lab"); ai = t.optimizer("ai", built_by=lab)
    >>> from hypothesis import find
    >>> find(systems(tw.bind(t, {"lab": lambda seed: seed * seed}), ai), lambda system: system > 50)
    64
    """
    call = Caller()
    pool = systems_of(bound.model, bound.parts, name_of(subject))
    if isinstance(pool, Trouble):
        raise InputError(pool.text, expected="a tower that is bound to it")
    return strategy_of([source(each, call) for each in pool], call).map(lambda pick: pick.value)
