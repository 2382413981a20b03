"""The quotient of a scan: a small tower with what is broken one by one and the rest in groups.

A group holds the nodes of one kind whose worst claim has one verdict, so that a group is green only if
all of it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

import numpy as np

from ..diagnosis.codes import CODES
from ..diagnosis.report import Answer, Break, Report, Verdict
from ..model.claims import Claim, Holds
from ..model.values import Artifact, Check, Model, Observer, Optimizer, Property, Verifier
from .engine import Scan
from .names import Ints
from .sheet import KINDS
from .telling import as_break
from .verdicts import VERDICTS

EACH = 3  # findings of each code that are drawn
MOST_NODES = 24  # nodes that are drawn on their own
DAY = date(2000, 1, 1)
EMPTY = "0 "  # how the names of groups begin of which all nodes are drawn on their own
ALL = "ok"  # the property that stands for all claims about a node
WORST = (
    "CONTRADICTED",
    "COLLAPSED",
    "VACUOUS",
    "NOT_DERIVABLE",
    "UNSUPPORTED",
    "UNKNOWN",
    "SUPPORTED",
    "ASSUMED",
    "GUARANTEED",
)


def quotient(found: Scan) -> tuple[Model, Report]:
    """The quotient as a tower and its report, for the drawing of either."""
    made = _Quotient(found)
    return made.model, Report(
        made.model, made.model.observers[0].name, DAY, made.answers, made.breaks, cast(Any, None)
    )


@dataclass(frozen=True, eq=False)
class _Quotient:
    found: Scan

    @cached_property
    def worst(self) -> Ints:
        """For each node the place in WORST of the worst claim about it; past the end where there is none."""
        sheet = self.found.sheet
        rank = np.array([WORST.index(word) for word in VERDICTS], np.int32)
        claims = np.flatnonzero(sheet.claims.mentioned & sheet.claims.of_node)
        worst = np.full(len(sheet.nodes), len(WORST), np.int32)
        np.minimum.at(worst, sheet.claims.target[claims], rank[self.found.answers.verdict[claims]])
        return worst

    @cached_property
    def told(self) -> tuple[Break, ...]:
        """A few findings of each code, errors first."""
        blocks = sorted(
            self.found.blocks, key=lambda block: (CODES[block.code].severity != "error", block.code)
        )
        return tuple(as_break(each) for block in blocks for each in block.some(EACH))

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """The nodes that are drawn on their own: those on the findings that are told."""
        names = dict.fromkeys(name for each in self.told for name in each.nodes)
        places = (self.found.sheet.nodes.find(name) for name in list(names)[: 4 * MOST_NODES])
        return tuple(place for place in places if place >= 0)[:MOST_NODES]

    @cached_property
    def box(self) -> tuple[Ints, list[tuple[str, str, int]]]:
        """The box of each node, and the boxes as (name, kind, worst verdict)."""
        sheet = self.found.sheet
        keys = sheet.kinds.astype(np.int64) * (len(WORST) + 1) + self.worst
        groups, place, size = np.unique(keys, return_inverse=True, return_counts=True)
        place = place.reshape(-1) + len(self.kept)
        inside = (
            np.bincount(keys[list(self.kept)], minlength=int(keys.max(initial=0)) + 1) if self.kept else None
        )
        boxes = [(sheet.nodes[n], KINDS[sheet.kinds[n]], int(self.worst[n])) for n in self.kept]
        for key, count in zip(groups.tolist(), size.tolist(), strict=True):
            left = count - (int(inside[key]) if inside is not None else 0)
            kind, rank = KINDS[key // (len(WORST) + 1)], key % (len(WORST) + 1)
            boxes.append(
                (
                    f"{left} {kind}{'s' * (left != 1)}, {WORST[rank] if rank < len(WORST) else 'no claim'}",
                    kind,
                    rank,
                )
            )
        place[list(self.kept)] = np.arange(len(self.kept))
        return place.astype(np.int32), boxes

    @cached_property
    def wires(self) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """The pairs of boxes between which something is checked, and between which something is built."""
        sheet, (box, boxes) = self.found.sheet, self.box
        subject = self.found.answers.base.principals.subject
        used = np.flatnonzero((sheet.checks.by >= 0) & (subject >= 0))
        by = np.concatenate([sheet.checks.by[used], sheet.member])
        about = np.concatenate([subject[used], subject[sheet.member_check]])
        by, about = by[about >= 0], about[about >= 0]
        return _pairs(box[by], box[about], len(boxes)), _pairs(box[sheet.base], box[sheet.mesa], len(boxes))

    @cached_property
    def model(self) -> Model:
        """The tower of boxes: what checks is a verifier, what is built an optimizer, the rest artifacts."""
        checks, builds = self.wires
        boxes = self.box[1]
        by = {one for one, _ in checks} - {one for pair in builds for one in pair}
        built = {
            other: sorted(boxes[one][0] for one, two in builds if two == other and one < other)
            for other in {end for pair in builds for end in pair}
        }
        used = sorted({*range(len(boxes))} - {n for n, each in enumerate(boxes) if each[0].startswith(EMPTY)})
        roles = (Verifier(_ROLE),) if any(one in built for one, _ in checks) else ()
        return Model(
            self.found.sheet.name,
            properties=(Property(ALL),),
            optimizers=tuple(
                Optimizer(
                    boxes[n][0],
                    tuple(built[n]),
                    enacts=((_ROLE, ALL),) if n in {o for o, _ in checks} else (),
                )
                for n in used
                if n in built
            ),
            artifacts=tuple(Artifact(boxes[n][0]) for n in used if n not in built and n not in by),
            verifiers=(*(Verifier(boxes[n][0]) for n in used if n in by), *roles),
            checks=tuple(
                Check((self._checker(one, by),), Holds(ALL, boxes[other][0]), "test")
                for one, other in sorted(checks)
            ),
            observers=(Observer(self.found.sheet.observer),),
        )

    def _checker(self, box: int, by: set[int]) -> str:
        name = self.box[1][box][0]
        return name if box in by else f"{_ROLE}@{name}"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """One answer for each box: its worst verdict."""
        who = self.found.sheet.observer
        claims: list[tuple[Claim, int]] = [
            (Holds(ALL, name), rank)
            for name, _, rank in self.box[1]
            if rank < len(WORST) and not name.startswith(EMPTY)
        ]
        return tuple(Answer(who, claim, 0, cast(Verdict, WORST[rank])) for claim, rank in claims)

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The findings that are told, all of whose nodes are drawn."""
        there = {name for name, *_ in self.box[1]}
        return tuple(each for each in self.told if set(each.nodes) <= there)


_ROLE = "review"


def _pairs(one: Ints, other: Ints, count: int) -> set[tuple[int, int]]:
    keys = np.unique(one.astype(np.int64) * count + other)
    return {(int(key) // count, int(key) % count) for key in keys.tolist()}
