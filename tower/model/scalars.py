"""Read single values of a file: numbers, dates, classes, choices.  Each error says what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from ..errors import InputError
from .values import INFINITE, Interval, Number, PropertyClass, Symbol

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,3})?")
_RATIO = re.compile(r"([+-]?[0-9]{1,400})\s*/\s*([0-9]{1,400})")
_SYMBOL = re.compile(r"[^\W\d]\w*")
_CLASS = re.compile(r"(?P<kind>Pi|Π|Sigma|Σ)_?(?P<level>[0-9]{1,3})")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_WORDS = {
    "decidable": PropertyClass("decidable"), "safety": PropertyClass("pi", 1),
    "liveness": PropertyClass("sigma", 1), "any": PropertyClass("any"),
}


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint at the nearest valid name, or "".

    >>> nearest("lineaeg", ["lineage", "theory"])
    ', did you mean lineage?'
    """
    found = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f", did you mean {found[0]}?" if found else ""


def rational(text: str) -> Fraction:
    """An exact number written as 0.1, 1e-4 or 1/10.

    >>> rational("1e-4"), rational("1/10")
    (Fraction(1, 10000), Fraction(1, 10))
    """
    ratio = _RATIO.fullmatch(text)
    if ratio:
        if not int(ratio[2]):
            raise InputError(f"{text} divides by zero", expected="a number")
        return Fraction(int(ratio[1]), int(ratio[2]))
    if not _NUMBER.fullmatch(text):
        raise InputError(f"{text[:40]!r} is no number", expected="a number such as 0.1, 1e-4 or 1/10")
    return Fraction(text)


def probability(text: str) -> Number:
    """A number between 0 and 1, or a symbol."""
    if _SYMBOL.fullmatch(text) and text.lower() not in ("nan", "inf", "infinity"):
        return Symbol(text)
    value = rational(text)
    if not 0 <= value <= 1:
        raise InputError(f"{text} is no probability", expected="a number from 0 to 1")
    return value


def interval(low: str, high: str) -> Interval:
    """Two exact probabilities in order."""
    ends = Interval(_exact(low), _exact(high))
    if ends.low > ends.high:
        raise InputError(f"[{low}, {high}] is upside down", expected="the lower end first")
    return ends


def _exact(text: str) -> Fraction:
    value = probability(text)
    if not isinstance(value, Fraction):
        raise InputError(f"{text!r} is no number", expected="a number from 0 to 1")
    return value


def whole(text: str, least: int = 0, most: int = 10**9) -> int:
    """A whole number in a range."""
    if not re.fullmatch(r"[0-9]{1,18}", text) or not least <= int(text) <= most:
        raise InputError(f"{text[:40]!r} does not fit", expected=f"a whole number from {least} to {most}")
    return int(text)


def day(text: str) -> date:
    """A date as 2027-06-30."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise InputError(f"{text[:40]!r} is no date", expected="a date such as 2027-06-30")


def flag(text: str) -> bool:
    """true or false, also written yes or no."""
    if text in ("true", "yes"):
        return True
    if text in ("false", "no"):
        return False
    raise InputError(f"{text[:40]!r} is neither true nor false", expected="true or false")


def strength(text: str) -> int:
    """The n of an n-consistency, or `reflection`."""
    return INFINITE if text in ("reflection", "infinite") else whole(text, 0, 1000)


def property_class(text: str) -> PropertyClass:
    """A class by its word, or as Pi_n or Sigma_n.

    >>> property_class("Π2").strength
    1
    """
    if text in _WORDS:
        return _WORDS[text]
    found = _CLASS.fullmatch(text.translate(_SUBSCRIPTS))
    if found is None:
        raise InputError(f"{text[:40]!r} is no class{nearest(text, _WORDS)}",
                         expected="decidable, safety, liveness, any, Pi_n or Sigma_n")
    level = int(found["level"])
    if not level:
        return PropertyClass("decidable")
    return PropertyClass("pi" if found["kind"] in ("Pi", "Π") else "sigma", level)


def class_word(cls: PropertyClass) -> str:
    """The word for a class as a file writes it."""
    for word, known in _WORDS.items():
        if known == cls:
            return word
    return f"{'Pi' if cls.kind == 'pi' else 'Sigma'}_{cls.level}"


def choice(text: str, allowed: Iterable[str]) -> str:
    """One of some words."""
    words = list(allowed)
    if text not in words:
        raise InputError(f"{text[:40]!r} is not known{nearest(text, words)}", expected=" or ".join(words))
    return text
