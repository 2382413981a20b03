"""What may mend a theory that is inconsistent by what it is given: give it less (TWR101, TWR206).

Of each smallest part that cannot hold together one piece must go.  After some are gone others may still
contradict each other, which a trial finds; so the cheapest sets are smallest sets that hit every part.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..logic.questions import conjuncts
from ..model.claims import Claim
from ..model.theories import canonical_name
from ..propagation.facts import Declared
from ..syntax.parser import parse
from .changes import Change
from .edits import Drop, Swap
from .inconsistent import Origin, contradictory
from .report import Break
from .workshop import Workshop

_MOST = 8  # parts of one axiom that are taken out one by one


def less(shop: Workshop, found: Break) -> Iterator[Change]:
    """Take back, or let say less, one of the things that make the theory of a break inconsistent."""
    for question in found.claims:
        core = contradictory(shop.judge, question, found.nodes[0]) if len(found.nodes) == 1 else ()
        if core:
            for origin in core:
                yield from _without(shop, found, question[0], origin)
            return


def _without(shop: Workshop, found: Break, asker: str, origin: Origin) -> Iterator[Change]:
    if isinstance(origin, Declared):
        yield from _weaker(found, origin)
    elif isinstance(origin, Claim):
        yield from shop.no_longer_assumed(asker, origin)
    elif isinstance(origin, int) and 0 <= origin < len(shop.model.checks):
        yield shop.cut_check(origin)


def _weaker(found: Break, axiom: Declared) -> Iterator[Change]:
    """Without one of the parts that an axiom joins, or without the axiom."""
    touched = frozenset({*found.nodes, axiom.theory, canonical_name(axiom.theory)})
    joined = list(dict.fromkeys(conjuncts(parse(axiom.what))))
    for part in joined if 1 < len(joined) <= _MOST else ():
        rest = " & ".join(f"({each})" for each in joined if each is not part)
        weaker = str(parse(rest))
        text = f"let the axiom {axiom.what} of {axiom.theory} say only {weaker}"
        edit = Swap("theories", axiom.theory, "axioms", axiom.what, weaker)
        yield Change("retype", text, (edit,), touched)
    text = f"take the axiom {axiom.what} back from {axiom.theory}"
    yield Change("cut", text, (Drop("theories", axiom.theory, "axioms", axiom.what),), touched)
