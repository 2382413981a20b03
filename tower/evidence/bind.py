"""Bind code to the parts of a tower: decorators for a module, mappings for a prompt.

A decorator returns the function as it was but for one attribute; nothing is registered anywhere.  The
parts of a module are found in its namespace, in order of definition.  A file never names code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import getattr_static
from types import ModuleType
from typing import Any, TypeVar

from ..errors import ClaimError, InputError
from ..model.claim_parser import parse_claim
from ..model.claims import Aligned
from ..model.nodes import shortened
from ..model.scalars import nearest
from ..model.scope import Scope
from ..model.values import Model
from .parts import (
    PLACED,
    RUNS,
    Accepts,
    Bound,
    Generator,
    Link,
    Objective,
    Part,
    Parts,
    Predicate,
    Role,
    Search,
)

_Function = TypeVar("_Function", bound=Callable[..., Any])
MARK = "__tower_parts__"


def predicate(
    name: str,
    *,
    margin: Callable[..., float] | None = None,
    cases: Generator | None = None,
) -> Callable[[_Function], _Function]:
    """Decide a property of systems, or with `cases` a condition: a function of one system (one case).

    >>> @predicate("safe")
    ... def harmless(system): return "harm" not in system
    >>> [each.name for each in parts_of([harmless])]
    ['safe']
    """
    return _marked("predicate", name, lambda function: Predicate(function, margin, cases))


def accepts(
    name: str, *, score: Callable[[Any], float] | None = None
) -> Callable[[_Function], _Function]:
    """Run a verifier (also `v@x`, as x runs it): whether it accepts a system."""
    return _marked("accepts", name, lambda function: Accepts(function, score))


def specification(name: str) -> Callable[[_Function], _Function]:
    """Say what a verifier should accept, for `refines(v)`: it accepts nothing else."""
    return _marked("specification", name, Accepts)


def search(place: str, *, seeds: int = RUNS) -> Callable[[_Function], _Function]:
    """Run an optimizer: a seed in, a system out; `place` is its name or one link `a -> b`."""
    if seeds < 1:
        raise InputError(f"a search with {seeds} seeds", expected="at least 1")
    return _marked("search", place, lambda function: Search(function, seeds))


def systems(place: str) -> Callable[[_Function], _Function]:
    """Give systems that an optimizer can produce: a strategy, or a finite collection."""
    return _marked("systems", place, lambda function: function)


def training(place: str) -> Callable[[_Function], _Function]:
    """Give the cases of the training distribution of a link: one for a seed, or a strategy or collection."""
    return _marked("training", place, lambda function: function)


def deployment(place: str) -> Callable[[_Function], _Function]:
    """Give the cases that a system meets in deployment; as `training`."""
    return _marked("deployment", place, lambda function: function)


def objective(place: str, *, tolerance: float = 0.0) -> Callable[[_Function], _Function]:
    """Say what a builder selects for: the loss of a system on a case, met where at most `tolerance`."""
    return _marked("objective", place, lambda function: Objective(function, tolerance))


def symbols(place: str) -> Callable[[_Function], _Function]:
    """Give a system made of z3 or sympy symbols, with what is known of them: all that can be produced."""
    return _marked("symbols", place, lambda function: function)


def _marked(
    role: Role, name: str, part: Callable[[Callable[..., Any]], Part]
) -> Callable[[_Function], _Function]:
    def mark(function: _Function) -> _Function:
        if not callable(function):
            raise InputError(f"{shortened(repr(function))} is no function", expected=f"a {role}")
        found = (*_marks(function), _placed(role, name, part(function)))
        try:
            setattr(function, MARK, found)
        except (AttributeError, TypeError):
            text = f"{shortened(repr(function))} cannot be marked"
            raise InputError(text, expected="a function written with def or lambda") from None
        return function

    return mark


def _placed(role: Role, name: str, part: Part) -> Bound:
    """A part at its place: the name of a property or verifier, an optimizer or a link."""
    if role not in PLACED:
        return Bound(role, name, part)
    base, mesa = link_ends(name) if "->" in name or "→" in name else (name, "")
    return Bound(role, name, part, base, mesa)


def link_ends(text: str) -> tuple[str, str]:
    """The two ends of a link; `-> x` leaves open who built x; InputError for what is no link.

    >>> link_ends("lab -> ai"), link_ends("-> ai")
    (('lab', 'ai'), ('', 'ai'))
    """
    if text.lstrip().startswith(("->", "→")):
        return "", text.replace("→", "->").partition("->")[2].strip()
    try:
        claim = parse_claim(f"aligned({text})")
    except ClaimError as error:
        raise InputError(f"{text!r} is no link: {error.message}", expected="a -> b") from None
    assert isinstance(claim, Aligned)
    return claim.base, claim.mesa


def parts_of(given: object) -> Parts:
    """The parts of a module, of anything with a namespace, or of some decorated functions.

    InputError where nothing is decorated, or two functions claim one role at one place.
    """
    functions = given if isinstance(given, list | tuple) else vars(given).values()
    marked = {id(each): each for each in functions}
    found = tuple(bound for each in marked.values() for bound in _marks(each))
    if not found:
        raise InputError(
            f"{_title(given)} binds nothing",
            expected="functions decorated with tower.predicate, tower.accepts, tower.search, …",
        )
    return _unique(found)


def _marks(thing: object) -> tuple[Bound, ...]:
    """The marks of a decorated function; none of an object that would answer to every name."""
    found = getattr_static(thing, MARK, ())
    return found if isinstance(found, tuple) else ()


def _title(given: object) -> str:
    return f"module {given.__name__}" if isinstance(given, ModuleType) else shortened(repr(given))


def _unique(found: tuple[Bound, ...]) -> Parts:
    seen: set[tuple[str, str]] = set()
    for each in found:
        if (each.role, each.name) in seen and each.role not in ("search", "systems"):
            raise InputError(f"two functions are the {each.role} of {each.name!r}", expected="one")
        seen.add((each.role, each.name))
    return Parts(found)


def parts_from(model: Model, given: Mapping[str, Any]) -> Parts:
    """The parts of a mapping from names (of properties, verifiers, optimizers, links) to code.

    A bare function is the predicate of a property, what a verifier accepts, or the search of an
    optimizer or link, as the name says; InputError where it could be two of these, or none.
    """
    return _unique(
        tuple(each for name, code in given.items() for each in _entries(model, name, code))
    )


def _entries(model: Model, name: str, code: Any) -> Iterator[Bound]:
    if not isinstance(name, str):
        raise InputError(f"{shortened(repr(name))} as a name", expected="a text")
    if isinstance(code, Link):
        yield from _of_link(name, code)
        return
    role = _role(model, name, code)
    yield _placed(role, name, _part(role, name, code))


def _of_link(name: str, link: Link) -> Iterator[Bound]:
    for role in ("search", "systems", "training", "deployment", "objective", "symbols"):
        code = getattr(link, role)
        if role == "objective" and callable(code):
            code = Objective(code, link.tolerance)
        if code is not None:
            yield _placed(role, name, _part(role, name, code))


_ROLE_OF = {Predicate: "predicate", Accepts: "accepts", Search: "search", Objective: "objective"}


def _role(model: Model, name: str, code: Any) -> Role:
    if type(code) in _ROLE_OF:
        return _ROLE_OF[type(code)]  # type: ignore[return-value]
    if "->" in name or "→" in name:
        return "search"
    found: list[Role] = []
    found += ["predicate"] * (name in model.property_)
    found += ["accepts"] * Scope(model).is_verifier(name)
    found += ["search"] * (name in model.optimizer)
    if len(found) > 1:
        raise InputError(
            f"{name!r} is the name of several things", expected=f"a Part: {', '.join(found)}"
        )
    if not found:
        known = [*model.property_, *model.verifier, *model.optimizer]
        raise InputError(
            f"nothing is called {name!r}{nearest(name, known)}",
            expected="a property, verifier, optimizer or link of the tower",
        )
    return found[0]


def _part(role: Role, name: str, code: Any) -> Part:
    if isinstance(code, Predicate | Accepts | Search | Objective):
        return code
    if not callable(code):
        raise InputError(
            f"{shortened(repr(code))} for {name!r} is no function", expected=f"a {role}"
        )
    match role:
        case "predicate":
            return Predicate(code)
        case "accepts" | "specification":
            return Accepts(code)
        case "search":
            return Search(code)
        case "objective":
            return Objective(code)
        case _:
            return code  # type: ignore[no-any-return]


def fit(parts: Parts, model: Model) -> Parts:
    """The same parts, when the tower has a place for each of them; InputError saying which has none.

    An objective that the tower declares as values has none: values are not a function.
    """
    scope = Scope(model)
    for each in parts:
        if each.role == "predicate":
            _known(each.name, model.property_, "property", each.role)
        elif each.role in ("accepts", "specification"):
            if not scope.is_verifier(each.name):
                _known(each.name, model.verifier, "verifier", each.role)
        else:
            _fit_place(each, model, scope)
    return parts


def _fit_place(each: Bound, model: Model, scope: Scope) -> None:
    if each.base:
        _known(each.base, model.optimizer, "optimizer", each.role)
    if each.mesa:
        _known(each.mesa, scope.nodes, "node", each.role)
    if each.base and each.mesa and each.base not in _builders(model, each.mesa):
        raise InputError(
            f"the {each.role} of {each.name!r}: {each.base} does not build {each.mesa}",
            expected="a link of the tower",
        )
    base = model.optimizer.get(each.base)
    if each.role == "objective" and base and base.objective and base.objective.kind == "values":
        raise InputError(
            f"the objective of {each.base!r} is values, and values are not a function",
            expected="no function for it: assume the link, elicit judgements, or insert a learner",
        )


def _builders(model: Model, mesa: str) -> tuple[str, ...]:
    found = model.optimizer.get(mesa)
    return () if found is None else found.built_by


def _known(name: str, known: Iterable[str], kind: str, role: str) -> None:
    names = list(known)
    if name not in names:
        raise InputError(
            f"the {role} of {name!r}: the tower has no such {kind}{nearest(name, names)}",
            expected=f"the name of a {kind}",
        )
