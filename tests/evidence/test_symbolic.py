"""Proofs and refutations by solvers, and that nothing is proved which is not so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, given, settings, strategies as st

import tower as tw
from tower.api.testing import BoundTower

from .towers import SOUND, laboratory

try:
    import z3
except ImportError:  # the wheel is large: a section of CI of its own installs it
    z3 = None

needs_z3 = pytest.mark.skipif(z3 is None, reason="needs z3-solver: pip install .[solver]")
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.nested_given, HealthCheck.too_slow])


@dataclass(frozen=True)
class Limits:
    speed: Any
    force: Any


def bound(symbols: Any, audit: Any, safe: Any, **link: Any) -> BoundTower:
    return tw.bind(laboratory(), {"audit": audit, "safe": safe, "training -> policy": tw.Link(symbols=symbols, **link)})


def of_z3() -> tuple[Limits, list[Any]]:
    speed, force = z3.Ints("speed force")
    return Limits(speed, force), [speed >= 0, force >= 0, speed <= 100]


def of_sympy() -> tuple[Limits, list[Any]]:
    speed, force = sympy.symbols("speed force", real=True)
    return Limits(speed, force), [speed >= 0, force >= 0, speed <= 100]


def careful(policy: Limits) -> Any:
    return policy.speed + 2 * policy.force <= 10


def harmless(policy: Limits) -> Any:
    return policy.speed + policy.force <= 10


def strict(policy: Limits) -> Any:
    return policy.speed + policy.force <= 9


@pytest.mark.parametrize("symbols", [pytest.param(of_z3, marks=needs_z3), of_sympy])
def test_soundness_is_proved_for_every_system(symbols: Any) -> None:
    found = bound(symbols, careful, harmless).test(SOUND)
    assert (found.status, found.population) == ("proved", "every system of the symbols of training -> policy")
    assert found.note.startswith("by z3" if symbols is of_z3 else "by sympy")
    assert found.record.status == "proved"


@needs_z3
def test_soundness_is_refuted_with_a_system_that_the_code_itself_judges() -> None:
    found = bound(of_z3, harmless, strict).test(SOUND)
    assert found.status == "refuted"
    (system,) = found.example
    assert harmless(system) and not strict(system) and isinstance(system.speed, int)
    assert "a model of z3" in found.counterexample


def test_what_sympy_does_not_rule_out_is_searched_for() -> None:
    searched = bound(of_sympy, harmless, strict, systems=lambda: st.builds(Limits, st.integers(0, 20), st.integers(0, 20)))
    found = searched.test(SOUND)
    assert found.status == "refuted" and found.example == (Limits(0, 10),)
    alone = bound(of_sympy, harmless, strict).test(SOUND)
    assert alone.trouble.kind == "nothing to run" and "sympy does not rule it out" in alone.trouble.text


TRAPS = {
    "==": lambda policy: policy.speed != 3,
    "not": lambda policy: not (policy.speed == 3),  # noqa: SIM201
    "in": lambda policy: policy.speed not in (3, 4),
    "if": lambda policy: False if policy.speed == 3 else True,  # noqa: SIM211
    "and": lambda policy: policy.force >= 0 and policy.speed >= 4,
    "truth": lambda policy: bool(policy.speed),
}


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize("symbols", [pytest.param(of_z3, marks=needs_z3), of_sympy])
def test_code_that_means_another_thing_on_symbols_proves_nothing(symbols: Any, trap: str) -> None:
    """Each of these predicates fails somewhere; a naive run on symbols would call most of them true."""
    systems = st.builds(Limits, st.integers(0, 5), st.integers(0, 5))
    found = bound(symbols, lambda policy: True, TRAPS[trap], systems=lambda: systems).test(SOUND)
    assert found.status == "refuted"


@needs_z3
@quick
@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 3), st.integers(1, 3))
def test_z3_says_what_looking_at_every_system_says(accepted: int, allowed: int, a: int, b: int) -> None:
    def symbols() -> tuple[Limits, list[Any]]:
        speed, force = z3.Ints("speed force")
        return Limits(speed, force), [speed >= 0, speed < 6, force >= 0, force < 6]

    def audit(policy: Limits) -> Any:
        return a * policy.speed + policy.force <= accepted

    def safe(policy: Limits) -> Any:
        return policy.speed + b * policy.force <= allowed

    everything = [Limits(s, f) for s in range(6) for f in range(6)]
    sound = all(safe(each) for each in everything if audit(each))
    assert bound(symbols, audit, safe).test(SOUND).status == ("proved" if sound else "refuted")


def contradictory() -> tuple[Any, list[Any]]:
    speed = z3.Int("speed")
    return Limits(speed, 0), [speed > 1, speed < 1]


@needs_z3
def test_nothing_is_proved_of_no_system_at_all() -> None:
    found = bound(contradictory, harmless, strict).test(SOUND)
    assert found.status == "untested" and "nothing satisfies what is known" in found.trouble.text


@needs_z3
def test_truth_values_of_z3_are_as_before_afterwards() -> None:
    x = z3.Int("x")
    bound(of_z3, careful, harmless).test(SOUND)
    assert bool(x == x) is True and bool(x == 3) is False


@pytest.mark.parametrize("given_", [None, 3, (1, 2, 3), (Limits(1, 2), []), ("text", [])])
def test_symbols_that_are_none_are_refused(given_: Any) -> None:
    with pytest.raises(tw.InputError, match="pair: a system|symbols of z3"):
        bound(lambda: given_, careful, harmless).test(SOUND)
