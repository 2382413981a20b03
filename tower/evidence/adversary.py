"""The adversarial search: Hypothesis maximises what should be impossible, and shrinks what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ..errors import MissingExtra
from .calls import Caller, Stopped, told_error
from .finding import Trouble
from .question import Judgement, Question
from .sampling import Example, Sources, Tally, Watch, judged
from .sources import strategy_of

try:
    import hypothesis
    from hypothesis import HealthCheck, Phase, Verbosity, given, settings, strategies as st, target
    from hypothesis.errors import Flaky, UnsatisfiedAssumption
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error

REJECTED = (UnsatisfiedAssumption,)  # how a part says that an example is none of its business
SPREAD = (Phase.generate,)  # draws that nothing steers
HUNT = (Phase.generate, Phase.target, Phase.shrink)
VERSION: str = hypothesis.__version__


class _Found(AssertionError):
    """A counterexample, as Hypothesis wants to hear of it."""


@dataclass
class Hunt:
    """One search for a counterexample: what it saw last is, in the end, the smallest."""

    question: Question
    sources: Sources
    call: Caller
    seed: int

    def run(self, examples: int, watch: Watch, phases: tuple[Phase, ...] = HUNT) -> Tally:
        """Search among so many examples; a Stopped carries what made it impossible."""
        tally = Tally()

        def attempt(example: Example) -> None:
            found = judged(self.question, self.call, example)
            if phases is HUNT:
                _aim(found)
            _note(tally, example, found)
            watch(min(tally.n, examples), examples)
            if found.refutes:
                raise _Found

        self._guarded(self._prepared(attempt, examples, phases))
        return tally

    def _prepared(
        self, attempt: Callable[[Any], None], examples: int, phases: tuple[Phase, ...]
    ) -> Callable[[], None]:
        whole = st.tuples(*(strategy_of(pool, self.call) for pool in self.sources))
        prepared = settings(
            max_examples=examples, phases=phases, deadline=None, database=None, print_blob=False,
            report_multiple_bugs=False, verbosity=Verbosity.quiet, suppress_health_check=list(HealthCheck),
        )(given(whole)(attempt))  # fmt: skip
        return hypothesis.seed(self.seed)(prepared)

    def _guarded(self, search: Callable[[], None]) -> None:
        try:
            search()
        except _Found:
            return
        except Flaky as error:
            raise Stopped(
                Trouble("Flaky", f"what refuted {self.question.claim} did not do so again")
            ) from error
        except Exception as error:
            text = f"drawing an example raised {type(error).__name__}: {told_error(error)}"
            raise Stopped(Trouble("Error", text)) from error


def _note(tally: Tally, example: Example, found: Judgement) -> None:
    """Count an example; the last one that refutes is the smallest."""
    tally.n += 1
    tally.counted.update(found.counted)
    if found.refutes:
        tally.first = example, found


def _aim(found: Judgement) -> None:
    for label, score in found.aims:
        if isfinite(score):
            target(float(score), label=label)
