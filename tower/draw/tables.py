"""What a report says of its links and of its meta-levels, as rows of words."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagnosis.ladder import TOLD, Rung
from ..diagnosis.links import INHERITED, Link
from ..diagnosis.register import Entry
from ..model.values import Model

Row = tuple[str, ...]
REGISTER: Row = ("ASSUMPTION", "STATUS", "WHOSE", "EXPIRES", "WHAT FALLS WITHOUT IT")
LADDER: Row = ("LEVEL", "VERIFIER", "THEORY", "CHECKS", "LEAVES", "WHICH")
LINKS: Row = ("LINK", "AIMS AT", "A FUNCTION?", "IF MET PERFECTLY", "STATUS")


def register_rows(entries: Iterable[Entry]) -> list[Row]:
    """One row for each assumption: its status, whose it is, until when, and what falls without it."""
    return [
        (
            str(entry.claim),
            entry.status,
            entry.owner or entry.observer or "nobody's",
            str(entry.expires or "never"),
            ", ".join(dict.fromkeys(str(claim) for _, claim in entry.falls)) or "nothing by itself",
        )
        for entry in entries
    ]


def ladder_rows(rungs: Iterable[Rung]) -> list[Row]:
    """One row for each rung: what it checks, what it leaves, and how that relates to what was left before."""
    return [
        (
            str(rung.level),
            rung.verifier,
            rung.theory or "none",
            str(rung.claim),
            str(rung.leaves),
            "is what the first level leaves" if rung.relation is None else TOLD[rung.relation],
        )
        for rung in rungs
    ]


def link_rows(model: Model, links: Iterable[Link]) -> list[Row]:
    """One row for each link: what the builder aims at, whether that can be called, what stays open."""
    return [
        (
            f"{link.base} -> {link.mesa} ({link.kind})",
            _aim(model, link),
            function_word(link),
            enough_word(link),
            status_word(link),
        )
        for link in links
    ]


def _aim(model: Model, link: Link) -> str:
    builder = model.optimizer.get(link.base)
    objective = None if builder is None else builder.objective
    return "not said" if objective is None else objective.about or objective.kind


def function_word(link: Link) -> str:
    """Whether there is a function to aim at.

    >>> function_word(Link("a", "b", "searched", "values", False, (), "", ""))
    'no'
    """
    if not link.objective:
        return "not said"
    return "yes" if link.callable else "no"


def enough_word(link: Link) -> str:
    """What would be known if the objective were met perfectly in training.

    >>> enough_word(Link("a", "b", "written", "loss", True, (), "", ""))
    'it does what it says'
    """
    if not link.callable:
        return "nothing to meet"
    return {
        "searched": "the score, not the goal",
        "written": "it does what it says",
        "delegated": "the task, not the will",
    }[link.kind]


def status_word(link: Link) -> str:
    """What of the link is open.

    >>> status_word(Link("a", "b", "searched", "loss", True, ("proxy",), "", ""))
    'GAP: proxy'
    """
    if link.closed:
        known = link.robust or link.aligned
        return f"closed, {known}" if known else "closed: every mode is addressed"
    open_things = ["no function"] if link.objective_open else []
    everything = len(link.open_modes) == len(INHERITED[link.kind]) > 1
    open_things += ["every inherited mode"] if everything else list(link.open_modes)
    return f"GAP: {', '.join(open_things)}"
