"""Strategies for what numbers speak of: structures of gates over leaf events, and rates of the leaves."""

from __future__ import annotations

from fractions import Fraction

from ..errors import MissingExtra
from ..model.values import Interval
from ..risk.structure import Gate, Structure

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error

_TWELFTHS = 12


@st.composite
def structures(
    draw: st.DrawFn, *, max_leaves: int = 5, max_gates: int = 5, cyclic: bool = False
) -> Structure:
    """Structures in which gates share leaves; with `cyclic` gates may lead back to themselves.

    >>> from hypothesis import find
    >>> find(structures(), lambda found: len(found.leaves) == 2).leaves
    ('l0', 'l1')
    """
    gates = [f"g{number}" for number in range(draw(st.integers(1, max_gates)))]
    leaves = [f"l{number}" for number in range(max_leaves)]
    rules = {}
    for number, name in enumerate(gates):
        below = gates if cyclic else gates[number + 1 :]
        inputs = draw(st.lists(st.sampled_from([*leaves, *below]), unique=True, max_size=4))
        if number + 1 < len(gates) and draw(st.booleans()):
            inputs = list(dict.fromkeys([*inputs, gates[number + 1]]))
        rules[name] = Gate(draw(st.integers(1, max(1, len(inputs)))), tuple(inputs))
    return Structure.of(gates[0], rules)


def probabilities() -> SearchStrategy[Fraction]:
    """Exact probabilities with a small denominator.

    >>> from hypothesis import find
    >>> find(probabilities(), lambda number: 0 < number < 1)
    Fraction(1, 12)
    """
    return st.integers(0, _TWELFTHS).map(lambda count: Fraction(count, _TWELFTHS))


def intervals() -> SearchStrategy[Interval]:
    """Intervals of probabilities, points among them.

    >>> from hypothesis import find
    >>> find(intervals(), lambda found: found.low < found.high)
    Interval(low=Fraction(0, 1), high=Fraction(1, 12))
    """
    ends = st.tuples(probabilities(), probabilities())
    return ends.map(lambda pair: Interval(min(pair), max(pair)))


@st.composite
def rated_structures(
    draw: st.DrawFn, *, max_leaves: int = 5, max_gates: int = 5
) -> tuple[Structure, dict[str, Fraction]]:
    """A structure with a probability for each of its leaves.

    >>> from hypothesis import find
    >>> find(rated_structures(), lambda found: bool(found[1]))[1]
    {'l0': Fraction(0, 1)}
    """
    structure = draw(structures(max_leaves=max_leaves, max_gates=max_gates))
    return structure, {leaf: draw(probabilities()) for leaf in structure.leaves}
