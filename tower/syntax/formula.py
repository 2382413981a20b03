"""Polymodal formulas: interned and immutable, so that equal formulas are one object.

Few shapes: atoms, the two constants, not, and, or, implies, iff, box; a diamond is shorthand for
not-box-not.  Constructors never simplify.  Nothing here recurses, so depth is no limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, Self, TypeVar
from weakref import ref

from ..errors import PatternError
from ..shown import Shown

_Value = TypeVar("_Value")


class Formula(Shown):
    """A formula; equality is identity, and a hash costs nothing.

    >>> Box("PA", Atom("p")) is Box("PA", Atom("p"))
    True
    """

    __slots__ = ("__weakref__", "args")
    args: tuple[Any, ...]

    def __new__(cls, *args: Any) -> Self:
        return _interned(cls, args)  # type: ignore[no-any-return]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("formulas are immutable")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("formulas are immutable")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Callable[..., Formula], tuple[Any, ...]]:
        return _rebuilt, (_flattened(self),)

    def __str__(self) -> str:
        return _printer[0](self)

    def __repr__(self) -> str:
        """A short formula as it can be typed; of a long one its first shape."""
        if _printer[0] is not repr and _short(self):
            return f"parse({str(self)!r})"
        inner = ", ".join(
            f"<{type(arg).__name__}>" if isinstance(arg, Formula) and arg.children else repr(arg)
            for arg in self.args
        )
        return f"{type(self).__name__}({inner})"

    @property
    def children(self) -> tuple[Formula, ...]:
        """The immediate subformulas."""
        return ()


def _short(formula: Formula, most: int = 60) -> bool:
    """Whether a formula has few parts, each with a short name; looks at no more than that many."""
    waiting = [formula]
    for _ in range(most):
        if not waiting:
            return True
        now = waiting.pop()
        waiting.extend(now.children)
        if any(isinstance(each, str) and len(each) > most for each in now.args):
            return False
    return not waiting


_printer: list[Callable[[Formula], str]] = [repr]  # `tower.syntax.printer` puts its own here
_table: dict[tuple[Any, ...], ref[Formula]] = {}
_room = [100_000]  # entries at which dead formulas are swept out
_making = Lock()


def print_with(printer: Callable[[Formula], str]) -> None:
    """Say how `str` writes formulas; called once, by the printer."""
    _printer[0] = printer


def _interned(cls: type[Any], args: tuple[Any, ...]) -> Any:
    key = (cls, *args)
    held = _table.get(key)
    found = None if held is None else held()
    return _entered(cls, args, key) if found is None else found


def _entered(cls: type[Any], args: tuple[Any, ...], key: tuple[Any, ...]) -> Any:
    """Make a formula, unless another thread has just made it."""
    with _making:
        held = _table.get(key)
        found = None if held is None else held()
        if found is None:
            found = object.__new__(cls)
            object.__setattr__(found, "args", args)
            if len(_table) > _room[0]:
                _sweep()
            _table[key] = ref(found)
        return found


def _sweep() -> None:
    """Forget dead formulas.

    A key holds its children, so nothing is freed before its parents are swept; going backwards, no
    formula is met before its parents, and one pass without recursion is enough.
    """
    for key in reversed(list(_table)):
        if _table[key]() is None:
            del _table[key]
    _room[0] = max(100_000, 2 * len(_table))


class Atom(Formula):
    """A propositional letter; any printable text may be its name."""

    __slots__ = ()
    __match_args__ = ("name",)

    def __new__(cls, name: str) -> Atom:
        return _interned(cls, (name,))  # type: ignore[no-any-return]

    @property
    def name(self) -> str:
        """The name of the letter."""
        return self.args[0]  # type: ignore[no-any-return]


class Constant(Formula):
    """Truth or falsity."""

    __slots__ = ()
    __match_args__ = ("value",)

    def __new__(cls, value: bool) -> Constant:
        return _interned(cls, (bool(value),))  # type: ignore[no-any-return]

    @property
    def value(self) -> bool:
        """True for T, False for F."""
        return self.args[0]  # type: ignore[no-any-return]


class Not(Formula):
    """The body does not hold."""

    __slots__ = ()
    __match_args__ = ("body",)

    def __new__(cls, body: Formula) -> Not:
        return _interned(cls, (body,))  # type: ignore[no-any-return]

    @property
    def children(self) -> tuple[Formula, ...]:
        """The body."""
        return self.args

    @property
    def body(self) -> Formula:
        """What is denied."""
        return self.args[0]  # type: ignore[no-any-return]


class _Binary(Formula):
    __slots__ = ()
    __match_args__ = ("left", "right")

    def __new__(cls, left: Formula, right: Formula) -> Self:
        return _interned(cls, (left, right))  # type: ignore[no-any-return]

    @property
    def children(self) -> tuple[Formula, ...]:
        """Both operands."""
        return self.args

    @property
    def left(self) -> Formula:
        """The left operand."""
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def right(self) -> Formula:
        """The right operand."""
        return self.args[1]  # type: ignore[no-any-return]


class And(_Binary):
    """Both hold."""

    __slots__ = ()


class Or(_Binary):
    """At least one holds."""

    __slots__ = ()


class Implies(_Binary):
    """If the left holds, so does the right."""

    __slots__ = ()


class Iff(_Binary):
    """Both hold or neither."""

    __slots__ = ()


def check_theory_name(name: object) -> None:
    """PatternError unless a name can stand in a box: some text without blanks and brackets.

    >>> check_theory_name("PA+RFN^2")
    >>> check_theory_name("P A")
    Traceback (most recent call last):
    tower.errors.PatternError: 'P A' is no name of a theory; expected text without blanks and []<>
    """
    if not isinstance(name, str) or not name or any(sign.isspace() or sign in "[]<>" for sign in name):
        raise PatternError(f"{name!r} is no name of a theory", expected="text without blanks and []<>")


_theory_names: set[str] = set()  # those that were checked already


class Box(Formula):
    """The theory proves the body; PatternError for a name that no theory can have."""

    __slots__ = ()
    __match_args__ = ("theory", "body")

    def __new__(cls, theory: str, body: Formula) -> Box:
        if theory not in _theory_names:
            check_theory_name(theory)
            _theory_names.add(theory)
        return _interned(cls, (theory, body))  # type: ignore[no-any-return]

    @property
    def children(self) -> tuple[Formula, ...]:
        """The body."""
        return self.args[1:]

    @property
    def theory(self) -> str:
        """The name of the theory."""
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def body(self) -> Formula:
        """What the theory proves."""
        return self.args[1]  # type: ignore[no-any-return]


TRUE = Constant(True)
FALSE = Constant(False)


def diamond(theory: str, body: Formula) -> Formula:
    """The theory does not refute the body: not box not."""
    return Not(Box(theory, Not(body)))


def box_power(theory: str, times: int, body: Formula) -> Formula:
    """The box iterated.

    >>> box_power("0", 2, FALSE) is Box("0", Box("0", FALSE))
    True
    """
    for _ in range(times):
        body = Box(theory, body)
    return body


def conjunction(formulas: Iterable[Formula]) -> Formula:
    """All of them, associated to the left; T of none.

    >>> conjunction([]) is TRUE
    True
    """
    return _folded(And, formulas, TRUE)


def disjunction(formulas: Iterable[Formula]) -> Formula:
    """At least one of them, associated to the left; F of none."""
    return _folded(Or, formulas, FALSE)


def _folded(shape: type[_Binary], formulas: Iterable[Formula], empty: Formula) -> Formula:
    found: Formula | None = None
    for formula in formulas:
        found = formula if found is None else shape(found, formula)
    return empty if found is None else found


def subformulas(formula: Formula) -> tuple[Formula, ...]:
    """Every subformula once, children before parents, the formula itself last.

    >>> p = Atom("p")
    >>> [type(each).__name__ for each in subformulas(Implies(p, Not(p)))]
    ['Atom', 'Not', 'Implies']
    """
    done: dict[Formula, None] = {}
    waiting: list[tuple[Formula, bool]] = [(formula, False)]
    while waiting:
        now, ready = waiting.pop()
        if ready:
            done[now] = None
        elif now not in done:
            waiting.append((now, True))
            waiting.extend((child, False) for child in reversed(now.children))
    return tuple(done)


def fold(formula: Formula, combine: Callable[[Formula, tuple[_Value, ...]], _Value]) -> _Value:
    """Compute a value bottom-up, once for each subformula, without recursion.

    >>> fold(Not(Atom("p")), lambda shape, below: 1 + sum(below))
    2
    """
    value: dict[Formula, _Value] = {}
    for each in subformulas(formula):
        value[each] = combine(each, tuple(value[child] for child in each.children))
    return value[formula]


def atoms(formula: Formula) -> frozenset[str]:
    """The names of its letters."""
    return frozenset(each.name for each in subformulas(formula) if isinstance(each, Atom))


def theories(formula: Formula) -> frozenset[str]:
    """The names of the theories in its boxes."""
    return frozenset(each.theory for each in subformulas(formula) if isinstance(each, Box))


def modal_depth(formula: Formula) -> int:
    """How many boxes are stacked at the deepest point.

    >>> modal_depth(box_power("0", 3, FALSE))
    3
    """
    return fold(
        formula, lambda shape, below: max(below, default=0) + isinstance(shape, Box)
    )


def size(formula: Formula) -> int:
    """The number of its different subformulas."""
    return len(subformulas(formula))


def rebuild(shape: Formula, children: tuple[Formula, ...]) -> Formula:
    """The same shape over other children."""
    match shape:
        case Box(theory, _):
            return Box(theory, *children)
        case Not() | And() | Or() | Implies() | Iff():
            return type(shape)(*children)
        case _:
            return shape


def substitute(formula: Formula, by: Mapping[str, Formula]) -> Formula:
    """Replace letters by formulas, all at once.

    >>> substitute(Not(Atom("p")), {"p": TRUE}) is Not(TRUE)
    True
    """
    def put(shape: Formula, below: tuple[Formula, ...]) -> Formula:
        return by.get(shape.name, shape) if isinstance(shape, Atom) else rebuild(shape, below)

    return fold(formula, put)


def replace(formula: Formula, by: Mapping[Formula, Formula]) -> Formula:
    """Replace subformulas by formulas, outermost first and all at once."""
    def put(shape: Formula, below: tuple[Formula, ...]) -> Formula:
        return by.get(shape) or rebuild(shape, below)

    return fold(formula, put)


def _flattened(formula: Formula) -> list[tuple[type[Formula], tuple[Any, ...]]]:
    """Subformulas in order, children as positions wrapped in one-element lists."""
    order = subformulas(formula)
    place = {each: number for number, each in enumerate(order)}
    return [
        (type(each), tuple([place[arg]] if isinstance(arg, Formula) else arg for arg in each.args))
        for each in order
    ]


def _rebuilt(flat: list[tuple[type[Formula], tuple[Any, ...]]]) -> Formula:
    made: list[Formula] = []
    for shape, args in flat:
        made.append(shape(*(made[arg[0]] if isinstance(arg, list) else arg for arg in args)))
    return made[-1]


def walk(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """The different subformulas of several formulas, children first."""
    seen: set[Formula] = set()
    for formula in formulas:
        for each in subformulas(formula):
            if each not in seen:
                seen.add(each)
                yield each


