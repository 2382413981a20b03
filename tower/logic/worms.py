"""Worms: how strong is T + n₁-Con(… + n₂-Con(…))?  Order, normal form and ordinal below ε₀.

The worm a₁a₂…aₖ is the sentence ⟨a₁⟩⟨a₂⟩…⟨aₖ⟩⊤ of GLP, where ⟨n⟩ is n-consistency, that is
uniform Σₙ-reflection.  Modulo equivalence worms are well-ordered by A < B iff GLP ⊢ B → ⟨0⟩A,
in type ε₀ (Beklemishev 2004, 2005; Ignatiev 1993).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tower.errors import InputError, LimitReached
from tower.logic.ordinals import ZERO, Ordinal, omega_power, sum_of_powers, without_first

Worm: TypeAlias = tuple[int, ...]
Order: TypeAlias = Literal["weaker", "equal", "stronger"]

MAX_LETTER = 100_000  # the ordinal of the worm n is a tower of n exponents, all of them written
MAX_LENGTH = 10_000_000


def worm(letters: Iterable[int]) -> Worm:
    """The letters as a worm; InputError unless they are natural numbers.

    >>> worm([1, 0, 2])
    (1, 0, 2)
    """
    found = tuple(letters)
    for place, letter in enumerate(found, start=1):
        if not isinstance(letter, int) or isinstance(letter, bool) or letter < 0:
            raise InputError(f"letter {place} of the worm is {letter!r}", expected="0, 1, 2, …")
    return found


def worm_ordinal(letters: Sequence[int], gap: Ordinal = ZERO) -> Ordinal:
    """The order type o(A) of the worms below A.

    With A = A₁ 0 A₂ 0 … 0 Aₖ (no 0 inside the Aᵢ) and A⁻ the worm with every letter one less,
    o(A) = −1 + ω^o(Aₖ⁻) + … + ω^o(A₁⁻)  (Beklemishev 2005).  One pass over the letters with a
    stack of the levels that are still open.  LimitReached above the letter MAX_LETTER.
    With a `gap` ε, the same for the worm that has letters of order type ε, all of them above
    every number, before, between and after its own.

    >>> [str(worm_ordinal(w)) for w in [(), (0, 0), (1,), (0, 1), (1, 0), (1, 0, 2)]]
    ['0', '2', 'w', 'w+1', 'w', 'w^w+w']
    """
    letters = worm(letters)
    if letters and max(letters) > MAX_LETTER:
        raise LimitReached(f"worm letters up to {MAX_LETTER}, not {max(letters)}")
    open_levels: list[tuple[int, list[Ordinal]]] = []
    current, level = gap, 0  # the part since the last open letter, `level` taken off its letters
    for letter in letters:
        current, level = _close(open_levels, letter, current, level)
        if not open_levels or open_levels[-1][0] < letter:
            open_levels.append((letter, []))
        open_levels[-1][1].append(_lowered(current, level, letter + 1))
        current, level = gap, letter + 1
    current, level = _close(open_levels, -1, current, level)
    return _lowered(current, level, 0)


def _close(
    open_levels: list[tuple[int, list[Ordinal]]], letter: int, current: Ordinal, level: int
) -> tuple[Ordinal, int]:
    """Close every level above `letter`; the part that this leaves, and its level."""
    while open_levels and open_levels[-1][0] > letter:
        closed, parts = open_levels.pop()
        parts.append(_lowered(current, level, closed + 1))
        current, level = without_first(sum_of_powers(reversed(parts))), closed
    return current, level


def _lowered(value: Ordinal, level: int, wanted: int) -> Ordinal:
    """From o of the worm with `level` taken off its letters to o with only `wanted` taken off."""
    if value:
        for _ in range(level - wanted):
            value = omega_power(value)
    return value


def worm_of(value: Ordinal) -> Worm:
    """The worm in normal form whose order type is `value`: the inverse of `worm_ordinal`.

    For α = ω^e₁ + … + ω^eₖ infinite: nf(eₖ)⁺ 0 … 0 nf(e₁)⁺ with ⁺ one more on every letter;
    for finite n: 0ⁿ  (Beklemishev 2005).

    >>> worm_of(worm_ordinal((1, 0, 1, 1)))
    (1, 0, 1, 1)
    """
    letters: list[int] = []
    stack: list[tuple[Ordinal, int] | int] = [(value, 0)]
    while stack:
        top = stack.pop()
        if isinstance(top, int):
            letters.append(top)
        else:
            stack.extend(reversed(_spelled(*top)))
        if len(letters) + len(stack) > MAX_LENGTH:
            raise LimitReached(f"worms of {MAX_LENGTH} letters")
    return tuple(letters)


def _spelled(value: Ordinal, zero: int) -> list[tuple[Ordinal, int] | int]:
    """One step of the normal form, where `zero` plays the part of the letter 0."""
    size = sum(times for _, times in value.terms)
    if size > MAX_LENGTH:
        raise LimitReached(f"worms of {MAX_LENGTH} letters")
    if value.is_finite:
        return [zero] * size
    powers = [exponent for exponent, times in reversed(value.terms) for _ in range(times)]
    spelled: list[tuple[Ordinal, int] | int] = []
    for exponent in powers:
        spelled += [zero, (exponent, zero + 1)]
    return spelled[1:]


def normal_form(letters: Sequence[int]) -> Worm:
    """The one worm in normal form that is equivalent to this one in GLP.

    >>> normal_form((1, 0)), normal_form((2, 1)), normal_form((0, 1))
    ((1,), (2,), (0, 1))
    """
    return worm_of(worm_ordinal(letters))


def less(left: Sequence[int], right: Sequence[int]) -> bool:
    """Does `right` prove the consistency of `left`:  GLP ⊢ right → ⟨0⟩left?

    >>> less((0, 0, 0), (1,)), less((1,), (0, 1)), less((0, 1), (1,))
    (True, True, False)
    """
    return worm_ordinal(left) < worm_ordinal(right)


def equivalent(left: Sequence[int], right: Sequence[int]) -> bool:
    """Does GLP prove that the two worms say the same?

    >>> equivalent((1, 0), (1,)), equivalent((1, 0), (0, 1))
    (True, False)
    """
    return worm_ordinal(left) is worm_ordinal(right)


def follows(strong: Sequence[int], weak: Sequence[int]) -> bool:
    """GLP ⊢ strong → weak.  The order alone does not tell: 1 < 01, and 01 does not prove 1.

    A → B is a theorem iff A and A ∧ B are equivalent, and the conjunction of two worms is again
    a worm (Beklemishev 2005, Lemma 5), whose ordinal is compared.

    >>> follows((1,), (0, 0)), follows((0, 1), (1,)), follows((2,), (1, 0, 1))
    (True, False, True)
    """
    return worm_ordinal(meet(strong, weak)) is worm_ordinal(strong)


def meet(left: Sequence[int], right: Sequence[int]) -> Worm:
    """A worm that is equivalent in GLP to the conjunction of the two.

    With n the least letter and A = A₁nA₂, B = B₁nB₂ (no n in the heads): A ∧ B ≡ (A₁∧B₁) n C,
    where C is the stronger of A₂, B₂, because B₂ ⊢ nA₂ whenever A₂ is below (Beklemishev 2005).

    >>> meet((1,), (0, 0)), meet((1,), (0, 1)), meet((0, 2), (1,))
    ((1, 0, 0), (1, 0, 1), (1, 0, 2))
    """
    left, right = worm(left), worm(right)
    tails: list[Worm] = []
    while left and right:
        least = min(*left, *right)
        (left, first), (right, second) = _split(left, least), _split(right, least)
        stronger = max((rest for rest in (first, second) if rest is not None), key=worm_ordinal)
        tails.append((least, *stronger))
    return sum(reversed(tails), start=left or right)


def _split(letters: Worm, letter: int) -> tuple[Worm, Worm | None]:
    """What stands before the first `letter` and what stands after it, None if there is none."""
    if letter not in letters:
        return letters, None
    place = letters.index(letter)
    return letters[:place], letters[place + 1 :]


def worm_text(letters: Sequence[int]) -> str:
    """The sentence that the worm stands for.

    >>> worm_text((1, 0)), worm_text(())
    ('<1><0>T', 'T')
    """
    return "".join(f"<{letter}>" for letter in worm(letters)) + "T"


@dataclass(frozen=True, slots=True)
class StrengthComparison:
    """How two designs compare: `order` reads "left is … than right", over one base theory."""

    left: Ordinal
    right: Ordinal
    order: Order
    left_proves_right: bool
    right_proves_left: bool

    @property
    def comparable(self) -> bool:
        """Does one of the two designs say everything that the other says?"""
        return self.left_proves_right or self.right_proves_left


def compare(left: Sequence[int], right: Sequence[int]) -> StrengthComparison:
    """Compare two oversight designs by consistency strength and by implication.

    A design is the list of its trust steps, the outermost first: [1, 0] is "1-consistent with
    the claim that the base is consistent".  The order is total, implication is not.

    >>> found = compare((1,), (0, 1))
    >>> str(found.left), str(found.right), found.order, found.comparable
    ('w', 'w+1', 'weaker', False)
    """
    one, two = worm_ordinal(left), worm_ordinal(right)
    order: Order = "equal" if one is two else "weaker" if one < two else "stronger"
    return StrengthComparison(one, two, order, follows(left, right), follows(right, left))
