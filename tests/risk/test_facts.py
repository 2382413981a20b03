"""Every fact of numbers.json, by the function that it names."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tower.model.values import Interval
from tower.risk.accreditation import Level, Tower, exact, telescoped
from tower.risk.bdd import probability_of
from tower.risk.boole import at_least_bounds
from tower.risk.bounds import as_fraction
from tower.risk.common_cause import split
from tower.risk.frechet import unknown
from tower.risk.importance import importance_of
from tower.risk.leaves import refine
from tower.risk.published import (
    amplification,
    debate,
    dempster_shafer,
    eckhardt_lee,
    exchangeable,
    nested_oversight as nso,
    subjective_logic,
)
from tower.risk.statistics import confidence_after, next_failure, trials_needed, worst_claim
from tower.risk.structure import Structure, all_of, any_of

from .structures import OR_AND, TWO_TRAINS

FACTS = json.loads((Path(__file__).parent.parent / "facts" / "numbers.json").read_text())["facts"]

F = as_fraction


def _two_train(**rates: float) -> Fraction:
    return probability_of(TWO_TRAINS, {name.lower(): rate for name, rate in rates.items()}).high


def _two_train_ccf(beta: float, Q: float, p1_failed: bool = False) -> Fraction:
    """Pumps and valves each share a cause, in the additive convention of the tool that is quoted."""
    part = split(F(Q), F(beta), "additive")
    gates = {name: any_of(f"{name} alone", f"cause {name[0]}") for name in ("p1", "p2", "v1", "v2")}
    rates: dict[str, Fraction] = {f"{name} alone": part.alone for name in gates}
    rates |= {"cause p": part.cause, "cause v": part.cause}
    if p1_failed:
        rates["p1 alone"] = Fraction(1)
    return probability_of(refine(TWO_TRAINS, gates), rates).high


def _two_train_importance(name: str) -> list[float]:
    rates = {"p1": 0.6, "p2": 0.7, "v1": 0.4, "v2": 0.5}
    row = importance_of(TWO_TRAINS, rates).row(name.lower())
    found = [row[measure] for measure in ("birnbaum", "criticality", "diagnostic", "raw", "rrw")]
    return [float(value.low) for value in found if value is not None]


def _a_or_bc(A: float, Bq: float, C: float) -> dict[str, float]:
    rates = {"a": A, "b": Bq, "c": C}
    row = importance_of(OR_AND, rates).row("b")
    names = {
        "birnbaum": "birnbaum", "criticality_CIF": "criticality", "scram_DIF": "diagnostic",
        "FV_union_mcs": "fussell_vesely", "RAW": "raw", "RRW": "rrw",
    }  # fmt: skip
    found = {fact: row[name] for fact, name in names.items()}
    return {
        "P": float(probability_of(OR_AND, rates).low),
        **{fact: float(value.low) for fact, value in found.items() if value is not None},
    }


def _frechet_and(ps: list[float]) -> list[float]:
    inputs = [Interval(F(p), F(p)) for p in ps]
    both = at_least_bounds(len(ps), inputs)
    names = [f"x{i}" for i in range(len(ps))]
    whole = Structure.of("f", {"f": all_of(*names)})
    assert unknown(whole, dict(zip(names, ps, strict=True))).interval == both
    return [float(both.low), float(both.high)]


def _lp_and(p: float, pairwise: bool = False) -> list[float]:
    groups = ["ab", "ac", "bc"] if pairwise else []
    found = unknown(Structure.of("f", {"f": all_of(*"abc")}), dict.fromkeys("abc", p), groups)
    return [float(found.low), float(found.high)]


def _debate(k: int, t: int) -> dict[str, float]:
    parameters = debate.Parameters.defaults(k, t)
    asked = debate.queries(parameters)
    assert debate.completeness(parameters) >= Fraction(3, 5) <= debate.soundness(parameters)
    assert asked.verifier <= 106_000 * k * k + 1
    assert asked.alice <= 5000 * k * k * math.log(200 * (t + 1)) + 1
    return {
        "completeness": float(debate.completeness(parameters)),
        "soundness": float(debate.soundness(parameters)),
        "alice_per_round": asked.alice,
        "bob_per_round": asked.bob,
        "vera_total": asked.verifier,
    }


def _tower_exact(pi: list[str], eps: list[str], tau: list[str]) -> dict[str, Any]:
    found = exact(Tower.of(pi, eps, tau))
    return {
        "joint": float(found.joint),
        "accept": float(found.accept),
        "posterior": float(found.posterior),
        "posterior_fraction": str(found.posterior),
    }


def _fit_best(guard: list[float], houdini: list[float], start: float, D: float) -> list[float]:
    contest = nso.Contest.of_fits((guard[0], guard[1]), (houdini[0], houdini[1]), start)
    plan = nso.best_plan(contest, D)
    return [plan.success, plan.steps]


def _best(sG: float, sH: float, b: float, D: float) -> list[float]:
    plan = nso.best_plan(nso.Contest(sG, sH, b), D)
    return [plan.success, plan.steps]


def _opinion(found: subjective_logic.Opinion) -> list[float]:
    return [float(part) for part in (found.belief, found.disbelief, found.uncertainty, found.base)]


def _dempster(m1: dict[str, float], m2: dict[str, float]) -> dict[str, float]:
    first, second = ({frozenset(k): F(v) for k, v in m.items()} for m in (m1, m2))
    found = dempster_shafer.combine(first, second)
    return {"K": float(found.conflict), "C": float(found.mass("C"))}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "a_or_bc": _a_or_bc,
    "beta_all_fail": lambda a, b, n: exchangeable.all_accept_bad(a, b, n),
    "cbi_confidence": lambda theta, eps, p, n: confidence_after(theta, eps, p, n),
    "cbi_next_failure": lambda theta, n: next_failure(theta, n),
    "claim_conf_worst": lambda x, y: worst_claim(x, y),
    "debate": _debate,
    "dempster2": _dempster,
    "double_relu": lambda x, fmin, fmax, xlo, xhi: nso.double_relu(x, fmin, fmax, xlo, xhi),
    "eckhardt_lee": lambda thetas: list(eckhardt_lee.both_fail(thetas)),
    "elo_win": lambda a, b: nso.win_probability(a, b),
    "frechet_and": _frechet_and,
    "lp_and": _lp_and,
    "nso": lambda sG, sH, b, D, n: nso.even_plan(nso.Contest(sG, sH, b), D, n).success,
    "nso_best": _best,
    "nso_critical_slope": lambda sG, sH: nso.critical_slope(sG, sH),
    "nso_equal_slope_nstar": lambda s, b, D: nso.equal_slope_steps(s, b, D),
    "nso_fit_best": _fit_best,
    "nso_optimal_spacing": lambda sG, sH, b, D, n: (
        nso.optimal_plan(nso.Contest(sG, sH, b), D, n).success
    ),
    "sl_cfuse": lambda x, y: _opinion(
        subjective_logic.fuse(subjective_logic.Opinion.of(*x), subjective_logic.Opinion.of(*y))
    ),
    "sl_chain": lambda ops: _opinion(
        subjective_logic.discount_chain(*(subjective_logic.Opinion.of(*op) for op in ops))
    ),
    "tower_exact": _tower_exact,
    "tower_iter": lambda p, e, t, n: Level(F(p), F(e), F(t)).risk(n),
    "tower_union_bound": lambda pi, eps: telescoped(Tower.of(pi, eps)).high,
    "two_train": _two_train,
    "two_train_ccf": _two_train_ccf,
    "two_train_imp": _two_train_importance,
    "vn_fixed": lambda e: amplification.majority_limit(e),
    "zero_failure_n": lambda p, conf: trials_needed(p, conf),
    "zero_failure_n_real": lambda p, conf: trials_needed(p, conf),
}


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_fact(fact: dict[str, Any]) -> None:
    assert _near(FUNCTIONS[fact["fn"]](**fact["args"]), fact["expected"], fact["abs_tol"])


def _near(found: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            _near(found[key], expected[key], tolerance) for key in expected
        )
    if isinstance(expected, list):
        return len(found) == len(expected) and all(
            _near(one, other, tolerance) for one, other in zip(found, expected, strict=True)
        )
    if isinstance(expected, str):
        return bool(found == expected)
    return abs(float(found) - expected) <= tolerance


def test_the_comparison_can_fail() -> None:
    assert not _near([0.1, 0.2], [0.1, 0.3], 1e-3)
    assert not _near({"a": 1}, {"a": 1, "b": 2}, 1)


def test_the_common_cause_at_its_normal_state() -> None:
    assert float(_two_train_ccf(0.2, 0.1)) == pytest.approx(0.062259, abs=5e-7)
    assert float(_two_train(P1=0.1, P2=0.1, V1=0.1, V2=0.1)) == pytest.approx(0.0361)
