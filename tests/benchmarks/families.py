"""Formula families of growing size, with the verdict that each must get.

The first twelve are those on which provers for GL have been compared; then polymodal ones, a
propositional one, and random modal 3-CNF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from random import Random

from tower.logic.pattern import Pattern
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
    box_power,
    conjunction,
    diamond,
    disjunction,
)

GL = Pattern(("0",))


def box(body: Formula) -> Formula:
    """Box of the one theory."""
    return Box("0", body)


def dia(body: Formula) -> Formula:
    """Diamond of the one theory."""
    return diamond("0", body)


def dia_power(times: int, body: Formula) -> Formula:
    """The diamond iterated."""
    for _ in range(times):
        body = dia(body)
    return body


def here(body: Formula) -> Formula:
    """The body, here and provably."""
    return And(body, box(body))


def letters(name: str, number: int) -> list[Atom]:
    """Numbered letters."""
    return [Atom(f"{name}{place}") for place in range(number)]


def lob_chain(n: int) -> Formula:
    """Löb's theorem for the n-fold box."""
    p = Atom("p")
    return Implies(box(Implies(box_power("0", n, p), p)), box(p))


def lob_cycle(n: int) -> Formula:
    """n claims that trust each other in a circle."""
    p = letters("p", n)
    return Implies(conjunction(box(Implies(box(p[(i + 1) % n]), p[i])) for i in range(n)), box(p[0]))


def lob_broken(n: int) -> Formula:
    """The same circle without its last link."""
    p = letters("p", n)
    return Implies(conjunction(box(Implies(box(p[i + 1]), p[i])) for i in range(n - 1)), box(p[0]))


def con_rank(n: int) -> Formula:
    """n worlds above: then some world has just n - 1 above it."""
    return Implies(dia_power(n, TRUE), dia(And(dia_power(n - 1, TRUE), box_power("0", n, FALSE))))


def con_up(n: int) -> Formula:
    """n-fold consistency does not give one more."""
    return Implies(dia_power(n, TRUE), dia_power(n + 1, TRUE))


def fix_godel(n: int) -> Formula:
    """The Gödel sentence of the n-fold box."""
    p = Atom("p")
    return Implies(here(Iff(p, Not(box_power("0", n, p)))), Iff(p, dia_power(n, TRUE)))


def fix_uniq(n: int) -> Formula:
    """Fixed points of a formula with 2n boxes are unique."""
    q = letters("q", n + 1)

    def body(p: Formula) -> Formula:
        return conjunction(
            Implies(box(Implies(p, q[i])), dia(And(p, q[i + 1]))) for i in range(n)
        )

    a, b = Atom("a"), Atom("b")
    return Implies(And(here(Iff(a, body(a))), here(Iff(b, body(b)))), Iff(a, b))


def fairbots(n: int) -> Formula:
    """n agents that cooperate if all others provably do."""
    c = letters("c", n)
    rules = (
        here(Iff(c[i], conjunction(box(c[j]) for j in range(n) if j != i))) for i in range(n)
    )
    return Implies(conjunction(rules), conjunction(c))


def php_box(n: int) -> Formula:
    """The clauses of n + 1 pigeons in n holes, each boxed."""
    sits = [[Atom(f"p{i}_{j}") for j in range(n)] for i in range(n + 1)]
    clauses: list[Formula] = [disjunction(row) for row in sits]
    clauses += [
        Or(Not(sits[i][j]), Not(sits[k][j]))
        for j in range(n)
        for i, k in combinations(range(n + 1), 2)
    ]
    return Implies(conjunction(map(box, clauses)), box(FALSE))


def _binary_tree(n: int) -> list[Formula]:
    """Levels d0 .. dn; a world of level i < n has successors that differ in bit i, and bits persist."""
    level, bit = letters("d", n + 1), letters("b", n)
    rules: list[Formula] = []
    for i in range(n):
        rules += [
            Implies(level[i], And(dia(And(level[i + 1], bit[i])), dia(And(level[i + 1], Not(bit[i]))))),
            Implies(level[i + 1], And(
                Implies(bit[i], box(bit[i])), Implies(Not(bit[i]), box(Not(bit[i]))))),
        ]
    rules += [Implies(level[i], Not(level[j])) for i in range(n + 1) for j in range(i)]
    return rules


def bintree_inv(n: int) -> Formula:
    """Every refutation has at least 2^n worlds."""
    return Not(And(Atom("d0"), conjunction(map(here, _binary_tree(n)))))


def bintree_val(n: int) -> Formula:
    """The same tree with an impossible leaf, whose bits alternate."""
    leaf = conjunction(bit if place % 2 else Not(bit) for place, bit in enumerate(letters("b", n)))
    impossible = Implies(Atom(f"d{n}"), Not(leaf))
    return Not(And(Atom("d0"), conjunction(map(here, [*_binary_tree(n), impossible]))))


def rank_ladder(n: int) -> Formula:
    """A ladder that leads back to its first rung cannot be climbed."""
    p = letters("p", n + 1)
    return Implies(
        conjunction(box(Implies(p[i], dia(p[(i + 1) % (n + 1)]))) for i in range(n + 1)), Not(dia(p[0]))
    )


def equivalences(n: int) -> Formula:
    """Boxes over conjunctions of equivalences: a chain of n letters that are pairwise equal."""
    p = letters("p", n)
    ring = conjunction(Iff(p[i], p[i + 1]) for i in range(n - 1))
    return Implies(box(ring), box(Iff(p[0], p[n - 1])))


def polygon(n: int) -> Formula:
    """Nested boxes over equivalences: in a ring of odd length two neighbours agree."""
    p = letters("p", n)
    formula: Formula = FALSE
    for i in range(n):
        formula = dia(Or(formula, Iff(p[i], p[(i + 1) % n])))
    pattern = conjunction(p[i] if i % 2 else Not(p[i]) for i in range(n))
    return Implies(And(dia_power(n, TRUE), box(pattern)), formula)


def reflection_chain(n: int) -> tuple[Pattern, Formula]:
    """T_0, ..., T_n, each reflecting the one before: the top proves iterated consistency."""
    names = tuple(f"T{i}" for i in range(n + 1))
    body: Formula = TRUE
    for name in names[:-1]:
        body = diamond(name, body)
    return Pattern(names, reflects=frozenset(zip(names, names[1:], strict=False))), Box(names[-1], body)


def reflection_chain_up(n: int) -> tuple[Pattern, Formula]:
    """The same chain: the top does not prove its own consistency."""
    names = tuple(f"T{i}" for i in range(n + 1))
    return (
        Pattern(names, reflects=frozenset(zip(names, names[1:], strict=False))),
        Box(names[-1], diamond(names[-1], TRUE)),
    )


def consistency_chain(n: int) -> tuple[Pattern, Formula]:
    """Each theory proves the consistency of the one before: no soundness comes of it."""
    names = tuple(f"T{i}" for i in range(n + 1))
    p = Atom("p")
    con = frozenset((low, high, 0) for low, high in zip(names, names[1:], strict=False))
    return Pattern(names, con=con), Box(names[-1], Implies(Box(names[0], p), p))


def discharge(n: int) -> tuple[Pattern, Formula]:
    """A claim below n nested reports is proved by the top of a reflection chain."""
    names = tuple(f"T{i}" for i in range(n + 1))
    p = Atom("p")
    body: Formula = p
    for name in names[:-1]:
        body = Box(name, body)
    return Pattern(names, reflects=frozenset(zip(names, names[1:], strict=False))), Box(
        names[-1], Implies(body, p)
    )


def trust_cycle(n: int) -> tuple[Pattern, Formula]:
    """A circle of n theories, each trusting the next on one claim: all prove it (Löb)."""
    names = tuple(f"T{i}" for i in range(n))
    p = Atom("p")
    links = (Box(names[i], Implies(Box(names[(i + 1) % n], p), p)) for i in range(n))
    return Pattern(names), Implies(conjunction(links), Box(names[0], p))


def trust_cycle_broken(n: int) -> tuple[Pattern, Formula]:
    """The same circle with one link missing."""
    names = tuple(f"T{i}" for i in range(n))
    p = Atom("p")
    links = (Box(names[i], Implies(Box(names[i + 1], p), p)) for i in range(n - 1))
    return Pattern(names), Implies(conjunction(links), Box(names[0], p))


def diamonds(n: int) -> tuple[Pattern, Formula]:
    """n diamonds on top of each other: auditors that disagree refute the top."""
    edges: set[tuple[str, str]] = set()
    names = ["h0"]
    for i in range(n):
        names += [f"a{i}", f"b{i}", f"h{i + 1}"]
        edges |= {(f"h{i}", f"a{i}"), (f"h{i}", f"b{i}"), (f"a{i}", f"h{i + 1}"), (f"b{i}", f"h{i + 1}")}
    p = Atom("p")
    return Pattern(tuple(names), reflects=frozenset(edges)), Implies(
        And(Box("a0", p), Box("b0", Not(p))), Box(f"h{n}", FALSE)
    )


def modal_3cnf(seed: int, clauses: int, atoms: int, depth: int) -> Formula:
    """The denial of a random modal 3-CNF of a depth: letters and boxed 3-clauses, signs at random."""
    random = Random(seed)

    def literal(level: int) -> Formula:
        inner: Formula = Atom(f"p{random.randrange(atoms)}")
        if level and random.random() < 0.7:
            inner = box(clause(level - 1))
        return Not(inner) if random.random() < 0.5 else inner

    def clause(level: int) -> Formula:
        return disjunction(literal(level) for _ in range(3))

    return Not(conjunction(clause(depth) for _ in range(clauses)))


def random_formula(random: Random, depth: int, names: Iterable[str], atoms: Iterable[str]) -> Formula:
    """A random polymodal formula."""
    names, atoms = tuple(names), tuple(atoms)
    if not depth or random.random() < 0.15:
        return random.choice([*map(Atom, atoms), TRUE, FALSE])
    kind = random.random()
    if kind < 0.45:
        return Box(random.choice(names), random_formula(random, depth - 1, names, atoms))
    if kind < 0.6:
        return Not(random_formula(random, depth - 1, names, atoms))
    shape = random.choice((And, Or, Implies, Implies, Iff))
    left = random_formula(random, depth - 1, names, atoms)
    return shape(left, random_formula(random, depth - 1, names, atoms))


def random_pattern(random: Random, strengths: tuple[int, ...] = (0, 0, 1, 2)) -> Pattern:
    """A random pattern of one to four theories, mostly without cycles."""
    names = ("a", "b", "c", "d")[: random.randint(1, 4)]
    pairs = [(i, j) for i in names for j in names if i != j or random.random() < 0.1]
    if random.random() < 0.7:
        pairs = [(i, j) for i, j in pairs if i < j]

    def some(chance: float) -> list[tuple[str, str]]:
        return [pair for pair in pairs if random.random() < chance]

    con = frozenset((i, j, random.choice(strengths)) for i, j in some(0.2))
    axioms = tuple(
        (name, tuple(random_formula(random, 2, names, "pqs") for _ in range(random.randint(1, 2))))
        for name in names
        if random.random() < 0.25
    )
    return Pattern(
        names, frozenset(some(0.2)), frozenset(some(0.15)), con, axioms,
        frozenset("s") if random.random() < 0.4 else frozenset(),
        frozenset("q") if random.random() < 0.3 else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class Family:
    """A family: its verdict, the sizes to try, and the size to beat (0: none is known)."""

    make: Callable[[int], Formula | tuple[Pattern, Formula]]
    valid: bool
    sizes: tuple[int, ...]
    bar: int = 0

    def question(self, n: int) -> tuple[Pattern, Formula]:
        """The pattern and the formula of a size."""
        made = self.make(n)
        return made if isinstance(made, tuple) else (GL, made)


_WIDE = (8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096)
_NARROW = tuple(range(2, 26))

FAMILIES: dict[str, Family] = {
    "lob_chain": Family(lob_chain, True, _WIDE, 512),
    "lob_cycle": Family(lob_cycle, True, _WIDE, 512),
    "lob_broken": Family(lob_broken, False, _WIDE, 112),
    "con_rank": Family(con_rank, True, _WIDE, 512),
    "con_up": Family(con_up, False, _WIDE, 512),
    "fix_godel": Family(fix_godel, True, _WIDE, 512),
    "fix_uniq": Family(fix_uniq, True, _WIDE, 512),
    "fairbots": Family(fairbots, True, (8, 16, 32, 64, 96, 128, 160, 192, 224, 256, 320, 384), 192),
    "php_box": Family(php_box, True, _NARROW, 7),
    "bintree_inv": Family(bintree_inv, False, _NARROW, 10),
    "bintree_val": Family(bintree_val, True, _NARROW, 10),
    "rank_ladder": Family(rank_ladder, True, _WIDE, 512),
    "equivalences": Family(equivalences, True, _WIDE, 400),
    "polygon": Family(polygon, False, _WIDE, 0),
    "reflection_chain": Family(reflection_chain, True, _WIDE, 0),
    "reflection_chain_up": Family(reflection_chain_up, False, _WIDE, 0),
    "consistency_chain": Family(consistency_chain, False, _WIDE, 0),
    "discharge": Family(discharge, True, _WIDE, 0),
    "trust_cycle": Family(trust_cycle, True, _WIDE, 0),
    "trust_cycle_broken": Family(trust_cycle_broken, False, _WIDE, 0),
    "diamonds": Family(diamonds, True, _WIDE, 0),
}
