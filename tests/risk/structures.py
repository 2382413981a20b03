"""Random structures and joint distributions, and slow oracles that only enumerate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from hypothesis import settings, strategies as st

from tower.risk.structure import Gate, Structure, all_of, any_of, happens

State = frozenset[str]

steady = settings(deadline=None, max_examples=30)  # a shared machine has no steady clock

chances = st.builds(Fraction, st.integers(0, 12), st.just(12))
TWO_TRAINS = Structure.of(
    "top", {"top": all_of("one", "two"), "one": any_of("p1", "v1"), "two": any_of("p2", "v2")}
)
OR_AND = Structure.of("f", {"f": any_of("a", "g"), "g": all_of("b", "c")})


@st.composite
def structures(draw: st.DrawFn, leaves: int = 5, gates: int = 5, cyclic: bool = False) -> Structure:
    """Gates over shared leaves; each gate takes the next one often, so that most are below the top."""
    names = [f"g{i}" for i in range(draw(st.integers(1, gates)))]
    basic = [f"l{i}" for i in range(leaves)]
    rules = {}
    for i, name in enumerate(names):
        pool = basic + (names if cyclic else names[i + 1 :])
        inputs = draw(st.lists(st.sampled_from(pool), unique=True, max_size=4))
        if i + 1 < len(names) and draw(st.booleans()):
            inputs = list(dict.fromkeys([*inputs, names[i + 1]]))
        rules[name] = Gate(draw(st.integers(1, max(1, len(inputs)))), tuple(inputs))
    return Structure.of("g0", rules)


@st.composite
def rated(draw: st.DrawFn, **sizes: int) -> tuple[Structure, dict[str, Fraction]]:
    """A structure with a rate for each leaf."""
    structure = draw(structures(**sizes))
    return structure, {leaf: draw(chances) for leaf in structure.leaves}


@st.composite
def joint_distributions(draw: st.DrawFn, leaves: tuple[str, ...]) -> dict[State, Fraction]:
    """Any joint distribution of the leaves, not only independent ones."""
    states = list(states_of(leaves))
    weights = draw(st.lists(st.integers(0, 6), min_size=len(states), max_size=len(states)))
    total = sum(weights) or 1
    if not sum(weights):
        weights[0] = 1
    return {state: Fraction(weight, total) for state, weight in zip(states, weights, strict=True)}


def states_of(leaves: tuple[str, ...]) -> Iterator[State]:
    for values in product((False, True), repeat=len(leaves)):
        yield frozenset(leaf for leaf, value in zip(leaves, values, strict=True) if value)


def chance_of(state: State, rates: dict[str, Fraction]) -> Fraction:
    value = Fraction(1)
    for leaf, rate in rates.items():
        value *= rate if leaf in state else 1 - rate
    return value


def enumerated(structure: Structure, rates: dict[str, Fraction]) -> Fraction:
    """P(top) under independence by looking at every state."""
    hits = (state for state in states_of(structure.leaves) if happens(structure, state))
    return sum((chance_of(state, rates) for state in hits), Fraction(0))


def under(structure: Structure, joint: dict[State, Fraction]) -> Fraction:
    """P(top) under a joint distribution."""
    return sum(
        (weight for state, weight in joint.items() if happens(structure, state)), Fraction(0)
    )


def marginals(joint: dict[State, Fraction], leaves: tuple[str, ...]) -> dict[str, Fraction]:
    return {
        leaf: sum((w for state, w in joint.items() if leaf in state), Fraction(0))
        for leaf in leaves
    }


def minimal_by_looking(structure: Structure) -> list[tuple[str, ...]]:
    """Minimal sets by trying every set."""
    hits = [state for state in states_of(structure.leaves) if happens(structure, state)]
    minimal = [hit for hit in hits if not any(other < hit for other in hits)]
    return sorted((tuple(sorted(hit)) for hit in minimal), key=lambda names: (len(names), names))


def hitting_sets(sets: list[set[str]]) -> list[tuple[str, ...]]:
    """The minimal sets with an element of each of these, by looking at all."""
    names = sorted(set().union(*sets))
    hits = [state for state in states_of(tuple(names)) if all(state & each for each in sets)]
    minimal = [hit for hit in hits if not any(other < hit for other in hits)]
    return sorted((tuple(sorted(hit)) for hit in minimal), key=lambda each: (len(each), each))
