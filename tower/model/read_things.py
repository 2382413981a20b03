"""Read what a tower consists of: theories, properties, optimizers, artifacts, verifiers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, cast, get_args

from . import keys, scalars
from .axioms import parse_axiom
from .fields import Fields, Source
from .nodes import Node
from .values import (
    ANY,
    Artifact,
    Hypotheses,
    Interval,
    Lineage,
    LinkKind,
    Number,
    Objective,
    ObjectiveKind,
    Optimizer,
    Property,
    Theory,
    Trials,
    Verifier,
)

_Thing = TypeVar("_Thing")
_Pairs = tuple[tuple[str, str], ...]


def number(source: Source, node: Node) -> Number:
    """A number: exact, an interval, a symbol, or measured trials."""
    if node.items is not None:
        return _interval(source, node, node.items)
    if node.entries is not None:
        return _trials(source, node)
    return source.scalar(node, scalars.probability)


def _interval(source: Source, node: Node, ends: list[Node]) -> Interval:
    if len(ends) != 2:
        source.fail(node, f"found a list of {len(ends)}", "an interval [low, high]")
    low, high = (source.scalar(end, scalars.end_of_interval) for end in ends)
    return _checked(source, node, Interval(low, high))


def _trials(source: Source, node: Node) -> Trials:
    fields = Fields(source, node, keys.TRIALS)
    failures = source.scalar(fields.need("failures"), scalars.whole)
    trials = source.scalar(fields.need("trials"), scalars.whole)
    return _checked(source, node, Trials(failures, trials, fields.text("population")))


def _checked(source: Source, node: Node, value: _Thing) -> _Thing:
    """A number put together from several nodes; what is wrong with it is wrong at the first."""
    source.scalar(
        Node(node.line, node.column, text="number"), lambda _: scalars.check_number(value)
    )
    return value


def pairs(source: Source, node: Node) -> _Pairs:
    """A mapping from texts to a text or a list of texts, as pairs."""
    return tuple(
        (key, text) for key, entry in source.mapping(node).items() for text in source.texts(entry)
    )


class _Common(TypedDict):
    lineage: Lineage
    capability: Any
    digest: str
    about: str


def _common(fields: Fields) -> _Common:
    """The entries that every node may have."""
    return {
        "lineage": fields.node_or("lineage", pairs, ()),
        "capability": fields.read("capability", lambda text: scalars.rational(text), None),
        "digest": fields.text("digest"),
        "about": fields.text("about"),
    }


def _section(
    source: Source, node: Node, read: Callable[[str, Source, Node], _Thing]
) -> tuple[_Thing, ...]:
    return tuple(read(name, source, entry) for name, entry in source.mapping(node).items())


def _is_text(node: Node) -> bool:
    """Whether an entry is one text, short for {about: text}."""
    return node.text is not None and not node.absent


def read_theories(source: Source, node: Node) -> tuple[Theory, ...]:
    """theories: {A: {includes, reflects, proves_con, axioms, hypotheses, about}}."""
    return _section(source, node, _theory)


def _theory(name: str, source: Source, node: Node) -> Theory:
    if _is_text(node):
        return Theory(name, about=source.text(node))
    fields = Fields(source, node, keys.THEORY)
    return Theory(
        name=name,
        includes=fields.texts("includes"),
        reflects=tuple(_reflected(source, each) for each in source.listed(fields.at("reflects"))),
        proves_con=_proves_con(source, fields.at("proves_con")),
        axioms=tuple(_axiom(source, each) for each in source.listed(fields.at("axioms"))),
        hypotheses=fields.node_or("hypotheses", _hypotheses, Hypotheses()),
        about=fields.text("about"),
    )


def _hypotheses(source: Source, node: Node) -> Hypotheses:
    fields = Fields(source, node, keys.HYPOTHESES)
    return Hypotheses(**{key: fields.read(key, scalars.flag, True) for key in keys.HYPOTHESES})


def _reflected(source: Source, node: Node) -> tuple[str, bool]:
    if node.entries is None:
        return source.text(node), False
    fields = Fields(source, node, keys.REFLECTED)
    return source.text(fields.need("theory")), fields.read("local", scalars.flag, False)


def _proves_con(source: Source, node: Node) -> tuple[tuple[str, int], ...]:
    """A mapping from theory to strength, or a theory or a list of theories (strength 0)."""
    if node.entries is None:
        return tuple((name, 0) for name in source.texts(node))
    return tuple(
        (name, source.scalar(each, scalars.strength)) for name, each in node.entries.items()
    )


def _axiom(source: Source, node: Node) -> str:
    source.scalar(node, parse_axiom)
    return source.text(node)


def read_properties(source: Source, node: Node) -> tuple[Property, ...]:
    """properties: {P: {class, hereditary, testable, about}}; a text is short for `about`."""
    return _section(source, node, _property)


def _property(name: str, source: Source, node: Node) -> Property:
    if _is_text(node):
        return Property(name, about=source.text(node))
    fields = Fields(source, node, keys.PROPERTY)
    return Property(
        name=name,
        cls=fields.read("class", scalars.property_class, ANY),
        hereditary=fields.read("hereditary", scalars.flag, False),
        testable=fields.read("testable", scalars.flag, False),
        about=fields.text("about"),
    )


def read_optimizers(source: Source, node: Node) -> tuple[Optimizer, ...]:
    """optimizers: {x: {built_by, link, addresses, objective, theory, enacts, generic, …}}."""
    return _section(source, node, _optimizer)


def _optimizer(name: str, source: Source, node: Node) -> Optimizer:
    if _is_text(node):
        return Optimizer(name, about=source.text(node))
    fields = Fields(source, node, keys.OPTIMIZER)
    return Optimizer(
        name=name,
        built_by=fields.texts("built_by"),
        link=fields.read("link", _link, "searched"),
        addresses=fields.texts("addresses"),
        objective=fields.node_or("objective", lambda *found: _objective(*found), None),
        theory=fields.name("theory"),
        enacts=fields.node_or("enacts", pairs, ()),
        generic=fields.read("generic", scalars.flag, False),
        **_common(fields),
    )


def _link(text: str) -> LinkKind:
    return cast(LinkKind, scalars.choice(text, get_args(LinkKind)))


def _objective(source: Source, node: Node) -> Objective:
    if node.entries is None:
        return Objective(source.scalar(node, _objective_kind))
    Fields(source, node, keys.OBJECTIVE)
    if len(node.entries) != 1:
        source.fail(
            node,
            "an objective is of one kind",
            "values, loss or mesa with a text, e.g. {loss: reward}",
        )
    ((kind, about),) = node.entries.items()
    return Objective(_objective_kind(kind), source.text(about))


def _objective_kind(text: str) -> ObjectiveKind:
    return cast(ObjectiveKind, scalars.choice(text, keys.OBJECTIVE))


def read_artifacts(source: Source, node: Node) -> tuple[Artifact, ...]:
    """artifacts: {a: {lineage, digest, capability, about}}; a text is short for `about`."""
    return _section(source, node, _artifact)


def _artifact(name: str, source: Source, node: Node) -> Artifact:
    if _is_text(node):
        return Artifact(name, about=source.text(node))
    return Artifact(name, **_common(Fields(source, node, keys.ARTIFACT)))


def read_verifiers(source: Source, node: Node) -> tuple[Verifier, ...]:
    """verifiers: {v: {theory | error, lineage, spec, …}}; a text is short for `about`."""
    return _section(source, node, _verifier)


def _verifier(name: str, source: Source, node: Node) -> Verifier:
    if _is_text(node):
        return Verifier(name, about=source.text(node))
    fields = Fields(source, node, keys.VERIFIER)
    return Verifier(
        name=name,
        theory=fields.name("theory"),
        error=fields.node_or("error", _error, ()),
        spec=fields.text("spec"),
        **_common(fields),
    )


def _error(source: Source, node: Node) -> tuple[tuple[str, Number], ...]:
    fields = Fields(source, node, keys.ERROR)
    rates = [(key, fields.get(key)) for key in keys.ERROR]
    found = tuple((key, number(source, rate)) for key, rate in rates if rate is not None)
    if not found:
        source.fail(node, "no error rate", "false_accept or false_reject")
    return found
