"""Facts and random formulas that several test files of this folder share."""

import json
from pathlib import Path

from hypothesis import strategies as st

from tower.syntax.formula import FALSE, TRUE, And, Atom, Box, Iff, Implies, Not, Or, diamond

_ALL = json.loads((Path(__file__).parents[1] / "facts" / "logic.json").read_text())["facts"]


def facts(kind):
    """The facts of one kind."""
    return [fact for fact in _ALL if fact["kind"] == kind]


def formulas(letters="pq", theories=("0",), leaves=8):
    """Random formulas over these letters and modalities."""
    basic = [st.just(TRUE), st.just(FALSE), *(st.just(Atom(letter)) for letter in letters)]
    return st.recursive(
        st.one_of(basic),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Box, st.sampled_from(theories), inner),
            *(st.builds(shape, inner, inner) for shape in (And, Or, Implies, Iff)),
        ),
        max_leaves=leaves,
    )


def modalised(letters="pq", leaves=5):
    """Random formulas in which p stands under boxes only."""
    boxed = st.builds(lambda body: Box("0", body), formulas(letters, leaves=leaves))
    plain = formulas([letter for letter in letters if letter != "p"], leaves=2)
    return st.recursive(
        boxed | plain,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            *(st.builds(shape, inner, inner) for shape in (And, Or, Implies)),
        ),
        max_leaves=3,
    )


def positive_formulas(letters="pq", leaves=6):
    """Random strictly positive formulas over the modalities 0, 1, 2."""
    return st.recursive(
        st.one_of(st.just(TRUE), *(st.just(Atom(letter)) for letter in letters)),
        lambda inner: st.one_of(
            st.builds(And, inner, inner), st.builds(diamond, st.sampled_from("012"), inner)
        ),
        max_leaves=leaves,
    )
