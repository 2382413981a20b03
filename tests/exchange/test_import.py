"""A fault tree becomes a tower with the same minimal sets of broken assumptions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.cli.running import TODAY, Runner
from tests.risk.structures import structures
from tower.api.views import check_model
from tower.errors import InputError
from tower.exchange import IMPORTERS, imported
from tower.exchange.fault_towers import tower_of
from tower.exchange.open_psa import FaultTree
from tower.model.file import load_text
from tower.model.save import dumps
from tower.model.values import CommonCause, Independent
from tower.risk.cut_sets import minimal_sets
from tower.risk.leaves import Leaf
from tower.risk.structure import Structure, acyclic, dual

from .test_open_psa import TWO_TRAINS

GROUPED = b"""<opsa-mef><define-fault-tree name="pair">
<define-gate name="g"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
<define-CCF-group name="pumps" model="beta-factor"><members><basic-event name="a"/><basic-event name="b"/></members>
<distribution><float value="0.1"/></distribution><factor level="2"><float value="0.2"/></factor></define-CCF-group>
</define-fault-tree></opsa-mef>"""


@settings(max_examples=25, deadline=None)
@given(structures(leaves=5))
def test_the_leftover_sets_are_those_of_the_tree(structure: Structure) -> None:
    plain = acyclic(structure)
    if plain.top not in plain.gate or not plain.leaves:
        return
    model = tower_of(FaultTree("t", plain, tuple(map(Leaf, plain.leaves)), ()))
    assert load_text(dumps(model)).model == model
    answer = check_model(model)[f'works("{plain.top}")']
    named = {f"works({leaf})": leaf for leaf in plain.leaves}
    ways = {frozenset(named[str(root)] for root in chosen if str(root) in named) for chosen in answer.assumptions}
    smallest = {way for way in ways if not any(other < way for other in ways)}
    assert smallest == set(map(frozenset, minimal_sets(dual(plain)).sets))


def test_what_the_format_says_of_dependence_is_written_down() -> None:
    model = imported("open-psa", GROUPED)
    assert model.dependence[0] == Independent(("a", "b"))
    assert isinstance(model.dependence[1], CommonCause)
    assert [str(root.credence) for root in model.observers[0].assumes] == ["9/10", "9/10"]


def test_every_importer_can_be_found() -> None:
    with pytest.raises(InputError, match="no format 'galileo'; expected one of pull-request, "):
        imported("galileo", b"")
    for form in IMPORTERS:
        with pytest.raises(InputError):
            imported(form, b"nothing of the kind")


def test_the_command_prints_or_writes_a_file_that_checks(run: Runner, tmp_path: Path) -> None:
    tree = tmp_path / "tree.xml"
    tree.write_bytes(TWO_TRAINS)
    printed = run("import", "open-psa", str(tree))
    assert printed.code == 0
    assert load_text(printed.out).model.name == "two trains"
    target = tmp_path / "two"
    assert run("import", "open-psa", str(tree), "-o", str(target)).code == 0
    assert run("check", f"{target}.tower.yaml", *TODAY).code == 0
    again = run("import", "open-psa", str(tree), "-o", str(target))
    assert (again.code, again.out) == (2, "")
    assert "there already" in again.err


@pytest.mark.parametrize(
    "content",
    [b"", b"<opsa-mef>", b"\xff\xfe\x00", b"<opsa-mef><define-gate/></opsa-mef>", b"tower: 1\nname: t\n",
     b'<!DOCTYPE x [<!ENTITY a "b">]><opsa-mef>&a;</opsa-mef>'],
)  # fmt: skip
def test_a_broken_tree_is_one_message(run: Runner, tmp_path: Path, content: bytes) -> None:
    tree = tmp_path / "tree.xml"
    tree.write_bytes(content)
    done = run("import", "open-psa", str(tree))
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert str(tree) in done.err or "gates feed nothing" in done.err
