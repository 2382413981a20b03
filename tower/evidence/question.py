"""What refutes a claim: the systems and cases to look at, and how one of them is judged.

`sound(v, P)`: no system that the optimizer can produce is accepted and lacks P.  `aligned(link)`: what
the base finds meets its objective on every case of training; `robust(link)`: in deployment too.
`gate(x)`: x builds nothing that a check which it enacts does not accept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..errors import InputError
from ..model.claims import Aligned, Claim, Condition, Gate, Holds, Refines, Sound
from ..model.scalars import nearest
from ..model.scope import split_enactment
from ..model.values import Model
from .bind import link_ends
from .calls import Caller, told
from .finding import Trouble
from .parts import Accepts, Bound, Objective, Parts, Predicate

NOT_A_FUNCTION = "TWR302"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One example judged: whether it refutes, what is to be said of it, what an adversary maximises.

    `counted` are the things of which the report tells how often they were seen.
    """

    refutes: bool
    said: str
    aims: tuple[tuple[str, float], ...] = ()
    counted: tuple[str, ...] = ()


Judge: TypeAlias = Callable[[Caller, tuple[object, ...]], Judgement]
Pool: TypeAlias = tuple[Bound, ...]  # parts that together give the candidates


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a system which refutes has in common with all others: what a part says of it."""

    title: str
    function: Callable[..., Any]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A claim as a search: an example has one member from each pool, and `judge` looks at it.

    A system refutes where every one of the `facts` is as wanted; `symbols` stand for all systems.
    """

    claim: Claim
    pools: tuple[Pool, ...]
    judge: Judge
    facts: tuple[Fact, ...] = ()
    symbols: tuple[Bound, ...] = ()
    before: Question | None = None  # what a system that fails is looked at for too: how it was in training


def questions(model: Model, parts: Parts, claim: Claim) -> tuple[Question | Trouble, ...]:
    """The searches that put a claim to the test; a Trouble for each that there is nothing to run for."""
    match claim:
        case Sound(verifier, None):
            checked = dict.fromkeys(check.claim for check in model.checks if verifier in check.by)
            found = tuple(_sound(model, parts, Sound(verifier, each)) for each in checked)
            return found or (_nothing(f"{verifier} checks nothing"),)
        case Sound():
            return (_sound(model, parts, claim),)
        case Holds(name, subject):
            return (_holds(model, parts, claim, name, subject),)
        case Condition(name):
            return (_condition(parts, claim, name),)
        case Gate(optimizer):
            return (_gate(model, parts, claim, optimizer),)
        case Refines(verifier):
            return (_refines(model, parts, claim, verifier),)
        case Aligned(base, mesa):
            return _aligned(model, parts, claim, base, mesa)
        case _:
            return (_nothing(f"no code can show that {claim} is false"),)


def _nothing(text: str, code: str = "") -> Trouble:
    return Trouble("nothing to run", text, code)


def systems_of(model: Model, parts: Parts, subject: str) -> Pool | Trouble:
    """What gives the systems that may stand for a node."""
    thing = model.optimizer.get(subject)
    builders = () if thing is None else thing.built_by
    pool = tuple(
        each for role in ("search", "systems") for each in parts.building(role, subject, builders)
    )
    wanted = " or ".join(builders) or f"-> {subject}"
    if not pool and parts.building("symbols", subject, builders):
        return pool
    return pool or _nothing(f"nothing produces {subject}: bind a search or systems of {wanted}")


def _symbols(model: Model, parts: Parts, claim: Claim) -> tuple[Bound, ...]:
    """What stands for all systems that a claim is about."""
    if not isinstance(claim, Holds):
        return ()
    thing = model.optimizer.get(claim.subject)
    return parts.building("symbols", claim.subject, () if thing is None else thing.built_by)


def _fact(bound: Bound, wanted: bool) -> Fact:
    title = f"the predicate of {bound.name}" if bound.role == "predicate" else bound.name
    return Fact(title, bound.function, wanted)


def _holds(model: Model, parts: Parts, claim: Claim, name: str, subject: str) -> Question | Trouble:
    predicate = parts.named("predicate", name)
    if predicate is None:
        return _nothing(f"no predicate for {name}")
    pool = systems_of(model, parts, subject)
    if isinstance(pool, Trouble):
        return pool
    has = _property(predicate)

    def judge(call: Caller, example: tuple[object, ...]) -> Judgement:
        ok, margin = has(call, example[0])
        return Judgement(not ok, f"{told(example[0])} lacks {name}", (("violation", -margin),))

    facts = (_fact(predicate, False),)
    return Question(claim, (pool,), judge, facts, _symbols(model, parts, claim))


def _property(bound: Bound) -> Callable[[Caller, object], tuple[bool, float]]:
    """Whether a system has a property, and by how much."""
    part, title = bound.part, f"the predicate of {bound.name}"
    assert isinstance(part, Predicate)

    def has(call: Caller, system: object) -> tuple[bool, float]:
        ok = call.holds(title, part.holds, system)
        if part.margin is None:
            return ok, float(ok)
        return ok, call.number(f"the margin of {bound.name}", part.margin, system)

    return has


def _acceptance(bound: Bound) -> Callable[[Caller, object], tuple[bool, float]]:
    """Whether a verifier accepts a system, and how gladly."""
    part, title = bound.part, bound.name
    assert isinstance(part, Accepts)

    def accepted(call: Caller, system: object) -> tuple[bool, float]:
        ok = call.holds(title, part.accepts, system)
        if part.score is None:
            return ok, float(ok)
        return ok, call.number(f"the score of {title}", part.score, system)

    return accepted


def _accepting(parts: Parts, verifier: str) -> Bound | None:
    """What runs a verifier: for `v@x` what is bound to it, else what is bound to v."""
    return parts.named("accepts", verifier) or parts.named("accepts", split_enactment(verifier)[0])


def _condition(parts: Parts, claim: Claim, name: str) -> Question | Trouble:
    bound = parts.named("predicate", name)
    if bound is None or not isinstance(bound.part, Predicate):
        return _nothing(f"no predicate for {name}")
    if bound.part.cases is None:
        return _nothing(f"no cases for {name}: it is a property of no system")
    has, pool = _property(bound), (Bound("cases", name, bound.part.cases),)

    def judge(call: Caller, example: tuple[object, ...]) -> Judgement:
        ok, margin = has(call, example[0])
        return Judgement(not ok, f"{name} fails in {told(example[0])}", (("violation", -margin),))

    return Question(claim, (pool,), judge)


def _sound(model: Model, parts: Parts, claim: Sound) -> Question | Trouble:
    if not isinstance(claim.claim, Holds | Condition):
        return _nothing(f"no system is accepted or lacks {claim.claim}")
    inner = questions(model, parts, claim.claim)[0]
    accepting = _accepting(parts, claim.verifier)
    if isinstance(inner, Trouble):
        return inner
    if accepting is None:
        return _nothing(f"nothing runs {claim.verifier}: bind what it accepts")
    bound = parts.named("predicate", _predicate_name(claim.claim))
    assert bound is not None
    has, accepted, name = _property(bound), _acceptance(accepting), bound.name

    def judge(call: Caller, example: tuple[object, ...]) -> Judgement:
        taken, score = accepted(call, example[0])
        ok, margin = has(call, example[0])
        aims = [("acceptance and violation", score - margin)]
        aims += [] if ok else [("acceptance of what lacks it", score)]
        aims += [("violation of what is accepted", -margin)] if taken else []
        counted = ("accepted",) * taken + (f"lack {name}",) * (not ok)
        said = f"{told(example[0])} is accepted by {claim.verifier} and lacks {name}"
        return Judgement(taken and not ok, said, tuple(aims), counted)

    facts = (_fact(accepting, True), _fact(bound, False))
    return Question(claim, inner.pools, judge, facts, inner.symbols)


def _predicate_name(claim: Holds | Condition) -> str:
    return claim.property if isinstance(claim, Holds) else claim.name


def _gate(model: Model, parts: Parts, claim: Claim, optimizer: str) -> Question | Trouble:
    thing = model.optimizer[optimizer]
    if not thing.enacts:
        return _nothing(f"{optimizer} enacts no check")
    names = dict.fromkeys(f"{verifier}@{optimizer}" for verifier, _ in thing.enacts)
    checks = [(name, bound) for name in names if (bound := _accepting(parts, name)) is not None]
    if not checks:
        return _nothing(f"nothing runs {', '.join(names)}: bind what it accepts")
    built = tuple(
        each for each in parts if each.role in ("search", "systems") and each.base == optimizer
    )
    if not built:
        return _nothing(f"nothing is known of what {optimizer} builds: bind its search")
    accepting = [(name, _acceptance(bound)) for name, bound in checks]

    def judge(call: Caller, example: tuple[object, ...]) -> Judgement:
        answers = [(name, *accepted(call, example[0])) for name, accepted in accepting]
        refused = [name for name, ok, _ in answers if not ok]
        said = f"{optimizer} builds {told(example[0])}, which {', '.join(refused)} does not accept"
        return Judgement(
            bool(refused), said, (("refusal", -min(score for _, _, score in answers)),)
        )

    return Question(claim, (built,), judge)


def _refines(model: Model, parts: Parts, claim: Claim, verifier: str) -> Question | Trouble:
    spec, accepting = parts.named("specification", verifier), _accepting(parts, verifier)
    if spec is None or accepting is None:
        return _nothing(
            f"refines({verifier}) compares an implementation with a specification: bind both"
        )
    subjects = dict.fromkeys(
        check.claim.subject
        for check in model.checks if verifier in check.by and isinstance(check.claim, Holds)
    )  # fmt: skip
    pools = [
        pool for each in subjects if not isinstance(pool := systems_of(model, parts, each), Trouble)
    ]
    if not pools:
        return _nothing(f"nothing produces what {verifier} checks")
    accepted, wanted = _acceptance(accepting), _acceptance(spec)

    def judge(call: Caller, example: tuple[object, ...]) -> Judgement:
        taken, score = accepted(call, example[0])
        ok, margin = wanted(call, example[0])
        said = f"{told(example[0])} is accepted by {verifier} and not by its specification"
        return Judgement(taken and not ok, said, (("acceptance against it", score - margin),))

    return Question(claim, (tuple(dict.fromkeys(each for pool in pools for each in pool)),), judge)


def _aligned(
    model: Model, parts: Parts, claim: Aligned, base: str, mesa: str
) -> tuple[Question | Trouble, ...]:
    if is_values(model, base):
        return (_nothing("not a function", NOT_A_FUNCTION),)
    objective = next(iter(parts.building("objective", mesa, (base,))), None)
    if objective is None:
        return (_nothing(f"no objective of {base}: bind the loss of a system on a case"),)
    pool = systems_of(model, parts, mesa)
    if isinstance(pool, Trouble):
        return (pool,)
    trained = _met(parts, claim, pool, objective, "training")
    if not claim.robust:
        return (trained,)
    deployed = _met(parts, claim, pool, objective, "deployment")
    if isinstance(deployed, Question) and isinstance(trained, Question):
        deployed = replace(deployed, before=trained)
    return deployed, trained


def _met(
    parts: Parts, claim: Aligned, systems: Pool, bound: Bound, phase: str
) -> Question | Trouble:
    cases = parts.building(phase, claim.mesa, (claim.base,))  # type: ignore[arg-type]
    if not cases:
        return _nothing(f"no cases of {phase} for {claim.base} -> {claim.mesa}")
    part, title = bound.part, f"the objective of {claim.base}"
    assert isinstance(part, Objective)

    def judge(call: Caller, example: tuple[object, ...]) -> Judgement:
        loss = call.number(title, part.loss, *example)
        said = f"{told(example[0])} on {told(example[1])} ({phase}): loss {loss:g}, above {part.tolerance:g}"
        return Judgement(loss > part.tolerance, said, (("loss", loss),))

    return Question(claim, (systems, cases), judge)


def link_claims(model: Model, parts: Parts, text: str) -> tuple[Claim, ...]:
    """What can be asked of a link `a -> b`: aligned; robust too where that is assumed or has cases.

    InputError where the tower has no such link.
    """
    base, mesa = link_ends(text)
    thing = model.optimizer.get(mesa)
    if thing is None or base not in thing.built_by:
        known = [f"{each} -> {mesa.name}" for mesa in model.optimizers for each in mesa.built_by]
        hint = nearest(text, known)
        raise InputError(f"the tower has no link {text!r}{hint}", expected="a link a -> b that it declares")
    aligned, robust = Aligned(base, mesa), Aligned(base, mesa, robust=True)
    assumed = {root.claim for observer in model.observers for root in observer.assumes}
    values = is_values(model, base)
    if not values and (robust in assumed or parts.building("deployment", mesa, (base,))):
        return aligned, robust
    return (robust,) if values and robust in assumed else (aligned,)


def is_values(model: Model, base: str) -> bool:
    """Whether an optimizer selects by values, which are not a function."""
    builder = model.optimizer.get(base)
    return builder is not None and builder.objective is not None and builder.objective.kind == "values"
