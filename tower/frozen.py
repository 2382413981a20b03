"""Frozen values at a low price: a dataclass that shares its comparison, hash and text with all others.

`dataclasses.dataclass` writes and compiles six methods for every class that is imported, which was
half of what a short command cost.  `frozen` leaves it three; the others read the fields by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform, overload

_Value = TypeVar("_Value")


@overload
def frozen(made: type[_Value], /) -> type[_Value]: ...
@overload
def frozen(*, slots: bool = False, repr: bool = True) -> Callable[[type[_Value]], type[_Value]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(made: type[Any] | None = None, /, *, slots: bool = False, repr: bool = True) -> Any:
    """A class as `dataclass(frozen=True)` makes it: the same fields, order of arguments, `==`, hash, text.

    What the class itself defines stays.  `slots` and `repr` are those of `dataclass`.

    >>> @frozen(slots=True)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, 0), len({Point(1), Point(1, 0)})
    (Point(x=1, y=0), True, 1)
    """

    def finished(written: type[Any]) -> type[Any]:
        own = vars(written)
        value = dataclass(frozen=True, slots=slots, eq=False, repr=False)(written)
        if "__eq__" not in own:
            value.__eq__ = _equal(value)  # type: ignore[assignment]
        if own.get("__hash__") is None:  # Python sets None beside an `__eq__`
            value.__hash__ = _hashed(value)  # type: ignore[assignment]
        if repr and "__repr__" not in own:
            value.__repr__ = _text(value)  # type: ignore[assignment]
        return value

    return finished if made is None else finished(made)


def _equal(value: type[Any]) -> Callable[[Any, object], bool]:
    compared = _compared(value)

    def __eq__(self: Any, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    return __eq__


def _hashed(value: type[Any]) -> Callable[[Any], int]:
    compared = _compared(value)

    def __hash__(self: Any) -> int:
        return hash(compared(self))

    return __hash__


def _compared(value: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """What of a value is compared, always as a tuple."""
    names = tuple(each.name for each in fields(value) if each.compare)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _text(value: type[Any]) -> Callable[[Any], str]:
    names = tuple(each.name for each in fields(value) if each.repr)

    def __repr__(self: Any) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({inside})"

    return recursive_repr()(__repr__)
