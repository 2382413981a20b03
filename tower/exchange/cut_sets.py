"""Minimal cut sets as a table of comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from fractions import Fraction
from math import prod

from ..model.values import Interval
from ..risk.bounds import VACUOUS, Given, as_interval
from ..risk.cut_sets import CutSets
from ..risk.structure import Event

HEADER = ("order", "list", "unknown_low", "unknown_high", "independent_low", "independent_high", "events")


def cut_sets_csv(found: CutSets, rates: Mapping[Event, Given]) -> str:
    """One line for each set: its size, whether the list is complete, its probability, its events.

    The probability stands there twice: whatever the dependence, and if the events are independent.
    Events take one column each, from the last heading on.

    >>> print(cut_sets_csv(CutSets((("a", "b"),), True), {"a": 0.5, "b": 0.5}), end="")
    order,list,unknown_low,unknown_high,independent_low,independent_high,events
    2,complete,0.0,0.5,0.25,0.25,a,b
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    state = "complete" if found.complete else "truncated"
    for events in found.sets:
        writer.writerow([len(events), state, *map(float, _chances(events, rates)), *events])
    return out.getvalue()


def _chances(events: tuple[Event, ...], rates: Mapping[Event, Given]) -> tuple[Fraction, ...]:
    chances: list[Interval] = [as_interval(rates.get(event, VACUOUS), event) for event in events]
    low = max(Fraction(0), sum((each.low for each in chances), Fraction(1 - len(chances))))
    high = min((each.high for each in chances), default=Fraction(1))
    lows, highs = (prod((getattr(c, end) for c in chances), start=Fraction(1)) for end in ("low", "high"))
    return low, high, lows, highs
