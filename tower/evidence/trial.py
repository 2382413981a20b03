"""Put one assumption to the test: decide it where it can be decided, else draw, hunt and replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from ..errors import InputError
from ..model.claims import Claim
from ..model.values import Model
from .adversary import REJECTED, SPREAD, Hunt
from .calls import TIMEOUT, Caller, Stopped, told
from .finding import Finding, FoundStatus, Trouble
from .parts import Parts
from .question import Judgement, Question, questions
from .sampling import Example, Sources, Tally, Watch, drawable, exhaust, finite, judged, sample
from .sources import Drawn, Finite, Pick, Seeded, source
from .symbolic import Undecided, decide

EXAMPLES = 200
EARLIER = 100  # cases of training that a system which fails is looked at on
REPLAYS = 2  # times that a counterexample must refute again, made afresh
_STRENGTH: dict[str, int] = {"proved": 3, "exhausted": 2, "tested": 1}


def _unwatched(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Options:
    """How hard to look: draws, and as many examples of the hunt again; the seed of both; seconds a call."""

    examples: int = EXAMPLES
    seed: int = 0
    timeout: float = TIMEOUT
    watch: Callable[[int, int], None] = _unwatched

    def __post_init__(self) -> None:
        if self.examples < 1:
            raise InputError(f"{self.examples} examples", expected="at least 1")
        if not self.timeout > 0:
            raise InputError(f"a time limit of {self.timeout} s", expected="more than 0")


def trial(model: Model, parts: Parts, claim: Claim, options: Options) -> Finding:
    """What a test of the claim finds; a refuted one carries a counterexample that was replayed."""
    asked = questions(model, parts, claim)
    found = [
        _answer(each, options) if isinstance(each, Question) else _untested(claim, each)
        for each in asked
    ]
    return replace(_together(found), claim=claim, seed=options.seed, examples=options.examples)


def _untested(claim: Claim, trouble: Trouble) -> Finding:
    return Finding(claim, "untested", trouble=trouble)


def _together(found: list[Finding]) -> Finding:
    """A claim that is several: refuted if any is, untested if any could not be tested, else the weakest."""
    for status in ("refuted", "untested"):
        for each in found:
            if each.status == status:
                return each
    weakest = min(found, key=lambda each: _STRENGTH[each.status])
    return replace(
        weakest,
        n=min(each.n for each in found),
        tried=sum(each.tried for each in found),
        population="; ".join(dict.fromkeys(each.population for each in found if each.population)),
        note="; ".join(dict.fromkeys(each.note for each in found if each.note)),
    )


def _answer(question: Question, options: Options) -> Finding:
    call = Caller(options.timeout, REJECTED)
    try:
        solved = _solved(question, call)
        if isinstance(solved, Finding):
            return solved
        if not all(question.pools):
            return _untested(question.claim, Trouble("nothing to run", f"{solved}, and no search is bound"))
        sources: Sources = tuple(
            tuple(source(each, call) for each in pool) for pool in question.pools
        )
        found = _searched(question, sources, call, options)
        return replace(found, note="; ".join(filter(None, (found.note, solved))))
    except Stopped as stopped:
        return _untested(question.claim, stopped.trouble)
    except REJECTED:
        return _untested(
            question.claim, Trouble("Error", "a part rejects what it is given: nothing is left")
        )


def _solved(question: Question, call: Caller) -> Finding | str:
    """The answer of a solver, where symbols are bound; else why there is none, "" where nothing is bound."""
    whys = []
    for bound in question.symbols:
        answer = decide(question, bound, call)
        population = f"every system of the symbols of {bound.name}"
        if isinstance(answer, Undecided):
            whys.append(f"not decided by a solver: {answer.why}")
        elif not answer.refuted:
            return Finding(question.claim, "proved", population=population, note=f"by {answer.by}")
        else:
            pick = Finite("", ()).pick(answer.system, f"a model of {answer.by}")
            found = judged(question, call, (pick,))
            tally = Tally(1, 1, ((pick,), found))
            if found.refutes:
                return _told(question, (), tally, 0, "tested", call)
            whys.append(f"what {answer.by} gives does not refute: {told(answer.system)}")
    return "; ".join(whys)


def _searched(question: Question, sources: Sources, call: Caller, options: Options) -> Finding:
    first, second = halves(options.watch)
    if finite(sources) is not None:
        tally = exhaust(question, sources, call, options.watch)
        return _told(question, sources, tally, 0, "exhausted", call)
    hunt = Hunt(question, sources, call, options.seed)
    drawn = (
        sample(question, sources, call, Random(options.seed), options.examples, first)
        if drawable(sources) else hunt.run(options.examples, first, SPREAD)
    )  # fmt: skip
    hunted = _hunted(hunt, drawn, options.examples, second)
    drawn.failures += hunted.first is not None and not drawn.failures
    drawn.first = hunted.first or drawn.first
    return _told(question, sources, drawn, hunted.n, "tested", call)


def _hunted(hunt: Hunt, drawn: Tally, examples: int, watch: Watch) -> Tally:
    """What the adversary finds; trouble on another system does not undo a counterexample that was drawn."""
    try:
        return hunt.run(examples, watch)
    except Stopped:
        if drawn.first is None:
            raise
        return Tally()


def halves(watch: Watch) -> tuple[Watch, Watch]:
    """Two searches watched as the halves of one."""
    return (
        lambda done, total: watch(done, 2 * total),
        lambda done, total: watch(total + done, 2 * total),
    )


def _told(
    question: Question,
    sources: Sources,
    tally: Tally,
    tried: int,
    status: FoundStatus,
    call: Caller,
) -> Finding:
    note = ", ".join(f"{count} {what}" for what, count in sorted(tally.counted.items()))
    found = Finding(
        question.claim, status, n=tally.n, tried=tried, failures=tally.failures, note=note,
        population=_population(sources),
    )  # fmt: skip
    if tally.first is None:
        return found
    example, judgement = tally.first
    _replay(question, example, call)
    if question.before is not None:
        note = _earlier(question.before, example[0], call)
    return replace(
        found,
        status="refuted",
        note=note,
        counterexample=_counterexample(example, judgement),
        example=tuple(pick.value for pick in example),
    )


def _earlier(question: Question, system: Pick, call: Caller) -> str:
    """How a system that fails did in training: the objective may be met on every case there."""
    cases = tuple(source(each, call) for each in question.pools[1])
    sources: Sources = ((Finite("the system", (system.value,)),), cases)
    if finite(sources) is not None:
        tally = exhaust(question, sources, call, _unwatched)
    elif drawable(sources):
        tally = sample(question, sources, call, Random(0), EARLIER, _unwatched)
    else:
        tally = Hunt(question, sources, call, 0).run(EARLIER, _unwatched, SPREAD)
    if tally.first is not None:
        return "in training it fails too"
    return f"in training it met its objective on every case, {tally.n} of {tally.n}"


def _replay(question: Question, example: Example, call: Caller) -> None:
    """Make the counterexample afresh and judge it again; Stopped (flaky) when it no longer refutes."""
    for _ in range(REPLAYS):
        fresh = tuple(_afresh(pick, call) for pick in example)
        again = judged(question, call, fresh)
        if not again.refutes:
            text = f"made again from its seed, it no longer refutes {question.claim}: {again.said}"
            raise Stopped(Trouble("Flaky", text))


def _afresh(pick: Pick, call: Caller) -> Pick:
    """The same candidate made once more; Stopped (flaky) when it is another one."""
    made = pick.again(call)
    if told(made) != told(pick.value):
        raise Stopped(Trouble("Flaky", f"{pick.origin} gave {told(pick.value)}, then {told(made)}"))
    return replace(pick, value=made)


def _counterexample(example: Example, judgement: Judgement) -> str:
    origins = "; ".join(pick.origin for pick in example if pick.origin)
    return f"{judgement.said} ({origins})" if origins else judgement.said


def _population(sources: Sources) -> str:
    alone = len(sources) == 1
    return ", on ".join(" and ".join(_titled(each, alone) for each in pool) for pool in sources)


def _titled(each: Seeded | Finite | Drawn, alone: bool) -> str:
    match each:
        case Finite():
            return each.what if len(each.members) == 1 else f"all {len(each.members)} {each.what}"
        case Seeded() if each.keep:
            return each.what if alone or not each.drawn else f"{len(each.drawn)} {each.what}"
        case Seeded():
            return f"random {each.what}"
        case Drawn():
            return f"{each.what} as Hypothesis draws them"
