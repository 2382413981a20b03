"""A small tower with executable parts: training finds policies, an audit looks at them, a lab assumes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tower as tw
from tower.api.testing import BoundTower


@dataclass(frozen=True)
class Policy:
    """A policy that does harm from `harm` on, and of which the audit sees the first `seen` steps."""

    harm: int


def laboratory() -> tw.Tower:
    """lab (values) -> training (loss) -> policy; an audit checks that the policy is safe."""
    t = tw.Tower("laboratory")
    lab = t.optimizer("lab", objective=tw.values("useful work"))
    training = t.optimizer("training", built_by=lab, objective=tw.loss("reward"))
    policy = t.optimizer("policy", built_by=training, objective=tw.mesa())
    safe = t.property("safe", "safety", testable=True)
    audit = t.verifier("audit").checks(safe(policy))
    lab.assumes(tw.sound(audit, safe(policy)), tw.aligned(training, policy), tw.robust(training, policy))
    return t


def bound(**parts: Any) -> BoundTower:
    """The laboratory with harmless parts, of which some are replaced."""
    link: dict[str, Any] = {
        "search": tw.Search(lambda seed: Policy(seed % 7), seeds=30),
        "training": lambda: range(5),
        "deployment": lambda: range(20),
        "objective": lambda policy, case: 0.0,
    }
    link |= {key: parts.pop(key) for key in list(parts) if key in {*link, "systems", "symbols"}}
    code: dict[str, Callable[..., Any] | tw.Link] = {
        "safe": lambda policy: True,
        "audit": lambda policy: True,
        "training -> policy": tw.Link(**link),
    }
    return tw.bind(laboratory(), code | parts)


SOUND = "sound(audit, safe(policy))"
ALIGNED = "aligned(training -> policy)"
ROBUST = "robust(training -> policy)"
