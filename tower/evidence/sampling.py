"""Independent draws, from which a bound follows, and finite domains, which are searched whole.

What is drawn here stands for its population: runs of a search with seeds of their own, random cases.
Systems come first and cases second; where the cases are a finite collection every system meets all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice, product
from random import Random

from .calls import Caller
from .question import Judgement, Question
from .sources import MOST, Drawn, Finite, Pick, Seeded, Source

Sources = tuple[tuple[Source, ...], ...]  # those of each pool
Example = tuple[Pick, ...]
Watch = Callable[[int, int], None]


@dataclass
class Tally:
    """What was seen so far."""

    n: int = 0
    failures: int = 0
    first: tuple[Example, Judgement] | None = None
    counted: Counter[str] = field(default_factory=Counter)

    def add(self, example: Example, found: Judgement) -> None:
        """Count one judged example; of those that refute keep the shortest told."""
        self.counted.update(found.counted)
        if found.refutes:
            self.failures += 1
            if self.first is None or len(found.said) < len(self.first[1].said):
                self.first = example, found


def finite(sources: Sources) -> int | None:
    """The size of the domain where it is finite and can be searched whole; None otherwise."""
    size = 1
    for pool in sources:
        if not all(isinstance(each, Finite) for each in pool):
            return None
        size *= sum(len(each.members) for each in pool if isinstance(each, Finite))
    return size if size <= MOST else None


def exhaust(question: Question, sources: Sources, call: Caller, watch: Watch) -> Tally:
    """Judge every example of a finite domain."""
    members = [
        [each.pick(m) for each in pool if isinstance(each, Finite) for m in each.members]
        for pool in sources
    ]
    total, tally = finite(sources) or 0, Tally()
    for example in product(*members):
        tally.add(example, judged(question, call, example))
        tally.n += 1
        watch(tally.n, total)
    return tally


def judged(question: Question, call: Caller, example: Example) -> Judgement:
    """What the question says of an example."""
    return question.judge(call, tuple(pick.value for pick in example))


def drawable(sources: Sources) -> bool:
    """Whether independent draws can be made without a strategy."""
    return not any(isinstance(each, Drawn) for pool in sources for each in pool)


def sample(
    question: Question, sources: Sources, call: Caller, random: Random, examples: int, watch: Watch
) -> Tally:
    """Judge independent draws; one that refutes ends it."""
    tally = Tally()
    for block in _blocks(sources, call, random, examples):
        for example in block:
            tally.add(example, judged(question, call, example))
        tally.n += 1
        watch(min(tally.n, examples), examples)
        if tally.first is not None:
            break
    return tally


def _blocks(
    sources: Sources, call: Caller, random: Random, examples: int
) -> Iterator[Iterator[Example]]:
    """Independent draws; each is one example, or one system with all cases of a finite collection."""
    systems = _systems(sources[0], call, random, examples)
    if len(sources) == 1:
        yield from (iter([(system,)]) for system in systems)
        return
    whole = finite(sources[1:])
    if whole is not None and whole <= examples * 10:
        members = [
            each.pick(m) for each in sources[1] if isinstance(each, Finite) for m in each.members
        ]
        yield from (((system, case) for case in members) for system in systems)
        return
    cases = _cases(sources[1], call, random)
    for system in islice(cycle(systems), examples):
        yield iter([(system, next(cases))])


def _systems(
    pool: tuple[Source, ...], call: Caller, random: Random, examples: int
) -> Iterator[Pick]:
    """Systems of a pool, a search with distinct seeds in random order, a collection whole."""
    for each in pool:
        if isinstance(each, Seeded):
            seeds = random.sample(range(each.seeds), min(examples, each.seeds))
            each.drawn.update(seeds)
            yield from (each.pick(call, seed) for seed in seeds)
        elif isinstance(each, Finite):
            yield from map(each.pick, each.members)


def _cases(pool: tuple[Source, ...], call: Caller, random: Random) -> Iterator[Pick]:
    """Random cases without end, from every source of a pool in turn."""
    for each in cycle(pool):
        if isinstance(each, Seeded):
            yield each.pick(call, random.randrange(each.seeds))
        elif isinstance(each, Finite):
            yield each.pick(random.choice(each.members))
