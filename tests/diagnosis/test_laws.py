"""The laws of the model page, section 7, over generated towers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, Phase, assume, given, settings, strategies as st

from tests.propagation.towers import mixed_towers, strong_towers
from tower.diagnosis.check import check
from tower.diagnosis.report import Report
from tower.logic.models import check_countermodel
from tower.model.claims import Aligned, Claim, Consistent, Gate, Holds, Not, Sound, negation
from tower.model.renaming import renamed
from tower.model.values import (
    Assumption,
    Check,
    Hypotheses,
    Model,
    Objective,
    Observer,
    Optimizer,
    Property,
    PropertyClass,
    Theory,
    Verifier,
    Waiver,
)

TODAY = date(2026, 1, 1)
BAD = ("COLLAPSED", "CONTRADICTED")
laws = settings(
    max_examples=40, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # towers shrink slowly; the failing one is printed whole
)


def verdicts(report: Report) -> dict[tuple[str, Claim], str]:
    return {(answer.asker, answer.claim): answer.word for answer in report.answers}


def sets(report: Report) -> dict[tuple[str, Claim], set[frozenset[str]]]:
    return {
        (answer.asker, answer.claim): {frozenset(map(str, found)) for found in answer.assumptions}
        for answer in report.answers
    }


ORDER = ("GUARANTEED", "SUPPORTED", "ASSUMED")


def holds(word: str) -> bool:
    return word in ORDER


@laws
@given(mixed_towers(), st.data())
def test_law_1_adding_a_check_or_an_assumption_takes_nothing_away(model: Model, data: st.DataObject) -> None:
    """Law 1: what held still holds, unless a collapse or a contradiction is reported."""
    before = verdicts(check(model, today=TODAY))
    other = data.draw(mixed_towers())
    names = {verifier.name for verifier in model.verifiers}
    strong = {verifier.name for verifier in model.verifiers if verifier.theory}
    fitting = [
        each for each in other.checks
        if set(each.by) <= names and (each.how == "proof") == (set(each.by) <= strong)
        and set(_names(each.claim)) <= names | {"x"}
        and not (isinstance(each.claim, Sound) and each.claim.claim is None)  # that would be an edge
    ]
    assume(fitting)
    after_report = check(replace(model, checks=(*model.checks, fitting[0])), today=TODAY)
    after = verdicts(after_report)
    for question, word in before.items():
        if isinstance(question[1], Sound) and question[1].verifier in fitting[0].by:
            continue  # soundness on more is another claim, and what was never accepted was soundly so
        if word == "GUARANTEED":
            assert after[question] == "GUARANTEED" or after[question] in BAD, (question, after[question])
        elif holds(word):
            assert holds(after[question]) or after[question] in BAD


def _names(claim: Claim) -> list[str]:
    match claim:
        case Holds(_, subject):
            return [subject]
        case Sound(verifier, inner):
            return [verifier, *([] if inner is None else _names(inner))]
        case Not(inner):
            return _names(inner)
        case _:
            return []


@laws
@given(mixed_towers())
def test_law_2_an_assumption_in_no_minimal_set_can_go(model: Model) -> None:
    """Law 2: withdrawing a root that is in no leftover set of a claim changes nothing for the claim."""
    report = check(model, today=TODAY)
    observer = model.observers[0]
    for root in observer.assumes:
        fewer = replace(observer, assumes=tuple(each for each in observer.assumes if each != root))
        after = check(replace(model, observers=(fewer,)), today=TODAY)
        for answer in report.answers:
            if holds(answer.verdict) and not answer.more:
                used = {str(each) for found in answer.assumptions for each in found}
                if str(root.claim) not in used:
                    again = after.ask(answer.asker, answer.claim)
                    assert (again.word, again.assumptions) == (answer.word, answer.assumptions)


@laws
@given(mixed_towers())
def test_law_2_every_minimal_set_is_enough_and_minimal(model: Model) -> None:
    """A reported set alone gives the claim; without any declared member of it the claim falls."""
    report = check(model, today=TODAY)
    observer = model.observers[0]
    for answer in report.answers:
        if not holds(answer.verdict):
            continue
        for found in answer.assumptions[:3]:
            kept = tuple(root for root in observer.assumes if root.claim in found)
            alone = check(replace(model, observers=(replace(observer, assumes=kept),)), today=TODAY)
            assert holds(verdicts(alone).get((answer.asker, answer.claim), answer.word))
            for root in kept:
                less = tuple(each for each in kept if each != root)
                cut = check(replace(model, observers=(replace(observer, assumes=less),)), today=TODAY)
                word = verdicts(cut).get((answer.asker, answer.claim))
                assert word is None or not holds(word), (answer.claim, root.claim)


@laws
@given(strong_towers())
def test_law_3_every_underivable_claim_has_a_model_that_the_checker_accepts(model: Model) -> None:
    """Law 3, as far as countermodels go."""
    report = check(model, today=TODAY)
    judge = report.engine.judge  # type: ignore[attr-defined]
    for answer in report.answers:
        if answer.verdict == "NOT_DERIVABLE":
            standing = judge.case.standing(answer.asker, answer.claim)
            found = judge.judgement(standing, answer.claim).countermodel
            assert found is not None
            found.check()
            check_countermodel(found.pattern, found.formula, found.model)
            assert report.why_not(answer.claim) is not None


@laws
@given(mixed_towers())
def test_law_4_nothing_is_guaranteed_across_an_error(model: Model) -> None:
    """Law 4: a guaranteed claim still holds when every node of an error stops accepting anything."""
    report = check(model, today=TODAY)
    for answer in report.answers:
        if answer.verdict == "GUARANTEED":
            assert answer.assumptions and report.why(answer.claim)
            for found in report.breaks:
                assert (answer.asker, answer.claim) not in found.claims or found.severity != "error" \
                    or found.code == "TWR201"


@laws
@given(mixed_towers())
def test_law_4_waivers_turn_nothing_green(model: Model) -> None:
    """A waiver changes no verdict; the break keeps its code and carries the waiver."""
    report = check(model, today=TODAY)
    nodes = {name for found in report.breaks for name in found.nodes} & {v.name for v in model.verifiers}
    waivers = tuple(
        Waiver(code, (name,), "on purpose") for name in sorted(nodes) for code in ("TWR201", "TWR202", "TWR401")
    )
    again = check(replace(model, waivers=waivers), today=TODAY)
    assert verdicts(again) == verdicts(report)
    assert [found.code for found in again.breaks] == [found.code for found in report.breaks]
    assert len(again.findings()) <= len(report.findings())


@laws
@given(mixed_towers())
def test_law_5_renaming_and_reordering_change_only_names(model: Model) -> None:
    """Law 5: verdicts, sets and codes are carried along by a renaming, and by another order."""
    by = {verifier.name: f"other {verifier.name}" for verifier in model.verifiers}
    there = check(renamed(model, by), today=TODAY)
    back = {value: key for key, value in by.items()}
    again = check(renamed(there.model, back), today=TODAY)
    here = check(model, today=TODAY)
    assert verdicts(again) == verdicts(here)
    assert sorted(verdicts(there).values()) == sorted(verdicts(here).values())
    assert sorted(found.code for found in there.breaks) == sorted(found.code for found in here.breaks)
    turned = replace(model, checks=model.checks[::-1], verifiers=model.verifiers[::-1],
                     theories=model.theories[::-1], properties=model.properties[::-1])
    assert verdicts(check(turned, today=TODAY)) == verdicts(here)
    assert sets(check(turned, today=TODAY)) == sets(here)


@laws
@given(strong_towers())
def test_law_5_equal_theories_can_be_merged(model: Model) -> None:
    """Two theories that include each other are one: the second half of the verifiers may use either."""
    twin = Theory("A'", includes=("A",))
    theories = tuple(
        replace(each, includes=(*each.includes, "A'")) if each.name == "A" else each for each in model.theories
    )
    split = replace(
        model, theories=(*theories, twin),
        verifiers=tuple(
            replace(each, theory="A'") if each.theory == "A" and number % 2 else each
            for number, each in enumerate(model.verifiers)
        ),
    )
    assert verdicts(check(split, today=TODAY)) == verdicts(check(model, today=TODAY))


def line(human: str, machine: str, kind: str, theory: str) -> Model:
    """Somebody, by whatever name and with whatever objective of one kind, builds a system that builds."""
    return Model(
        "line",
        properties=(Property("P", PropertyClass("pi", 1), hereditary=True),),
        optimizers=(
            Optimizer(human, objective=Objective(kind, "x"), theory=theory, enacts=(("V", "P"),)),  # type: ignore[arg-type]
            Optimizer(machine, built_by=(human,), theory="PA", enacts=(("V", "P"),), objective=Objective("loss")),
            Optimizer("child", built_by=(machine,), theory="PA", enacts=(("V", "P"),), generic=True),
        ),
        verifiers=(Verifier("V", theory="PA+Con"),),
        checks=(Check(("V",), Holds("P", machine), "proof"),),
        observers=(Observer(human, assumes=(Assumption(Gate(machine)), Assumption(Sound("V")))),),
    )


@laws
@given(st.sampled_from(["PA", "PA+Con", "ZFC"]), st.sampled_from(["values", "loss", "mesa"]))
def test_law_6_a_human_and_an_equal_machine_get_the_same_report(theory: str, kind: str) -> None:
    """Law 6: outer is inner; swapping the human for a machine changes nothing but names."""
    human = check(line("programmers", "system", kind, theory), today=TODAY)
    machine = check(line("machine", "system", kind, theory), today=TODAY)
    assert [answer.word for answer in human.answers if answer.asker == "programmers"] == [
        answer.word for answer in machine.answers if answer.asker == "machine"
    ]
    assert [found.code for found in human.breaks] == [found.code for found in machine.breaks]


@laws
@given(strong_towers(), st.sampled_from(["A", "B", "C", "D"]), st.data())
def test_law_7_a_planted_cycle_with_a_strict_edge_is_always_found(
    model: Model, low: str, data: st.DataObject
) -> None:
    """Law 7: close a circle from a theory back to one below it, by a strict edge."""
    up = data.draw(st.sampled_from([name for name in "ABCD" if name >= low]))
    strict = data.draw(st.sampled_from(["reflects", "proves_con"]))
    theories = []
    for theory in model.theories:
        if theory.name == up and up != low:
            theory = replace(theory, includes=(*theory.includes, low))
        if theory.name == low:
            more = {"reflects": (*theory.reflects, (up, False))} if strict == "reflects" else {
                "proves_con": (*theory.proves_con, (up, 0))}
            theory = replace(theory, **more)
        theories.append(theory)
    used = replace(model, theories=tuple(theories), verifiers=(*model.verifiers, Verifier("z", theory=low)))
    codes = {found.code for found in check(used, today=TODAY).breaks}
    assert codes & {"TWR101", "TWR102"}


@laws
@given(st.sampled_from(["includes", "reflects"]), st.sampled_from(["includes", "reflects"]))
def test_law_7_a_diamond_is_never_flagged(left: str, right: str) -> None:
    """Law 7: two ways up from one theory to another are no circle."""
    def over(name: str, kind: str, *lower: str) -> Theory:
        return Theory(name, includes=lower) if kind == "includes" else Theory(
            name, reflects=tuple((each, False) for each in lower))

    model = Model(
        "diamond", theories=(Theory("a"), over("b", left, "a"), over("c", right, "a"), over("d", "reflects", "b", "c")),
        verifiers=(Verifier("v", theory="d"),), observers=(Observer("o"),),
    )
    assert not {found.code for found in check(model, today=TODAY).breaks} & {"TWR101", "TWR102"}


@laws
@given(st.integers(1, 6))
def test_law_9_each_meta_level_replaces_the_leftover_by_one_that_implies_it(height: int) -> None:
    """Law 9: with one level more, the old leftover is derivable from the new one, never conversely."""
    verifiers = tuple(Verifier(f"v{n}", theory=f"PA+RFN^{n}") for n in range(height + 1))
    checks = (Check(("v0",), Holds("P", "x"), "proof"), *(
        Check((f"v{n + 1}",), Sound(f"v{n}"), "proof") for n in range(height)
    ))
    model = Model(
        "chain", properties=(Property("P"),), artifacts=(), optimizers=(Optimizer("x"),), verifiers=verifiers,
        checks=checks, observers=(Observer("o", assumes=(Assumption(Sound(f"v{height}")),)),),
    )
    report = check(model, today=TODAY)
    assert report["P(x)"].assumptions == ((Sound(f"v{height}"),),)
    assert report[f"sound(v{height - 1})"].verdict == "GUARANTEED"
    lower = replace(model.observers[0], assumes=(Assumption(Sound(f"v{height - 1}")),))
    below = check(replace(model, observers=(lower,)), today=TODAY)
    assert below["P(x)"].verdict == "GUARANTEED"
    assert below[f"sound(v{height - 1})"].verdict == "ASSUMED"
    assert below.ask("o", Sound(f"v{height - 1}")).assumptions == ((Sound(f"v{height - 1}"),),)


@laws
@given(st.integers(0, 4))
def test_law_10_inserting_a_learner_moves_the_gap_and_never_closes_it(learners: int) -> None:
    """Law 10: the part without a function stays on the first link; each new link adds its own gap."""
    names = ["people", *(f"learner {n}" for n in range(learners)), "system"]
    optimizers = tuple(
        Optimizer(name, built_by=(names[n - 1],) if n else (), objective=Objective("loss" if n else "values"))
        for n, name in enumerate(names)
    )
    report = check(Model("moved", optimizers=optimizers), today=TODAY)
    codes = [found.code for found in report.breaks]
    assert codes.count("TWR302") == 1
    assert codes.count("TWR301") == learners + 1
    first = next(found for found in report.breaks if found.code == "TWR302")
    assert first.nodes == tuple(sorted(names[:2]))


@laws
@given(st.sampled_from(["re", "contains_EA", "standard"]), st.booleans())
def test_law_11_a_missing_tick_is_no_loeb(flag: str, itself: bool) -> None:
    """Law 11: without one of the five ticks no break is of a LOEB kind, and nothing is decided."""
    hypotheses = Hypotheses(**{flag: False})
    theories = (Theory("A", hypotheses=hypotheses), Theory("B"))
    checks = [Check(("a",), Sound("a" if itself else "b"), "proof"), Check(("b",), Sound("a"), "proof")]
    model = Model(
        "unfit", theories=theories, verifiers=(Verifier("a", theory="A"), Verifier("b", theory="B")),
        checks=tuple(checks), observers=(Observer("o", assumes=(Assumption(Sound("b")),)),),
    )
    report = check(model, today=TODAY)
    assert not any(found.kind.startswith("LOEB") for found in report.breaks)
    assert report["sound(b)"].verdict == "UNKNOWN"


def test_aligned_links_close_the_objective_and_robust_ones_the_link() -> None:
    """Assuming a link away takes its breaks with it, as far as the assumption goes."""
    optimizers = (Optimizer("people", objective=Objective("values")), Optimizer("system", built_by=("people",)))

    def codes(*claims: Claim) -> set[str]:
        observer = Observer("people", assumes=tuple(map(Assumption, claims)))
        report = check(Model("m", optimizers=optimizers, observers=(observer,)), today=TODAY)
        return {found.code for found in report.breaks}

    assert codes() == {"TWR301", "TWR302"}
    assert codes(Aligned("people", "system")) == {"TWR301"}
    assert codes(Aligned("people", "system", robust=True)) == set()


def test_negation_is_its_own_inverse() -> None:
    """The opposite of the opposite is the claim."""
    claim = Consistent("PA")
    assert negation(negation(claim)) == claim
