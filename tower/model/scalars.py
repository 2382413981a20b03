"""Read and write single values of a file: numbers, dates, classes, choices.

Each error says what was expected; `number_text(rational(text))` writes the same number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import islice

from ..errors import InputError
from ..late import Late
from .keys import VERDICTS
from .nodes import shortened
from .values import INFINITE, STRONGEST, Interval, Number, PropertyClass, Symbol, Trials

_difflib = Late("difflib")

DIGITS = 400  # of a numerator or a denominator
LARGEST_COUNT = 10**18  # of trials and the like
_LONGEST_HINT = 100  # characters of a name for which a nearest one is sought
_MOST_COMPARED = 2000  # names
LARGEST_LEVEL = 999  # the n of Pi_n and Sigma_n

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_RATIO = re.compile(r"([+-]?[0-9]+)\s*/\s*([0-9]+)")
_SYMBOL = re.compile(r"[^\W\d]\w*")
_CLASS = re.compile(r"(?P<kind>Pi|Π|Sigma|Σ)_?(?P<level>[0-9]{1,3})")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_WORDS = {
    "decidable": PropertyClass("decidable"),
    "safety": PropertyClass("pi", 1),
    "liveness": PropertyClass("sigma", 1),
    "any": PropertyClass("any"),
}
_NOT_SYMBOLS = frozenset({"nan", "inf", "infinity", "true", "false", "yes", "no", "null"})


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint at the nearest valid name, or "".

    >>> nearest("lineaeg", ["lineage", "theory"])
    ', did you mean lineage?'
    """
    if len(name) > _LONGEST_HINT:
        return ""
    alike = (other for other in names if abs(len(other) - len(name)) <= 2 + len(name) // 3)
    found = _difflib.get_close_matches(name, list(islice(alike, _MOST_COMPARED)), n=1, cutoff=0.6)
    return f", did you mean {found[0]}?" if found else ""


def rational(text: str) -> Fraction:
    """An exact number written as 0.1, 1e-4 or 1/10.

    >>> rational("1e-4"), rational("1/10")
    (Fraction(1, 10000), Fraction(1, 10))
    """
    ratio = _RATIO.fullmatch(text)
    if len(text) > 2 * DIGITS or not (ratio or _DECIMAL.fullmatch(text)):
        raise InputError(
            f"{shortened(text)} is no number", expected="a number such as 0.1, 1e-4 or 1/10"
        )
    if ratio and not int(ratio[2]):
        raise InputError(f"{text} divides by zero", expected="a number")
    value = Fraction(int(ratio[1]), int(ratio[2])) if ratio else Fraction(text)
    check_digits(value)
    return value


def check_digits(value: Fraction) -> None:
    """Refuse a number that is too long to be written down."""
    if max(abs(value.numerator), value.denominator) >= 10**DIGITS:
        raise InputError(
            "a number is too long", expected=f"at most {DIGITS} digits above and below"
        )


def number_text(value: Fraction) -> str:
    """An exact number as a file writes it: a decimal where a short one exists, else a ratio.

    >>> number_text(Fraction(3, 25)), number_text(Fraction(1, 3)), number_text(Fraction(-1200))
    ('0.12', '1/3', '-1200')
    """
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 10):
        scaled = value * 10**places
        if scaled.denominator == 1:
            sign = "-" if value < 0 else ""
            whole_part, rest = divmod(abs(scaled.numerator), 10**places)
            return f"{sign}{whole_part}.{rest:0{places}}"
    return f"{value.numerator}/{value.denominator}"


def probability(text: str) -> Fraction | Symbol:
    """A number between 0 and 1, or a symbol.

    >>> probability("eps")
    Symbol(name='eps')
    """
    value = Symbol(text) if is_symbol(text) else rational(text)
    check_number(value)
    return value


def is_symbol(text: str) -> bool:
    """Whether a text can name an unknown number: an identifier that is no number or truth value."""
    return (
        _SYMBOL.fullmatch(text) is not None
        and text.lower() not in _NOT_SYMBOLS
        and len(text) <= 200
    )


def end_of_interval(text: str) -> Fraction:
    """One end of an interval: a number between 0 and 1."""
    value = rational(text)
    check_number(value)
    return value


def check_number(value: Number | object) -> None:
    """Refuse what is no probability: out of range, upside down, more failures than trials."""
    match value:
        case Symbol(name):
            _must(is_symbol(name), f"{shortened(name)} cannot name a number", "an identifier")
        case Trials(failures, trials):
            _must(0 < trials <= LARGEST_COUNT, f"{trials} trials", f"1 to {LARGEST_COUNT} trials")
            _must(0 <= failures <= trials, f"{failures} failures in {trials} trials",
                  "no more failures than trials")  # fmt: skip
        case Fraction():
            _must(
                0 <= value <= 1, f"{number_text(value)} is no probability", "a number from 0 to 1"
            )
            check_digits(value)
        case Interval(low, high):
            check_number(low)
            check_number(high)
            _must(low <= high, f"[{number_text(low)}, {number_text(high)}] is upside down",
                  "the lower end first")  # fmt: skip
        case _:
            _must(False, f"{value!r} is no exact number", "a Fraction, Interval, Symbol or Trials")


def _must(fine: bool, message: str, expected: str) -> None:
    if not fine:
        raise InputError(message, expected=expected)


def whole(text: str, least: int = 0, most: int = LARGEST_COUNT) -> int:
    """A whole number in a range."""
    if not re.fullmatch(r"[0-9]{1,19}", text) or not least <= int(text) <= most:
        expected = f"a whole number from {least} to {most}"
        raise InputError(f"{shortened(text)} does not fit", expected=expected)
    return int(text)


def day(text: str) -> date:
    """A date as 2027-06-30."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InputError(f"{shortened(text)} is no date", expected="a date such as 2027-06-30")


def flag(text: str) -> bool:
    """true or false, also written yes or no."""
    if text in ("true", "yes"):
        return True
    if text in ("false", "no"):
        return False
    raise InputError(f"{shortened(text)} is neither true nor false", expected="true or false")


def strength(text: str) -> int:
    """The n of an n-consistency."""
    return whole(text, 0, STRONGEST)


def strength_or_reflection(text: str) -> int:
    """The n of an n-consistency, or `reflection`, the strongest of all.

    >>> strength_or_reflection("reflection") == INFINITE
    True
    """
    return INFINITE if text == "reflection" else strength(text)


def property_class(text: str) -> PropertyClass:
    """A class by its word, or as Pi_n or Sigma_n.

    >>> property_class("Π2").strength
    1
    """
    if text in _WORDS:
        return _WORDS[text]
    found = _CLASS.fullmatch(text.translate(_SUBSCRIPTS))
    if found is None:
        raise InputError(f"{shortened(text)} is no class{nearest(text, _WORDS)}",
                         expected="decidable, safety, liveness, any, Pi_n or Sigma_n")  # fmt: skip
    level = int(found["level"])
    if not level:
        return PropertyClass("decidable")
    return PropertyClass("pi" if found["kind"] in ("Pi", "Π") else "sigma", level)


def class_word(cls: PropertyClass) -> str:
    """The word for a class as a file writes it.

    >>> class_word(PropertyClass("pi", 1)), class_word(PropertyClass("sigma", 2))
    ('safety', 'Sigma_2')
    """
    for word, known in _WORDS.items():
        if known == cls:
            return word
    return f"{'Pi' if cls.kind == 'pi' else 'Sigma'}_{cls.level}"


def choice(text: str, allowed: Iterable[str]) -> str:
    """One of some words."""
    words = list(allowed)
    if text not in words:
        expected = " or ".join(words)
        raise InputError(f"{shortened(text)} is not known{nearest(text, words)}", expected=expected)
    return text


def verdict(text: str) -> str:
    """A verdict word; COLLAPSED may carry a grade.

    >>> verdict("COLLAPSED[2]"), verdict("COLLAPSED[0]")
    ('COLLAPSED[2]', 'COLLAPSED')
    """
    word, bracket, rest = text.partition("[")
    if bracket and word == "COLLAPSED" and rest.endswith("]"):
        grade = strength(rest[:-1])
        return f"COLLAPSED[{grade}]" if grade else "COLLAPSED"
    return choice(text, VERDICTS)
