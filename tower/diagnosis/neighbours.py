"""Which parts of a tower can have to do with each other, so that what is learned of one leaves others alone.

Two names are neighbours when a check, a need, a link or a shared identity joins them.  Everything that
reasons in a theory, and every theory, is one neighbourhood: a collapse can spread anywhere in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.claims import Claim, Condition, Consistent, Rfn, parts, subjects
from ..model.scope import Scope
from ..model.values import IDENTITY_KINDS, Model

_REASON = "reasoning"  # the one neighbourhood of all theories


class Neighbours:
    """The neighbourhoods of a model.

    >>> from tower.model.values import Check, Verifier
    >>> one, other = (Check((name,), Condition(name.upper()), "review") for name in "ab")
    >>> found = Neighbours(Model("t", verifiers=(Verifier("a"), Verifier("b")), checks=(one, other)))
    >>> found.near({"a"}, {"A"}), found.near({"a"}, {"B"}), found.near({"new"}, {"B"})
    (True, False, True)
    """

    def __init__(self, model: Model) -> None:
        self._above: dict[object, object] = {}
        for names in _joined(model):
            first, *rest = names or (None,)
            for name in rest:
                self._above[self._root(name)] = self._root(first)
            if first is not None:
                self._above.setdefault(first, first)

    def _root(self, name: object) -> object:
        while (above := self._above.setdefault(name, name)) != name:
            self._above[name] = self._above[above]
            name = above
        return name

    def near(self, these: Iterable[str], those: Iterable[str]) -> bool:
        """Whether some of these and some of those names can have to do with each other; unknown ones can."""
        mine, other = list(these), list(those)
        if not all(any(name in self._above for name in names) for names in (mine, other)):
            return True
        return bool({self._root(name) for name in mine} & {self._root(name) for name in other})


def _joined(model: Model) -> Iterator[list[object]]:
    scope = Scope(model)
    for check in model.checks:
        runners = [getattr(scope.behind(name), "name", name) for name in check.by]
        claims = (check.claim, *check.needs)
        yield [*check.by, *runners, *(name for claim in claims for name in _named(claim))]
    for thing in model.optimizers:
        yield [thing.name, *thing.built_by, *(name for name, _ in thing.enacts)]
    for node in scope.nodes.values():
        yield [node.name, *(pair for pair in node.lineage if pair[0] in IDENTITY_KINDS)]
        if scope.theory_of(node.name) is not None:
            yield [_REASON, node.name]
    for theory in model.theories:
        yield [_REASON, theory.name]
    for observer in model.observers:
        if observer.theory is not None:
            roots = [name for root in observer.assumes for name in _named(root.claim)]
            yield [_REASON, observer.name, *roots]


def _named(claim: Claim) -> list[object]:
    found: list[object] = []
    for part in parts(claim):
        found += [part.name] if isinstance(part, Condition) else list(subjects(part))
        found += [_REASON] if isinstance(part, Consistent | Rfn) else []
    return found
