"""Claims told in words, and the one sentence over a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ..diagnosis.report import Answer, Break, Report
from ..model.claims import (
    Aligned,
    Claim,
    Condition,
    Consistent,
    Gate,
    Holds,
    Not,
    Rate,
    Refines,
    Rfn,
    Sound,
)
from ..model.values import Interval, Model, Number, Symbol, Trials

LONGEST_FRACTION = 9  # characters of a fraction that is written exactly


def in_words(statement: object, model: Model) -> str:
    """A leftover assumption as a clause; what is no claim is told as it is written.

    >>> in_words(Sound("Pmeta"), Model("t")), in_words(Gate("system"), Model("t"))
    ('Pmeta is sound', 'system builds only what its check accepted')
    """
    match statement:
        case Sound(verifier, None):
            return f"{verifier} is sound"
        case Sound(verifier, claim):
            return f"{verifier} is right when it accepts {claim}"
        case Rfn(theory, None):
            return f"what {theory} proves is true"
        case Rfn(theory, claim):
            return f"{theory} is right when it proves {claim}"
        case Gate(optimizer):
            return f"{optimizer} builds only what its check accepted"
        case Refines(verifier):
            return f"{verifier} does what its specification says"
        case Rate(verifier):
            return f"{verifier} errs no more often than declared"
        case Consistent(theory, 0):
            return f"{theory} is consistent"
        case Consistent(theory, strength):
            return f"{theory} is {strength}-consistent"
        case Aligned(base, mesa, robust):
            return f"{mesa} wants what {base} wants, {'in deployment too' if robust else 'in training'}"
        case Holds(name, subject):
            return f"{subject} has {name}"
        case Condition(name):
            found = model.property_.get(name)
            return found.about if found and found.about else name
        case Not(claim):
            return f"not: {in_words(claim, model)}"
    return str(statement)


def short(claim: Claim) -> str:
    """A claim beside the node that it is about, so without the name of that node.

    >>> short(Holds("P", "system")), short(Sound("v")), short(Not(Gate("x"))), short(Condition("c"))
    ('P', 'sound', 'not gate', '')
    """
    match claim:
        case Condition():
            return ""
        case Holds(name, _):
            return name
        case Sound(_, None):
            return "sound"
        case Sound(_, inner):
            return f"sound on {inner}"
        case Rfn(theory, inner):
            return f"{theory} is sound" + (f" on {inner}" if inner else "")
        case Gate() | Refines() | Rate():
            return type(claim).__name__.lower()
        case Aligned(base, _, robust):
            return f"{'robustly ' * robust}aligned with {base}"
        case Not(inner):
            return f"not {short(inner)}"
    return str(claim)


def number(value: Number) -> str:
    """A number as people write it.

    >>> number(Fraction(3, 25)), number(Interval(Fraction(1, 50), Fraction(1, 5))), number(Fraction(1, 3))
    ('0.12', '0.02–0.2', '1/3')
    >>> number(Fraction(123456789, 1000000007))
    'about 0.123'
    """
    match value:
        case Interval(low, high):
            return f"{number(low)}–{number(high)}"
        case Symbol(name):
            return name
        case Trials(failures, trials):
            return f"{failures} of {trials}"
    decimal = f"{float(value):.6g}" if abs(value) < 10**300 else ""
    if decimal and Fraction(decimal) == value:
        return decimal
    exact = str(value)
    return exact if len(exact) <= LONGEST_FRACTION or not decimal else f"about {float(value):.3g}"


def headline(report: Report) -> str:
    """What the picture says, in one or two sentences.

    >>> from datetime import date
    >>> headline(Report(Model("t"), "o", date(2026, 1, 1), (), (), None))
    'Nothing is claimed.'
    """
    stuck = [found for found in report.breaks if found.code == "TWR104" and found.waived is None]
    others = [
        found
        for found in report.breaks
        if found.severity == "error" and found.waived is None and found.code != "TWR104"
    ]
    sentences = [
        _outside(report),
        *_once(_stuck(found, report.model) for found in stuck),
        *_once(map(_broken, others)),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _outside(report: Report) -> str:
    own = [answer for answer in report.answers if answer.asker == report.observer]
    # what is only assumed is counted as an assumption below
    own = [answer for answer in own if answer.verdict != "ASSUMED"] or own
    if not own:
        return "Nothing is claimed."
    good = [answer for answer in own if answer.verdict == "GUARANTEED"]
    if len(good) == len(own):
        inside = any(optimizer.enacts for optimizer in report.model.optimizers)
        return f"{'Sound from outside' if inside else 'Guaranteed'} on {_assumptions(good)}."
    if len(own) == 1:
        return f"{own[0].text} is {own[0].word.replace('_', ' ')}."
    return _by_verdict(own)


_NAMED = 3  # claims of one verdict that are named one by one


def _by_verdict(answers: Sequence[Answer]) -> str:
    """The claims under their verdicts, named where they are few."""
    words = dict.fromkeys(answer.word for answer in answers)
    if len(words) == 1:
        all_ = "Both" if len(answers) == 2 else f"All {len(answers)}"
        return f"{all_} claims are {answers[0].word.replace('_', ' ')}."
    told = []
    for word in sorted(words, key=lambda word: (word != "GUARANTEED", word != "SUPPORTED")):
        same = [answer.text.strip('"') for answer in answers if answer.word == word]
        which = ", ".join(same) if len(same) <= _NAMED else f"{len(same)} claims"
        told.append(f"{word.replace('_', ' ')}: {which}.")
    return " ".join(told)


def _assumptions(answers: Iterable[Answer]) -> str:
    count = len({root for answer in answers for chosen in answer.assumptions[:1] for root in chosen})
    return f"{count} assumption" + ("" if count == 1 else "s")


def _stuck(found: Break, model: Model) -> str:
    place = " → ".join(_from_base(found.nodes, model)[:2])
    return f"Stuck inside at {place} (LÖB)." if place else "Stuck inside (LÖB)."


def _from_base(names: Iterable[str], model: Model) -> list[str]:
    """The optimizers among some names, builders before what they build."""
    known = [name for name in names if name in model.optimizer]
    depth = {name: sum(name in model.children.get(other, ()) for other in known) for name in known}
    return sorted(known, key=lambda name: depth[name])


def _broken(found: Break) -> str:
    place = ", ".join(found.nodes[:3]) + (", …" if len(found.nodes) > 3 else "")
    kind = found.kind.replace("_", " ").capitalize().replace("Loeb", "Löb")
    return f"{kind} at {place} ({found.code})." if place else f"{kind} ({found.code})."


def _once(sentences: Iterable[str], most: int = 2) -> list[str]:
    """The first few different sentences, and how many were left out."""
    different = list(dict.fromkeys(sentences))
    left = len(different) - most
    return different[:most] + ([f"{left} more of this kind."] if left > 0 else [])
