"""How many stand behind what is checked: principals are merged first, then counted.

Makers and checkers are taken together.  Every maker that the subject's lineage names counts for
itself; a checker is one, whatever names it goes by; whoever shares an identity is one with the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..frozen import frozen
from ..model.claims import Claim, Consistent, Rfn, subjects
from ..model.components import components
from ..model.values import HEADCOUNTS, IDENTITY_KINDS, Headcount
from ..propagation.asking import mentioned
from ..propagation.setting import Pair, Setting
from .report import Break

_MOST_NAMED = 8


@frozen(slots=True)
class Count:
    """Who was counted behind something that is checked: one name for each."""

    subjects: tuple[str, ...]
    names: tuple[str, ...]


def counts(setting: Setting, word: str) -> Iterator[Count]:
    """For everything that is checked, or has a requirement, who stands behind it.

    >>> from tower.model.file import load_text
    >>> text = "tower: 1\\nname: t\\nproperties: {ok: x}\\nartifacts: {a: {lineage: {person: [ann, bob]}}}\\n"
    >>> text += "verifiers: {v: {lineage: {person: bob}}}\\nchecks: [{by: v, claim: ok(a), how: review}]"
    >>> [count.names for count in counts(Setting(load_text(text).model), "persons")]
    [('ann', 'bob')]
    """
    about: dict[tuple[str, ...], list[Claim]] = {}
    for claim in mentioned(setting.model):
        if _counts(setting, claim):
            about.setdefault(subjects(claim), []).append(claim)
    for things, claims in about.items():
        yield Count(things, _behind(setting, things, claims, word))


def _counts(setting: Setting, claim: Claim) -> bool:
    """Whether a claim is about something that somebody made or checked, by weak evidence."""
    if isinstance(claim, Consistent | Rfn) or not subjects(claim):
        return False
    numbers = setting.numbers_of.get(claim, ())
    if any(setting.strong(setting.model.checks[number]) for number in numbers):
        return False
    return bool(numbers) or any(need.claim == claim for need in setting.model.requires)


def _checkers(setting: Setting, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Whoever accepted one of some claims as it is now."""
    numbers = (number for claim in claims for number in setting.numbers_of.get(claim, ()))
    checks = (setting.model.checks[number] for number in numbers)
    live = [check for check in checks if check.result == "accept" and not setting.stale(check)]
    return tuple(dict.fromkeys(name for check in live for name in check.by))


def _behind(
    setting: Setting, things: tuple[str, ...], claims: Iterable[Claim], word: str
) -> tuple[str, ...]:
    kind = HEADCOUNTS[word]
    kinds = IDENTITY_KINDS | {kind}
    made = {pair for name in things for pair in setting.lineage_of(name) if pair[0] in kinds}
    links: dict[str | Pair, list[str | Pair]] = {pair: [] for pair in sorted(made)}
    for name in _checkers(setting, claims):
        own = [pair for pair in setting.lineage_of(name) if pair[0] in kinds]
        links[name] = list(own)
        for pair in own:
            links.setdefault(pair, []).append(name)
    groups = components(links, links)
    if word == "reviewers":
        return tuple(sorted(_checker(group) for group in groups if not made & set(group)))
    named = ([each[1] for each in group if isinstance(each, tuple) and each[0] == kind] for group in groups)
    return tuple(sorted(min(names) for names in named if names))


def _checker(group: tuple[str | Pair, ...]) -> str:
    return min(each for each in group if isinstance(each, str))


def shortfall(setting: Setting, need: Headcount) -> Count | None:
    """What has the fewest behind it where they are too few; None where everything has enough."""
    found = min(counts(setting, need.word), key=lambda count: len(count.names), default=None)
    return found if found is not None and len(found.names) < need.least else None


def headcounts_not_met(setting: Setting) -> Iterator[Break]:
    """NOT_MET for every headcount that some claim falls short of."""
    for need in setting.model.headcounts:
        short = shortfall(setting, need)
        if short is not None:
            yield _not_met(need, short)


def _not_met(need: Headcount, short: Count) -> Break:
    found = len(short.names)
    names = ", ".join(short.names[:_MOST_NAMED]) + (", …" if found > _MOST_NAMED else "")
    said = f"there is {found}" if found == 1 else f"there are {found}"
    together = "" if need.word == "reviewers" else ", whoever made it counted once"
    return Break(
        code="TWR404",
        nodes=tuple(sorted(set(short.subjects))),
        edges=(),
        reason=f"{need.least} {need.word} behind {', '.join(short.subjects)} are required{together}; {said}"
        + (f": {names}" if names else ""),
        repairs=(f"let somebody check it who is none of these {need.word}",
                 "say who is who (--principals), if some of them are not what they seem"),
        loeb="This is not Löb: a requirement is not met.",
    )
