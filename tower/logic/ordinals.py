"""Ordinals below ε_ω in Cantor normal form: one object per ordinal, printed like `w^(w+1)+w*2+3`.

An ordinal is a finite sum ω^e₁·c₁ + … + ω^eₖ·cₖ with e₁ > … > eₖ and cᵢ ≥ 1 (Cantor 1897).  The
numbers ε₀ < ε₁ < … are the fixed points ε = ω^ε, printed e0, e1, …; everything made from 0 by
sums and powers of ω stays below ε₀.  Equal ordinals are the same object, so `==` is identity and
comparison needs no stack.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, total_ordering
from itertools import pairwise
from typing import Self, TypeAlias, final
from weakref import WeakValueDictionary

from tower.errors import InputError
from tower.shown import Shown

Term: TypeAlias = "tuple[Ordinal, int]"


@final
@total_ordering
class Ordinal(Shown):
    """An ordinal; `terms` are its (exponent, coefficient) pairs, largest first.

    `index` is n for ε_n, whose only exponent is itself, and None for all others.

    >>> ordinal(3), OMEGA, omega_power(OMEGA)
    (Ordinal('3'), Ordinal('w'), Ordinal('w^w'))
    >>> 1 + OMEGA == OMEGA < OMEGA + 1
    True
    """

    __slots__ = ("__weakref__", "index", "terms")
    terms: tuple[Term, ...]
    index: int | None

    def __new__(cls, terms: tuple[Term, ...] = ()) -> Self:
        known = _KNOWN.get(terms)
        if known is None:
            _check_terms(terms)
            known = super().__new__(cls)
            object.__setattr__(known, "terms", terms)
            object.__setattr__(known, "index", None)
            _KNOWN[terms] = known
        return known

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"an ordinal is a value: {name} cannot be changed")

    def __reduce__(self) -> tuple[object, tuple[object]]:
        return (Ordinal, (self.terms,)) if self.index is None else (epsilon, (self.index,))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __lt__(self, other: object) -> bool:
        return _less(self, other) if isinstance(other, Ordinal) else NotImplemented

    def __add__(self, other: Ordinal | int) -> Ordinal:
        return add(self, _lifted(other))

    def __radd__(self, other: int) -> Ordinal:
        return add(ordinal(other), self)

    def __str__(self) -> str:
        return "".join(_pieces(self))

    def __repr__(self) -> str:
        return f"Ordinal({str(self)!r})"

    @property
    def is_finite(self) -> bool:
        """Is this a natural number?"""
        return not self.terms or not self.terms[0][0]

    def __int__(self) -> int:
        if not self.is_finite:
            raise InputError(f"{self} is no natural number", expected="a finite ordinal")
        return self.terms[0][1] if self.terms else 0


_KNOWN: WeakValueDictionary[tuple[Term, ...], Ordinal] = WeakValueDictionary()


def _check_terms(terms: tuple[Term, ...]) -> None:
    falling = all(first[0] > second[0] for first, second in pairwise(terms))
    if not falling or any(coefficient < 1 for _, coefficient in terms):
        raise InputError(
            "this is no Cantor normal form", expected="falling exponents and positive coefficients"
        )


def _less(left: Ordinal, right: Ordinal) -> bool:
    while left is not right:
        if left.index is not None and right.index is not None:
            return left.index < right.index
        pairs = zip(left.terms, right.terms, strict=False)
        found = next(((one, two) for one, two in pairs if one != two), None)
        if found is None:
            return len(left.terms) < len(right.terms)
        (left, times), (right, other_times) = found
        if left is right:
            return times < other_times
    return False


ZERO = Ordinal()
ONE = Ordinal(((ZERO, 1),))
OMEGA = Ordinal(((ONE, 1),))


def ordinal(number: int) -> Ordinal:
    """The finite ordinal `number`; InputError below 0.

    >>> str(ordinal(5))
    '5'
    """
    if number < 0:
        raise InputError(f"{number} is no ordinal", expected="a natural number")
    return Ordinal(((ZERO, number),)) if number else ZERO


def _lifted(value: Ordinal | int) -> Ordinal:
    return value if isinstance(value, Ordinal) else ordinal(value)


@cache
def epsilon(index: int) -> Ordinal:
    """ε_index, a fixed point of the powers of ω: the sum of what the smaller ones can reach.

    >>> epsilon(0), omega_power(epsilon(0)) is epsilon(0), omega_power(OMEGA) < epsilon(0)
    (Ordinal('e0'), True, True)
    """
    if index < 0:
        raise InputError(f"there is no ε with index {index}", expected="0, 1, 2, …")
    made = object.__new__(Ordinal)  # no term can name it before it is there
    object.__setattr__(made, "index", index)
    object.__setattr__(made, "terms", ((made, 1),))
    return _KNOWN.setdefault(made.terms, made)


def omega_power(exponent: Ordinal | int) -> Ordinal:
    """ω to the power `exponent`.

    >>> str(omega_power(OMEGA + 1))
    'w^(w+1)'
    """
    return Ordinal(((_lifted(exponent), 1),))


def add(left: Ordinal, right: Ordinal) -> Ordinal:
    """The ordinal sum: what stands left of a larger power of ω is swallowed.

    >>> str(add(OMEGA + 5, OMEGA)), str(add(OMEGA, OMEGA + 5))
    ('w*2', 'w*2+5')
    """
    if not right:
        return left
    (lead, times), *rest = right.terms
    kept = tuple(term for term in left.terms if term[0] > lead)
    shared = sum(count for exponent, count in left.terms if exponent is lead)
    return Ordinal((*kept, (lead, times + shared), *rest))


def sum_of_powers(exponents: Iterable[Ordinal]) -> Ordinal:
    """ω^e₁ + ω^e₂ + … in the order given, in time linear in the number of summands.

    >>> str(sum_of_powers([ZERO, ONE, ONE, ZERO]))
    'w*2+1'
    """
    kept: list[list[Ordinal]] = []
    for exponent in reversed(list(exponents)):
        if not kept or exponent > kept[-1][0]:
            kept.append([exponent])
        elif exponent is kept[-1][0]:
            kept[-1].append(exponent)
    return Ordinal(tuple((same[0], len(same)) for same in reversed(kept)))


def without_first(value: Ordinal) -> Ordinal:
    """−1 + α: the unique β with 1 + β = α; only a finite ordinal changes.

    >>> str(without_first(ordinal(3))), str(without_first(OMEGA))
    ('2', 'w')
    """
    if not value:
        raise InputError("nothing can be taken from 0", expected="an ordinal above 0")
    return ordinal(int(value) - 1) if value.is_finite else value


def times_omega(value: Ordinal) -> Ordinal:
    """α·ω: only the leading power counts, and its exponent grows by one.

    >>> str(times_omega(OMEGA + 3)), str(times_omega(ordinal(4))), str(times_omega(epsilon(0)))
    ('w^2', 'w', 'w^(e0+1)')
    """
    return omega_power(value.terms[0][0] + 1) if value else ZERO


def latex(value: Ordinal) -> str:
    r"""The ordinal for LaTeX's mathematics mode.

    >>> print(latex(omega_power(OMEGA + 1) + OMEGA + OMEGA + 3))
    \omega^{\omega+1}+\omega{\cdot}2+3
    >>> print(latex(epsilon(0) + 1))
    \varepsilon_{0}+1
    """
    return "".join(_pieces(value, _LATEX))


@dataclass(frozen=True, slots=True)
class _Signs:
    """The signs of one way of writing: ω, what stands around an exponent, short or long, ·, ε."""

    omega: str
    short: tuple[str, str]
    long: tuple[str, str]
    times: str
    epsilon: str


_PLAIN = _Signs("w", ("w^", ""), ("w^(", ")"), "*{}", "e{}")
_BRACES = (r"\omega^{", "}")
_LATEX = _Signs(r"\omega", _BRACES, _BRACES, r"{{\cdot}}{}", r"\varepsilon_{{{}}}")


def _pieces(value: Ordinal, signs: _Signs = _PLAIN) -> Iterator[str]:
    stack: list[Ordinal | str] = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            yield top
        elif top.is_finite:
            yield str(int(top))
        else:
            stack.extend(reversed(_written(top, signs)))


def _written(value: Ordinal, signs: _Signs) -> list[Ordinal | str]:
    parts: list[Ordinal | str] = []
    for exponent, times in value.terms:
        parts += ["+"] if parts else []
        if exponent:
            parts += [*_power(exponent, signs), signs.times.format(times) if times > 1 else ""]
        else:
            parts.append(str(times))
    return parts


def _power(exponent: Ordinal, signs: _Signs) -> list[Ordinal | str]:
    if exponent.index is not None:
        return [signs.epsilon.format(exponent.index)]
    if exponent is ONE:
        return [signs.omega]
    short = exponent.is_finite or exponent is OMEGA
    before, after = signs.short if short else signs.long
    return [before, exponent, after]
