"""Small equivalences and parts of formulas, each shared part once, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tower.syntax.formula import (
    FALSE,
    TRUE,
    And,
    Box,
    Constant,
    Formula,
    Iff,
    Implies,
    Not,
    Or,
    fold,
    rebuild,
)


def rebuilt(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """The formula with `change` applied to every part, parts first.

    `change` is given a part whose own parts have been changed already.

    >>> from tower.syntax.parser import parse
    >>> found = rebuilt(parse("[]p & p"), lambda part: Not(part) if part is parse("p") else part)
    >>> found is parse("[]~p & ~p")
    True
    """
    return fold(formula, lambda shape, below: change(rebuild(shape, below)))


def folded(formula: Formula) -> Formula:
    """The formula without needless T, F, double negations and repeated sides.

    Every step is an equivalence of K:  A∧T ≡ A, ¬¬A ≡ A, A→A ≡ T, □T ≡ T, …

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> [ascii(folded(parse(text))) for text in ("p & ~~T", "p -> F", "[](q | ~F)", "p <-> ~T")]
    ['p', '~p', 'T', '~p']
    """
    return rebuilt(formula, fold_step)


def fold_step(part: Formula) -> Formula:
    """One step of `folded`, at the root."""
    match part:
        case Not(body=body):
            return negated(body)
        case And(left=left, right=right):
            return conjoined(left, right)
        case Or(left=left, right=right):
            return disjoined(left, right)
        case Implies(left=left, right=right):
            return _implied(left, right)
        case Iff(left=left, right=right):
            return _equated(left, right)
        case Box(body=body) if body is TRUE:
            return TRUE
    return part


def negated(body: Formula) -> Formula:
    """¬body, short.

    >>> negated(TRUE) is FALSE
    True
    """
    if isinstance(body, Constant):
        return FALSE if body is TRUE else TRUE
    return body.body if isinstance(body, Not) else Not(body)


def conjoined(left: Formula, right: Formula) -> Formula:
    """left ∧ right, short.

    >>> conjoined(TRUE, Not(FALSE)) is Not(FALSE)
    True
    """
    if left is TRUE or left is right:
        return right
    if right is TRUE:
        return left
    clash = FALSE in (left, right) or negated(left) is right
    return FALSE if clash else And(left, right)


def disjoined(left: Formula, right: Formula) -> Formula:
    """left ∨ right, short.

    >>> disjoined(Not(FALSE), TRUE) is TRUE
    True
    """
    if left is FALSE or left is right:
        return right
    if right is FALSE:
        return left
    sure = TRUE in (left, right) or negated(left) is right
    return TRUE if sure else Or(left, right)


def _implied(left: Formula, right: Formula) -> Formula:
    if left is FALSE or right is TRUE or left is right:
        return TRUE
    if left is TRUE:
        return right
    return negated(left) if right is FALSE else Implies(left, right)


def _equated(left: Formula, right: Formula) -> Formula:
    if left is right:
        return TRUE
    for one, two in ((left, right), (right, left)):
        if isinstance(one, Constant):
            return two if one is TRUE else negated(two)
    return Iff(left, right)


def outer_parts(formula: Formula) -> list[Formula]:
    """The formula and its parts that stand in no box, each once, parts first.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> [ascii(part) for part in outer_parts(parse("[]p -> q"))]
    ['[]p', 'q', '[]p -> q']
    """
    done: dict[Formula, None] = {}
    waiting = [(formula, False)]
    while waiting:
        part, ready = waiting.pop()
        if ready or isinstance(part, Box):
            done[part] = None
        elif part not in done:
            waiting.append((part, True))
            waiting += [(child, False) for child in reversed(part.children)]
    return list(done)


def replaced_outside(formula: Formula, new: Mapping[Formula, Formula]) -> Formula:
    """The formula with parts replaced where they stand in no box, and folded there.

    >>> from tower.syntax.parser import parse
    >>> from tower.syntax.printer import ascii
    >>> ascii(replaced_outside(parse("[]p & (q | [][]p)"), {parse("[]p"): TRUE}))
    'q | [][]p'
    """
    known: dict[Formula, Formula] = {}
    for part in outer_parts(formula):
        if part in new:
            known[part] = new[part]
        elif isinstance(part, Box):
            known[part] = part
        else:
            known[part] = fold_step(rebuild(part, tuple(known[child] for child in part.children)))
    return known[formula]


def tree_size(formula: Formula) -> int:
    """How many symbols the formula has when it is written out.

    >>> from tower.syntax.parser import parse
    >>> tree_size(parse("[]p & []p"))
    5
    """
    return fold(formula, lambda _, below: 1 + sum(below))
