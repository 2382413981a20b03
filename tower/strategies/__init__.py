"""Hypothesis strategies, for property tests of programs that use this package.

Towers (sound ones, and with a fault of every kind planted), formulas, trust graphs, trust patterns,
countermodels, structures of risk, and the systems that a bound tower produces.  What they give is valid
by construction and shrinks to little.  Importing this makes `st.from_type` know the types; a tower that
was imported does so by itself as soon as hypothesis is there too.

>>> from hypothesis import find, strategies as st
>>> import tower as tw
>>> find(st.from_type(tw.Tower), lambda t: True).name
'sound'
"""

from __future__ import annotations

from functools import partial

from ..api.builder import Tower
from ..errors import MissingExtra
from ..logic.pattern import Pattern
from ..logic.trust import TrustGraph
from ..model.values import Interval, Model
from ..risk.structure import Structure
from ..syntax.formula import And, Atom, Box, Constant, Iff, Implies, Not, Or
from .bound import systems
from .building import FAULTS, planted, towers
from .logical import countermodels, formulas, letter_names, patterns, theory_names, trust_graphs
from .numeric import intervals, probabilities, rated_structures, structures

try:
    from hypothesis import strategies as st
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error

__all__ = [
    "FAULTS", "countermodels", "formulas", "intervals", "letter_names", "patterns", "planted",
    "probabilities", "rated_structures", "structures", "systems", "theory_names", "towers", "trust_graphs",
]  # fmt: skip


def _is(shape: type[object], formula: object) -> bool:
    return isinstance(formula, shape)


_ANY_TOWER = towers() | planted()
OF_TYPE = {"Tower": _ANY_TOWER, "Model": _ANY_TOWER.map(lambda tower: tower.model)}

st.register_type_strategy(Tower, OF_TYPE["Tower"])
st.register_type_strategy(Model, OF_TYPE["Model"])
st.register_type_strategy(Pattern, patterns())
st.register_type_strategy(TrustGraph, trust_graphs())
st.register_type_strategy(Structure, structures())
st.register_type_strategy(Interval, intervals())
for _shape in (Constant, Atom, Not, And, Or, Implies, Iff, Box):
    st.register_type_strategy(_shape, formulas().filter(partial(_is, _shape)))
