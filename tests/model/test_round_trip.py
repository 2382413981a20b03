"""What is written can be read, and means the same, whatever it is written as."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings

from tests.model.strategies import models
from tower.model.file import load_node, load_text
from tower.model.graph import from_networkx, to_networkx
from tower.model.plain import plain_node, to_plain
from tower.model.save import dumps
from tower.model.values import Model


def many(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


def through_text(model: Model) -> Model:
    text = dumps(model)
    loaded = load_text(text).model
    assert dumps(loaded) == text
    return loaded


def through_plain_data(model: Model) -> Model:
    return load_node(plain_node(json.loads(json.dumps(to_plain(model)))), "plain").model


def through_graph(model: Model) -> Model:
    return from_networkx(to_networkx(model))


def through_node_link(model: Model) -> Model:
    data = json.loads(json.dumps(nx.node_link_data(to_networkx(model), edges="edges")))
    return from_networkx(nx.node_link_graph(data, edges="edges"))


WAYS = (through_text, through_plain_data, through_graph, through_node_link)


@many(60)
@given(models())
def test_every_way_there_and_back_is_the_identity(model: Model) -> None:
    for way in WAYS:
        assert way(model) == model


@pytest.mark.slow
@many(3000)
@given(models())
def test_every_way_there_and_back_is_the_identity_on_many(model: Model) -> None:
    for way in WAYS:
        assert way(model) == model
