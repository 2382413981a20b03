"""Make the evaluation logs beside this file with Inspect AI 0.3.285 and its mock model, offline:

    python -m tests.exchange.recorded.make_inspect FOLDER

`default`: a model-graded scorer with nothing bound, so the evaluated model grades itself; `bound`: the
role grader bound to another model; `self`: bound to the evaluated model; `option`: another model named
by the scorer; `vote`: three models that vote; `rule`: a scorer without a model; `monitor`: a solver
that asks a monitor role.  The mock model wants a tokenizer; a toy one is registered so that none is
fetched.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tiktoken
import tiktoken.registry
from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import Model, ModelOutput, get_model
from inspect_ai.scorer import match, model_graded_qa
from inspect_ai.solver import Generate, Solver, TaskState, chain, generate, solver

TOY = tiktoken.Encoding("toy", pat_str=".", mergeable_ranks={bytes([each]): each for each in range(256)}, special_tokens={})
tiktoken.registry.ENCODINGS.update(o200k_base=TOY, cl100k_base=TOY)


def mock(name: str, says: str = "GRADE: C") -> Model:
    return get_model(f"mockllm/{name}", custom_outputs=lambda *_: ModelOutput.from_content(f"mockllm/{name}", says))


@solver
def watched() -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        await get_model(role="monitor").generate("Is this fine?")
        return state

    return solve


def write(folder: Path, name: str, scorer: Any, form: str = "eval", solve: Solver | None = None, **roles: Model) -> None:
    task = Task(dataset=[Sample(input="Capital of France?", target="Paris")], solver=solve or generate(), scorer=scorer, name=name)
    log = eval(task, model=mock("subject", "Paris GRADE: C"), model_roles=roles or None, log_dir=str(folder / "raw"),
               log_format=form, display="none")[0]  # type: ignore[arg-type]
    Path(log.location).rename(folder / f"{name}.{form}")


def main(folder: Path) -> None:
    write(folder, "default", model_graded_qa())
    write(folder, "default", model_graded_qa(), form="json")
    write(folder, "bound", model_graded_qa(), grader=mock("judge"))
    write(folder, "self", model_graded_qa(), grader=mock("subject"))
    write(folder, "option", model_graded_qa(model=mock("judge")))
    write(folder, "vote", model_graded_qa(model=[mock("judge"), mock("umpire"), mock("subject")]))
    write(folder, "rule", match())
    write(folder, "monitor", match(), solve=chain(generate(), watched()), monitor=mock("subject", "fine"))
    (folder / "raw").rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
