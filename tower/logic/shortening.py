"""Short formulas of GL: the smallest equivalent form that a bounded search finds.

Three means.  Letterless parts get their short form from their trace.  Parts are replaced by T,
F or one of their own parts.  All formulas over the same letters are tried by size, one for each
pattern of truth on a fixed set of sample models.  A decider confirms every change of the last two.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, product

from tower.logic.answers import Theorem
from tower.logic.closed import GL, smallest_form, trace
from tower.logic.gl import Decider, gl_theorem
from tower.logic.rewriting import folded, tree_size
from tower.logic.samples import MAX_LETTERS, MAX_LEVELS, Sample, sample_of
from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Atom,
    Box,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    atoms,
    modal_depth,
    replace,
    size,
    subformulas,
)

MAX_REFUSED = 60  # candidates with the right pattern that turn out not to be equivalent
MAX_BUILT = 60_000  # formulas looked at in the enumeration
MAX_WORK = 1_500_000  # parts times sample worlds looked at while parts are replaced
DEEPEST = 300  # of the sample models


def shortened(formula: Formula, decide: Decider = gl_theorem) -> Formula:
    """A formula of GL equivalent to this one, as small as the search finds, never larger.

    A decider that gives up confirms nothing, so the formula is then left longer, never wrong.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> for text in ("q & []q & [][]q", "q -> []T", "~~<>~q"):
    ...     print(ascii(shortened(parse(text))))
    q & []q
    T
    ~[]q
    """
    found = tidied(formula)
    letters = sorted(atoms(found))
    if not letters:
        return found
    if len(letters) > MAX_LETTERS:
        return found
    depth = modal_depth(found)
    sample = sample_of(letters, min(depth, DEEPEST))
    found = _pruned(found, decide, sample)
    return _enumerated(found, decide, sample) if depth <= MAX_LEVELS else found


def tidied(formula: Formula) -> Formula:
    """Needless constants folded, letterless parts in their shortest form from the trace.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> ascii(tidied(parse("q & ([][]F -> ~~[](F | F)) & T")))
    'q & ([][]F -> []F)'
    """
    closed: set[Formula] = set()
    short: dict[Formula, Formula] = {}
    for part in subformulas(formula):
        if not isinstance(part, Atom) and closed.issuperset(part.children):
            closed.add(part)
        else:
            short |= {child: smallest_form(trace(child)) for child in closed & {*part.children}}
    if formula in closed:
        return smallest_form(trace(formula))
    return folded(replace(formula, short))


def _pruned(formula: Formula, decide: Decider, sample: Sample) -> Formula:
    """Replace parts by T, F or smaller parts of their own, as long as that is equivalent."""
    goal = sample.patterns(formula)[formula]
    work, refused = 0, 0
    candidates = _smaller(formula)
    while work < MAX_WORK and refused < MAX_REFUSED:
        candidate = next(candidates, None)
        if candidate is None:
            break
        work += size(candidate) * len(sample.sees)
        if sample.patterns(candidate)[candidate] != goal:
            continue
        if _equal(formula, candidate, decide):
            formula, candidates = candidate, _smaller(candidate)
        else:
            refused += 1
    return formula


def _equal(one: Formula, two: Formula, decide: Decider) -> bool:
    return isinstance(decide(Iff(one, two)), Theorem)


def _enumerated(formula: Formula, decide: Decider, sample: Sample) -> Formula:
    """The first formula, by size, that is equivalent; the given one if none smaller is found."""
    goal = sample.patterns(formula)[formula]
    candidates = islice(_by_size(sample, tree_size(formula), goal), MAX_REFUSED)
    return next((each for each in candidates if _equal(formula, each, decide)), formula)


def _smaller(formula: Formula) -> Iterator[Formula]:
    """The formula with one part replaced: large parts first, by what stands right below first."""
    parts, now = subformulas(formula)[::-1], tree_size(formula)
    near = ((part, other) for part in parts for other in (TRUE, FALSE, *part.children))
    far = ((part, other) for part in parts for other in subformulas(part)[:-1])
    for part, other in chain(near, far):
        candidate = folded(replace(formula, {part: other}))
        if tree_size(candidate) < now:
            yield candidate


def _by_size(sample: Sample, bound: int, goal: int) -> Iterator[Formula]:
    """Formulas smaller than `bound` with the pattern `goal`, by size.

    Of the formulas with any other pattern only the first is kept to build larger ones from.
    """
    known: dict[Formula, int] = {}
    patterns: set[int] = set()
    levels: list[list[Formula]] = [[]]
    for made in islice(_built(sample, levels, bound), MAX_BUILT):
        known[made] = sample.pattern(made, known)
        if known[made] == goal:
            yield made
        if known[made] not in patterns:
            patterns.add(known[made])
            levels[-1].append(made)


def _built(sample: Sample, levels: list[list[Formula]], bound: int) -> Iterator[Formula]:
    """All formulas over the kept ones, size by size; the caller keeps some in the last level."""
    for _ in range(1, bound):
        levels.append([])
        yield from _next_size(sample, levels)


def _next_size(sample: Sample, levels: list[list[Formula]]) -> Iterator[Formula]:
    """The formulas of the size of the last level, binary connectives first."""
    symbols = len(levels) - 1
    if symbols == 1:
        yield from (TRUE, FALSE, *map(Atom, sample.where))
    for left_size in range(1, symbols - 1):
        for shape in (And, Or, Implies, Iff):
            for left, right in product(levels[left_size], levels[symbols - 1 - left_size]):
                yield shape(left, right)
    for body in levels[symbols - 1]:
        yield from (Not(body), Box(GL, body))
