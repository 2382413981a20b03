"""OpenTelemetry traces of generative AI: which model evaluated what which model made.

Read are OTLP JSON, and spans as the SDK prints them.  An evaluation is an event `gen_ai.evaluation.result`,
or a span with `gen_ai.evaluation.name`; it is about the span that its `gen_ai.response.id` names, that it
links to, or in which it stands.  The evaluator is whatever model was called inside the evaluation; a
trace need not show it.  Other attributes are passed over: the conventions still move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import FileError
from .agents import Agent, Agents
from .content import Entries, Json, entries, items, text
from .given import Found, Given
from .sketch import Artefact, Sketch

_RESULT, _NAME, _RESPONSE = "gen_ai.evaluation.result", "gen_ai.evaluation.name", "gen_ai.response.id"
_MODELS = ("gen_ai.response.model", "gen_ai.request.model")
_PROVIDERS = ("gen_ai.provider.name", "gen_ai.system")
MOST_SPANS = 200_000
MOST_STEPS = 2_000_000  # spans looked at to find the models below others


@dataclass(frozen=True)
class Span:
    """One span, whichever format it came in."""

    key: str
    parent: str
    name: str
    attributes: Entries
    events: tuple[tuple[str, Entries], ...]
    links: tuple[str, ...]

    def first(self, keys: Iterable[str]) -> str:
        """The first of some attributes that is there."""
        return next((text(self.attributes[key]) for key in keys if text(self.attributes.get(key))), "")

    @property
    def model(self) -> str:
        """The model that was called, with its provider; "" for a span that called none."""
        name, provider = self.first(_MODELS), self.first(_PROVIDERS)
        return f"{provider}/{name}" if name and provider and "/" not in name else name


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a trace; FileError where spans have no ids, or are too many."""
    return _Trace(found.path, list(_spans(found.value, found.path)), given).artefact()


def _spans(value: Json, file: str) -> Iterator[Span]:
    count = 0
    for each in value if isinstance(value, list) else [value]:
        whole = entries(each)
        for span in _otlp(whole) if "resourceSpans" in whole else [_printed(whole)]:
            count += 1
            if count > MOST_SPANS:
                raise FileError("too many spans", file=file, expected=f"at most {MOST_SPANS}")
            if not span.key:
                raise FileError("a span without an id", file=file, expected="spanId, or context.span_id")
            yield span


def _otlp(whole: Entries) -> Iterator[Span]:
    for resource in items(whole.get("resourceSpans")):
        for scope in items(resource.get("scopeSpans")):
            for span in items(scope.get("spans")):
                events = ((text(each.get("name")), _values(each.get("attributes")))
                          for each in items(span.get("events")))  # fmt: skip
                yield Span(
                    text(span.get("spanId")), text(span.get("parentSpanId")), text(span.get("name")),
                    _values(span.get("attributes")), tuple(events),
                    tuple(text(each.get("spanId")) for each in items(span.get("links"))),
                )  # fmt: skip


def _values(attributes: Json) -> Entries:
    """OTLP attributes as plain ones: a list of keys with typed values."""
    found = {text(each.get("key")): entries(each.get("value")) for each in items(attributes)}
    return {key: next(iter(value.values()), None) for key, value in found.items()}


def _printed(span: Entries) -> Span:
    events = items(span.get("events"))
    return Span(
        _context(span), text(span.get("parent_id")), text(span.get("name")), entries(span.get("attributes")),
        tuple((text(each.get("name")), entries(each.get("attributes"))) for each in events),
        tuple(map(_context, items(span.get("links")))),
    )  # fmt: skip


def _context(value: Entries) -> str:
    return text(entries(value.get("context")).get("span_id"))


class _Trace:
    """Makes the tower of one trace."""

    def __init__(self, file: str, spans: list[Span], given: Given) -> None:
        self.spans = {span.key: span for span in spans}
        self.below: dict[str, list[str]] = {}
        for span in spans:
            self.below.setdefault(span.parent, []).append(span.key)
        self.responses = {
            text(span.attributes.get(_RESPONSE)): span for span in spans
            if span.model and text(span.attributes.get(_RESPONSE))
        }  # fmt: skip
        self.agents = Agents(Sketch(file, "trace", "who evaluated what in a trace"), given)
        self.file = file
        self.lost = 0
        self.steps = 0

    def artefact(self) -> Artefact:
        sketch = self.agents.sketch
        sketch.observe("operator")
        seen: set[object] = set()
        for host, name, attributes in self._evaluations():
            subject = self._subject(host, attributes)
            if subject is None:
                self.lost += 1
                continue
            made, grader = self._maker(subject), self._grader(host, subject, name)
            if (made, grader, name) not in seen:
                seen.add((made, grader, name))
                self.agents.check(grader, made, f"passes_{name}", f"the evaluation {name} accepted it")
        title = f"trace of {len(self.spans)} spans"
        return Artefact(sketch.model, "opentelemetry", title, tuple(self._notes()))

    def _notes(self) -> Iterator[str]:
        yield from self.agents.notes()
        if self.lost:
            yield f"{self.lost} evaluations do not say what they are about"
        if not self.agents.sketch.checks:
            yield "the trace holds no evaluation of anything"

    def _evaluations(self) -> Iterator[tuple[Span, str, Entries]]:
        for span in self.spans.values():
            if text(span.attributes.get(_NAME)):
                yield span, text(span.attributes[_NAME]), span.attributes
            for event, attributes in span.events:
                if event == _RESULT and not text(span.attributes.get(_NAME)):
                    yield span, text(attributes.get(_NAME)) or "an evaluation", attributes

    def _subject(self, host: Span, attributes: Entries) -> Span | None:
        named = self.responses.get(text(attributes.get(_RESPONSE)))
        if named is not None and (named.key != host.key or not text(host.attributes.get(_NAME))):
            return named
        linked = next((self.spans[key] for key in host.links if key in self.spans), None)
        if linked is not None:
            return linked
        own = not text(host.attributes.get(_NAME)) and (host.model or self._models(host))
        return host if own else None

    def _models(self, span: Span) -> tuple[str, ...]:
        """The models called in a span and below it."""
        found: dict[str, None] = {}
        waiting, seen = [span.key], {span.key}
        while waiting:
            key = waiting.pop()
            self.steps += 1
            if self.steps > MOST_STEPS:
                message = "too many evaluations of too many spans"
                raise FileError(message, file=self.file, expected=f"at most {MOST_STEPS} steps")
            if self.spans[key].model:
                found[self.spans[key].model] = None
            more = [each for each in self.below.get(key, ()) if each not in seen]
            seen.update(more)
            waiting += more
        return tuple(sorted(found))

    def _maker(self, subject: Span) -> Agent:
        models = self._models(subject)
        name = subject.first(["gen_ai.agent.name"]) or subject.model or subject.name or subject.key
        return Agent(name, tuple(("weights", model) for model in models))

    def _grader(self, host: Span, subject: Span, name: str) -> Agent:
        models = () if host.key == subject.key else self._models(host)
        agent = host.first(["gen_ai.agent.name"]) if host.key != subject.key else ""
        return Agent(agent or f"{name}-evaluator", tuple(("weights", model) for model in models))
