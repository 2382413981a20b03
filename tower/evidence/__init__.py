"""Assumptions put to the test: code bound to the parts of a tower, what refutes a claim, the records.

The module that tests needs hypothesis and is imported when something is tested.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra
from ..model.claims import Claim
from ..model.values import Model

if TYPE_CHECKING:
    from .finding import Finding
    from .parts import Parts


def put_to_the_test(model: Model, parts: Parts, claim: Claim, **options: Any) -> Finding:
    """Test one claim; MissingExtra without hypothesis.

    `options` are those of `tower.evidence.trial.Options`: examples, seed, timeout, watch.

    >>> from tower.evidence.parts import Parts
    >>> from tower.model.claims import Gate
    >>> from tower.model.values import Optimizer
    >>> model = Model("t", optimizers=(Optimizer("lab"),))
    >>> print(put_to_the_test(model, Parts(), Gate("lab")).trouble)
    nothing to run: lab enacts no check
    """
    _load_hypothesis()
    trial = import_module(f"{__name__}.trial")
    found: Finding = trial.trial(model, parts, claim, trial.Options(**options))
    return found


def _load_hypothesis() -> None:
    """Import it while no module of ours is half-way: it calls its plugins then, ours among them."""
    try:
        import_module("hypothesis")
    except ModuleNotFoundError as error:
        raise MissingExtra("hypothesis", "evidence") from error
