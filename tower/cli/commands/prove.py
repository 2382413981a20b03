"""`tower prove`: decide a formula of GL, S or L_P; with --jsonl one question on each line of the input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

import click

from ...draw.plain import hanging
from ...errors import FileError, InputError
from ...logic.answers import GaveUp, NonTheorem, Verdict
from ...logic.models import Model
from ...logic.pattern import Pattern
from ...logic.protocol import LONGEST_LINE, Options, answer, read_line
from ...logic.tableau import decide, gl, s
from ...syntax.formula import Formula, theories
from ...syntax.parser import parse
from ..exits import BAD, FINDINGS, GAVE_UP, OK
from ..output import say

_NAMES = {"gl": "GL", "s": "S", "lp": "L_P"}


@click.command()
@click.argument("formula", required=False)
@click.option(
    "--logic", type=click.Choice(list(_NAMES)), help="Default: lp with --pattern, else gl."
)
@click.option("--pattern", "path", metavar="FILE", help="The trust pattern of L_P, as JSON.")
@click.option(
    "--jsonl", is_flag=True, help="Answer the questions on standard input, one JSON object a line."
)
@click.option("--models", is_flag=True, help="Show the model that refutes a non-theorem.")
@click.option("--timing", is_flag=True, help="Show how long it took.")
def command(
    formula: str | None,
    logic: str | None,
    path: str | None,
    jsonl: bool,
    models: bool,
    timing: bool,
) -> int:
    """Decide whether FORMULA is a theorem: 0 if it is, 1 if it is not, 3 at a limit.

    Boxes are [] or [T] for a theory T, diamonds <> or <T>; ~ & | -> <-> T F as usual, and the signs of
    logic books work too.
    """
    if jsonl:
        if formula is not None or logic or path:
            raise click.UsageError(
                "--jsonl takes its questions from standard input: no FORMULA, --logic or --pattern"
            )
        return _answer_all(
            sys.stdin.buffer, Options(models=models, clock=perf_counter if timing else None)
        )
    if formula is None:
        raise click.UsageError("a FORMULA is missing (or --jsonl)")
    return _answer_one(
        parse(formula), logic or ("gl" if path is None else "lp"), path, models, timing
    )


def _answer_all(stream: BinaryIO, options: Options) -> int:
    code = OK
    for line in lines_of(stream):
        if not line.strip():
            continue
        found = answer(line, options)
        say(json.dumps(found))
        if "error" in found:
            code = BAD
        elif found.get("verdict") == "gave-up" and code != BAD:
            code = GAVE_UP
    return code


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only so much that it is seen to be.

    >>> from io import BytesIO
    >>> list(lines_of(BytesIO(b"a\\nb")))
    [b'a\\n', b'b']
    """
    most = LONGEST_LINE + 2
    while line := stream.readline(most):
        yield line
        while len(line) == most and not line.endswith(b"\n"):
            line = stream.readline(most)


def _answer_one(formula: Formula, logic: str, path: str | None, models: bool, timing: bool) -> int:
    if logic != "lp" and path is not None:
        raise click.UsageError(f"--pattern belongs to --logic lp, not to {logic}")
    began = perf_counter()
    verdict = _decided(formula, logic, path)
    took = f" ({perf_counter() - began:.3f} s)" if timing else ""
    match verdict:
        case NonTheorem(model):
            say(f"non-theorem of {_NAMES[logic]}{took}")
            if models:
                say("\n".join(_told(model)))
            return FINDINGS
        case GaveUp(limit):
            say(f"gave up at a stated limit: {limit}{took}")
            return GAVE_UP
        case _:
            say(f"theorem of {_NAMES[logic]}{took}")
            return OK


def _decided(formula: Formula, logic: str, path: str | None) -> Verdict:
    if logic != "lp":
        return gl(formula) if logic == "gl" else s(formula)
    pattern = Pattern(tuple(sorted(theories(formula)))) if path is None else read_pattern(path)
    return decide(pattern, formula)


def read_pattern(path: str) -> Pattern:
    """The trust pattern in a JSON file; FileError when it is none."""
    file = Path(path)
    try:
        if not file.is_file():
            raise FileError("this is no regular file", file=path, expected="a pattern as JSON")
        with file.open("rb") as stream:
            return Pattern.from_json(read_line(stream.read(LONGEST_LINE + 1)))
    except FileError:
        raise
    except InputError as error:
        raise FileError(str(error), file=path) from None
    except (OSError, ValueError) as error:
        raise FileError(
            f"cannot be read: {getattr(error, 'strerror', None) or error}", file=path
        ) from None


def _told(model: Model) -> Iterator[str]:
    later: dict[int, list[int]] = {}
    for low, high in sorted(model.less):
        later.setdefault(low, []).append(high)
    for number, world in enumerate(model.worlds):
        label = "" if world.label is None else f" [{world.label}]"
        true = ", ".join(sorted(world.atoms)) or "no letter"
        after = ", ".join(map(str, later.get(number, []))) or "none"
        yield from hanging(f"  world {number}{label}  ", f"true: {true}; later worlds: {after}")
