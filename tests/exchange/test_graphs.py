"""Towers as graphs for other tools, and back: nothing is lost, and no graph does harm."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given as hypothesis_given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tests.model.strategies import models
from tower.api.bundled import bundled, load_bundled
from tower.errors import FileError, InputError
from tower.exchange import EXPORTS, exported, imported
from tower.model.graph import to_networkx


@pytest.mark.parametrize("form", EXPORTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@hypothesis_given(st.data())
def test_a_tower_comes_back_as_it_was(form: str, data: st.DataObject) -> None:
    model = data.draw(models())
    assert imported("graph", exported(model, form).encode(), "x") == model


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.parametrize("name", bundled())
def test_every_bundled_tower_comes_back(name: str, form: str) -> None:
    model = load_bundled(name).model
    assert imported("graph", exported(model, form).encode(), "x") == model


def test_networkx_reads_what_is_written() -> None:
    model = load_bundled("seed").model
    graph = to_networkx(model)
    read = nx.node_link_graph(json.loads(exported(model, "json")), edges="edges")
    assert nx.utils.graphs_equal(read, graph)
    flat = nx.read_graphml(io.BytesIO(exported(model, "graphml").encode()), force_multigraph=True)
    assert set(flat.nodes) == set(graph.nodes)
    assert sorted(data["kind"] for *_, data in flat.edges(data=True)) == sorted(data["kind"] for *_, data in graph.edges(data=True))


def test_the_command_writes_a_new_file_alone(run: Runner, tmp_path: Path) -> None:
    for form in EXPORTS:
        file = tmp_path / f"seed.{form}"
        assert run("export", "seed", "-o", str(file)).code == 0
        assert run("check", str(file), "--format", "json", *TODAY).out == run("check", "seed", "--format", "json", *TODAY).out
        again = run("export", "x509-root", "-o", str(file))
        assert (again.code, "there already" in again.err) == (2, True)
    assert "does not say a format" in run("export", "seed", "-o", str(tmp_path / "seed.gexf")).err
    with pytest.raises(InputError):
        exported(load_bundled("seed").model, "gexf")


@pytest.mark.parametrize(
    "content",
    [
        b"<graphml>", b"<graphml></graphml>", b'<!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>', b"<graphml" + b"<a" * 9999,
        b'{"nodes": [], "edges": [], "graph": {"tower": 1}}', b'{"nodes": [{"id": 1}], "edges": [], "graph": {"tower": 1, "name": "t"}}',
        b'{"nodes": [], "edges": [{"source": "a", "target": "b"}], "graph": {"tower": 1, "name": "t"}}',
        b'{"nodes": [], "edges": [], "graph": {"tower": 1, "name": "t", "about": "&x"}, "a": NaN',
    ],
    ids=range(8),
)  # fmt: skip
def test_a_damaged_graph_is_one_message(content: bytes, run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "x.graph"
    file.write_bytes(content)
    done = run("check", str(file), *TODAY)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


@settings(max_examples=40, deadline=None)
@hypothesis_given(st.data())
def test_a_forged_graph_never_ends_in_a_traceback(data: st.DataObject) -> None:
    text = exported(load_bundled("seed").model, data.draw(st.sampled_from(EXPORTS)))
    place = data.draw(st.integers(0, len(text) - 1))
    cut = text[:place] + data.draw(st.text(max_size=4)) + text[place + data.draw(st.integers(0, 9)) :]
    with suppress(InputError):
        imported("graph", cut.encode("utf-8", "replace"), "x")
    with pytest.raises(FileError):
        imported("graph", text[: len(text) // 2].encode(), "x")
