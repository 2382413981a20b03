"""Evidence in words: a derivation as a numbered argument, a countermodel as a sentence."""

from __future__ import annotations

from ..errors import LimitReached
from ..logic.models import Model as Frame
from ..model.claims import Claim, Gate, Holds
from ..model.values import INFINITE, Check, Model
from ..propagation.compile import Compiled, unseen
from ..propagation.facts import (
    SUPPOSED,
    Adopted,
    Fact,
    Known,
    Leaf,
    Opposed,
    Reflected,
    Rule,
    Stands,
    Trusted,
    Vouched,
)
from ..propagation.standing import Standing
from ..syntax.formula import Box
from ..syntax.printer import ascii as printed
from .judging import Judge
from .report import Answer, Countermodel, Step, World


def derivation(judge: Judge, asker: str, claim: Claim) -> tuple[Step, ...]:
    """The derivation of a claim as numbered steps, assumptions first where they are used."""
    standing = judge.case.standing(asker, claim)
    goal = Known(claim)
    if goal not in standing.reached:
        return _by_logic(judge, judge.answer(asker, claim))
    numbers: dict[Fact, int] = {}
    steps: list[Step] = []
    for rule in standing.lines(goal):
        text = sentence(rule.head, standing)
        if any(isinstance(premise, Leaf) and str(premise.root) == text for premise in rule.body):
            numbers[rule.head] = _number(rule.body[0], numbers, steps, standing, claim)
            continue
        premises = [_number(premise, numbers, steps, standing, claim) for premise in rule.body
                    if premise in numbers or isinstance(premise, Leaf)]
        numbers[rule.head] = len(steps)
        steps.append(Step(text, reason(rule, judge.case.model), tuple(premises)))
    return tuple(steps)


def _by_logic(judge: Judge, answer: Answer) -> tuple[Step, ...]:
    """A claim that only the logic derives: what it stands on, and the theorem that was proved."""
    if not answer.assumptions:
        return ()
    standing = judge.case.standing(answer.asker, answer.claim)
    question = judge.compiled(standing, answer.claim).question
    steps = [Step(str(root), "assumption") for root in answer.assumptions[0]]
    steps += [Step(f"{each.theory} proves {each.claim}", "accepted") for each in question.accepted]
    theorem = Step(f"[{question.theory}]({question.claim})", "a theorem of the logic of this trust pattern",
                   tuple(range(len(steps))))
    return (*steps, theorem, Step(str(answer.claim), "what is proved so may be relied on", (len(steps),)))


def _number(
    fact: Fact, numbers: dict[Fact, int], steps: list[Step], standing: Standing, claim: Claim
) -> int:
    if fact not in numbers:
        numbers[fact] = len(steps)
        text = str(standing.shown(fact.root, claim)) if isinstance(fact, Leaf) else sentence(fact, standing)
        steps.append(Step(text, "assumption"))
    return numbers[fact]


def sentence(fact: Fact, standing: Standing) -> str:
    """A fact as a short sentence."""
    match fact:
        case Known(what):
            return str(what)
        case Opposed(what):
            return f"{what} is rejected"
        case Adopted(top, theory):
            who = standing.asker.name if top is None else top
            return f"what {theory} proves, {who} may rely on"
        case Trusted(top, theory, strength):
            who = standing.asker.name if top is None else top
            return f"{who} knows that {theory} is {_consistent(strength)}"
        case Reflected(top, theory, claim):
            return f"{top} proves: what {theory} proves about {claim} is so"
        case Vouched(verifier):
            return f"{verifier} is sound on all that its theory proves"
        case Stands(_, group):
            who = "enough principals" if group < 0 else f"principal {group + 1}"
            return f"{who} can be relied on"
        case Leaf(root):
            return str(root)


def _consistent(strength: int) -> str:
    if strength >= INFINITE:
        return "sound"
    return f"{strength}-consistent" if strength else "consistent"


def reason(rule: Rule, model: Model) -> str:
    """Why a step follows: the check that it rests on, or the rule of logic."""
    if rule.check is None:
        return rule.name
    if rule.check == SUPPOSED:
        return "its own check, on the same evidence"
    check = model.checks[rule.check]
    return f"{_who(check)} {_VERBS[check.result]} {check.claim} ({check.how})"


_VERBS = {"accept": "accepted", "reject": "rejected", "decline": "declined", "pending": "has not yet decided"}


def _who(check: Check) -> str:
    if not check.threshold:
        return check.by[0]
    return f"at least {check.at_least} of {', '.join(check.by)}"


def countermodel(judge: Judge, answer: Answer) -> Countermodel | None:
    """A world that the asker cannot rule out, as worlds and as a sentence; None at a limit."""
    standing = judge.case.standing(answer.asker, answer.claim)
    try:
        compiled = judge.compiled(standing, answer.claim)
        found = judge.judgement(standing, answer.claim).countermodel
    except LimitReached:
        return None
    if found is None:
        return None
    worlds = _worlds(found.model, compiled, answer.asker)
    formula = Box(compiled.question.theory, compiled.question.claim)
    return Countermodel(worlds, _sentence(judge, answer, compiled, worlds), printed(formula))


def _worlds(frame: Frame, compiled: Compiled, asker: str) -> tuple[World, ...]:
    later: dict[int, list[int]] = {}
    for low, high in sorted(frame.less):
        later.setdefault(low, []).append(high)
    return tuple(
        World(
            asker if world.label == compiled.asker else world.label,
            tuple(sorted(world.atoms)),
            tuple(later.get(number, ())),
        )
        for number, world in enumerate(frame.worlds)
    )


def _sentence(judge: Judge, answer: Answer, compiled: Compiled, worlds: tuple[World, ...]) -> str:
    """The countermodel in words: what is true in the world that the asker cannot rule out."""
    claim = answer.claim
    intro = f"The world that {answer.asker} cannot rule out: "
    stuck = _stuck_sentence(judge, answer)
    if stuck:
        return intro + stuck
    last = next((world for world in worlds if world.label == answer.asker), worlds[0])
    facts = [_said(atom) for atom in last.true]
    silent = sorted({worlds[number].label or "" for number in last.later})
    told = "; ".join(facts) if facts else "nothing that the tower speaks of is the case"
    consistent = f"; {', '.join(silent)} may be consistent all the same" if silent else ""
    return f"{intro}{told}{consistent}; and {claim} fails."


def _said(letter: str) -> str:
    """A letter of the compiled question as a short sentence."""
    kind, _, rest = letter.partition(": ")
    return f"{rest} fails" if kind == "violated" else letter


def _stuck_sentence(judge: Judge, answer: Answer) -> str:
    """The story of a builder that would have to trust its own kind of proof."""
    claim = answer.claim
    setting = judge.case.setting
    if not isinstance(claim, Holds) or not setting.hereditary(claim):
        return ""
    theory = setting.theory_of(claim.subject)
    standing = judge.case.standing(answer.asker, claim)
    if theory is None or Known(Gate(claim.subject)) not in standing.reached:
        return ""
    children = judge.case.model.children.get(claim.subject, ())
    child = children[0] if children else unseen(claim.subject)
    return (
        f"{theory} proves everything, so the check that {claim.subject} runs accepted {child}, "
        f"and {child} lacks {claim.property}."
    )
