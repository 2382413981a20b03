"""Pills and stones: the verdicts, and the numbered leftover assumptions on which they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ..diagnosis.report import Answer, Report
from ..model.claims import Aligned, Claim, Holds
from ..model.values import Assumption, Model
from .picture import Pill, Stone
from .text import clean
from .tones import tone
from .words import in_words, short

Bounds: TypeAlias = Mapping[Claim, str]  # how likely a claim is to be wrong, such as "≤ 0.2"
STANDING = frozenset({"GUARANTEED", "ASSUMED", "SUPPORTED"})  # verdicts that stand on their assumptions


@dataclass(frozen=True, slots=True)
class Footing:
    """The numbers of the leftover assumptions: the declared ones first, in order of declaration.

    `bounds` say of a claim of the observer how likely it is to be wrong, in a few signs.
    """

    numbers: Mapping[object, int]
    bounds: Bounds = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model, report: Report, bounds: Bounds | None = None) -> Footing:
        """Number every assumption that some standing answer needs."""
        needed = dict.fromkeys(
            root
            for answer in (*shown(report), *report.answers)
            if answer.verdict in STANDING
            for chosen in answer.assumptions
            for root in chosen
        )
        first = [a.claim for a in _declared(model, report) if a.claim in needed]
        numbers = {root: index for index, root in enumerate(dict.fromkeys([*first, *needed]), 1)}
        return cls(numbers, {claim: clean(text) for claim, text in (bounds or {}).items()})

    def bound(self, answer: Answer, report: Report) -> str:
        """How likely the observer's answer is to be wrong; empty where no number has a say in it."""
        mine = answer.asker == report.observer and answer.verdict in STANDING
        text = self.bounds.get(answer.claim, "") if mine else ""
        return f"wrong {text}" if text else ""

    def sets(self, answer: Answer) -> tuple[tuple[int, ...], ...]:
        """The assumption sets of an answer as numbers."""
        if answer.verdict not in STANDING:
            return ()
        return tuple(
            tuple(sorted(self.numbers[root] for root in chosen)) for chosen in answer.assumptions
        )


def _declared(model: Model, report: Report) -> tuple[Assumption, ...]:
    found = model.observer.get(report.observer)
    return found.assumes if found else ()


def shown(report: Report) -> tuple[Answer, ...]:
    """The answers that are drawn, the observer's own first.

    An assumption that stands on itself is a stone, and needs no pill beside; a property that is
    assumed of a system does, or the system would have none.
    """
    drawn = [a for a in report.answers if a.verdict != "ASSUMED" or isinstance(a.claim, (Holds, Aligned))]
    return tuple(sorted(drawn, key=lambda answer: answer.asker != report.observer))


def stones(model: Model, report: Report, footing: Footing) -> tuple[Stone, ...]:
    """The leftover assumptions as the ground of the picture."""
    declared: dict[object, Assumption] = {
        assumption.claim: assumption for assumption in _declared(model, report)
    }
    return tuple(
        Stone(index, clean(str(root)), clean(in_words(root, model)), _vouched(declared.get(root)))
        for root, index in footing.numbers.items()
    )


def _vouched(assumption: Assumption | None) -> str:
    if assumption is None:
        return "assumed by nobody by name"
    said = {
        "because": assumption.because,
        "owner": assumption.owner,
        "evidence": assumption.evidence,
        "until": assumption.expires.isoformat() if assumption.expires else "",
    }
    return clean("; ".join(f"{key}: {value}" for key, value in said.items() if value))


def pills(
    report: Report, footing: Footing, place_of: Callable[[Claim], str]
) -> dict[str, tuple[Pill, ...]]:
    """The pills of every node, the observer's own first."""
    numbers = {(answer.asker, answer.claim): index for index, answer in enumerate(report.answers)}
    found: dict[str, list[Pill]] = {}
    for answer in shown(report):
        pill = _pill(answer, report, footing, numbers[answer.asker, answer.claim])
        found.setdefault(place_of(answer.claim), []).append(pill)
    return {key: tuple(docked) for key, docked in found.items()}


def _pill(answer: Answer, report: Report, footing: Footing, number: int) -> Pill:
    asked = "" if answer.asker == report.observer else f", asked by {answer.asker}"
    said = f"{answer.text}, asked by {answer.asker}: {answer.word}"
    return Pill(
        claim=clean(answer.text),
        asker=clean(answer.asker),
        heading=clean((short(answer.claim) + asked).removeprefix(", ")),
        word=answer.word,
        tone=tone(answer.verdict),
        sets=footing.sets(answer),
        title=clean(" ".join(part for part in (said, *answer.conditions, answer.note) if part)),
        number=number,
        bound=footing.bound(answer, report),
    )
