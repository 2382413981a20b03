"""Outcomes for the tests of the formats: bundled towers, and one with hostile words everywhere."""

from __future__ import annotations

from datetime import date

from tower.api.bundled import load_bundled
from tower.api.views import check_model
from tower.diagnosis.report import Break
from tower.exchange.outcome import Outcome, Placed
from tower.model.values import Waiver

TODAY = date(2026, 11, 24)
HOSTILE = (
    "::error::a", "%0A::warning::b", "a\nb\r\n::add-mask::c", "<b>&amp;]]>", "\x00\x01\x08\x0b\x1b[31m\x7f\x85",
    "\ud800\udfff", "\uffff\ufffe", "{0} [a](http://x) {{", "\u202e\u2028\u2029", "a,b:c%25", "'\"\\", "",
)


def outcome(name: str) -> Outcome:
    """What `tower check` makes of a bundled tower."""
    report = check_model(load_bundled(name).model, today=TODAY)
    failing = set(map(id, report.findings()))
    placed = tuple(
        Placed(each, "waived" if each.waived else "fails" if id(each) in failing else "passes", 3, 5)
        for each in report.breaks
    )
    return Outcome(f"oversight/{name}.tower.yaml", report, placed)


def hostile(words: str) -> Outcome:
    """One break of each state in which everything that a user can say is `words`."""
    found = Break("TWR201", (words, "b"), (), words, (words,), waived=Waiver("TWR201", ("b",), words))
    open_ = Break("TWR202", (words,), (), words, (words,))
    placed = (Placed(found, "waived"), Placed(open_, "fails", 1, 1), Placed(open_, "known"), Placed(open_, "passes"))
    return Outcome(words or "empty", None, placed, error=words or "wrong")
