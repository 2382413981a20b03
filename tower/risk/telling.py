"""All numbers of a claim as tables and as plain data: what is said, and what it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..model.claims import Claim
from .accreditation import Tower, exact, pays, telescoped
from .bounds import INDEPENDENT, LATENT
from .endless import Limit
from .failure import NO_NUMBER, Failure
from .leaves import Leaf
from .numbers import Numbers
from .report import (
    Table,
    bound_data,
    bounds_table,
    cut_sets_table,
    importance_data,
    importance_table,
)
from .rounding import at_most, shown, shown_interval
from .structure import Event

MOST_ROWS = 30  # of a table
MOST_SETS = 20  # cut sets that a text shows; the data has all that were found
NO_SETS = "no minimal cut sets: the tree has not or xor, so more events may make the top not happen"
JOINT, CONDITIONAL = "P(bad and accepted)", "P(accepted | bad)"


def measure(numbers: Numbers) -> str:
    """What the bound is a probability of: with a prior for the claim both at once, without one a
    condition, because then the claim is taken to be false, the worst that can be.
    """
    found = numbers.failure
    stated = found is not None and any(event == str(numbers.claim) for event, _ in found.figures)
    return JOINT if stated else CONDITIONAL


def summary_table(claims: Sequence[Numbers]) -> Table:
    """One row for each claim: verdict, how likely it is to be wrong, and what must hold for that."""
    rows = tuple(
        (str(each.claim), each.answer.word, chance_text(each), " · ".join(each.held) or "-")
        for each in claims
    )
    return Table("", ("CLAIM", "VERDICT", "IS WRONG", "IF THESE HOLD"), rows)


def chance_text(numbers: Numbers) -> str:
    """How likely a claim is to be wrong, in a few signs; "-" where no number has a say in it."""
    return at_most(numbers.bound.interval) if numbers.says_something else "-"


def leaves_table(numbers: Numbers, most: int | None = None) -> Table:
    """Where each number comes from, and among which cases; at most `most` rows where it is given."""
    found = numbers.failure
    leaves = () if found is None else [each for each in found.leaves if each.event not in found.held]
    rows = tuple(
        (
            leaf.event,
            *shown_interval(leaf.rate.low, leaf.rate.high),
            "; ".join(_from(leaf)),
        )
        for leaf in leaves[:most]
    )
    headings = ("event", "from", "to", "because of")
    return Table("Where the numbers come from", headings, rows, left=len(leaves) - len(rows))


def _from(leaf: Leaf) -> Iterator[str]:
    yield leaf.origin
    if leaf.population:
        yield f"measured on {leaf.population}"
    if leaf.given:
        yield "of the bad ones"
    if leaf.unless:
        yield "of what is looked at"


def tower_table(tower: Tower) -> Table:
    """An accreditation tower: the bound that needs no independence, the exact values, the next level."""
    union, found = telescoped(tower), exact(tower)
    rows = [
        ("P(bad and all accept), at most", shown(union.high), "; ".join(union.assumptions)),
        ("P(bad and all accept)", shown(found.joint), "levels unsound independently"),
        ("P(all accept)", shown(found.accept), "levels unsound independently"),
    ]
    if found.accept:
        rows.append(("P(bad | all accept)", shown(found.posterior), "levels unsound independently"))
    last, rate = tower.unsound[-1], tower.false_accept[-1]
    limit = (1 - rate) * last
    pay = "no more of the same" if not pays(last, rate, last) else "one more of the same pays"
    rows.append(("another level pays if unsound below", shown(limit, up=False), pay))
    return Table("The tower of verifiers over it", ("what", "value", "assumes"), tuple(rows))


def limit_table(limit: Limit) -> Table:
    """What an endless tower leaves, or why there is no figure."""
    rows = tuple(
        (name, bound.mode, *shown_interval(bound.low, bound.high), "; ".join(bound.assumptions))
        for name, bound in limit.rows
    )
    headings = ("what", "dependence", "from", "to", "assumes")
    return Table("In the limit of endless levels", headings, rows, (limit.why,) * bool(limit.why))


def tables(numbers: Numbers) -> Iterator[Table]:
    """Everything about one claim; what its leaves share in their names is said once, in the title."""
    for table in _tables(numbers):
        shown, left = table.rows[:MOST_ROWS], table.left + len(table.rows) - MOST_ROWS
        rows = tuple(tuple(_short(cell, numbers.claim) for cell in row) for row in shown)
        remarks = [_short(remark, numbers.claim) for remark in table.remarks]
        remarks += [f"and {left} more: --format json has them all"] * (left > 0)
        yield Table(table.caption, table.headings, rows, tuple(remarks))


def _short(text: str, claim: Claim) -> str:
    seen = text.replace(f"miss of {claim} by", "miss by")
    return seen.replace(f"{claim} is not looked at by", "not looked at by")


def _tables(numbers: Numbers) -> Iterator[Table]:
    if numbers.limit is not None:
        yield limit_table(numbers.limit)
    if numbers.has_leaves:
        yield from _counted(numbers)
    sets = numbers.cut_sets(MOST_SETS)
    if sets is not None:
        yield cut_sets_table(sets)
    elif numbers.is_signed:
        yield Table("What must break together?", ("size", "events"), (), (NO_SETS,))


def _counted(numbers: Numbers) -> Iterator[Table]:
    assessment, importance = numbers.assessment, numbers.importance
    if assessment is None or importance is None:
        return
    table = bounds_table(assessment)
    told = [f"{each.kind}: {each.claim}, {each.told}" for each in numbers.compositions]
    yield Table(
        f"How likely is it that {numbers.claim} is wrongly accepted?  {measure(numbers)}",
        table.headings, table.rows, (*table.remarks, *told, *_remarks(numbers)),
    )  # fmt: skip
    yield leaves_table(numbers, MOST_ROWS)
    if numbers.tower is not None:
        yield tower_table(numbers.tower)
    yield importance_table(importance, MOST_ROWS)


def _remarks(numbers: Numbers) -> Iterator[str]:
    if numbers.held:
        yield f"taken to hold, because they have no number: {', '.join(numbers.held)}"
        yield f"without taking that: {at_most(numbers.unheld.interval)}"
    if numbers.posterior is not None:
        yield f"P(bad | accepted): {at_most(numbers.posterior.interval)}"
    yield from _differences(numbers)
    open_leaves = _open(numbers.failure)
    if open_leaves:
        yield f"no number, so anything: {', '.join(open_leaves)}"


def _differences(numbers: Numbers) -> Iterator[str]:
    """What independence would buy, and what the latent events cost even then."""
    assessment = numbers.assessment
    if assessment is None:
        return
    by_mode = {bound.mode: bound for bound in assessment.bounds}
    apart, latent = by_mode[INDEPENDENT], by_mode.get(LATENT)
    if numbers.bound.high > apart.high:
        buys = f"would make {at_most(apart.interval)} of {at_most(numbers.bound.interval)}"
        yield f"independence of everything, which is not declared, {buys}"
    if latent is not None and latent.high > apart.high:
        names = ", ".join(leaf.event for leaf in assessment.leaves if leaf.kind == LATENT)
        costs = f"{at_most(latent.interval)}, without it {at_most(apart.interval)}"
        yield f"{names} costs even if all else is independent: {costs}"


def _open(found: Failure | None) -> list[Event]:
    return [] if found is None else [e.event for e in found.leaves if e.origin == NO_NUMBER]


def numbers_data(numbers: Numbers) -> dict[str, Any]:
    """All numbers of a claim as plain data: exact numbers as texts, floats beside them."""
    found, assessment = numbers.failure, numbers.assessment
    tower, posterior = numbers.tower, numbers.posterior
    return {
        "asker": numbers.answer.asker,
        "claim": str(numbers.claim),
        "verdict": numbers.answer.word,
        "measure": measure(numbers),
        "bound": bound_data(numbers.bound),
        "held": list(numbers.held),
        "unheld": bound_data(numbers.unheld),
        "posterior": None if posterior is None else bound_data(posterior),
        "bounds": [] if assessment is None else [bound_data(each) for each in assessment.bounds],
        "colluders": [] if assessment is None else list(assessment.colluders),
        "compositions": [
            {"kind": each.kind, "claim": str(each.claim), "text": each.told}
            for each in numbers.compositions
        ],
        "tower": None if tower is None else _tower_data(tower),
        "limit": None if numbers.limit is None else _limit_data(numbers.limit),
        "leaves": [] if found is None else [_leaf_data(leaf, found) for leaf in found.leaves],
        "importance": [] if numbers.importance is None else importance_data(numbers.importance),
        "cut_sets": _sets_data(numbers),
    }


def _limit_data(limit: Limit) -> dict[str, Any]:
    bounds = [{"what": name, **bound_data(bound)} for name, bound in limit.rows]
    return {"bounds": bounds, "why_none": limit.why or None}


def _sets_data(numbers: Numbers) -> dict[str, Any]:
    found = numbers.cut_sets()
    if found is None:
        return {"complete": not numbers.is_signed, "sets": []}
    return {"complete": found.complete, "sets": [list(each) for each in found.sets]}


def _tower_data(tower: Tower) -> dict[str, Any]:
    found = exact(tower)
    return {
        "unsound": list(map(str, tower.unsound)),
        "false_accept": list(map(str, tower.false_accept)),
        "telescoped": str(telescoped(tower).high),
        "joint": str(found.joint),
        "accept": str(found.accept),
        "posterior": str(found.posterior) if found.accept else None,
        "next_level_pays_below": str((1 - tower.false_accept[-1]) * tower.unsound[-1]),
    }


def _leaf_data(leaf: Leaf, found: Failure) -> dict[str, Any]:
    return {
        "event": leaf.event,
        "low": str(leaf.rate.low),
        "high": str(leaf.rate.high),
        "node": leaf.node,
        "origin": leaf.origin,
        "population": leaf.population,
        "given": list(leaf.given),
        "unless": list(leaf.unless),
        "held": leaf.event in found.held,
    }
