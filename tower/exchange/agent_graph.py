"""A LangGraph graph, as `json.dumps(app.get_graph().to_json())` writes it.

Edges say what runs after what, not who checks whom: a tool loop and a review loop have the same shape.
So a node checks another when its metadata says so (`checks: [names]`), or when its name says that it
is a critic and the other runs right before it.  Metadata also has the model (`ls_provider` and
`ls_model_name`, or `model`), any kind of lineage (`weights`, `person`, ...), and `sound`, the reason why
the checker is relied on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..errors import FileError
from ..model.values import IDENTITY_KINDS
from .agents import Agent, Agents
from .content import Entries, Json, entries, items, text
from .given import Found, Given
from .sketch import Artefact, Sketch

_KINDS = (*sorted(IDENTITY_KINDS), "organisation")
_CRITIC = re.compile(
    r"critic|critique|judge|review|grade|verif|monitor|evaluat|check|guard|approv|overs|supervis|audit",
    re.IGNORECASE,
)
_ENDS = frozenset({"__start__", "__end__"})


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a graph; FileError where its nodes have no names."""
    graph = entries(found.value)
    nodes = {_name(each, found.path): entries(each.get("metadata")) for each in items(graph.get("nodes"))}
    agents = Agents(Sketch(found.path, "agent graph", "who checks whom in a LangGraph graph"), given)
    agents.sketch.observe("operator")
    before: dict[str, dict[str, None]] = {}
    for edge in items(graph.get("edges")):
        before.setdefault(text(edge.get("target")), {})[text(edge.get("source"))] = None
    for name, metadata in nodes.items():
        for other in _checked(name, metadata, before.get(name, {}), nodes):
            by, of = _agent(name, metadata), _agent(other, nodes[other])
            agents.check(by, of, "acceptable", "what it made is acceptable")
    notes = agents.notes()
    if not agents.sketch.checks:
        notes = (*notes, "no node says that it checks another: say so in its metadata, checks: [names]")
    return Artefact(agents.sketch.model, "langgraph", f"agent graph of {len(nodes)} nodes", notes)


def _name(node: Entries, file: str) -> str:
    name = text(node.get("id"))
    if not name:
        raise FileError("a node without an id", file=file, expected="the JSON of get_graph().to_json()")
    return name


def _agent(name: str, metadata: Entries) -> Agent:
    return Agent(name, tuple(_lineage(metadata)), text(metadata.get("sound")))


def _lineage(metadata: Entries) -> Iterator[tuple[str, str]]:
    model = text(metadata.get("ls_model_name")) or text(metadata.get("model"))
    provider = text(metadata.get("ls_provider"))
    if model:
        yield "weights", f"{provider}/{model}" if provider and "/" not in model else model
    for kind in _KINDS:
        values: Json = metadata.get(kind)
        for value in values if isinstance(values, list) else [values]:
            if text(value):
                yield kind, text(value)


def _checked(
    name: str, metadata: Entries, before: Iterable[str], known: dict[str, Entries]
) -> Iterator[str]:
    """What a node checks: what its metadata lists, or what runs right before a critic."""
    said = metadata.get("checks")
    if said is not None:
        listed = said if isinstance(said, list) else [said]
        yield from (other for other in dict.fromkeys(map(text, listed)) if other in known)
        return
    if _CRITIC.search(name.rpartition(":")[2]):
        yield from (other for other in before if other in known and other not in _ENDS and other != name)
