"""Slow and obvious: saturation of a trust graph by its rules, and all models of few worlds."""

from itertools import combinations, product

from tower.errors import CertificateError
from tower.logic.models import Model, World
from tower.syntax.formula import atoms, walk

INFINITE = 10**9


def saturated(graph):
    """Inclusions, and trust with its strengths, closed under the rules of formal core 2.2 and 2.5."""
    includes = {*graph.includes, *graph.reflects, *((name, name) for name in graph.theories)}
    trust = {(*pair, 0 if pair in graph.local else INFINITE) for pair in graph.reflects} | set(
        graph.con
    )
    while True:
        new_includes = {(a, c) for a, b in includes for b2, c in includes if b == b2}
        new_trust = {(a, c, n) for a, b in includes for b2, c, n in trust if b == b2}
        new_trust |= {(a, c, n) for a, b, n in trust for b2, c in includes if b == b2}
        new_trust |= {(a, c, min(n, m)) for a, b, n in trust for b2, c, m in trust if b == b2}
        if new_includes <= includes and new_trust <= trust:
            return includes, trust
        includes |= new_includes
        trust |= new_trust


def dead(graph):
    """The theories that trust themselves, and all that include or trust one of them."""
    includes, trust = saturated(graph)
    hit = {a for a, b, _ in trust if a == b}
    while more := {b for a, b, *_ in (*includes, *trust) if a in hit and b not in hit}:
        hit |= more
    return hit


def orders(size, loops=False):
    """All transitive relations on so many worlds, world 0 before all others; irreflexive but for loops."""
    pairs = [(i, j) for i in range(1, size) for j in range(1, size) if loops or i < j]
    root = {(0, j) for j in range(1, size)}
    for count in range(len(pairs) + 1):
        for chosen in combinations(pairs, count):
            less = root | set(chosen)
            if all((i, k) in less for i, j in less for j2, k in less if j == j2):
                yield frozenset(less)


def small_models(pattern, formula, most=3, loops=False):
    """Every model of at most so many worlds over the letters of a pattern and a formula."""
    axioms = [each for _, found in pattern.axioms for each in found]
    letters = sorted({name for each in walk([formula, *axioms]) for name in atoms(each)})
    sets = [frozenset(c) for n in range(len(letters) + 1) for c in combinations(letters, n)]
    for size in range(1, most + 1):
        for less in orders(size, loops):
            for labels in product(pattern.theories, repeat=size - 1):
                for true in product(sets, repeat=size):
                    yield Model(tuple(map(World, (None, *labels), true)), less)


def refuted_by_small_model(check, pattern, formula, most=3, loops=False):
    """A model of few worlds that a checker accepts, if there is one."""
    for model in small_models(pattern, formula, most, loops):
        try:
            check(pattern, formula, model)
        except CertificateError:
            continue
        return model
    return None
