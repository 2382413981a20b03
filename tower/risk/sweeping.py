"""What if a number were another?  Any number of a file, by its symbol or its place, and any leaf.

A parameter is the name of a symbol that the file uses, the place of a number in the file
(`verifiers/v/error/false_accept`, `dependence/1/beta`, counted from 1), or a leaf event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ..errors import InputError
from ..model.file import load_node
from ..model.keys import ENDLESS_NUMBERS
from ..model.plain import plain_node, plain_number, to_plain
from ..model.scalars import nearest
from ..model.values import Interval, Model
from .assess import Point
from .bounds import INDEPENDENT, as_probability
from .failure import Failure
from .numbers import Numbers

_HOLDERS = frozenset({"error", "prior"})
_NUMBERS = frozenset({"coverage", "credence", "beta", "probability"})

Place = tuple[str | int, ...]


def parameters(model: Model) -> dict[str, tuple[Place, ...]]:
    """Every parameter of a model: the places of its numbers, each by itself, and all of each symbol.

    >>> from ..model.values import Symbol, Verifier
    >>> sorted(parameters(Model("t", verifiers=(Verifier("v", error=(("false_accept", Symbol("e")),)),))))
    ['e', 'verifiers/v/error/false_accept']
    """
    found: dict[str, tuple[Place, ...]] = {}
    for place, value in _numbers(to_plain(model), ()):
        shown = "/".join(str(each + 1) if isinstance(each, int) else each for each in place)
        found[shown] = (place,)
        if isinstance(value, str) and value.isidentifier():
            found[value] = (*found.get(value, ()), place)
    return found


def _numbers(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """The places of numbers, in the order of the file."""
    waiting: list[tuple[Place, Any]] = [(place, value)]
    while waiting:
        here, found = waiting.pop()
        endless = here[:1] == ("infinite",) and here[-1] in ENDLESS_NUMBERS
        if endless or (len(here) > 1 and (here[-2] in _HOLDERS or here[-1] in _NUMBERS)):
            yield here, found
        elif isinstance(found, dict):
            waiting.extend(((*here, key), inner) for key, inner in reversed(found.items()))
        elif isinstance(found, list):
            waiting.extend(((*here, key), inner) for key, inner in reversed(list(enumerate(found))))


def with_value(model: Model, parameter: str, value: Fraction) -> Model:
    """The model with another number at a parameter; InputError for one that there is not.

    >>> from ..model.values import Verifier
    >>> half = Model("t", verifiers=(Verifier("v", error=(("false_accept", Fraction(1, 2)),)),))
    >>> with_value(half, "verifiers/v/error/false_accept", Fraction(1, 3)).verifiers[0].error
    (('false_accept', Fraction(1, 3)),)
    """
    known = parameters(model)
    if parameter not in known:
        raise unknown_parameter(parameter, known)
    plain = to_plain(model)
    for place in known[parameter]:
        inner: Any = plain
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = plain_number(value)
    return load_node(plain_node(plain), model.name).model


def unknown_parameter(parameter: str, known: Iterable[str]) -> InputError:
    """The error for a parameter that there is not, with the nearest that there is."""
    names = list(known)
    some = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    hint = nearest(parameter, names)
    return InputError(f"no parameter {parameter!r}{hint}", expected=f"one of {some or 'none'}")


def swept(
    numbers: Numbers, parameter: str, values: Iterable[Fraction], again: Callable[[Model], Numbers]
) -> Iterator[Point]:
    """The bounds of a claim while one parameter takes several values; `again` works out a model anew."""
    found = numbers.failure
    events = [] if found is None else [leaf.event for leaf in found.leaves]
    known = parameters(numbers.model)
    if parameter not in known and parameter not in events:
        raise unknown_parameter(parameter, [*known, *events])
    for each in values:
        value = as_probability(each, f"a value of {parameter}")
        if parameter in known:
            yield _point(value, again(with_value(numbers.model, parameter, value)))
        elif found is not None:
            yield _point(value, replace(numbers, failure=_at(found, parameter, value)))


def _at(found: Failure, event: str, value: Fraction) -> Failure:
    here = Interval(value, value)
    leaves = tuple(
        replace(leaf, rate=here) if leaf.event == event else leaf for leaf in found.leaves
    )
    return replace(found, leaves=leaves)


def _point(value: Fraction, numbers: Numbers) -> Point:
    found = numbers.assessment
    if found is None:
        return Point(value, numbers.bound, numbers.bound, numbers.bound)
    apart = next(bound for bound in found.bounds if bound.mode == INDEPENDENT)
    return Point(value, found.unknown, apart, found.declared)
