"""Links from base to mesa-optimizer: what can be called, what each link inherits, what stays open.

A searched link inherits the pseudo-alignment modes of "Risks from Learned Optimization"
(arXiv:1906.01820, sections 3 and 4); a written one fails by bugs, a delegated one by incentives.
A link out of `values` has no function to be about (arXiv:1712.05812).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..frozen import frozen
from ..model.claims import Aligned
from ..model.values import MODES, LinkKind, Model, Optimizer
from ..propagation.facts import Known
from .judging import Judge
from .report import Break, Edge

INHERITED: dict[LinkKind, tuple[str, ...]] = {
    "searched": MODES,
    "written": ("bugs",),
    "delegated": ("incentives",),
}


@frozen(slots=True)
class Link:
    """One link: who built whom and how, what of it is open, and whether there is a function to test."""

    base: str
    mesa: str
    kind: LinkKind
    objective: str
    callable: bool
    open_modes: tuple[str, ...]
    aligned: str  # the verdict on aligned(base -> mesa), "" where nobody speaks of it
    robust: str  # the same for robust(base -> mesa)

    @property
    def objective_open(self) -> bool:
        """Whether there is no function and nobody has vouched for the agreement."""
        return not self.callable and not (self.aligned or self.robust)

    @property
    def closed(self) -> bool:
        """Whether nothing about the link is open."""
        return bool(self.robust) or (not self.open_modes and not self.objective_open)


_HOLDS = frozenset({"GUARANTEED", "SUPPORTED", "ASSUMED"})


def links(judge: Judge) -> list[Link]:
    """Every link of the tower, in order of building."""
    model = judge.case.model
    return [_link(judge, model, base, mesa) for mesa in model.optimizers for base in mesa.built_by]


def _link(judge: Judge, model: Model, base: str, mesa: Optimizer) -> Link:
    builder = model.optimizer.get(base)
    objective = None if builder is None else builder.objective
    kind = "" if objective is None else objective.kind
    addressed = set(mesa.addresses)
    return Link(
        base=base,
        mesa=mesa.name,
        kind=mesa.link,
        objective=kind,
        callable=kind != "values",
        open_modes=tuple(mode for mode in INHERITED[mesa.link] if mode not in addressed),
        aligned=_verdict(judge, Aligned(base, mesa.name)),
        robust=_verdict(judge, Aligned(base, mesa.name, robust=True)),
    )


def _verdict(judge: Judge, claim: Aligned) -> str:
    """The observer's verdict on a link when it holds; also for links that the file does not mention."""
    standing = judge.case.standing(judge.case.observer, claim)
    if Known(claim) not in standing.reached:
        return ""
    verdict = judge.answer(judge.case.observer, claim).verdict
    return verdict if verdict in _HOLDS else ""


def gaps(judge: Judge) -> Iterator[Break]:
    """GAP for every link with something open; NOT_A_FUNCTION for every unvouched link out of values."""
    for link in links(judge):
        if not link.closed:
            yield _gap(link)
        if link.objective_open:
            yield _not_a_function(link)


def _gap(link: Link) -> Break:
    open_things = ["the objective itself"] if link.objective_open else []
    open_things += list(link.open_modes)
    return Break(
        code="TWR301",
        nodes=tuple(sorted((link.base, link.mesa))),
        edges=(Edge("builds", link.base, link.mesa),),
        reason=f"{link.base} -> {link.mesa} ({link.kind}): nobody addresses {', '.join(open_things)}",
        repairs=(
            f"list under addresses of {link.mesa} what your training or review deals with",
            f"check or assume robust({link.base} -> {link.mesa})",
        ),
        loeb="This is not Löb: the question is what the built system pursues, not what a theory proves.",
    )


def _not_a_function(link: Link) -> Break:
    return Break(
        code="TWR302",
        nodes=tuple(sorted((link.base, link.mesa))),
        edges=(Edge("builds", link.base, link.mesa),),
        reason=f"{link.base} selects by values, which cannot be called: there is nothing to test "
        f"{link.mesa} against",
        repairs=ways(link.base, link.mesa),
        loeb="This is not Löb: values are not a function.",
    )


def ways(base: str, mesa: str) -> tuple[str, ...]:
    """What can be done about a link out of values: there is nothing to test.

    >>> len(ways("lab", "ai"))
    3
    """
    return (
        f"assume it: {Aligned(base, mesa)} with your name on it",
        "elicit it: judgements on a stated population support it there only",
        "move it: insert a learner; the part without a function stays on the first link",
    )
