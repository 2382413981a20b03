"""Make the traces beside this file with the OpenTelemetry SDK 1.45:

    python -m tests.exchange.recorded.make_traces FOLDER

`same`: an evaluation by the model that was evaluated; `other`: by another model; `event`: an evaluation
event on the span that it is about, which does not say who evaluated.  Spans as the console exporter
prints them; `same.otlp.json` is what the OTLP JSON encoding of `same` is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


def chat(tracer: trace.Tracer, model: str, response: str) -> Any:
    return tracer.start_as_current_span(f"chat {model}", attributes={
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "provider", "gen_ai.request.model": model,
        "gen_ai.response.id": response, "gen_ai.usage.input_tokens": 7, "some.new.attribute": ["a", "b"],
    })  # fmt: skip


def spans(grader: str, *, event: bool = False) -> tuple[ReadableSpan, ...]:
    memory = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    tracer = provider.get_tracer("example")
    result = {"gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.9, "gen_ai.evaluation.score.label": "pass"}
    agent = tracer.start_as_current_span("invoke_agent helper", attributes={"gen_ai.agent.name": "helper"})
    with agent, chat(tracer, "m-5", "resp-1") as answer:
        if event:
            answer.add_event("gen_ai.evaluation.result", result)
    if not event:
        link = trace.Link(answer.get_span_context())
        host = tracer.start_as_current_span("evaluate relevance", attributes=result, links=[link])
        with host, chat(tracer, grader, "resp-2"):
            pass
    return memory.get_finished_spans()


def printed(found: tuple[ReadableSpan, ...]) -> str:
    return "".join(json.dumps(json.loads(span.to_json())) + "\n" for span in found)


def value(one: Any) -> dict[str, Any]:
    match one:
        case bool():
            return {"boolValue": one}
        case int():
            return {"intValue": str(one)}
        case float():
            return {"doubleValue": one}
        case str():
            return {"stringValue": one}
        case _:
            return {"arrayValue": {"values": [value(each) for each in one]}}


def pairs(attributes: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value(one)} for key, one in (attributes or {}).items()]


def otlp(found: tuple[ReadableSpan, ...]) -> str:
    def one(span: ReadableSpan) -> dict[str, Any]:
        return {
            "traceId": f"{span.context.trace_id:032x}", "spanId": f"{span.context.span_id:016x}",
            "parentSpanId": f"{span.parent.span_id:016x}" if span.parent else "", "name": span.name,
            "kind": 1, "attributes": pairs(span.attributes),
            "events": [{"name": each.name, "attributes": pairs(each.attributes)} for each in span.events],
            "links": [{"traceId": f"{each.context.trace_id:032x}", "spanId": f"{each.context.span_id:016x}"} for each in span.links],
        }  # fmt: skip

    scope = {"scope": {"name": "example"}, "spans": [one(span) for span in found]}
    return json.dumps({"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [scope]}]}, indent=1) + "\n"


def main(folder: Path) -> None:
    same = spans("m-5")
    (folder / "same.jsonl").write_text(printed(same))
    (folder / "same.otlp.json").write_text(otlp(same))
    (folder / "other.jsonl").write_text(printed(spans("n-1")))
    (folder / "event.jsonl").write_text(printed(spans("", event=True)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
