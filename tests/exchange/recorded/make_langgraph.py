"""Make the graphs beside this file with LangGraph 1.2:

    python -m tests.exchange.recorded.make_langgraph FOLDER

`same`: a critic on the model of the writer; `other`: on another model, relied on for a reason;
`quiet`: no node says anything but its name; `tools`: an agent that calls tools until it is done.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph

Metadata = dict[str, Any]


class State(TypedDict):
    draft: str
    done: bool


def act(state: State) -> dict[str, Any]:
    return {"done": True}


def loop(first: str, second: str, one: Metadata | None = None, other: Metadata | None = None, *, decides: str) -> Any:
    """Two nodes in a row, of which one decides whether to go round again."""
    graph = StateGraph(State)
    graph.add_node(first, act, metadata=one)
    graph.add_node(second, act, metadata=other)
    graph.add_edge(START, first)
    back = first if decides == second else second
    graph.add_edge(back, decides)
    graph.add_conditional_edges(decides, lambda state: END if state["done"] else back, {END: END, back: back})
    return graph.compile().get_graph().to_json()


def model(name: str, **more: Any) -> Metadata:
    return {"ls_provider": "provider", "ls_model_name": name, **more}


def main(folder: Path) -> None:
    graphs = {
        "same": loop("writer", "critic", model("m-5"), model("m-5", sound="measured"), decides="critic"),
        "other": loop("writer", "critic", model("m-5"), model("n-1", sound="measured"), decides="critic"),
        "quiet": loop("writer", "critic", decides="critic"),
        "tools": loop("agent", "tools", decides="agent"),
    }
    for name, graph in graphs.items():
        (folder / f"{name}.json").write_text(json.dumps(graph, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
