"""Scan a sheet: every verdict, every break, and the part around any node as a tower of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..diagnosis.codes import CODES
from ..errors import InputError
from ..model.values import Model
from .base import Base
from .breaks import Answers, ungrounded, weak_breaks
from .builders import Builders
from .cutting import Cutter, Part
from .findings import Block
from .loeb import Loeb
from .names import Bits, Ints
from .patterns import Patterns
from .progress import Step, quiet
from .sheet import KINDS, SOUND, Sheet
from .verdicts import VERDICTS, Standing
from .writing import Writer


@dataclass(frozen=True, eq=False)
class Scan:
    """What was found in a sheet."""

    answers: Answers
    step: Step = quiet

    @property
    def sheet(self) -> Sheet:
        """What was scanned."""
        return self.answers.sheet

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The breaks, one block for each code that occurs, in the order of the codes."""
        circles = self.answers.circles  # after the propagation that it asks for
        self.step("components", 0, len(self.sheet.nodes))
        circles.label  # noqa: B018  worked out now, under its own name
        self.step("breaks")
        loeb = Loeb(self.answers)
        found = [*loeb.blocks(), *weak_breaks(self.answers), ungrounded(self.answers, loeb.lacking)]
        return tuple(sorted((block for block in found if block.count), key=lambda block: block.code))

    @cached_property
    def limit(self) -> str:
        """The stated limit that was met; "" where every claim got its verdict."""
        return self.answers.patterns.settled[1]

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        """How many claims have each verdict, by the kind of what they are about.

        A builder's questions about what it builds count under "child".
        """
        at = np.flatnonzero(self.sheet.claims.mentioned).astype(np.int32)
        pairs = self.sheet.claim_kind(at).astype(np.int64) * len(VERDICTS) + self.answers.verdict[at]
        found: Counter[tuple[str, str]] = Counter()
        for pair, count in enumerate(np.bincount(pairs, minlength=len(KINDS) * len(VERDICTS)).tolist()):
            found[KINDS[pair // len(VERDICTS)], VERDICTS[pair % len(VERDICTS)]] = count
        for place, count in enumerate(
            np.bincount(self.answers.builders.verdict, minlength=len(VERDICTS)).tolist()
        ):
            found["child", VERDICTS[place]] = count
        return {key: count for key, count in found.items() if count}

    @property
    def alone(self) -> int:
        """How many nodes are on closed circles."""
        return int(self.answers.circles.inside.sum())

    @property
    def standing_on(self) -> int:
        """How many nodes stand on closed circles without being on one."""
        return int(self.answers.circles.below.sum()) - self.alone

    @property
    def dead(self) -> int:
        """How many theories the trust edges make inconsistent."""
        return int(self.answers.base.trust.dead.sum())

    @property
    def patterns(self) -> int:
        """How many distinct patterns the object engine and its logic were asked about."""
        return self.answers.patterns.asked

    @property
    def failed(self) -> bool:
        """Whether there is a break of severity error."""
        return any(CODES[block.code].severity == "error" for block in self.blocks)

    def neighbourhood(self, node: str, radius: int = 2) -> Model:
        """The part around a node as a tower, on its own claims as the whole has them.

        Claims about nodes within `radius` checks are there with their checks; what holds beyond is
        assumed, with its verdict in the whole graph.  InputError for a node that is not there.

        >>> from .generator import generate
        >>> from .reading import read_rows
        >>> from .rows import Rows
        >>> found = scan(read_rows(Rows(generate(1000).rows, "rows")))
        >>> found.neighbourhood("3", 1).name
        'rows'
        """
        place = self.sheet.nodes.find(node)
        if place < 0:
            raise InputError(f"no node {node!r} in {self.sheet.name}", expected="the name of a node")
        cutter = self.answers.patterns.cutter
        known = np.where(self.answers.standing.held, self.answers.verdict, -1)
        standing = self.answers.standing
        part = around(cutter, place, radius, known, standing.relied, self.answers.builders.observer.held)
        return Writer(cutter, part, plain=False).model()


def around(
    cutter: Cutter, node: int, radius: int, known: Ints, relied: tuple[Ints, Bits], own: Bits
) -> Part:
    """The part within some checks of a node.

    `known` are the verdicts in the whole, -1 where nothing holds; `relied` is what the observer knows of
    theories (`Standing.relied`); `own` tells what holds whatever is known of a builder.
    """
    sheet, claims = cutter.sheet, cutter.sheet.claims
    of_node = np.flatnonzero(claims.of_node & claims.mentioned)
    order = of_node[np.argsort(claims.target[of_node], kind="stable")]
    ends = np.searchsorted(claims.target[order], np.arange(len(sheet.nodes) + 1))
    inside: dict[int, None] = {}
    seen, waiting = {node}, [node]
    for _ in range(radius):
        later: list[int] = []
        for each in waiting:
            about = order[ends[each] : ends[each + 1]].tolist()
            inside |= dict.fromkeys(about)
            needs = [n for claim in about for check in cutter.checks_of(claim) for n in cutter.needs(check)]
            by = [name for claim in about for check in cutter.checks_of(claim) for name in cutter.by(check)]
            inside |= dict.fromkeys(n for n in needs if not claims.of_node[n])
            later += [
                name
                for name in (*by, *(int(claims.target[n]) for n in needs if claims.of_node[n]))
                if name not in seen
            ]
            seen |= set(later)
        waiting = list(dict.fromkeys(later))
    edge = [claim for each in waiting for claim in order[ends[each] : ends[each + 1]].tolist()]
    edge += [int(claims.sound[each]) for each in waiting if claims.sound[each] >= 0]
    beyond = [other for claim in inside for other in cutter.built_by(claim)]
    beyond += [other for claim in inside for other in cutter.builds(claim) if not own[claim]]
    held = sorted({claim for claim in [*edge, *beyond] if known[claim] >= 0 and claim not in inside})
    part = cutter.part(set(inside), set())
    about = [*held, *beyond, *(int(claims.extra[claim]) for claim in held if sheet.on_one[claim])]
    nodes = {*part.nodes, *(int(claims.target[claim]) for claim in about if claims.of_node[claim]), node}
    theories = sorted({*part.theories, *(int(sheet.theory[n]) for n in nodes if sheet.theory[n] >= 0)})
    given = tuple((claim, VERDICTS[known[claim]]) for claim in held)
    whole = tuple(sorted({*part.claims, *held}))
    trusted, adopted = (each.copy() for each in relied)
    vouched = list(_vouched(cutter, part.checks, known))
    trusted[vouched], adopted[vouched] = -1, False
    beyond_it = tuple(trusted[theories].tolist()), tuple(adopted[theories].tolist())
    return Part(whole, part.checks, tuple(sorted(nodes)), tuple(theories), given, *beyond_it)


def _vouched(cutter: Cutter, checks: tuple[int, ...], known: Ints) -> set[int]:
    """The theories of whose verifiers some of the checks say that they are sound, by somebody relied on."""
    sheet, claims, found = cutter.sheet, cutter.sheet.claims, set()
    for check in checks:
        claim = int(sheet.checks.claim[check])
        if claims.prop[claim] != SOUND or claims.extra[claim] >= 0 or sheet.checks.result[check]:
            continue
        needs = cutter.needs(check)
        met = bool(needs) and all(known[need] >= 0 for need in needs)
        by = cutter.by(check)
        if met or all(sheet.rated[one] or known[claims.sound[one]] >= 0 for one in by):
            found.add(int(sheet.theory[claims.target[claim]]))
    return found - {-1}


def scan(sheet: Sheet, step: Step = quiet) -> Scan:
    """Every verdict and break of a sheet; `step` is told what is being done.

    >>> from tower.model.values import Artifact, Check, Observer, Property, Verifier
    >>> from tower.model.claims import Holds
    >>> from .convert import sheet_of
    >>> checks = (Check(("v",), Holds("P", "v"), "review"),)
    >>> alone = Model("t", properties=(Property("P"),), verifiers=(Verifier("v"),), checks=checks,
    ...               observers=(Observer("o"),))
    >>> found = scan(sheet_of(alone))
    >>> found.counts, [block.code for block in found.blocks]
    ({('verifier', 'UNSUPPORTED'): 1}, ['TWR202'])
    """
    base = Base(sheet)
    observer = Standing(base, True, step)
    builders = Builders(*(Standing(base, asked, step, building=True) for asked in (True, False)))
    return Scan(Answers(observer, Patterns(observer), builders), step)
