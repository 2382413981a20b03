"""What must hold of everything that is said of the things in a model: checks, observers, and so on."""

from __future__ import annotations

from functools import partial
from typing import get_args

from .claim_parser import parse_claim
from .claims import Claim, Not
from .codes import CODE_OF
from .keys import ENDLESS_NUMBERS, MOST_POWER
from .nodes import Path, shortened
from .references import References, distinct, fail, fits
from .scalars import (
    check_number,
    choice,
    end_of_interval,
    nearest,
    number_text,
    strength_or_reflection,
    verdict,
    whole,
)
from .values import (
    HEADCOUNTS,
    INFINITE,
    Assumption,
    Check,
    CommonCause,
    Dependence,
    Expectation,
    How,
    Independent,
    Infinite,
    Latent,
    Model,
    Observer,
    Requirement,
    Result,
    Waiver,
)

_CODES = frozenset(CODE_OF.values())
_STANDS_ON = {
    "ratio": "error", "power": "error", "unsound": "false_accept", "false_accept": "unsound",
    "false_reject": "unsound",
}  # fmt: skip
_WORDS = {"sequence": ("elementary", "recursive"), "proof": ("none", "recursive", "elementary")}


def validate_uses(model: Model, names: References) -> None:
    """Raise a ModelError at the first thing that is wrong.

    >>> from tower.model.scope import Scope
    >>> validate_uses(Model("t"), References(Scope(Model("t"))))
    """
    for place, check in enumerate(model.checks):
        _check(check, names, ("checks", place))
    for observer in model.observers:
        _observer(observer, names, ("observers", observer.name))
    _dependence(model, names)
    for place, requirement in enumerate(model.requires):
        _requirement(requirement, names, ("requires", place))
    for need in model.headcounts:
        fits(lambda text: choice(text, HEADCOUNTS), need.word, ("headcount", need.word))
        fits(lambda text: whole(text, 1, 999), str(need.least), ("headcount", need.word))
    distinct((need.word for need in model.headcounts), ("headcount",), "count")
    for place, waiver in enumerate(model.waivers):
        _waiver(waiver, names, ("waivers", place))
    if model.expect is not None:
        _expectation(model.expect, names)
    if model.infinite is not None:
        _infinite(model.infinite, names)


def _check(check: Check, names: References, path: Path) -> None:
    place: Path = (*path, "by", "of") if check.threshold else (*path, "by")
    for number, name in enumerate(check.by):
        names.verifier(name, (*place, number))
    distinct(check.by, place, "verifier")
    _count(check, (*path, "by"))
    fits(lambda text: choice(text, get_args(How)), check.how, (*path, "how"))
    fits(lambda text: choice(text, get_args(Result)), check.result, (*path, "result"))
    _strong_or_weak(check, names, (*path, "how"))
    names.claim(check.claim, (*path, "claim"))
    for number, need in enumerate(check.needs):
        names.claim(need, (*path, "needs", number))
    distinct(check.needs, (*path, "needs"), "claim")
    if check.coverage is not None:
        fits(check_number, check.coverage, (*path, "coverage"))


def _count(check: Check, path: Path) -> None:
    if not 1 <= check.at_least <= len(check.by):
        fail(
            f"at least {check.at_least} of {len(check.by)} verifiers",
            path,
            "at least 1, and no more than there are",
        )
    if not check.threshold and len(check.by) > 1:
        fail("several verifiers", path, "how many of them: {at_least: k, of: [...]}")


def _strong_or_weak(check: Check, names: References, path: Path) -> None:
    strong = [name for name in check.by if names.scope.theory_of(name) is not None]
    if check.how == "proof" and len(strong) < len(check.by):
        weak = next(name for name in check.by if name not in strong)
        expected = "how: attestation, test or review; or a theory for it"
        fail(f"{weak} has no theory and cannot prove anything", path, expected)
    if check.how in ("test", "review") and strong:
        expected = f"how: proof; or a weak verifier of its own for the {check.how}"
        fail(f"{strong[0]} has a theory, and a {check.how} is no proof", path, expected)


def _observer(observer: Observer, names: References, path: Path) -> None:
    if observer.theory is not None:
        names.theory(observer.theory, (*path, "theory"))
    for number, root in enumerate(observer.assumes):
        _assumption(root, names, (*path, "assumes", number))
    _consistent(tuple(root.claim for root in observer.assumes), observer.name, (*path, "assumes"))
    for number, (claim, value) in enumerate(observer.prior):
        names.claim(claim, (*path, "prior", number))
        fits(check_number, value, (*path, "prior", number))
    distinct((claim for claim, _ in observer.prior), (*path, "prior"), "claim")


def _assumption(root: Assumption, names: References, path: Path) -> None:
    names.claim(root.claim, path)
    if root.credence is not None:
        fits(check_number, root.credence, (*path, "credence"))


def _consistent(claims: tuple[Claim, ...], who: str, path: Path) -> None:
    distinct(claims, path, "claim")
    assumed = set(claims)
    for number, claim in enumerate(claims):
        if isinstance(claim, Not) and claim.claim in assumed:
            fail(f"{who} assumes {claim.claim} and its opposite", (*path, number), "one of the two")


def _dependence(model: Model, names: References) -> None:
    entries = enumerate(model.dependence)
    distinct(
        (entry.name if isinstance(entry, Latent) else place for place, entry in entries),
        ("dependence",), "latent event",
    )  # fmt: skip
    latents = [entry.name for entry in model.dependence if isinstance(entry, Latent)]
    for number, entry in enumerate(model.dependence):
        _dependent(entry, frozenset(latents), names, ("dependence", number))


def _dependent(entry: Dependence, latents: frozenset[str], names: References, path: Path) -> None:
    match entry:
        case Independent(members):
            _members(members, latents, names, (*path, "independent"))
        case CommonCause(lineage, beta):
            if lineage not in names.scope.causes:
                shared = f"{lineage[0]}: {lineage[1]}"
                fail(
                    f"no node has the lineage {shared}",
                    (*path, "common_cause"),
                    "a lineage that some node has",
                )
            fits(check_number, beta, (*path, "beta"))
        case Latent(_, probability, defeated):
            fits(check_number, probability, (*path, "probability"))
            for number, name in enumerate(defeated):
                names.node(name, (*path, "defeats", number))
            distinct(defeated, (*path, "defeats"), "verifier")
        case _:
            pass


def _members(
    members: tuple[str, ...], latents: frozenset[str], names: References, path: Path
) -> None:
    """Independent of each other: nodes, latent events and conditions, two at least."""
    for number, name in enumerate(members):
        if name not in latents and name not in names.scope.model.property_:
            names.node(name, (*path, number))
    distinct(members, path, "name")
    if len(members) < 2:
        fail("nothing to be independent of", path, "two names or more")


def _requirement(need: Requirement, names: References, path: Path) -> None:
    names.claim(need.claim, (*path, "claim"))
    if need.verdict:
        fits(verdict, need.verdict, (*path, "verdict"))
    if need.bound is not None:
        fits(end_of_interval, number_text(need.bound), (*path, "bound"))
    if need.observer:
        names.asker(need.observer, (*path, "observer"))


def _waiver(waiver: Waiver, names: References, path: Path) -> None:
    _code(waiver.code, (*path, "break"))
    if not waiver.reason.strip():
        fail("a waiver without a reason", (*path, "reason"), "why this is accepted")
    for number, name in enumerate(waiver.at):
        if not names.scope.is_theory(name) and name not in names.scope.model.property_:
            names.asker(name, (*path, "at", number))
    distinct(waiver.at, (*path, "at"), "name")


def _code(code: str, path: Path) -> None:
    if code not in _CODES:
        hint = nearest(code, [*CODE_OF.values(), *CODE_OF])
        expected = "a code such as TWR201, or a kind such as COMMON_CAUSE"
        fail(f"{shortened(code)} is no break{hint}", path, expected)


def _expectation(expect: Expectation, names: References) -> None:
    for asker, claim, word in expect.verdicts:
        if asker == "breaks":
            fail(
                "nobody who asks can be called breaks",
                ("expect",),
                "another name for that observer",
            )
        names.asker(asker, ("expect", asker))
        names.claim(claim, ("expect", asker))
        fits(verdict, word, ("expect", asker, str(claim)))
    _each_once(expect)
    for number, code in enumerate(expect.breaks or ()):
        _code(code, ("expect", "breaks", number))
    distinct(expect.breaks or (), ("expect", "breaks"), "break")


def _each_once(expect: Expectation) -> None:
    asked: dict[str, list[Claim]] = {}
    for asker, claim, _ in expect.verdicts:
        asked.setdefault(asker, []).append(claim)
    for asker, claims in asked.items():
        distinct(claims, ("expect", asker), "claim")


def _infinite(infinite: Infinite, names: References) -> None:
    path: Path = ("infinite",)
    fits(parse_claim, infinite.claim, (*path, "claim"))
    names.claim(parse_claim(infinite.claim), (*path, "claim"))
    if infinite.base is not None:
        names.theory(infinite.base, (*path, "base"))
    if infinite.strength not in (None, INFINITE):
        fits(strength_or_reflection, str(infinite.strength), (*path, "strength"))
    for key, words in _WORDS.items():
        word = getattr(infinite, key)
        if word is not None:
            fits(partial(choice, allowed=words), word, (*path, key))
    _levels(infinite, path)


def _levels(infinite: Infinite, path: Path) -> None:
    """The numbers of an endless tower: errors of levels that fall or stay, or levels that vouch, not both."""
    for key in ENDLESS_NUMBERS:
        if getattr(infinite, key) is not None:
            fits(check_number, getattr(infinite, key), (*path, key))
    if infinite.power is not None:
        fits(lambda text: whole(text, 1, MOST_POWER), str(infinite.power), (*path, "power"))
    for key, other in _STANDS_ON.items():
        if getattr(infinite, key) is not None and getattr(infinite, other) is None:
            fail(f"{key} without {other}", (*path, key), f"{other} beside it")
    for key, other in (("ratio", "power"), ("error", "unsound")):
        if getattr(infinite, key) is not None and getattr(infinite, other) is not None:
            fail(f"{key} beside {other}", (*path, other), "one of them")
