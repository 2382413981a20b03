"""Writing files: what they look like, and that nothing is lost on the disk."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from tests.model.cases import EXAMPLES, SEED
from tower.errors import FileError, InputError, ModelError
from tower.model.claims import Claim, Gate, Holds, Sound
from tower.model.file import load, load_text
from tower.model.save import dumps, save
from tower.model.values import (
    Artifact,
    Check,
    Expectation,
    Model,
    Observer,
    Optimizer,
    Property,
    Verifier,
)

SEED_AS_WRITTEN = """\
tower: 1
name: seed-enacted
about: "The system enacts Pmeta, in its own theory, on whatever it builds."
sources: ["comment on Risks from Learned Optimization (arXiv:1906.01820)"]

properties:
  P: {class: safety, hereditary: true, about: "never harms, and builds only what has P"}

optimizers:
  programmers: {objective: {values: what the programmers want}}
  system: {built_by: programmers, objective: {loss: reward}, theory: PA, enacts: {Pmeta: P}}
  child: {built_by: system, generic: true, objective: mesa, theory: PA, enacts: {Pmeta: P}}

verifiers:
  Pmeta: {theory: PA+Con}

checks:
  - {by: Pmeta, claim: P(system), how: proof}

observers:
  programmers:
    assumes:
      - sound(Pmeta)
      - {claim: gate(system), because: the build pipeline refuses what the check did not accept}

requires:
  - {claim: P(system), verdict: GUARANTEED}

expect:
  programmers:
    P(system): GUARANTEED
  system:
    P(child): NOT_DERIVABLE
  breaks: [TWR104, TWR301, TWR302]
"""


def test_the_form_of_a_file() -> None:
    assert dumps(load_text(SEED).model) == SEED_AS_WRITTEN


@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_load_save_load(text: str) -> None:
    model = load_text(text).model
    assert load_text(dumps(model)).model == model


def test_a_save_is_read_back(tmp_path: Path) -> None:
    model = load_text(SEED).model
    save(model, tmp_path / "a.tower.yaml")
    loaded = load(tmp_path / "a.tower.yaml")
    assert loaded.model == model
    assert loaded.path == str(tmp_path / "a.tower.yaml")


def test_nothing_is_overwritten_silently(tmp_path: Path) -> None:
    path = tmp_path / "a.tower.yaml"
    path.write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        save(Model("t"), path)
    assert path.read_text() == "mine"
    save(Model("t"), path, overwrite=True)
    assert load(path).model == Model("t")
    assert os.listdir(tmp_path) == ["a.tower.yaml"]


def test_overwriting_follows_links(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    save(Model("t"), tmp_path / "link", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert load(tmp_path / "real").model == Model("t")


@pytest.mark.parametrize("name", ["none/a.yaml", "a\0b", ""])
@pytest.mark.parametrize("overwrite", [True, False])
def test_what_cannot_be_written(tmp_path: Path, name: str, overwrite: bool) -> None:
    with pytest.raises(FileError):
        save(Model("t"), f"{tmp_path}/{name}", overwrite=overwrite)
    assert os.listdir(tmp_path) == []


def test_an_invalid_model_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        save(Model("t", optimizers=(Optimizer("a", built_by=("b",)),)), tmp_path / "a")
    with pytest.raises(InputError, match="no file can hold"):
        save(Model("t", about="\ud800"), tmp_path / "a")
    assert os.listdir(tmp_path) == []


def test_order_of_lineage_is_no_difference() -> None:
    """What a file cannot tell apart is equal from the start."""
    one = Artifact("a", lineage=(("key", "k"), ("data", "d"), ("key", "l")))
    other = Artifact("a", lineage=(("key", "k"), ("key", "l"), ("data", "d")))
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    "text", ["a ", " a", "a  b", "a #b", "a: b", "- a", "P(x)", "a\\b", "naïve", "x" * 2000]
)
def test_any_text_is_kept(text: str) -> None:
    assert load_text(dumps(Model("t", about=text, sources=(text, text)))).model.about == text


@pytest.mark.parametrize(
    "word",
    ["null", "Yes", "no", "on", "OFF", "true", "False", "~", "1.5", "1e3", "2027-06-30", ".inf"],
)
def test_no_text_looks_like_anything_else(word: str) -> None:
    """Also to readers that give types to plain scalars."""
    assert yaml.safe_load(dumps(Model("t", about=word)))["about"] == word


def test_very_long_claims_are_written() -> None:
    names = [f"{number:03}" + "x y" * 60 for number in range(8)]
    claim = Holds("P", names[0])
    nested: Claim = claim
    for name in names[1:]:
        nested = Sound(name, nested)
    assert len(str(nested)) > 1024  # where YAML ends the search for the end of a key
    model = Model(
        "t",
        properties=(Property("P"),),
        optimizers=(Optimizer(names[0]),),
        verifiers=tuple(Verifier(name) for name in names[1:]),
        checks=(Check((names[1],), nested, "test"),),
        observers=(Observer("o", prior=((nested, Fraction(1, 3)), (Gate(names[0]), Fraction(1, 7)))),),
        expect=Expectation((("o", nested, "UNKNOWN"),)),
    )  # fmt: skip
    assert load_text(dumps(model)).model == model
