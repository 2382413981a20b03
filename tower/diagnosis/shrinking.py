"""Leftover sets of claims that only the logic derives: drop what is not needed, one root at a time.

Each question put to the decider is the tower without one declared root; what is left when nothing
more can go is a minimal set.  It is the only one exactly when none of its members can be missed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..frozen import frozen
from ..logic.vacuity import judge
from ..model.claims import Claim, Refines, Sound
from ..model.values import Model, Theory
from ..propagation.compile import compile_question
from ..propagation.edges import Edges
from ..propagation.facts import Declared, Root
from ..propagation.rules import Asker
from ..propagation.setting import Setting
from ..propagation.standing import Standing


@frozen(slots=True)
class Shrunk:
    """A minimal set of roots, whether there are others, and whether it gives the claim without any check."""

    roots: tuple[Root, ...]
    more: bool
    unchecked: bool


def shrink(model: Model, asker: Asker, claim: Claim, roots: tuple[Root, ...]) -> Shrunk:
    """A minimal part of some roots on which the logic honestly derives a claim.  LimitReached at a limit."""
    left = list(roots)
    for root in roots:
        fewer = [each for each in left if each is not root]
        if _droppable(root, asker) and _derives(model, asker, claim, roots, fewer):
            left = fewer
    more = any(
        _derives(model, asker, claim, roots, [each for each in roots if each is not root])
        for root in left if _droppable(root, asker)
    )
    bare = replace(model, checks=())
    return Shrunk(tuple(left), more, _derives(bare, asker, claim, roots, left))


def _droppable(root: Root, asker: Asker) -> bool:
    return isinstance(root, Declared | Refines) or root in asker.roots


def _derives(model: Model, asker: Asker, claim: Claim, all_roots: tuple[Root, ...], kept: list[Root]) -> bool:
    """Whether the logic honestly derives the claim when only some roots are there."""
    standing = on_some(model, asker, claim, [root for root in all_roots if root not in kept])
    question = compile_question(standing.setting, standing.edges, standing, claim).question
    return judge(question).verdict == "GUARANTEED"


def on_some(model: Model, asker: Asker, claim: Claim, gone: Collection[Root]) -> Standing:
    """Where an asker would stand without some roots; a verifier without `refines` has accepted nothing."""
    theories = tuple(_without(theory, gone) for theory in model.theories)
    unfit = {root.verifier for root in gone if isinstance(root, Refines)}
    whole = Setting(model)
    checks = tuple(check for check in model.checks if not (whole.strong(check) and check.by[0] in unfit))
    setting = Setting(replace(model, theories=theories, checks=checks))
    fewer = replace(asker, roots=frozenset(root for root in asker.roots if root not in gone))
    return Standing(setting, Edges(setting), fewer, (claim,))


def refinements(standing: Standing) -> tuple[Refines, ...]:
    """What is taken as given of the strong verifiers that accepted something: they refine what they specify.

    Where a verifier is assumed to be sound this is no assumption of its own.
    """
    setting = standing.setting
    live = (
        check for number, check in enumerate(setting.model.checks)
        if setting.strong(check) and check.result == "accept" and setting.state[number] == "live"
    )
    roots = standing.asker.roots
    found = (Refines(check.by[0]) for check in live if Sound(check.by[0]) not in roots)
    return tuple(dict.fromkeys(each for each in found if each not in roots))


def _without(theory: Theory, gone: Collection[Root]) -> Theory:
    """A theory without the declared edges and axioms that are gone."""
    here = [root for root in gone if isinstance(root, Declared) and root.theory == theory.name]
    lost = {(root.relation, root.what) for root in here}
    return replace(
        theory,
        includes=tuple(name for name in theory.includes if ("includes", name) not in lost),
        reflects=tuple(pair for pair in theory.reflects if ("reflects", pair[0]) not in lost),
        proves_con=tuple(pair for pair in theory.proves_con if ("proves_con", pair[0]) not in lost),
        axioms=tuple(text for text in theory.axioms if ("axiom", text) not in lost),
    )
