"""Strategies for what the logic speaks of: formulas, trust graphs, trust patterns, countermodels."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import MissingExtra
from ..logic.answers import Limits, NonTheorem
from ..logic.models import Model as Countermodel
from ..logic.pattern import Pattern
from ..logic.tableau import decide
from ..logic.trust import TrustGraph
from ..syntax.formula import FALSE, TRUE, And, Atom, Box, Formula, Iff, Implies, Not, Or

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error

_QUICKLY = Limits(steps=500, worlds=50)  # a formula that takes longer is not drawn
_BLANKLESS = st.characters(exclude_characters="[]<>").filter(lambda sign: not sign.isspace())


def letter_names() -> SearchStrategy[str]:
    """Names of letters: any text at all, plain identifiers and the names of constants among it.

    >>> from hypothesis import find
    >>> find(letter_names(), lambda name: " " in name)
    ' '
    """
    return st.sampled_from(["p", "q", "T", "F", "P(x)", "x'", "été", "[]p"]) | st.text(max_size=6)


def theory_names() -> SearchStrategy[str]:
    """Names of theories: any text without blanks and brackets.

    >>> from hypothesis import find
    >>> find(theory_names(), lambda name: len(name) == 2)
    'PA'
    """
    usual = st.sampled_from(["0", "1", "PA", "PA+RFN^2", "-x", "^2"])
    return usual | st.text(_BLANKLESS, min_size=1, max_size=4)


def formulas(
    letters: Sequence[str] | SearchStrategy[str] = ("p", "q"),
    theories: Sequence[str] | SearchStrategy[str] = ("0",),
    *,
    max_leaves: int = 8,
) -> SearchStrategy[Formula]:
    """Formulas over some letters and theories, each given as a list or as a strategy for names.

    >>> from hypothesis import find
    >>> str(find(formulas(["p"]), lambda formula: isinstance(formula, Box)))
    '[]p'
    """
    letter, theory = _names(letters), _names(theories)
    basic = st.sampled_from([FALSE, TRUE]) | letter.map(Atom)
    return st.recursive(
        basic,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Box, theory, inner),
            *(st.builds(shape, inner, inner) for shape in (And, Or, Implies, Iff)),
        ),
        max_leaves=max_leaves,
    )


def _names(given: Sequence[str] | SearchStrategy[str]) -> SearchStrategy[str]:
    return given if isinstance(given, SearchStrategy) else st.sampled_from(list(given))


def trust_graphs(
    theories: Sequence[str] = ("a", "b", "c", "d"),
    *,
    max_edges: int = 4,
    strengths: Sequence[int] = (0, 1, 2),
) -> SearchStrategy[TrustGraph]:
    """Trust graphs over some theories, with any edges between any two of them.

    >>> from hypothesis import find
    >>> sorted(find(trust_graphs("ab"), lambda graph: graph.dead()).dead())
    ['a']
    """
    end = st.sampled_from(list(theories))
    pairs = st.frozensets(st.tuples(end, end), max_size=max_edges)
    con = st.frozensets(st.tuples(end, end, st.sampled_from(list(strengths))), max_size=max_edges)
    return st.builds(
        lambda includes, reflects, con, local: TrustGraph(
            tuple(theories), includes, reflects, con, frozenset(reflects & local)
        ),
        pairs,
        pairs,
        con,
        pairs,
    )


def patterns(
    theories: Sequence[str] = ("a", "b", "c"),
    letters: Sequence[str] = ("p", "q"),
    *,
    max_edges: int = 3,
    strengths: Sequence[int] = (0,),
    max_axioms: int = 2,
    classes: bool = True,
) -> SearchStrategy[Pattern]:
    """Trust patterns over some theories; with `classes`, letters may be Σ1 or decidable.

    >>> from hypothesis import find
    >>> find(patterns(), lambda pattern: pattern.reflects).reflects
    frozenset({('a', 'a')})
    """
    axiom = st.tuples(st.sampled_from(list(theories)), formulas(letters, theories, max_leaves=4))
    some = st.frozensets(st.sampled_from(list(letters))) if classes else st.just(frozenset())
    return st.builds(
        _pattern,
        trust_graphs(theories, max_edges=max_edges, strengths=strengths),
        st.lists(axiom, max_size=max_axioms),
        some,
        some,
    )


def _pattern(
    graph: TrustGraph,
    axioms: list[tuple[str, Formula]],
    sigma1: frozenset[str],
    decidable: frozenset[str],
) -> Pattern:
    found: dict[str, tuple[Formula, ...]] = {}
    for theory, axiom in axioms:
        found[theory] = tuple(dict.fromkeys((*found.get(theory, ()), axiom)))
    return Pattern(
        graph.theories,
        graph.includes,
        graph.reflects,
        graph.con,
        tuple(sorted(found.items(), key=lambda entry: entry[0])),
        sigma1,
        decidable,
    )


def countermodels(
    theories: Sequence[str] = ("a", "b"),
    letters: Sequence[str] = ("p", "q"),
    *,
    max_leaves: int = 4,
) -> SearchStrategy[tuple[Pattern, Formula, Countermodel]]:
    """A trust pattern, a formula that it does not prove, and a model that refutes the formula in it.

    >>> from hypothesis import find
    >>> pattern, formula, model = find(countermodels(), lambda found: True)
    >>> str(formula), len(model.worlds)
    ('F', 1)
    """
    asked = st.tuples(
        patterns(theories, letters, max_edges=2, max_axioms=1, classes=False),
        formulas(letters, theories, max_leaves=max_leaves),
    )
    return asked.map(_refuted).filter(bool).map(lambda found: found[0])


def _refuted(asked: tuple[Pattern, Formula]) -> tuple[tuple[Pattern, Formula, Countermodel], ...]:
    """The question with the model that refutes it; nothing where none is found quickly."""
    answer = decide(*asked, limits=_QUICKLY)
    return ((*asked, answer.model),) if isinstance(answer, NonTheorem) else ()
