"""Single values: exact, and what is written is what was meant."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError
from tower.model.scalars import (
    class_word,
    day,
    end_of_interval,
    number_text,
    property_class,
    rational,
    verdict,
)
from tower.model.values import DECIDABLE, INFINITE, LIVENESS, SAFETY, PropertyClass


@given(st.fractions())
def test_what_is_written_is_read_exactly(value: Fraction) -> None:
    assert rational(number_text(value)) == value


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-1000, max_value=1000)
)
def test_decimals_are_exact(value: Decimal) -> None:
    assert rational(str(value)) == Fraction(value)


NO_NUMBERS = [
    "nan", ".nan", "inf", "-inf", "1e9999", "1_000", "0x1", "1,5", "½", "١", "1/-2", "--1", "", " 1",
    "1" * 500, "1e-999",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(InputError):
        rational(text)


@pytest.mark.parametrize("text", ["-0.1", "1.0001", "eps", "11/10"])
def test_what_is_no_probability(text: str) -> None:
    with pytest.raises(InputError):
        end_of_interval(text)


@pytest.mark.parametrize(
    ("text", "cls", "strength"),
    [
        ("decidable", DECIDABLE, 0),
        ("safety", SAFETY, 0),
        ("liveness", LIVENESS, 1),
        ("any", PropertyClass(), INFINITE),
        ("Pi_1", SAFETY, 0),
        ("Pi2", PropertyClass("pi", 2), 1),
        ("Π₃", PropertyClass("pi", 3), 2),
        ("Σ_1", LIVENESS, 1),
        ("Sigma_2", PropertyClass("sigma", 2), 2),
        ("Pi_0", DECIDABLE, 0),
    ],
)
def test_classes(text: str, cls: PropertyClass, strength: int) -> None:
    assert property_class(text) == cls
    assert cls.strength == strength
    assert property_class(class_word(cls)) == cls


@pytest.mark.parametrize(
    "text", ["2027-02-30", "2027-6-30", "27-06-30", "2027-06-30T00:00", "soon", "0000-01-01"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(InputError):
        day(text)


@pytest.mark.parametrize(
    "text", ["guaranteed", "COLLAPSED[]", "COLLAPSED[x]", "COLLAPSED[1", "VACUOUS[1]", ""]
)
def test_what_is_no_verdict(text: str) -> None:
    with pytest.raises(InputError):
        verdict(text)
