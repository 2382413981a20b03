"""The public surface: one sorted list, every name of which is there and documented."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tower

NAMES = [
    "Accepts", "Answer", "Break", "Evidence", "Finding", "InputError", "LimitReached", "Link", "Model",
    "Objective", "Pattern", "Predicate", "Proved", "Refuted", "Report", "Search", "Tower", "TowerError", "accepts", "aligned", "as_inner",
    "bind", "bundled", "chain", "check", "consistent", "deployment", "diff", "explain", "fix", "from_gallery",
    "gallery_module", "gate", "infinite", "load", "loss", "mesa", "mode", "modes", "not_", "objective", "parse", "parse_claim",
    "predicate", "prove", "prove_gl", "prove_s", "rate", "refines", "rfn", "robust", "save", "search", "sound", "specification", "symbols",
    "systems", "test", "training", "values", "whatif",
]


def test_the_list_is_pinned_and_sorted() -> None:
    assert tower.__all__ == NAMES == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(tower, name)
    assert found.__doc__
    assert name in dir(tower)
    assert getattr(tower, name) is found


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tower.nothing  # type: ignore[attr-defined]


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(tower.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.asname or alias.name for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == set(NAMES)


def test_star_import_gives_the_public_names() -> None:
    space: dict[str, object] = {}
    exec("from tower import *", space)  # noqa: S102
    assert set(NAMES) <= set(space)
