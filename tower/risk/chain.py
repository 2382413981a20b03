"""Priors turned into posteriors, and chains of checks recognised as an accreditation tower.

P(bad and accepted) is not P(bad | accepted): dividing takes the chance of acceptance, and so the rates
at which what is good is turned away.  They are declared as `false_reject`, or nothing is said.
"""

from __future__ import annotations

from fractions import Fraction

from ..diagnosis.report import Answer
from ..model.claims import Claim, Rate
from ..model.values import Check, Interval, Model, Number, Observer
from .accreditation import Tower
from .boole import at_least_bounds
from .bounds import Bound
from .figures import figure


def posterior_bound(model: Model, answer: Answer, joint: Bound) -> Bound | None:
    """P(bad | accepted) from the bound on P(bad and accepted); None without prior or false rejections.

    Good objects are accepted at least as often as the rates of turning them away leave, whatever
    their dependence.
    """
    prior = dict(_observer(model, answer).prior).get(answer.claim)
    checks = [
        check for check in model.checks if check.claim == answer.claim and check.result == "accept"
    ]
    accepts = [_accepts_good(model, check) for check in checks]
    if prior is None or not checks or any(each is None for each in accepts):
        return None
    bad = figure(prior, "prior", turned=True).interval
    keep = at_least_bounds(len(accepts), [each for each in accepts if each is not None])
    good = Interval((1 - bad.high) * keep.low, (1 - bad.low) * keep.high)
    low, high = _share(joint.low, good.high), _share(joint.high, good.low)
    rests = (*joint.assumptions, "given that all checks of it accepted")
    exact = joint.low == joint.high and good.low == good.high and joint.exact
    note = "" if exact else "the ends of acceptance are taken apart"
    return Bound(low, high, joint.mode, rests, exact, note)


def _share(part: Fraction, rest: Fraction) -> Fraction:
    return part / (part + rest) if part + rest else Fraction(0)


def _accepts_good(model: Model, check: Check) -> Interval | None:
    rates = [_rate(model, name, "false_reject") for name in check.by]
    if any(each is None for each in rates) or check.coverage is not None:
        return None
    turned = [figure(each, "false reject", turned=True) for each in rates if each is not None]
    return at_least_bounds(check.at_least, [each.interval for each in turned])


def _rate(model: Model, verifier: str, kind: str) -> Number | None:
    declared = model.verifier.get(verifier) or model.verifier.get(verifier.rpartition("@")[0])
    return None if declared is None else dict(declared.error).get(kind)


def _observer(model: Model, answer: Answer) -> Observer:
    return model.observer.get(answer.asker, Observer(answer.asker))


def chain_of(model: Model, answer: Answer) -> Tower | None:
    """The tower over a claim: one rated verifier checks it, one the rate of that, and so on up.

    None where a level has several checks, a number is missing or is no single value.
    """
    observer = _observer(model, answer)
    stated: dict[Claim, Number] = dict(observer.prior)
    stated.update((r.claim, r.credence) for r in observer.assumes if r.credence is not None)
    unsound, misses, keeps = [_bad(stated, answer.claim)], list[Number | None](), list[Number | None]()
    claim: Claim = answer.claim
    seen: set[Claim] = set()
    while claim not in seen and (check := _only(model, claim)) is not None:
        seen.add(claim)
        verifier = check.by[0]
        misses.append(_rate(model, verifier, "false_accept"))
        keeps.append(_rate(model, verifier, "false_reject"))
        claim = Rate(verifier)
        unsound.append(_bad(stated, claim))
    more = any(check.claim == claim for check in model.checks) and claim not in seen
    if more or not misses or not all(isinstance(each, Fraction) for each in [*unsound, *misses]):
        return None
    kept = [1 - each if isinstance(each, Fraction) else Fraction(1) for each in keeps]
    return Tower(
        tuple(each for each in unsound if each is not None),
        tuple(each for each in misses if isinstance(each, Fraction)),
        tuple(kept),
    )


def _bad(stated: dict[Claim, Number], claim: Claim) -> Fraction | None:
    number = stated.get(claim)
    return 1 - number if isinstance(number, Fraction) else None


def _only(model: Model, claim: Claim) -> Check | None:
    """The one check of a claim, where there is one, by one verifier, that stands on nothing more."""
    found = [check for check in model.checks if check.claim == claim and check.result == "accept"]
    if len(found) != 1 or found[0].threshold or found[0].needs or found[0].coverage is not None:
        return None
    return found[0]
