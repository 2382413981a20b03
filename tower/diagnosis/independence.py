"""Breaks of weak evidence: shared causes, circles, stale and misplaced checks, inversion, contradiction.

None of these is Löbian: no theory speaks about itself.  Circles are strongly connected components of
the graph "x is checked by v" among weak verifiers that nothing from outside supports.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..model.claims import Claim, Sound, negation, subjects
from ..model.components import components
from ..propagation.asking import Question
from ..propagation.facts import Known
from ..propagation.setting import Setting
from .judging import Judge
from .report import Break, Edge

NOT_LOEB = "This is not Löb: no theory proves anything about itself; "


def common_causes(judge: Judge) -> Iterator[Break]:
    """COMMON_CAUSE for distinct nodes behind one check that are one principal."""
    setting = judge.case.setting
    found: dict[tuple[tuple[str, ...], tuple[str, str]], list[int]] = {}
    for number, principals in enumerate(setting.principals):
        if setting.model.checks[number].result in ("accept", "reject"):
            for nodes, pair in principals.shared:
                found.setdefault((nodes, pair), []).append(number)
    for (nodes, pair), numbers in found.items():
        claims = [setting.model.checks[number].claim for number in numbers]
        yield _common_cause(judge, nodes, pair, numbers, claims)


def _common_cause(
    judge: Judge, nodes: tuple[str, ...], pair: tuple[str, str], numbers: list[int], claims: list[Claim]
) -> Break:
    kind, value = pair
    with_subject = any(name in nodes for claim in claims for name in subjects(claim))
    counted = _counts(judge.case.setting, numbers[0])
    what = "they are one principal with what is checked" if with_subject else "they are one principal"
    return Break(
        code="TWR201",
        nodes=nodes,
        edges=tuple(Edge("shares", one, other) for one, other in zip(nodes, nodes[1:], strict=False)),
        reason=f"{' and '.join(nodes)} share {kind} {value}: {what}; {counted}",
        repairs=(
            f"use a verifier that does not share {kind} {value}",
            "bound the collusion: assume it by name with an owner and a date, or measure it by red-teaming",
        ),
        loeb=NOT_LOEB + "one system is seen twice.",
        claims=_asked(judge, claims),
    )


def _counts(setting: Setting, number: int) -> str:
    check = setting.model.checks[number]
    left = setting.principals[number].count
    need = check.at_least
    verb = "is" if left == 1 else "are"
    return f"{left} of {len(check.by)} {verb} left where {need} must accept"


def _asked(judge: Judge, claims: list[Claim]) -> tuple[tuple[str, Claim], ...]:
    about = judge.questions_about
    return tuple(question for claim in dict.fromkeys(claims) for question in about.get(claim, ()))


def stale_checks(judge: Judge) -> Iterator[Break]:
    """STALE for every check whose subject has changed since."""
    setting = judge.case.setting
    for number, check in enumerate(setting.model.checks):
        if setting.state[number] == "stale":
            now = next(
                node.digest for name in subjects(check.claim)
                if (node := setting.nodes.get(name)) is not None and node.digest
            )
            yield Break(
                code="TWR203",
                nodes=tuple(sorted({*check.by, *subjects(check.claim)})),
                edges=_check_edges(check.by, check.claim),
                reason=f"{', '.join(check.by)} checked {check.claim} of {check.subject}, but it is {now} now",
                repairs=(f"check it again at {now}",),
                loeb=NOT_LOEB + "the subject changed since the check.",
                claims=_asked(judge, [check.claim]),
            )


def off_population(judge: Judge) -> Iterator[Break]:
    """OFF_POPULATION for every rate that is used where it was not measured."""
    setting = judge.case.setting
    for number, check in enumerate(setting.model.checks):
        if setting.state[number] != "live":
            continue
        for verifier in check.by:
            if setting.off_population(verifier, check):
                yield Break(
                    code="TWR204",
                    nodes=(verifier,),
                    edges=_check_edges((verifier,), check.claim),
                    reason=f"the rate of {verifier} was not measured on {check.population}, where it is used",
                    repairs=(f"measure it on {check.population}",
                             "name the assumption that carries the rate over, under needs"),
                    loeb=NOT_LOEB + "a measurement is used outside its population.",
                    claims=_asked(judge, [check.claim]),
                )


def inversions(judge: Judge) -> Iterator[Break]:
    """INVERSION for every check by somebody less capable than the subject, with nothing amplifying it."""
    setting = judge.case.setting
    pairs: dict[tuple[str, str], list[Claim]] = {}
    for number, check in enumerate(setting.model.checks):
        if setting.state[number] == "live":
            for pair in setting.inverted(check):
                pairs.setdefault(pair, []).append(check.claim)
    for (verifier, subject), claims in pairs.items():
        yield Break(
            code="TWR205",
            nodes=tuple(sorted((verifier, subject))),
            edges=(Edge("checks", verifier, subject),),
            reason=f"{verifier} is declared less capable than {subject}, and nothing amplifies it",
            repairs=("say what amplifies the check (debate, decomposition, interpretability)",
                     f"let a verifier at least as capable as {subject} check it"),
            loeb=NOT_LOEB + "the weaker judges the stronger.",
            claims=_asked(judge, claims),
        )


def contradictions(judge: Judge) -> Iterator[Break]:
    """CONTRADICTION for every claim that is accepted and opposed by verifiers that reach the asker."""
    done: set[frozenset[Claim]] = set()
    for (asker, claim), answer in judge.answers.items():
        key = frozenset([claim, negation(claim)])
        if answer.verdict != "CONTRADICTED" or key in done:
            continue
        if not judge.contradicted(judge.case.standing(asker, claim), claim):
            continue  # what contradicts it is a counterexample: REFUTED says so
        done.add(key)
        checks = [
            check for check in judge.case.model.checks
            if check.claim in key and check.result in ("accept", "reject")
        ]
        nodes = sorted({verifier for check in checks for verifier in check.by})
        yield Break(
            code="TWR206",
            nodes=tuple(nodes),
            edges=tuple(edge for check in checks for edge in _check_edges(check.by, check.claim)),
            reason=f"{', '.join(nodes)} reach {asker} and disagree on {claim}",
            repairs=("find out which of them is wrong and withdraw its soundness",
                     "raise the question to a verifier that both sides accept"),
            loeb=NOT_LOEB + "two verifiers disagree.",
            claims=_asked(judge, [claim, negation(claim)]),
        )


def _check_edges(by: tuple[str, ...], claim: Claim) -> tuple[Edge, ...]:
    return tuple(Edge("checks", verifier, name) for verifier in by for name in subjects(claim))


class Circles:
    """The strongly connected components of weak checks with no support from outside."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.setting = judge.case.setting
        self.checked_by: dict[str, list[tuple[str, Claim]]] = {}
        for number, check in enumerate(self.setting.model.checks):
            live = self.setting.state[number] == "live" and check.result == "accept"
            if live and not self.setting.strong(check):
                for name in map(self._who, subjects(check.claim)):
                    for verifier in check.by:
                        self.checked_by.setdefault(name, []).append((self._who(verifier), check.claim))
        self.closed = [group for group in self._components() if self._closed(group)]

    @cached_property
    def _runners(self) -> dict[str, str]:
        """Who runs each enactment `v@x`: checked or checking, it is x."""
        model = self.setting.model
        return {f"{verifier}@{x.name}": x.name for x in model.optimizers for verifier, _ in x.enacts}

    def _who(self, name: str) -> str:
        return name if name in self.setting.nodes else self._runners.get(name, name)

    def _components(self) -> list[frozenset[str]]:
        above = {name: [verifier for verifier, _ in checks] for name, checks in self.checked_by.items()}
        return sorted(
            (
                frozenset(group) for group in components(above, above)
                if len(group) > 1 or group[0] in above.get(group[0], ())
            ),
            key=sorted,
        )

    def _closed(self, group: frozenset[str]) -> bool:
        """Nothing from outside: no claim about a member holds for any asker, no outsider checks one."""
        outside = any(
            verifier not in group
            for name in group for verifier, _ in self.checked_by.get(name, ())
        )
        return not outside and not group & self._held

    @cached_property
    def _held(self) -> frozenset[str]:
        """The nodes about which some claim holds for somebody."""
        case = self.judge.case
        return frozenset(
            name for asker, claim in self.judge.answers
            if Known(claim) in case.standing(asker, claim).reached for name in map(self._who, subjects(claim))
        )

    def below(self) -> dict[str, frozenset[str]]:
        """For every node and enactment that stands on a closed circle, the circle."""
        found: dict[str, frozenset[str]] = {name: group for group in self.closed for name in group}
        waiting = list(found)
        checks: dict[str, list[str]] = {}
        for name, by in self.checked_by.items():
            for verifier, _ in by:
                checks.setdefault(verifier, []).append(name)
        while waiting:
            verifier = waiting.pop()
            for name in checks.get(verifier, ()):
                if name not in found:
                    found[name] = found[verifier]
                    waiting.append(name)
        runs = {run: found[x] for run, x in self._runners.items() if x in found}
        return {**runs, **found}

    def breaks(self) -> Iterator[Break]:
        """CYCLE for every closed circle."""
        below = self.below()
        standing_on: dict[frozenset[str], dict[Question, None]] = {}
        for question, answer in self.judge.answers.items():
            for name in _concerned(answer.claim) if answer.verdict == "UNSUPPORTED" else ():
                if name in below:
                    standing_on.setdefault(below[name], {})[question] = None
        for group in self.closed:
            claims = list(standing_on.get(group, ()))
            yield self._break(group, claims)

    def _break(self, group: frozenset[str], claims: list[tuple[str, Claim]]) -> Break:
        nodes = tuple(sorted(group))
        edges = sorted({
            Edge("checks", verifier, name)
            for name in group for verifier, _ in self.checked_by.get(name, ()) if verifier in group
        })
        alone = len(nodes) == 1
        said = f"{nodes[0]} checks itself" if alone else f"{', '.join(nodes)} vouch for each other"
        return Break(
            code="TWR202",
            nodes=nodes,
            edges=tuple(edges),
            reason=f"{said}, and nothing from outside the circle supports any of them",
            repairs=("check one of them by somebody outside the circle",
                     "assume one of them by name, with an owner and a reason"),
            loeb=NOT_LOEB + "weak evidence goes round in a circle.",
            claims=tuple(claims),
        )


def _concerned(claim: Claim) -> tuple[str, ...]:
    inner = subjects(claim.claim) if isinstance(claim, Sound) and claim.claim is not None else ()
    return (*subjects(claim), *inner)
