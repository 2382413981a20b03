"""Laws of ordinals below ε₀: a well-order, an absorbing sum, one object per value."""

import pickle

import pytest
from hypothesis import given, strategies as st

from tower.errors import InputError
from tower.logic.ordinals import (
    OMEGA,
    ONE,
    ZERO,
    Ordinal,
    add,
    omega_power,
    ordinal,
    sum_of_powers,
    times_omega,
    without_first,
)

ordinals = st.recursive(
    st.integers(0, 3).map(ordinal),
    lambda smaller: st.lists(smaller, max_size=3).map(sum_of_powers),
    max_leaves=8,
)

polynomials = st.tuples(*[st.integers(0, 2)] * 4)  # coefficients of w^3, w^2, w, 1


def of_polynomial(coefficients):
    powers = [ordinal(3 - place) for place, times in enumerate(coefficients) for _ in range(times)]
    return sum_of_powers(powers)


def plain_sum(left, right):
    """Addition below w^w by its definition on coefficients: the oracle."""
    lead = next((place for place, times in enumerate(right) if times), None)
    if lead is None:
        return left
    return (*left[:lead], left[lead] + right[lead], *right[lead + 1 :])


@given(polynomials, polynomials)
def test_below_omega_to_the_omega_order_and_sum_are_those_of_coefficients(left, right):
    one, two = of_polynomial(left), of_polynomial(right)
    assert (one < two) == (left < right)
    assert (one == two) == (left == right)
    assert add(one, two) == of_polynomial(plain_sum(left, right))


@given(ordinals, ordinals, ordinals)
def test_the_sum_is_associative_and_monotone(a, b, c):
    assert (a + b) + c == a + (b + c)
    assert a + ZERO == a == ZERO + a
    assert a <= a + b
    assert (b < c) == (a + b < a + c)


@given(ordinals, ordinals, ordinals)
def test_the_order_is_total_and_transitive(a, b, c):
    assert (a < b) + (a is b) + (b < a) == 1
    if a <= b <= c:
        assert a <= c


@given(ordinals, ordinals)
def test_powers_of_omega_keep_the_order_and_dominate(a, b):
    assert (a < b) == (omega_power(a) < omega_power(b))
    assert a < omega_power(a)


@given(ordinals)
def test_taking_the_first_one_off(a):
    assert without_first(1 + a) == a


@given(ordinals, st.integers(1, 5))
def test_times_omega_is_the_limit_of_the_multiples(a, times):
    total = ZERO
    for _ in range(times):
        total = total + a
    assert a + times_omega(a) == times_omega(a)
    assert (total < times_omega(a)) == bool(a)


@given(ordinals)
def test_equal_values_are_one_object_however_they_are_made(a):
    assert Ordinal(tuple(iter(a.terms))) is a
    assert pickle.loads(pickle.dumps(a)) is a


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (ZERO, "0"),
        (ordinal(7), "7"),
        (OMEGA + 3, "w+3"),
        (omega_power(2) + OMEGA + OMEGA, "w^2+w*2"),
        (omega_power(OMEGA), "w^w"),
        (omega_power(OMEGA + 1) + OMEGA + OMEGA + 3, "w^(w+1)+w*2+3"),
        (omega_power(omega_power(OMEGA)) + omega_power(omega_power(OMEGA)), "w^(w^w)*2"),
        (omega_power(OMEGA + OMEGA), "w^(w*2)"),
    ],
)
def test_printing(value, text):
    assert str(value) == text


@pytest.mark.parametrize(
    "terms", [((ZERO, 0),), ((ZERO, 1), (ONE, 1)), ((ONE, 1), (ONE, 1)), ((ONE, -2),)]
)
def test_what_is_no_normal_form_is_refused(terms):
    with pytest.raises(InputError, match="Cantor normal form"):
        Ordinal(terms)


def test_misuse_is_an_input_error():
    with pytest.raises(InputError, match="-1 is no ordinal"):
        ordinal(-1)
    with pytest.raises(InputError, match="w is no natural number"):
        int(OMEGA)
    with pytest.raises(InputError, match="taken from 0"):
        without_first(ZERO)
    with pytest.raises(AttributeError, match="terms"):
        OMEGA.terms = ()
    with pytest.raises(TypeError):
        _ = OMEGA < 3


def test_towers_of_exponents_need_no_stack():
    tall, taller = ONE, OMEGA
    for _ in range(20_000):
        tall, taller = omega_power(tall), omega_power(taller)
    assert tall < taller
    assert tall + taller == taller
    assert str(tall).count("w") == 20_000
