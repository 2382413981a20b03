"""The breaks of a sheet that are not of the logic: principals, circles, checks, links, roots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..diagnosis.report import Edge
from ..model.values import ADDRESSABLE, MODES
from .base import Base
from .builders import Builders
from .circles import Circles
from .findings import Block, Finding, distinct_pairs, listed, of_pairs
from .names import Bits, Ints, distinct_rows
from .patterns import Patterns
from .sheet import CONSISTENT, LINKS, Sheet
from .verdicts import CODE, Standing

INHERITED = {"searched": MODES, "written": ("bugs",), "delegated": ("incentives",)}
_OPEN = [sum(1 << ADDRESSABLE.index(mode) for mode in INHERITED[link]) for link in LINKS]
MOST_TOLD = 12  # names that one reason lists


@dataclass(frozen=True, eq=False)
class Answers:
    """The verdicts of a sheet with all that the breaks are found from."""

    standing: Standing
    patterns: Patterns
    builders: Builders

    @cached_property
    def base(self) -> Base:
        """Who counts."""
        return self.standing.base

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet."""
        return self.base.sheet

    @cached_property
    def verdict(self) -> Ints:
        """The observer's verdict on every claim; as a builder it has evidence of its own."""
        found = self.patterns.settled[0].copy()
        mine = self.builders.mine & (self.builders.questions[3] >= 0)
        found[self.builders.questions[3][mine]] = self.builders.verdict[mine]
        return found

    @cached_property
    def about(self) -> Bits:
        """The nodes about which some claim holds for somebody."""
        sheet, claims = self.sheet, self.sheet.claims
        found = np.zeros(len(sheet.nodes) + len(sheet.theories), bool)
        held = claims.mentioned & self.standing.held
        mine = self.builders.questions[3][self.builders.mine]
        held[mine[mine >= 0]] = False  # on evidence of its own, below
        found[claims.target[held & claims.of_node]] = True
        found[claims.target[held & (claims.prop == CONSISTENT)] + len(sheet.nodes)] = True
        found[self.builders.questions[2][self.builders.held]] = True
        return found

    @cached_property
    def circles(self) -> Circles:
        """The circles of weak checks."""
        return Circles(self.base, self.about)

    def text(self, claims: Any) -> tuple[str, ...]:
        """Claims as texts, in their order."""
        return tuple(sorted(self.sheet.claim_text(int(claim)) for claim in claims))


def weak_breaks(answers: Answers) -> Iterator[Block]:
    """All blocks of breaks of weak evidence, links and roots; empty ones too.

    >>> from .convert import sheet_of
    """
    yield common_causes(answers)
    yield cycles(answers)
    yield stale(answers)
    yield inversions(answers)
    yield contradictions(answers)
    yield from gaps(answers)


def common_causes(answers: Answers) -> Block:
    """COMMON_CAUSE for distinct nodes behind one check that are one principal, each set and cause once."""
    sheet, shared = answers.sheet, answers.base.principals.shared()
    first: dict[tuple[tuple[int, ...], int], int] = {}
    subject = answers.base.principals.subject
    for nodes, cause, check in zip(shared.nodes, shared.cause.tolist(), shared.check.tolist(), strict=True):
        key = tuple(sorted(nodes)), cause
        if key not in first or (subject[check] in nodes and subject[first[key]] not in nodes):
            first[key] = check
    found = list(first.items())

    def tell(number: int) -> Finding:
        (nodes, cause), check = found[number]
        names = tuple(sorted(sheet.nodes.some(list(nodes))))
        kind, value = sheet.causes[cause]
        with_it = " with what is checked" if int(subject[check]) in nodes else ""
        edges = tuple(Edge("shares", one, other) for one, other in zip(names, names[1:], strict=False))
        return Finding(
            "TWR201",
            names,
            edges,
            f"{' and '.join(names)} share {kind} {value}: they are one principal{with_it}",
            answers.text([sheet.checks.claim[check]]),
        )

    return Block("TWR201", len(found), tell)


def cycles(answers: Answers) -> Block:
    """CYCLE for every closed circle, with its edges."""
    sheet, circles = answers.sheet, answers.circles
    spans, members = circles.groups

    def name(number: int) -> str:
        count = len(sheet.nodes)
        return sheet.nodes[number] if number < count else sheet.theories[number - count]

    def tell(number: int) -> Finding:
        begin, end = spans[number]
        group = members[begin:end]
        names = tuple(sorted(map(name, group.tolist())))
        edges = tuple(
            sorted(
                Edge("checks", name(one), name(other))
                for one, other in circles.inner.get(int(circles.label[group[0]]), ())
            )
        )
        some = ", ".join(names[:MOST_TOLD]) + (
            f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
        )
        said = f"{some} checks itself" if len(names) == 1 else f"{some} vouch for each other"
        return Finding(
            "TWR202", names, edges, f"{said}, and nothing from outside the circle supports any of them"
        )

    return Block("TWR202", len(spans), tell)


def stale(answers: Answers) -> Block:
    """STALE for every check whose subject has changed since; one that is repeated is told once."""
    sheet, checks = answers.sheet, answers.sheet.checks
    at = np.flatnonzero(checks.stale & (checks.result <= 1))
    alone = checks.by[at] >= 0
    by, claim = distinct_rows(checks.by[at[alone]], checks.claim[at[alone]], len(sheet.claims))
    several = at[~alone]

    def tell(number: int) -> Finding:
        if number < len(by):
            who, what = [int(by[number])], int(claim[number])
        else:
            check = int(several[number - len(by)])
            who, what = list(answers.base.principals.thresholds[check]), int(checks.claim[check])
        subject = sheet.nodes[int(sheet.claims.target[what])]
        return stale_told(sorted(sheet.nodes.some(who)), subject, sheet.claim_text(what))

    return Block("TWR203", len(by) + len(several), tell)


def stale_told(by: list[str], subject: str, claim: str) -> Finding:
    """What is told of a check of something that has changed since."""
    edges = tuple(Edge("checks", one, subject) for one in by)
    reason = f"{', '.join(by)} checked {claim} as it was; it has changed since"
    return Finding("TWR203", tuple(sorted({*by, subject})), edges, reason, (claim,))


def inversions(answers: Answers) -> Block:
    """INVERSION for every live check by somebody declared less capable than the subject."""
    sheet = answers.sheet
    checks = np.flatnonzero(answers.base.inverted & answers.base.live)
    single = checks[sheet.checks.by[checks] >= 0]
    inside = np.isin(sheet.member_check, checks)
    by = np.concatenate([sheet.checks.by[single], sheet.member[inside]])
    subject = answers.base.principals.subject[np.concatenate([single, sheet.member_check[inside]])]
    low = sheet.capability[by]
    weak = (low >= 0) & (low < sheet.capability[subject])
    one, other, _ = distinct_pairs(by[weak], subject[weak], len(sheet.nodes))
    return of_pairs(
        "TWR205",
        sheet,
        (one, other),
        "checks",
        lambda one, other, _: inversion_told(one, other),
    )


def inversion_told(by: str, subject: str) -> str:
    """Why a check by somebody less capable is told."""
    return f"{by} is declared less capable than {subject}, and nothing amplifies it"


def contradictions(answers: Answers) -> Block:
    """CONTRADICTION for every claim that is accepted and rejected by verifiers that reach the asker."""
    sheet = answers.sheet
    claims = set(np.flatnonzero((answers.verdict == CODE["CONTRADICTED"]) & sheet.claims.mentioned).tolist())
    asked = answers.builders.questions[3][answers.builders.verdict == CODE["CONTRADICTED"]]
    return listed(
        "TWR206", (_contradiction(answers, claim) for claim in sorted(claims | set(asked.tolist())))
    )


def _contradiction(answers: Answers, claim: int) -> Finding:
    sheet, cutter = answers.sheet, answers.patterns.cutter
    checks = [check for check in cutter.checks_of(claim) if sheet.checks.result[check] <= 1]
    names = sorted({name for check in checks for name in sheet.nodes.some(list(cutter.by(check)))})
    subject = int(answers.base.principals.subject[checks[0]])
    about = sheet.nodes[subject] if subject >= 0 else ""
    if sheet.claims.prop[claim] == CONSISTENT:
        about = sheet.theories[int(sheet.claims.target[claim])]
    edges = tuple(Edge("checks", name, about) for name in names) if about else ()
    text = sheet.claim_text(claim)
    return Finding(
        "TWR206", tuple(names), edges, f"{', '.join(names[:MOST_TOLD])} disagree on {text}", (text,)
    )


def gaps(answers: Answers) -> Iterator[Block]:
    """GAP for every link with something open; NOT_A_FUNCTION for every link out of values."""
    sheet = answers.sheet
    base, mesa, _ = distinct_pairs(sheet.base, sheet.mesa, len(sheet.nodes))
    missing = np.array(_OPEN, np.int32)[sheet.link[mesa]] & ~sheet.addressed[mesa]
    values = sheet.objective[base] == 1
    wide = np.flatnonzero((missing != 0) | values)

    def gap(one: str, other: str, number: int) -> str:
        at = wide[number]
        link = LINKS[sheet.link[mesa[at]]]
        open_ = [mode for mode in INHERITED[link] if int(missing[at]) >> ADDRESSABLE.index(mode) & 1]
        return gap_told(one, other, link, bool(values[at]), open_)

    yield of_pairs("TWR301", sheet, (base[wide], mesa[wide]), "builds", gap)
    yield of_pairs(
        "TWR302",
        sheet,
        (base[values], mesa[values]),
        "builds",
        lambda one, other, _: no_function_told(one, other),
    )


def gap_told(base: str, mesa: str, link: str, valued: bool, modes: list[str]) -> str:
    """Why a link is told: what of it nobody addresses."""
    words = [*(["the objective itself"] if valued else []), *modes]
    return f"{base} -> {mesa} ({link}): nobody addresses {', '.join(words)}"


def no_function_told(base: str, mesa: str) -> str:
    """Why a link out of values is told."""
    return f"{base} selects by values, which cannot be called: there is nothing to test {mesa} against"


def ungrounded(answers: Answers, lacking: Bits) -> Block:
    """UNGROUNDED: every claim that lacks nothing but an assumption, one finding for each.

    `lacking` are the claims of which a missing or weak trust edge says why they do not hold.
    """
    sheet, circles = answers.sheet, answers.circles
    verdict = answers.verdict
    mentioned = sheet.claims.mentioned
    out = mentioned & (
        ((verdict == CODE["NOT_DERIVABLE"]) & ~lacking)
        | ((verdict == CODE["UNSUPPORTED"]) & ~_below(answers, circles.below))
    )
    out &= ~_set_aside(answers)
    at = np.flatnonzero(out)

    def tell(number: int) -> Finding:
        text = sheet.claim_text(int(at[number]))
        nodes = (
            tuple(sheet.nodes.some([int(sheet.claims.target[at[number]])]))
            if _of_node(sheet, at[number])
            else ()
        )
        return Finding("TWR401", nodes, (), f"nothing that was assumed or verified supports {text}", (text,))

    return Block("TWR401", len(at), tell)


def _of_node(sheet: Sheet, claim: int) -> bool:
    return bool(sheet.claims.of_node[claim])


def _below(answers: Answers, below: Bits) -> Bits:
    """The claims about, or in need of claims about, something that stands on a closed circle."""
    sheet, claims = answers.sheet, answers.sheet.claims
    subject = np.where(
        claims.of_node,
        claims.target,
        np.where(claims.prop == CONSISTENT, claims.target + len(sheet.nodes), len(below)),
    )
    stands = np.append(below, False)[subject]
    found = stands.copy()
    if len(sheet.need_group):
        groups = np.zeros(int(sheet.need_group.max()) + 1, bool)
        groups[sheet.need_group[stands[sheet.need_claim]]] = True
        needing = sheet.checks.needs >= 0
        needing[needing] = groups[sheet.checks.needs[needing]]
        found[sheet.checks.claim[needing]] = True
    return found


def _set_aside(answers: Answers) -> Bits:
    """The claims all of whose acceptances are stale, or by the same principal as the subject."""
    sheet, checks = answers.sheet, answers.sheet.checks
    accepted = checks.result == 0
    counted = np.zeros(len(sheet.claims), bool)
    counted[checks.claim[accepted & answers.base.live]] = True
    spoken = np.zeros(len(sheet.claims), bool)
    spoken[checks.claim[accepted]] = True
    return spoken & ~counted
