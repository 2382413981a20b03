"""`tower prove`: decide a formula of GL, S or L_P; with --jsonl one question on each line of the input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import BinaryIO

import click

from ...draw.plain import hanging
from ...errors import FileError, InputError
from ...logic.answers import GaveUp as OutOf, NonTheorem, Theorem, Verdict
from ...logic.derivation import derivation_latex, derivation_text
from ...logic.json_line import LONGEST_LINE
from ...logic.models import Model
from ...logic.pattern import Pattern
from ...logic.protocol import Options, answer
from ...logic.prover import Answer, GaveUp, Proved, Refuted, prove, prove_gl, prove_s
from ...logic.rocq import to_rocq
from ...logic.tableau import check_one_modality
from ...syntax.formula import Formula, theories
from ...syntax.parser import parse
from ..exits import BAD, FINDINGS, GAVE_UP, OK
from ..output import say
from ..texts import read_object, write_new

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
@click.option(
    "--proof", is_flag=True, help="Show the derivation of a theorem; with --latex in LaTeX."
)
@click.option("--latex", is_flag=True, help="Write what --proof shows in LaTeX.")
@click.option("--certificate", metavar="FILE", help="Write the certificate of the answer, as JSON.")
@click.option("--rocq", metavar="FILE", help="Write the certificate as a file that Rocq checks.")
def command(
    formula: str | None,
    logic: str | None,
    path: str | None,
    jsonl: bool,
    models: bool,
    timing: bool,
    proof: bool,
    latex: bool,
    certificate: str | None,
    rocq: str | None,
) -> int:
    """Decide whether FORMULA is a theorem: 0 if it is, 1 if it is not, 3 at a limit.

    Boxes are [] or [T] for a theory T, diamonds <> or <T>; ~ & | -> <-> T F as usual, and the signs of
    logic books work too.
    """
    if jsonl:
        if formula is not None or logic or path or proof or certificate or rocq:
            raise click.UsageError(
                "--jsonl takes its questions from standard input: only --models and --timing go with it"
            )
        clock = perf_counter if timing else None
        return _answer_all(sys.stdin.buffer, Options(models=models, clock=clock, decider=by_prover))
    if formula is None:
        raise click.UsageError("a FORMULA is missing (or --jsonl)")
    if latex and not proof:
        raise click.UsageError("--latex goes with --proof")
    shown = _Shown(models, timing, proof, latex, certificate, rocq)
    return _answer_one(parse(formula), logic or ("gl" if path is None else "lp"), path, shown)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown or written of an answer besides its word."""

    models: bool
    timing: bool
    proof: bool
    latex: bool
    certificate: str | None
    rocq: str | None


def by_prover(pattern: Pattern, formula: Formula) -> Verdict:
    """The prover as the decider of JSON lines; its certificates are checked and let go.

    >>> by_prover(Pattern(("0",)), parse("[]([]p->p)->[]p"))
    Theorem()
    """
    answer = prove(pattern, formula)
    match answer:
        case Proved():
            return Theorem()
        case Refuted():
            return NonTheorem(answer.model)
        case GaveUp(limit):
            return OutOf(limit)


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


def _answer_one(formula: Formula, logic: str, path: str | None, shown: _Shown) -> int:
    if logic != "lp" and path is not None:
        raise click.UsageError(f"--pattern belongs to --logic lp, not to {logic}")
    began = perf_counter()
    answer = _decided(formula, logic, path)
    took = f" ({perf_counter() - began:.3f} s)" if shown.timing else ""
    if isinstance(answer, GaveUp):
        say(f"gave up at a stated limit: {answer.limit}{took}")
        return GAVE_UP
    word = "theorem" if isinstance(answer, Proved) else "non-theorem"
    say(f"{word} of {_NAMES[logic]}{took}")
    if shown.models and isinstance(answer, Refuted):
        say("\n".join(_told(answer.model)))
    if shown.proof and isinstance(answer, Proved):
        say((derivation_latex if shown.latex else derivation_text)(answer.certificate))
    if shown.certificate is not None:
        write_new(shown.certificate, json.dumps(answer.certificate) + "\n")
    if shown.rocq is not None:
        write_new(shown.rocq, to_rocq(answer.certificate))
    return OK if isinstance(answer, Proved) else FINDINGS


def _decided(formula: Formula, logic: str, path: str | None) -> Answer:
    if logic != "lp":
        check_one_modality(formula)
        return prove_gl(formula) if logic == "gl" else prove_s(formula)
    pattern = Pattern(tuple(sorted(theories(formula)))) if path is None else read_pattern(path)
    return prove(pattern, formula)


def read_pattern(path: str) -> Pattern:
    """The trust pattern in a JSON file; FileError when it is none."""
    try:
        return Pattern.from_json(read_object(path, "a pattern as JSON"))
    except FileError:
        raise
    except InputError as error:
        raise FileError(str(error), file=path) from None


def _told(model: Model) -> Iterator[str]:
    later: dict[int, list[int]] = {}
    for low, high in sorted(model.less):
        later.setdefault(low, []).append(high)
    for number, world in enumerate(model.worlds):
        label = "" if world.label is None else f" [{world.label}]"
        true = ", ".join(sorted(world.atoms)) or "no letter"
        after = ", ".join(map(str, later.get(number, []))) or "none"
        yield from hanging(f"  world {number}{label}  ", f"true: {true}; later worlds: {after}")
