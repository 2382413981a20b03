"""Breaks of the logic: Löb's theorem (schema, cycle, stuck), descent, weak links.

Löb needs five ticks: the theory is r.e.; it contains EA; its provability predicate is standard; the
edge says sound or consistent; its subject is the same theory or a stronger one.  A break that lacks
one of them is not of a LOEB kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..frozen import frozen
from ..model.claims import Claim, Gate, Holds, Sound
from ..model.values import INFINITE
from ..propagation.edges import TrustEdge
from ..propagation.facts import Known, Part
from ..propagation.standing import Standing
from .judging import Judge
from .report import Answer, Break, Edge

TICKS = "r.e., contains EA, standard provability predicate, the edge says sound or consistent"


def collapses(judge: Judge) -> Iterator[Break]:
    """One LOEB_SCHEMA or LOEB_CYCLE for every collapse that the trust edges force."""
    edges = judge.case.edges
    victims = tuple(
        question for question, answer in judge.answers.items() if answer.verdict == "COLLAPSED"
    )
    seen: set[frozenset[tuple[str, str, str]]] = set()
    for why in edges.dead.values():
        cycle = tuple(why.cycle)
        if frozenset(cycle) in seen:
            continue
        seen.add(frozenset(cycle))
        yield _collapse(judge, cycle, victims)


def _collapse(
    judge: Judge, cycle: tuple[tuple[str, str, str], ...], victims: tuple[tuple[str, Claim], ...]
) -> Break:
    used = [_edge_of(judge, step) for step in cycle]
    alone = _is_schema(judge, cycle)
    theories = list(dict.fromkeys(end for _, lower, upper in cycle for end in (lower, upper)))
    nodes = _nodes(judge, used, theories)
    if alone:
        reason = f"{theories[0]} is said to prove its own {_what(used)}; by Löb it is then inconsistent"
    else:
        around = " -> ".join([*(lower for _, lower, _ in cycle), cycle[-1][2]])
        reason = f"trust runs in a circle, {around}, with a strict edge on it; all of it is inconsistent"
    return Break(
        code="TWR101" if alone else "TWR102",
        nodes=nodes,
        edges=tuple(Edge(kind, lower, upper) for kind, lower, upper in cycle),
        reason=reason,
        repairs=(
            "ladder: let a strictly stronger theory say it, so that trust only goes down",
            "claim less: that the implementation refines its specification, not that the theory is sound",
            "let somebody outside assume it by name instead of having it proved inside",
        ),
        loeb=f"Löb applies because every theory on the way is {TICKS}, and the subject is the same theory"
        + ("." if alone else " again at the end of the circle."),
        claims=victims,
    )


def _what(used: list[TrustEdge | None]) -> str:
    consistent = any(edge is not None and edge.relation == "proves_con" for edge in used)
    return "consistency" if consistent else "soundness"


def _is_schema(judge: Judge, cycle: tuple[tuple[str, str, str], ...]) -> bool:
    """One theory (up to declared equality) that vouches for itself."""
    strict = [(lower, upper) for kind, lower, upper in cycle if kind != "includes"]
    if len(cycle) == 1:
        return True
    inclusions = {(edge.lower, edge.upper) for edge in judge.case.edges.all if edge.relation == "includes"}
    return len(strict) == 1 and (strict[0] in inclusions)


def _edge_of(judge: Judge, step: tuple[str, str, str]) -> TrustEdge | None:
    kind, lower, upper = step
    fitting = (
        edge for edge in judge.case.edges.above.get(lower, ())
        if edge.upper == upper and edge.relation == kind
    )
    return next(fitting, None)


def _nodes(judge: Judge, used: Iterable[TrustEdge | None], theories: list[str]) -> tuple[str, ...]:
    """The verifiers whose checks are the edges; the theories themselves where edges were declared."""
    names: list[str] = []
    for edge in used:
        if edge is not None and edge.check is not None:
            check = judge.case.model.checks[edge.check]
            names += check.by
            if isinstance(check.claim, Sound):
                names.append(check.claim.verifier)
    return tuple(sorted(set(names or theories)))


def weak_or_stuck(judge: Judge) -> Iterator[Break]:
    """LOEB_STUCK and WEAK_LINK for every claim that only lacks a trust edge."""
    found: dict[tuple[str, tuple[str, ...], tuple[Edge, ...]], list[tuple[str, Claim]]] = {}
    for question, answer in judge.answers.items():
        if answer.verdict != "NOT_DERIVABLE":
            continue
        for lack in lacks(judge, answer):
            key = (lack.code, lack.nodes, (lack.edge,))
            found.setdefault(key, []).append(question)
    for (code, nodes, edges), claims in found.items():
        yield _stuck(nodes, edges[0], claims) if code == "TWR104" else _weak(judge, nodes, edges[0], claims)


@frozen(slots=True)
class Lack:
    """A trust edge that a claim would need: `edge` runs from the trusted to the trusting theory."""

    code: str
    nodes: tuple[str, ...]
    edge: Edge


def lacks(judge: Judge, answer: Answer) -> list[Lack]:
    """The trust edges whose absence explains why a claim is not derivable; none if it is ungrounded."""
    standing = judge.case.standing(answer.asker, answer.claim)
    tops = _tops(judge, standing)
    if not tops:
        return []
    found = [*_line_lacks(judge, standing, answer, tops), *_transport_lacks(judge, standing, answer, tops)]
    return list(dict.fromkeys(found))


def _tops(judge: Judge, standing: Standing) -> list[str]:
    """The theories whose theorems the asker relies on directly."""
    own = standing.asker.theory
    if own is not None:
        return [own]
    known = [
        judge.case.setting.theory_of(root.verifier)
        for root in sorted(standing.asker.roots, key=str)
        if isinstance(root, Sound) and root.claim is None
    ]
    return list(dict.fromkeys(name for name in known if name is not None))


def _line_lacks(judge: Judge, standing: Standing, answer: Answer, tops: list[str]) -> Iterator[Lack]:
    """A hereditary claim whose base part and gate hold, but whose builder's theory is not trusted.

    Trust is of use only where the subject enacts the property: a gate says that its own check accepted.
    """
    claim = answer.claim
    setting = judge.case.setting
    if not isinstance(claim, Holds) or not setting.hereditary(claim):
        return
    thing = setting.model.optimizer.get(claim.subject)
    if thing is None or all(name != claim.property for _, name in thing.enacts):
        return
    theory = setting.theory_of(claim.subject)
    there = Known(Part(claim.property, claim.subject)), Known(Gate(claim.subject))
    if theory is None or not all(fact in standing.reached for fact in there):
        return
    top = tops[0]
    code = "TWR104" if _upward(judge, theory, top) else "TWR106"
    nodes = (answer.asker, claim.subject) if standing.asker.about is not None else (claim.subject,)
    yield Lack(code, tuple(sorted(set(nodes))), Edge(_needed_edge(judge, claim), theory, top))


def _needed_edge(judge: Judge, claim: Claim) -> str:
    return "reflects" if judge.case.setting.strength(claim) >= INFINITE else "proves_con"


def _upward(judge: Judge, lower: str, upper: str) -> bool:
    """Whether trust of `upper` in `lower` would close a circle: the same theory, or one above it."""
    if lower == upper:
        return True
    reach = judge.case.edges.reach(lower).get(upper)
    return reach is not None and (reach.included or reach.strength is not None)


def _transport_lacks(judge: Judge, standing: Standing, answer: Answer, tops: list[str]) -> Iterator[Lack]:
    """A claim that was accepted in a theory which the asker's theories do not trust far enough.

    Of a hereditary claim, what was accepted is its base part; what holds already lacks nothing.
    """
    setting = judge.case.setting
    need, stated = setting.strength(answer.claim), standing.stated(answer.claim)
    if Known(stated) in standing.reached:
        return
    for number in setting.by_statement.get((stated, "accept"), ()):
        check = setting.model.checks[number]
        theory = setting.theory_of(check.by[0]) if setting.strong(check) else None
        if theory is None or not all(Known(each) in standing.reached for each in check.needs):
            continue
        reaches = [(top, judge.case.edges.reach(top).get(theory)) for top in tops]
        trusting = [top for top, reach in reaches if reach is not None and reach.strength is not None]
        if trusting:
            for edge in _too_weak(judge, theory, trusting[0], need):
                yield Lack("TWR106", (check.by[0],), edge)
        elif standing.asker.theory is not None:
            code = "TWR104" if _upward(judge, theory, tops[0]) else "TWR106"
            yield Lack(code, (check.by[0],), Edge(_needed_edge(judge, answer.claim), theory, tops[0]))


def _too_weak(judge: Judge, lower: str, upper: str, need: int) -> list[Edge]:
    """The edges on the widest path that are too weak for what they should carry."""
    reach = judge.case.edges.reach(upper)[lower]
    strengths: dict[tuple[str, str, str], int] = {
        (edge.relation, edge.lower, edge.upper): edge.strength for edge in judge.case.edges.all
    }
    return [
        Edge(kind, low, high)
        for kind, low, high in (step[:3] for step in reach.path)
        if kind != "includes" and strengths.get((kind, low, high), 0) < need
    ][:1]


def _stuck(nodes: tuple[str, ...], edge: Edge, claims: list[tuple[str, Claim]]) -> Break:
    same = edge.source == edge.target
    whom = f"{edge.target} would have to prove that {edge.source} is {_word(edge)}"
    why = "its own theory" if same else "a theory that already contains or trusts it"
    return Break(
        code="TWR104",
        nodes=nodes,
        edges=(edge,),
        reason=f"{whom}: {why}, so nothing honest can give it",
        repairs=(
            "ladder: a strictly weaker theory for each generation; it ends after as many builds as steps",
            "waterfall: plain consistency trust without a last step; carries never-properties only",
            "look at the child at hand instead of its kind: a fact needs no trust",
            "let the system propose and Pmeta decide",
        ),
        loeb=f"Löb applies because {edge.source} is {TICKS}, "
        "and the subject is the same theory or a stronger one.",
        claims=tuple(claims),
    )


def _word(edge: Edge) -> str:
    return "sound" if edge.kind == "reflects" else "consistent"


def _weak(judge: Judge, nodes: tuple[str, ...], edge: Edge, claims: list[tuple[str, Claim]]) -> Break:
    need = max(judge.case.setting.strength(claim) for _, claim in claims)
    there = [found for found in judge.case.edges.above.get(edge.source, ())
             if found.upper == edge.target and found.strength >= 0]
    wanted = "reflection" if need >= INFINITE else f"{need}-consistency" if need else "consistency"
    if there:
        has = "consistency" if not there[0].strength else f"{there[0].strength}-consistency"
        reason = f"{edge.target} proves only the {has} of {edge.source}; this claim needs {wanted}"
    else:
        reason = f"{edge.target} does not trust {edge.source}; this claim needs its {wanted}"
    return Break(
        code="TWR106",
        nodes=nodes,
        edges=(edge,),
        reason=reason,
        repairs=(
            f"declare or raise the edge: let {edge.target} prove the {wanted} of {edge.source}",
            "weaken the claim to a never-property: those pass over plain consistency",
            "let a verifier whose theory already trusts far enough check the claim",
        ),
        loeb="This is not Löb: the trusting theory is another one; only its edge is missing or too weak.",
        claims=tuple(claims),
    )


def descents(judge: Judge, stuck: Iterable[Break]) -> Iterator[Break]:
    """DESCENT where a line of builders with falling theories ends in a LOEB_STUCK."""
    for found in stuck:
        if found.code != "TWR104":
            continue
        for asker, claim in found.claims:
            steps = _descending(judge, asker)
            if len(steps) > 1:
                yield _descent(steps, found.edges, (asker, claim))


def _descending(judge: Judge, last: str) -> list[str]:
    """The builders above `last`, outermost first, as long as each theory trusts the next one's."""
    setting = judge.case.setting
    line = [last]
    while True:
        thing = setting.model.optimizer.get(line[0])
        bases = () if thing is None else thing.built_by
        theory = setting.theory_of(line[0])
        upper = next((base for base in bases if setting.theory_of(base) is not None), None)
        above = None if upper is None else setting.theory_of(upper)
        if upper is None or above is None or theory is None or theory == above or upper in line:
            return line
        reach = judge.case.edges.reach(above).get(theory)
        if reach is None or reach.strength is None:
            return line
        line.insert(0, upper)


def _descent(steps: list[str], edges: tuple[Edge, ...], question: tuple[str, Claim]) -> Break:
    return Break(
        code="TWR105",
        nodes=tuple(sorted(steps)),
        edges=edges,
        reason=f"the line {' -> '.join(steps)} steps down in trust and has spent it after "
        f"{len(steps) - 1} generation{'s' if len(steps) > 2 else ''}: {steps[-1]} is stuck",
        repairs=("start the ladder higher: one more step for each further generation",
                 "end the line there: let the last generation build nothing"),
        loeb="This is not Löb itself but its price: a ladder of trust has a last step.",
        claims=(question,),
    )
