"""The published schema against the loader: what loads fits, and both refuse what is misshapen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

import tower.gallery
from tests.model.cases import EXAMPLES, MISSHAPEN
from tests.model.strategies import models
from tower.errors import FileError
from tower.model import keys
from tower.model.codes import CODE_OF
from tower.model.file import load_text
from tower.model.nodes import Node, read_nodes
from tower.model.plain import to_plain
from tower.model.save import dumps
from tower.model.schema import schema, schema_text

VALIDATOR = Draft202012Validator(schema())
GALLERY = sorted(Path(p) for folder in tower.gallery.__path__ for p in Path(folder).glob("*.yaml"))

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}


def as_an_editor_sees(node: Node) -> Any:
    """A file as YAML 1.2 readers see it: plain scalars become numbers, truth values and null."""
    if node.entries is not None:
        return {key: as_an_editor_sees(entry) for key, entry in node.entries.items()}
    if node.items is not None:
        return [as_an_editor_sees(item) for item in node.items]
    assert node.text is not None
    if node.quoted:
        return node.text
    if node.text.lower() in _WORDS:
        return _WORDS[node.text.lower()]
    if not _NUMBER.fullmatch(node.text):
        return node.text
    return int(node.text) if re.fullmatch("[-+]?[0-9]+", node.text) else float(node.text)


def fits(text: str) -> bool:
    return bool(VALIDATOR.is_valid(as_an_editor_sees(read_nodes(text, "x"))))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema_text().endswith("}\n")


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_examples_fit(text: str) -> None:
    load_text(text)
    assert fits(text)


@pytest.mark.parametrize("path", GALLERY, ids=lambda path: path.name)
def test_the_gallery_fits(path: Path) -> None:
    assert fits(path.read_text(encoding="utf-8"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(models())
def test_what_is_written_fits(model: Any) -> None:
    assert fits(dumps(model))
    assert VALIDATOR.is_valid(json.loads(json.dumps(to_plain(model))))


@pytest.mark.parametrize("text", MISSHAPEN)
def test_both_refuse_what_is_misshapen(text: str) -> None:
    whole = f"tower: 1\nname: t\n{text}"
    with pytest.raises(FileError):
        load_text(whole)
    assert not fits(whole)


def properties(name: str) -> set[str]:
    return set(schema()["$defs"][name]["properties"])


def test_both_know_the_same_keys() -> None:
    assert set(schema()["properties"]) == set(keys.TOWER)
    for name in ("theory", "property", "optimizer", "artifact", "verifier", "check", "observer",
                 "assumption", "requirement", "waiver", "infinite"):  # fmt: skip
        assert properties(name) == set(getattr(keys, name.upper()))
    kinds = {frozenset(kind["properties"]) for kind in schema()["$defs"]["dependence"]["oneOf"]}
    assert kinds == {frozenset(found) for found in keys.DEPENDENCE.values()}


def test_every_key_is_explained() -> None:
    parts = [schema(), *schema()["$defs"].values(), *schema()["$defs"]["dependence"]["oneOf"]]
    for part in parts:
        for key, entry in part.get("properties", {}).items():
            named = schema()["$defs"].get(entry.get("$ref", "#/").rpartition("/")[2], {})
            assert "description" in entry or "description" in named, key


def test_both_know_the_same_breaks() -> None:
    assert set(schema()["$defs"]["break"]["enum"]) == {*CODE_OF, *CODE_OF.values()}
