"""A tower as a graph for other tools, GraphML or node-link JSON, and back; nothing is lost on the way.

The graph is that of `to_networkx`.  GraphML knows texts, numbers and truth values alone: everything
else stands there as JSON, under a key that ends in `.json`.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx

from ..errors import FileError, InputError
from ..model.graph import from_networkx, to_networkx
from ..model.values import Model
from .content import Entries, Json, entries, items
from .given import Found, Given
from .sketch import Artefact

_JSON = ".json"
_WRONG = (
    nx.NetworkXException, ParseError, ValueError, LookupError, TypeError, AttributeError, UserWarning,
)  # fmt: skip
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def node_link(model: Model) -> str:
    """A tower as node-link JSON, which `networkx.node_link_graph` reads.

    >>> json.loads(node_link(Model("t")))["graph"]
    {'tower': 1, 'name': 't'}
    """
    return json.dumps(nx.node_link_data(to_networkx(model), edges="edges"), indent=1) + "\n"


def graphml(model: Model) -> str:
    """A tower as GraphML.

    >>> "<graphml" in graphml(Model("t"))
    True
    """
    graph = to_networkx(model)
    flat = nx.MultiDiGraph(**_flat(graph.graph))
    flat.add_nodes_from((name, _flat(data)) for name, data in graph.nodes(data=True))
    for source, target, key, data in graph.edges(keys=True, data=True):
        flat.add_edge(source, target, str(key), **_flat(data))
    out = io.BytesIO()
    nx.write_graphml_xml(flat, out)
    return out.getvalue().decode() + "\n"


def _flat(data: Entries) -> Entries:
    """Entries that GraphML can hold; an empty text would be read as none at all."""
    return dict(_entry(key, value) for key, value in data.items())


def _entry(key: str, value: Any) -> tuple[str, Any]:
    if type(value) in (bool, int) or (isinstance(value, str) and value and value.isprintable()):
        return key, str(value) if isinstance(value, str) else value
    return f"{key}{_JSON}", json.dumps(value)


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a graph; FileError where it is none."""
    graph = _from_json(found) if found.value is not None else _from_graphml(found)
    try:
        model = from_networkx(graph)
    except InputError as error:
        raise FileError(error.message, file=found.path, expected=error.expected) from None
    return Artefact(model, "graph", f"graph of {model.name}")


def _from_json(found: Found) -> Any:
    value = entries(found.value)
    graph = nx.MultiDiGraph(**_texts(value.get("graph")))
    nodes = {str(each.get("id")): each for each in items(value.get("nodes"))}
    graph.add_nodes_from((name, _without(each, "id")) for name, each in nodes.items())
    for each in items(value.get("edges", value.get("links"))):
        ends = str(each.get("source")), str(each.get("target"))
        _known(ends, graph, found.path)
        graph.add_edge(*ends, **_without(each, "source", "target", "key"))
    return graph


def _texts(value: Json) -> Entries:
    return {str(key): each for key, each in entries(value).items()}


def _without(value: Entries, *keys: str) -> Entries:
    return {key: each for key, each in value.items() if key not in keys}


def _known(ends: tuple[str, str], graph: Any, file: str) -> None:
    for end in ends:
        if end not in graph:
            raise FileError(f"an edge of {end!r}, which is no node", file=file, expected="the id of a node")


def _from_graphml(found: Found) -> Any:
    if _DECLARED.search(found.data):
        raise FileError("a document type is not read", file=found.path, expected="plain GraphML")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what is only odd to the reader is no graph of ours
            read = nx.read_graphml(io.BytesIO(found.data), force_multigraph=True)
    except _WRONG as error:
        what = " ".join(str(error).split())[:200]
        raise FileError(f"no GraphML that can be read: {what}", file=found.path) from None
    graph = nx.MultiDiGraph(**_deep(_without(read.graph, "node_default", "edge_default"), found.path))
    graph.add_nodes_from((name, _deep(data, found.path)) for name, data in read.nodes(data=True))
    for source, target, data in read.edges(data=True):
        graph.add_edge(source, target, **_deep(_without(data, "id"), found.path))
    return graph


def _deep(data: Entries, file: str) -> Entries:
    try:
        return {
            key.removesuffix(_JSON): json.loads(value) if key.endswith(_JSON) else value
            for key, value in data.items()
        }
    except (ValueError, TypeError, RecursionError):
        raise FileError("a value that is no JSON", file=file, expected="the GraphML of a tower") from None
