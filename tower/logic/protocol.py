"""JSON lines: one question on each line, one answer on each line.

`{"id", "logic": "gl" | "s" | "lp", "pattern"?, "formula"}` asks for a theorem, `"logic": "verdict"`
for the word of `tower.logic.vacuity`; further logics and questions come from tables of handlers.  A
line that cannot be read is answered by `{"id", "error": {"code", "message", "column"}}` and stops
nothing; a stated limit that is met is the verdict `gave-up`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..errors import InputError, LimitReached, TextError, TowerError
from ..syntax.formula import Formula, theories
from ..syntax.parser import parse_in
from .answers import GaveUp, Limits, NonTheorem, Verdict
from .json_line import read_line, shortened
from .pattern import Pattern
from .services_protocol import LOGICS, QUESTIONS
from .tableau import GL_PATTERN, check_one_modality, decide, truth_formula
from .vacuity import Acceptance, Question, judge

Line: TypeAlias = Mapping[str, Any]
Handler: TypeAlias = Callable[[Line], dict[str, Any]]
Decider: TypeAlias = Callable[[Pattern, Formula], Verdict]


@dataclass(frozen=True, slots=True)
class Options:
    """How to answer: with countermodels (`models`), with the seconds taken by a `clock`, by whom.

    `logics` and `questions` are further handlers, by the value of `logic` and by a key of the line;
    a handler takes the object of the line and returns the fields of its answer.
    """

    models: bool = False
    clock: Callable[[], float] | None = None
    decider: Decider = decide
    limits: Limits = field(default_factory=Limits)
    logics: Mapping[str, Handler] = field(default_factory=lambda: LOGICS)
    questions: Mapping[str, Handler] = field(default_factory=lambda: QUESTIONS)


PLAIN = Options()


def answer_lines(lines: Iterable[str | bytes], options: Options = PLAIN) -> Iterator[str]:
    """The answer to every line that is not blank, each as soon as its line has been read.

    >>> list(answer_lines(['{"id": 1, "logic": "s", "formula": "[]p -> p"}', "", "["]))[0]
    '{"id": 1, "verdict": "theorem"}'
    """
    return (answer_line(line, options) for line in lines if line.strip())


def answer_line(text: str | bytes, options: Options = PLAIN) -> str:
    """The answer to one line, as JSON in ASCII without a line break.

    >>> answer_line('{"id": 7, "logic": "gl", "formula": "[]p &"}')
    ... # doctest: +ELLIPSIS
    '{"id": 7, "error": {"code": "TWR902", "message": "formula: the formula ends ...", "column": 6}}'
    """
    return json.dumps(answer(text, options))


def answer(text: str | bytes, options: Options = PLAIN) -> dict[str, Any]:
    """The object of the answer to one line; it has the key `error` iff the line is at fault.

    >>> answer('{"logic": "lp", "formula": "[2]p", "pattern": {"theories": ["1"]}}')["error"]["code"]
    'TWR902'
    """
    start = None if options.clock is None else options.clock()
    name: object = None
    try:
        line = read_line(text)
        name = _name(line)
        found = {"id": name, **_answered(line, options)}
    except TowerError as error:
        return {"id": name, "error": describe(error)}
    if options.clock is not None and start is not None:
        found["seconds"] = round(options.clock() - start, 6)
    return found


def describe(error: TowerError) -> dict[str, Any]:
    """An error as an object: its stable code, its message, and the column if there is one.

    >>> describe(TextError("'@' is no sign of a formula", column=3))["column"]
    3
    """
    if isinstance(error, TextError):
        expected = f"; expected {error.expected}" if error.expected else ""
        return {"code": error.code, "message": error.message + expected, "column": error.column}
    return {"code": error.code, "message": str(error), "column": None}


def _answered(line: Line, options: Options) -> dict[str, Any]:
    handler = _handler(line, options)
    try:
        return handler(line)
    except LimitReached as reached:
        return {"verdict": "gave-up", "limit": reached.limit}


def _handler(line: Line, options: Options) -> Handler:
    """Who answers a line: the handler of its logic, else that of the question that it asks."""
    own = _own(options)
    logics = {**options.logics, **own}
    if "logic" in line:
        logic = line["logic"]
        if isinstance(logic, str) and logic in logics:
            return logics[logic]
        raise InputError(
            f"unknown logic {shortened(logic)}", expected=f"one of {', '.join(sorted(logics))}"
        )
    for key, handler in options.questions.items():
        if key in line:
            return handler
    raise InputError(
        "the line asks nothing", expected=f"logic, or one of {', '.join(options.questions)}"
    )


def _own(options: Options) -> dict[str, Handler]:
    return {
        "gl": lambda line: _one_theory(line, options, lambda formula: formula),
        "s": lambda line: _one_theory(line, options, truth_formula),
        "lp": lambda line: _over_pattern(line, options),
        "verdict": lambda line: _word(line, options),
    }


def _one_theory(
    line: Line, options: Options, reading: Callable[[Formula], Formula]
) -> dict[str, Any]:
    formula = _formula(line, "formula")
    check_one_modality(formula)
    return _said(options.decider(GL_PATTERN, reading(formula)), options)


def _over_pattern(line: Line, options: Options) -> dict[str, Any]:
    formula = _formula(line, "formula")
    return _said(options.decider(_pattern(line, [formula]), formula), options)


def _said(verdict: Verdict, options: Options) -> dict[str, Any]:
    match verdict:
        case NonTheorem(model):
            return {
                "verdict": "non-theorem",
                **({"model": model.to_json()} if options.models else {}),
            }
        case GaveUp(limit):
            return {"verdict": "gave-up", "limit": limit}
        case _:
            return {"verdict": "theorem"}


def _word(line: Line, options: Options) -> dict[str, Any]:
    found = judge(question_of(line), limits=options.limits)
    shown = found.countermodel if options.models else None
    return {"verdict": found.verdict, **({} if shown is None else {"model": shown.model.to_json()})}


def question_of(line: Line) -> Question:
    """Read the shape of `verdicts.json`.

    >>> question_of({"theory": "a", "claim": "p", "accepted": [
    ...     {"verifier_theory": "a", "claim": "p", "how": "proof"}]}).accepted[0].rechecked
    True
    """
    accepted = tuple(map(_acceptance, _list(line, "accepted")))
    constitutive = _object(line, "constitutive")
    claim = _formula(line, "claim")
    abbreviations = _formulas(line, "abbreviations")
    bodies = [_formula(constitutive, name) for name in constitutive]
    theory = _text(line, "theory")
    mentioned = [claim, *abbreviations, *bodies, *(each.claim for each in accepted)]
    return Question(
        pattern=_pattern(line, mentioned, [theory, *(each.theory for each in accepted)]),
        theory=theory,
        claim=claim,
        accepted=accepted,
        abbreviations=abbreviations,
        constitutive=tuple(zip(constitutive, bodies, strict=True)),
        facts_true=_formulas(line, "facts_true"),
    )


def _acceptance(entry: object) -> Acceptance:
    if not isinstance(entry, dict):
        raise InputError(f"accepted: found {type(entry).__name__}", expected="objects")
    how = entry.get("how", "accepted")
    if how not in ("proof", "accepted"):
        raise InputError(f"accepted: how is {shortened(how)}", expected="proof or accepted")
    return Acceptance(_text(entry, "verifier_theory"), _formula(entry, "claim"), how == "proof")


def _pattern(line: Line, mentioned: Iterable[Formula], named: Iterable[str] = ()) -> Pattern:
    """The pattern of a line; one that does not list its theories has all those that are mentioned."""
    data = _object(line, "pattern")
    pattern = Pattern.from_json(data)
    if "theories" in data:
        return pattern
    more = sorted({*named}.union(*map(theories, mentioned)))
    return pattern.with_theories(more)


# reading the fields of a line


def _name(line: Line) -> object:
    name = line.get("id")
    if isinstance(name, list | dict):
        raise InputError("the id is no simple value", expected="a text or a number")
    return name


def _text(line: Line, name: str) -> str:
    value = line.get(name)
    if not isinstance(value, str):
        found = type(value).__name__ if name in line else "missing"
        raise InputError(f"{name} is {found}", expected="a text")
    return value


def _formula(line: Line, name: str) -> Formula:
    return parse_in(name, _text(line, name))


def _formulas(line: Line, name: str) -> tuple[Formula, ...]:
    entries = _list(line, name)
    return tuple(parse_in(name, _text({name: entry}, name)) for entry in entries)


def _list(line: Line, name: str) -> list[Any]:
    value = line.get(name, [])
    if not isinstance(value, list):
        raise InputError(f"{name} is {type(value).__name__}", expected="a list")
    return value


def _object(line: Line, name: str) -> dict[str, Any]:
    value = line.get(name, {})
    if not isinstance(value, dict):
        raise InputError(f"{name} is {type(value).__name__}", expected="an object")
    return value
