"""A safety case in the YAML form of gsn2x as a tower of weak checks.

A goal is a condition.  What supports it, its strategies and solutions, is one check that needs all of
them, the goals below, and the assumptions that stand beside; nothing in a case is a proof.  The reader
assumes what the case assumes, and that the evidence it cites is right.  Whatever challenges a part
must be false for the check to count, and nobody assumes that: a goal in doubt is not supported.  A
part that is marked as defeated makes the check a rejection, one that is undeveloped leaves none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import InputError
from ..model.claims import Claim, Condition, Not, Sound
from ..model.scalars import nearest
from ..model.values import Assumption, Check, Model, Observer, Property, Requirement, Verifier
from .content import text_of
from .given import Found, Given
from .gsn_parts import Part, Parts, parts
from .sketch import Artefact

READER = "reader"


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a safety case; `top` keeps what one goal needs.

    FileError, with the place, for what is no case; InputError for a `top` that it does not have.

    >>> case = b"G1: {supportedBy: [Sn1], inContextOf: [A1]}\\nSn1: {text: a test}\\nA1: {text: calm}"
    >>> model = artefact(Found("", case), Given()).model
    >>> [(check.by, str(check.claim), [str(need) for need in check.needs]) for check in model.checks]
    [(('Sn1',), 'G1', ['A1'])]
    """
    whole = parts(text_of(found.data, found.path), found.path)
    name = whole.name or Path(found.path).name.partition(".")[0] or "safety case"
    return Artefact(
        _tower(_below(whole, given.top) if given.top else whole, name), "gsn", f"safety case {name}"
    )


def _below(found: Parts, top: str) -> Parts:
    """What hangs on one element, and what challenges that."""
    if top not in found.by_key:
        known = found.by_key
        raise InputError(f"no element {top!r}{nearest(top, known)}", expected="the name of a goal")
    kept: dict[str, None] = {}
    waiting = [top]
    while waiting:
        key = waiting.pop()
        if key not in kept:
            kept[key] = None
            waiting += [*found.by_key[key].supported_by, *found.by_key[key].in_context_of]
            waiting += [other.key for other in found.challenging(key)]
    return Parts(found.name, tuple(part for part in found.all if part.key in kept))


def _tower(found: Parts, name: str) -> Model:
    goals = [part for part in found.all if part.kind in ("goal", "counter")]
    checks = tuple(check for goal in goals for check in _check(goal, found))
    verifiers = dict.fromkeys(name for check in checks for name in check.by)
    roots = [Assumption(Condition(part.key), "the case assumes it") for part in found.of("assumption")
             if not part.defeated]  # fmt: skip
    roots += [Assumption(Sound(each), "the case relies on it") for each in verifiers]
    tops = [part for part in found.of("goal") if part.key not in found.used]
    return Model(
        name,
        about="A safety case: every check in it is evidence, none is a proof.",
        properties=tuple(_properties(found)),
        verifiers=tuple(Verifier(each, about=_about(each, found)) for each in verifiers),
        checks=checks,
        observers=(Observer(READER, assumes=tuple(roots)),),
        requires=tuple(Requirement(Condition(part.key), "SUPPORTED") for part in tops),
    )


def _about(name: str, found: Parts) -> str:
    part = found.by_key.get(name)
    return part.text if part else ""


def _properties(found: Parts) -> Iterator[Property]:
    """One for each thing that can hold; contexts and justifications are told with their goals."""
    against = {part.key for part in found.of("evidence") if part.challenges}
    for part in found.all:
        if part.kind in ("goal", "counter", "assumption") or part.key in against:
            yield Property(part.key, about="; ".join(filter(None, [part.text, *_setting(part, found)])))


def _setting(part: Part, found: Parts) -> Iterator[str]:
    for key in part.in_context_of:
        beside = found.by_key[key]
        if beside.kind in ("context", "justification") and beside.text:
            yield f"{beside.kind}: {beside.text}"


def _check(goal: Part, found: Parts) -> Iterator[Check]:
    """The one check of a goal; none where something that it needs is not developed."""
    inside = _support(goal, found)
    developed = all(part.supported_by for part in inside if part.kind in ("goal", "counter", "strategy"))
    if not developed or any(part.undeveloped for part in inside):
        return
    by = tuple(part.key for part in inside[1:] if part.kind in ("strategy", "solution", "evidence"))
    by = by or (f"argument for {goal.key}",)
    lost = any(part.defeated or set(part.defeated_relations) & {*part.supported_by} for part in inside)
    needs = tuple(dict.fromkeys(_needs(inside, found)))
    yield Check(
        by,
        Condition(goal.key),
        "review",
        at_least=len(by),
        threshold=len(by) > 1,
        needs=needs,
        result="reject" if lost else "accept",
    )


def _support(goal: Part, found: Parts) -> list[Part]:
    """The goal, and the strategies and solutions below it down to the next goals."""
    inside: dict[str, Part] = {goal.key: goal}
    waiting = [*reversed(goal.supported_by)]
    while waiting:
        part = found.by_key[waiting.pop()]
        if part.kind not in ("goal", "counter") and part.key not in inside:
            inside[part.key] = part
            waiting += reversed(part.supported_by)
    return list(inside.values())


def _needs(inside: Sequence[Part], found: Parts) -> Iterator[Claim]:
    for part in inside:
        for key in part.supported_by:
            if found.by_key[key].kind in ("goal", "counter"):
                yield Condition(key)
        for key in part.in_context_of:
            if found.by_key[key].kind == "assumption":
                yield Condition(key)
                yield from _unchallenged(found.by_key[key], found)
        yield from _unchallenged(part, found)


def _unchallenged(part: Part, found: Parts) -> Iterator[Claim]:
    for other in found.challenging(part.key):
        yield Not(Condition(other.key))
