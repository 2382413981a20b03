"""What is written can be read, and means the same."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.model.strategies import models
from tower.model.file import load_node, load_text
from tower.model.plain import plain_node, to_plain
from tower.model.save import dumps
from tower.model.validate import validate
from tower.model.values import Model


def many(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


@many(60)
@given(models())
def test_load_after_save_is_the_identity_on_models(model: Model) -> None:
    validate(model)
    text = dumps(model)
    assert load_text(text).model == model
    assert dumps(load_text(text).model) == text


@many(60)
@given(models())
def test_plain_data_and_back_is_the_identity(model: Model) -> None:
    assert load_node(plain_node(to_plain(model)), "plain").model == model
