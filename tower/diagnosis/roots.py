"""Breaks of assumptions and declarations: ungrounded, untested, refuted, expired, not met, unexpected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..model.claims import Aligned, Claim, Condition, Holds, Sound, subjects
from ..model.evidence import Evidence
from ..model.values import Model, Requirement, Waiver
from .chances import Chances, nothing_known, too_likely
from .codes import CODES
from .independence import Circles
from .infinite import infinite_claims
from .judging import Judge
from .loeb import lacks
from .report import Answer, Break

NOT_LOEB = "This is not Löb: "
MOST_TOLD = 5  # fallen claims that a REFUTED break names

# what satisfies a required verdict, besides itself
_AT_LEAST = {
    "GUARANTEED": frozenset({"GUARANTEED"}),
    "SUPPORTED": frozenset({"GUARANTEED", "SUPPORTED"}),
    "ASSUMED": frozenset({"GUARANTEED", "SUPPORTED", "ASSUMED"}),
}


def ungrounded(judge: Judge, circles: Circles) -> Iterator[Break]:
    """UNGROUNDED: claims that lack nothing but an assumption; one break for each set of missing ones."""
    below = circles.below()
    found: dict[tuple[str, ...], list[tuple[str, Claim]]] = {}
    for question, answer in judge.answers.items():
        if answer.verdict in ("NOT_DERIVABLE", "UNSUPPORTED") and not _explained(judge, answer, below):
            missing = judge.case.standing(*question).missing(answer.claim)
            told = any(_told(judge, question[0], root, below) for root in missing)
            if not told and not any(_false(judge, root) for root in (answer.claim, *missing)):
                found.setdefault(tuple(map(str, missing)), []).append(question)
    for missing_texts, claims in found.items():
        yield _ungrounded(judge, missing_texts, claims)


def _false(judge: Judge, root: object) -> bool:
    """Whether a claim, or the schema that it is an instance of, has a counterexample: REFUTED says so."""
    whole = Sound(root.verifier) if isinstance(root, Sound) else root
    return not judge.case.refuted.isdisjoint((root, whole))


def _told(judge: Judge, asker: str, root: object, below: dict[str, frozenset[str]]) -> bool:
    """Whether what is missing is a claim of which another break says why it does not hold."""
    answer = judge.answers.get((asker, root))  # type: ignore[arg-type]
    return answer is not None and answer.verdict in ("NOT_DERIVABLE", "UNSUPPORTED") and _explained(
        judge, answer, below
    )


def _explained(judge: Judge, answer: Answer, below: dict[str, frozenset[str]]) -> bool:
    """Whether another break already says why the claim does not hold."""
    if answer.claim in infinite_claims(judge.case.model):
        return True
    if answer.verdict == "NOT_DERIVABLE" and lacks(judge, answer):
        return True
    concerned = [*subjects(answer.claim), *_needed_subjects(judge, answer.claim)]
    if answer.verdict == "UNSUPPORTED" and any(name in below for name in concerned):
        return True
    setting = judge.case.setting
    checks = [
        number for number in setting.numbers_of.get(answer.claim, ())
        if setting.model.checks[number].result == "accept"
    ]
    return bool(checks) and all(_set_aside(judge, number) for number in checks)


def _set_aside(judge: Judge, number: int) -> bool:
    """Whether a break of its own already says why a check does not count, or not with its rate."""
    setting = judge.case.setting
    check = setting.model.checks[number]
    return setting.state[number] in ("stale", "common_cause") or any(
        setting.off_population(verifier, check) for verifier in check.by
    )


def _needed_subjects(judge: Judge, claim: Claim) -> list[str]:
    setting = judge.case.setting
    checks = (setting.model.checks[number] for number in setting.numbers_of.get(claim, ()))
    return [name for check in checks for need in check.needs for name in subjects(need)]


def _ungrounded(judge: Judge, missing: tuple[str, ...], claims: list[tuple[str, Claim]]) -> Break:
    if missing:
        reason = f"nobody verified or assumed {', '.join(missing)}"
        repairs = [f"assume {text} by name, with an owner and a reason" for text in missing]
        repairs.append("or let somebody outside verify it")
    else:
        texts = ", ".join(sorted({str(claim) for _, claim in claims}))
        reason = f"nothing supports {texts}: no check and no assumption is about it"
        repairs = ["check it, or assume it by name, with an owner and a reason"]
    return Break(
        code="TWR401",
        nodes=tuple(sorted(_nodes(judge, missing, claims))),
        edges=(),
        reason=reason,
        repairs=tuple(repairs),
        loeb=NOT_LOEB + "a path ends in nothing, not in itself.",
        claims=tuple(claims),
    )


def _nodes(judge: Judge, missing: tuple[str, ...], claims: list[tuple[str, Claim]]) -> set[str]:
    standing = judge.case.standing(*claims[0])
    roots = [root for root in standing.missing(claims[0][1]) if str(root) in missing]
    named = {name for root in roots if not hasattr(root, "relation") for name in _about(root)}
    return named or {name for _, claim in claims for name in subjects(claim)}


def _about(root: object) -> tuple[str, ...]:
    name = getattr(root, "subject", None)
    return (name,) if isinstance(name, str) else subjects(root)  # type: ignore[arg-type]


def refuted_claims(model: Model, evidence: Iterable[Evidence]) -> frozenset[Claim]:
    """The claims that a live counterexample takes down, with those that imply one of them.

    What is sound is sound for each claim that it checks, and a robust link is an aligned one.
    """
    found = {each.claim for each in evidence if each.status == "refuted" and not each.stale}
    stronger: set[Claim] = set()
    for claim in found:
        if isinstance(claim, Sound) and claim.claim is not None:
            stronger.add(Sound(claim.verifier))
        if isinstance(claim, Aligned):
            stronger.add(Aligned(claim.base, claim.mesa, robust=True))
    return frozenset(found | stronger)


def untested(judge: Judge, evidence: Iterable[Evidence]) -> Iterator[Break]:
    """UNTESTED for every testable assumption that no live evidence speaks of."""
    by_claim: dict[Claim, list[Evidence]] = {}
    for record in evidence:
        by_claim.setdefault(record.claim, []).append(record)
    for claim in _assumed(judge.case.model):
        records = by_claim.get(claim, [])
        if (
            _testable(judge.case.model, claim)
            and claim not in judge.case.refuted
            and all(record.stale for record in records)
        ):
            yield _untested(claim, bool(records))


def _assumed(model: Model) -> dict[Claim, None]:
    """What the observers assume, in order of declaration."""
    return {root.claim: None for observer in model.observers for root in observer.assumes}


def _testable(model: Model, claim: Claim) -> bool:
    match claim:
        case Holds(name) | Condition(name):
            found = model.property_.get(name)
            return found is not None and found.testable
        case Sound(verifier, None):
            checked = (check.claim for check in model.checks if verifier in check.by)
            return any(_testable(model, inner) for inner in checked if not isinstance(inner, Sound))
        case Sound(_, inner) if inner is not None:
            return _testable(model, inner)
        case _:
            return False


def refuted(judge: Judge, before: Judge, evidence: Iterable[Evidence]) -> Iterator[Break]:
    """REFUTED for every claim with a live counterexample that is assumed, or that would stand without it."""
    shown = {each.claim: each for each in evidence if each.status == "refuted" and not each.stale}
    for claim in judge.case.refuted:
        record = shown.get(claim) or next(each for each in shown.values() if _implied(claim, each.claim))
        fallen = tuple(_fallen(judge, before, claim))
        said = "is assumed but has" if claim in _assumed(judge.case.model) else "has"
        if fallen or claim in _assumed(judge.case.model):
            yield _refuted(f"{claim} {said} a counterexample", claim, record, fallen)


def _implied(claim: Claim, weaker: Claim) -> bool:
    match claim, weaker:
        case Sound(first, None), Sound(second, _):
            return first == second
        case Aligned(base, mesa, True), Aligned(other, child, False):
            return (base, mesa) == (other, child)
        case _:
            return False


def _fallen(judge: Judge, before: Judge, claim: Claim) -> Iterator[tuple[Answer, Answer]]:
    """The answers that would stand on the claim alone among what is refuted, before and now."""
    for question, answer in before.answers.items():
        stood = answer.verdict in _AT_LEAST and bool(answer.assumptions)
        rests = answer.claim == claim or all(claim in chosen for chosen in answer.assumptions)
        if stood and rests and judge.answers[question].word != answer.word:
            yield answer, judge.answers[question]


def _refuted(
    said: str, claim: Claim, record: Evidence, fallen: tuple[tuple[Answer, Answer], ...]
) -> Break:
    example = f": {record.counterexample}" if record.counterexample else ""
    told = [f"{was.claim} is {now.word} for {was.asker} (it was {was.word})"
            for was, now in fallen if was.claim != claim]  # fmt: skip
    more = f", and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
    so = f"; with it falls: {', '.join(told[:MOST_TOLD])}{more}" if told else ""
    return Break(
        code="TWR403", nodes=tuple(sorted(set(subjects(claim)))), edges=(),
        reason=f"{said}{example}{so}",
        repairs=("withdraw the assumption and check what still stands (tower whatif)",
                 "mend the system and test again"),
        loeb=NOT_LOEB + "an assumption is false.",
        claims=tuple((was.asker, was.claim) for was, _ in fallen),
    )


def _untested(claim: Claim, stale: bool) -> Break:
    why = "its evidence is stale" if stale else "there is no evidence for it"
    return Break(
        code="TWR402", nodes=tuple(sorted(set(subjects(claim)))), edges=(),
        reason=f"{claim} is assumed and could be tested, but {why}",
        repairs=("test it (tower test) and keep the evidence file beside the tower",),
        loeb=NOT_LOEB + "an assumption was never put to the test.",
    )


def expired(judge: Judge) -> Iterator[Break]:
    """EXPIRED for every assumption and waiver past its date."""
    today = judge.case.today
    for observer in judge.case.model.observers:
        for root in observer.assumes:
            if root.expires is not None and root.expires < today:
                yield Break(
                    code="TWR406", nodes=tuple(sorted({observer.name, *subjects(root.claim)})), edges=(),
                    reason=f"the assumption {root.claim} of {observer.name} expired on {root.expires}",
                    repairs=("look at it again and give it a new date", "withdraw it"),
                    loeb=NOT_LOEB + "a date has passed.",
                )
    for waiver in judge.case.model.waivers:
        if waiver.until is not None and waiver.until < today:
            yield Break(
                code="TWR406", nodes=tuple(sorted(waiver.at)), edges=(),
                reason=f"the waiver of {waiver.code} at {', '.join(waiver.at)} expired on {waiver.until}",
                repairs=("look at it again and give it a new date", "mend what was waived"),
                loeb=NOT_LOEB + "a date has passed.",
            )


def not_met(judge: Judge, chances: Chances = nothing_known) -> Iterator[Break]:
    """NOT_MET for every requirement whose claim lacks the verdict or the bound asked of it."""
    for need in judge.case.model.requires:
        asker = need.observer or judge.case.observer
        answer = judge.answers[asker, need.claim]
        short = _short(need, answer) or too_likely(judge, need, answer, chances)
        if short:
            yield Break(
                code="TWR404", nodes=tuple(sorted({*subjects(need.claim)} or {asker})), edges=(),
                reason=f"{need.claim} is required {short}; it is {answer.word} for {asker}",
                repairs=("see the other breaks: they say what is missing",),
                loeb=NOT_LOEB + "a requirement is not met.",
                claims=((asker, need.claim),),
            )


def _short(need: Requirement, answer: Answer) -> str:
    """What of a requirement is missing, in words; empty when it is met."""
    wanted = need.verdict or ("SUPPORTED" if need.bound is not None else "GUARANTEED")
    if answer.word != wanted and answer.verdict not in _AT_LEAST.get(wanted, frozenset()):
        return f"to be {wanted}"
    return ""


def unexpected(judge: Judge, breaks: Iterable[Break]) -> Iterator[Break]:
    """UNEXPECTED for every verdict, and for the set of codes, that differs from what the file expects."""
    expect = judge.case.model.expect
    if expect is None:
        return
    for asker, claim, wanted in expect.verdicts:
        answer = judge.answers[asker, claim]
        if answer.word != wanted:
            yield _unexpected(
                subjects(claim) or (asker,),
                f"{asker}: {claim} is {answer.word}, the file expects {wanted}",
                ((asker, claim),),
            )
    if expect.breaks is not None:
        found = {each.code for each in breaks} - {"TWR405"}
        wanted_codes = set(expect.breaks) - {"TWR405"}
        for code in sorted(found ^ wanted_codes):
            unasked = "was found, the file does not expect it"
            what = unasked if code in found else "is expected and was not found"
            kind = CODES[code].kind if code in CODES else "unknown"
            yield _unexpected((), f"{code} {kind} {what}", ())


def _unexpected(nodes: Iterable[str], reason: str, claims: tuple[tuple[str, Claim], ...]) -> Break:
    return Break(
        code="TWR405", nodes=tuple(sorted(set(nodes))), edges=(), reason=reason,
        repairs=("mend the tower, or change what the file expects",),
        loeb=NOT_LOEB + "a snapshot differs.", claims=claims,
    )


def waived(breaks: Iterable[Break], waivers: Iterable[Waiver], judge: Judge) -> list[Break]:
    """Attach to each break the first waiver in force that covers it."""
    in_force = [each for each in waivers if each.until is None or each.until >= judge.case.today]
    out = []
    for found in breaks:
        cover = (
            each for each in in_force
            if each.code == found.code and set(each.at) <= set(found.nodes)
        )
        out.append(replace(found, waived=next(cover, None)))
    return out
