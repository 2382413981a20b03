"""Which changes may mend a break: one function for each code, and an honest reason where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .changes import Change
from .mending_checks import circular, contradicted, inverted, misplaced, shared, stale
from .mending_claims import expired, not_met, open_link, refuted, ungrounded
from .mending_trust import collapsed, spent, stuck, vacuous
from .report import Break
from .workshop import Workshop, unique

Proposer = Callable[[Workshop, Break], Iterator[Change]]

PROPOSERS: dict[str, Proposer] = {
    "TWR101": collapsed, "TWR102": collapsed, "TWR103": vacuous, "TWR104": stuck, "TWR105": spent,
    "TWR106": stuck, "TWR201": shared, "TWR202": circular, "TWR203": stale, "TWR204": misplaced,
    "TWR205": inverted, "TWR206": contradicted, "TWR301": open_link, "TWR302": open_link,
    "TWR401": ungrounded, "TWR403": refuted, "TWR404": not_met, "TWR406": expired,
}  # fmt: skip

# where nothing that a file says would be a repair
BEYOND = {
    "TWR402": "evidence cannot be declared: test the assumption (tower test) and keep the evidence file",
    "TWR405": "whether the tower or the snapshot under expect is right, only its author knows",
}


def proposals(shop: Workshop, found: Break) -> tuple[Change, ...]:
    """Every change that may mend a break, alone or with others; () for none."""
    proposer = PROPOSERS.get(found.code)
    return () if proposer is None else unique(proposer(shop, found))
