"""Japaridze's GLP and Beklemishev's J: theorems, and J-models that refute the others.

GLP has one provability predicate per n: [n] is provability from the base and all true Πₙ
sentences.  It is complete for no class of Kripke frames, but reduces to J, which has finite
models (Beklemishev 2010):  GLP ⊢ A iff J ⊢ M⁺(A) → A, where M(A) is the conjunction of
[m]B → [n]B for the boxes [m]B of A and the modalities n > m of A, and M⁺ = M ∧ ⋀ₙ[n]M.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from tower.logic.answers import GaveUp, Theorem
from tower.logic.j_models import JModel, is_j_frame, j_extent
from tower.logic.j_search import NoModel, j_satisfy
from tower.logic.rc import modality
from tower.syntax.formula import TRUE, And, Box, Formula, Implies, Not, subformulas

WORLDS = 20_000  # candidate worlds looked at before giving up


@dataclass(frozen=True, slots=True)
class Refuted:
    """No theorem.  World 0 of `model`, a J-model, makes `formula` false.

    For J, `formula` is the one asked for; for GLP it is M⁺(A) → A.
    """

    formula: Formula
    model: JModel


Answer: TypeAlias = Theorem | Refuted | GaveUp


def j_theorem(formula: Formula, worlds: int = WORLDS) -> Answer:
    """Is the formula a theorem of J?  InputError if a modality is no natural number.

    With the one modality [0], J is GL.

    >>> from tower.syntax.parser import parse
    >>> j_theorem(parse("[0]([0]p->p)->[0]p")), j_theorem(parse("[0]p->[1][0]p"))
    (Theorem(), Theorem())
    >>> type(j_theorem(parse("[0]p->[1]p"))).__name__
    'Refuted'
    """
    found = j_satisfy(Not(formula), worlds)
    if isinstance(found, JModel):
        _recheck(found, formula)
        return Refuted(formula, found)
    return Theorem() if isinstance(found, NoModel) else found


def _recheck(model: JModel, formula: Formula) -> None:
    """Every model is checked by the definitions before anyone sees it."""
    if not is_j_frame(model) or 0 in j_extent(model, formula):
        raise AssertionError("the search for a J-model returned a model that is none")


def glp_theorem(formula: Formula, worlds: int = WORLDS) -> Answer:
    """Is the formula a theorem of GLP?  InputError if a modality is no natural number.

    >>> from tower.syntax.parser import parse
    >>> glp_theorem(parse("[0]p->[1]p")), glp_theorem(parse("<1>T-><0><0>T"))
    (Theorem(), Theorem())
    >>> type(glp_theorem(parse("[1]p->[0]p"))).__name__
    'Refuted'
    """
    return j_theorem(Implies(monotonicity(formula), formula), worlds)


def monotonicity(formula: Formula) -> Formula:
    """M⁺(A): the instances of [m]B → [n]B that A needs, here and at every accessible world.

    >>> from tower.syntax.parser import parse
    >>> monotonicity(parse("p")) is parse("T")
    True
    """
    boxes = [part for part in subformulas(formula) if isinstance(part, Box)]
    levels = sorted({modality(box.theory) for box in boxes})
    here: Formula = TRUE
    for box, level in product(boxes, levels):
        if modality(box.theory) < level:
            here = _and(here, Implies(box, Box(str(level), box.body)))
    everywhere = here
    for level in levels:
        everywhere = _and(everywhere, _box(level, here))
    return everywhere


def _and(left: Formula, right: Formula) -> Formula:
    return right if left is TRUE else left if right is TRUE else And(left, right)


def _box(level: int, body: Formula) -> Formula:
    return TRUE if body is TRUE else Box(str(level), body)
