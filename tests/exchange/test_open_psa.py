"""Fault trees in Open-PSA form: what is read, what is refused, and that no file does harm."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings

from tests.risk.structures import states_of, structures
from tower.errors import FileError, InputError, LimitReached
from tower.exchange import open_psa
from tower.exchange.cut_sets import cut_sets_csv
from tower.exchange.open_psa import fault_tree
from tower.model.values import CommonCause
from tower.risk.bounds import VACUOUS
from tower.risk.common_cause import common_cause
from tower.risk.cut_sets import minimal_sets
from tower.risk.structure import Structure, any_of, happens

TWO_TRAINS = b"""<?xml version="1.0"?>
<!DOCTYPE opsa-mef>
<opsa-mef>
  <define-fault-tree name="two trains">
    <label>Two pumps, two valves</label>
    <define-gate name="top"><and><gate name="one"/><gate name="trains.two"/></and></define-gate>
    <define-component name="trains">
      <define-gate name="one"><or><event name="p1"/><basic-event name="v1"/></or></define-gate>
      <define-gate name="two"><or><basic-event name="p2"/><atleast min="1"><event name="v2"/></atleast></or>
      </define-gate>
    </define-component>
  </define-fault-tree>
  <model-data>
    <define-basic-event name="p1"><float value="0.6"/></define-basic-event>
    <define-basic-event name="p2"><parameter name="pump"/></define-basic-event>
    <define-basic-event name="v1"><label>a valve</label><float value="4e-1"/></define-basic-event>
    <define-basic-event name="v2"/>
    <define-parameter name="pump"><parameter name="base"/></define-parameter>
    <define-parameter name="base"><float value="0.7"/></define-parameter>
  </model-data>
</opsa-mef>"""


def wrapped(body: str) -> bytes:
    return f'<opsa-mef><define-fault-tree name="t">{body}</define-fault-tree></opsa-mef>'.encode()


def written(structure: Structure) -> bytes:
    """A structure in Open-PSA form."""
    gates = []
    for name, gate in structure.rules:
        kind = "gate" if gate.of else ""
        inputs = "".join(
            f"<{'gate' if s in structure.gate else 'basic-event'} name={quoteattr(s)}/>"
            for s in gate.of
        )
        formula = (
            f'<atleast min="{gate.at_least}">{inputs}</atleast>'
            if kind
            else '<constant value="false"/>'
        )
        gates.append(f"<define-gate name={quoteattr(name)}>{formula}</define-gate>")
    return wrapped("".join(gates))


@settings(deadline=None, max_examples=30)
@given(structures())
def test_what_is_written_is_read(structure: Structure) -> None:
    found = fault_tree(written(structure), top="g0").structure
    for state in states_of(structure.leaves):
        assert happens(found, state) == happens(structure, state)


def test_components_parameters_and_paths() -> None:
    tree = fault_tree(TWO_TRAINS)
    assert (tree.name, tree.structure.top) == ("two trains", "top")
    rates = {leaf.event: leaf.rate for leaf in tree.leaves}
    assert [float(rates[name].low) for name in ("p1", "p2", "v1")] == [0.6, 0.7, 0.4]
    assert rates["v2"] == VACUOUS
    assert [set(cut) for cut in minimal_sets(tree.structure).sets] == [
        {"p1", "p2"}, {"p1", "v2"}, {"p2", "v1"}, {"v1", "v2"},
    ]  # fmt: skip


def test_house_events_and_constants() -> None:
    body = """<define-gate name="g"><or><and><house-event name="h"/><basic-event name="a"/></and>
      <and><constant value="false"/><basic-event name="b"/></and></or></define-gate>
      <define-house-event name="h"><constant value="true"/></define-house-event>"""
    assert minimal_sets(fault_tree(wrapped(body)).structure).sets == (("a",),)


def test_beta_factor_groups_become_common_causes() -> None:
    body = """<define-gate name="g"><and><basic-event name="a"/><basic-event name="b"/></and></define-gate>
      <define-CCF-group name="pumps" model="beta-factor">
        <members><basic-event name="a"/><basic-event name="b"/></members>
        <distribution><float value="0.1"/></distribution>
        <factors><factor level="2"><float value="0.2"/></factor></factors>
      </define-CCF-group>"""
    tree = fault_tree(wrapped(body))
    assert tree.causes == (CommonCause(("ccf", "pumps"), Fraction(1, 5)),)
    assert common_cause(tree.structure, tree.leaves, tree.causes).high > Fraction(1, 50)


def gate(formula: str, more: str = "") -> bytes:
    return wrapped(f'<define-gate name="g">{formula}</define-gate>{more}')


A = '<basic-event name="a"/>'
PUMPS = """<define-CCF-group name="pumps" model="beta-factor"><members><basic-event name="a"/></members>
  <distribution><float value="0.1"/></distribution><factor level="2"><float value="0.2"/></factor>
  </define-CCF-group>"""
CYCLE = """<define-gate name="h"><or><gate name="i"/></or></define-gate>
  <define-gate name="i"><or><gate name="h"/></or></define-gate>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no element"),
        (b"not xml", "syntax error"),
        (b"<opsa-mef>", "no element"),
        (b"<other/>", "<other>"),
        (gate(f"<not>{A}{A}</not>"), "<not> of 2 inputs"),
        (gate(f"<xor>{A}{A}{A}</xor>"), "<xor> of 3 inputs"),
        (gate(f"<after>{A}</after>"), "<after> is not known"),
        (gate(f'<atleast min="0" max="0">{A}</atleast>'), "<cardinality>"),
        (gate(f"<not>{A}</not>", PUMPS), "beta-factor group beside not or xor"),
        (gate(f'<atleast min="x">{A}</atleast>'), "min='x'"),
        (gate(f'<cardinality min="0" max="-1">{A}</cardinality>'), "max='-1'"),
        (gate(f'<atleast min="1">{A}{A}</atleast>'), "named twice"),
        (gate(A + A), "2 formulas"),
        (gate(""), "0 formulas"),
        (gate('<gate name="x"/>'), "'x' is not defined"),
        (gate("<or><gate/></or>"), "without a name"),
        (gate('<event name="g"/>'), "0 gates feed nothing"),
        (gate('<gate name="h"/>', CYCLE), "input of itself"),
        (gate(A, '<define-gate name="g"><or/></define-gate>'), "defined twice"),
        (gate(A, '<define-basic-event name="g"/>'), "defined twice"),
        (
            gate(A, '<define-basic-event name="a"><float value="2"/></define-basic-event>'),
            "between 0 and 1",
        ),
        (
            gate(A, '<define-basic-event name="a"><float value="nan"/></define-basic-event>'),
            "number",
        ),
        (
            gate(A, '<define-basic-event name="a"><exponential/></define-basic-event>'),
            "<exponential>",
        ),
        (
            gate(A, '<define-basic-event name="a"><parameter name="p"/></define-basic-event>'),
            "no value",
        ),
        (
            gate(A, '<define-house-event name="h"><constant value="1"/></define-house-event>'),
            "value='1'",
        ),
        (gate(A, '<define-house-event name="h"/>'), "0 formulas"),
        (gate(A, '<define-CCF-group name="c" model="MGL"/>'), "no beta-factor group"),
        (gate(A, '<define-CCF-group name="c" model="beta-factor"/>'), "one distribution"),
        (gate(A, "<include/>"), "<include> is not read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises((FileError, InputError), match=words):
        fault_tree(data, file="f.xml")


@pytest.mark.parametrize("text", ["1e999999999", "1e-400", "0." + "1" * 100_000, "１", "0x1", "nan", ""])
def test_numbers_that_nobody_writes_are_refused_at_once(text: str) -> None:
    data = TWO_TRAINS.replace(b"</define-fault-tree>", (
        f'<define-gate name="g"><or><basic-event name="n"/></or></define-gate><define-basic-event name="n">'
        f'<float value="{text}"/></define-basic-event></define-fault-tree>'
    ).encode())
    with pytest.raises(FileError, match="a number") as caught:
        fault_tree(data, top="g")
    assert len(str(caught.value)) < 300


def test_a_parameter_that_rests_on_itself_is_refused() -> None:
    body = """<define-basic-event name="a"><parameter name="p"/></define-basic-event>
      <define-parameter name="p"><parameter name="p"/></define-parameter>"""
    with pytest.raises(FileError, match="has no value"):
        fault_tree(gate(A, body))


def test_several_tops_ask_for_a_name() -> None:
    two = gate(A, f'<define-gate name="h"><or>{A}</or></define-gate>')
    with pytest.raises(InputError, match=r"2 gates feed nothing \(g, h\)"):
        fault_tree(two)
    assert fault_tree(two, top="h").structure.top == "h"
    with pytest.raises(InputError, match="no gate 'z'"):
        fault_tree(two, top="z")


def test_no_entities_and_nothing_from_outside() -> None:
    bombs = [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opsa-mef>&b;</opsa-mef>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><opsa-mef/>',
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><opsa-mef>&f;</opsa-mef>',
    ]
    for bomb in bombs:
        with pytest.raises(FileError, match="document type"):
            fault_tree(bomb)


def test_limits_are_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = gate("<or>" * 300 + A + "</or>" * 300)
    with pytest.raises(LimitReached, match="nested 200 deep"):
        fault_tree(deep)
    monkeypatch.setattr(open_psa, "MAX_BYTES", 10)
    with pytest.raises(LimitReached, match="10 bytes"):
        fault_tree(TWO_TRAINS)


def test_nested_formulas_get_names_that_are_free() -> None:
    body = f'<define-gate name="g / 1"><or>{A}</or></define-gate>'
    tree = fault_tree(gate('<or><and><gate name="g / 1"/><basic-event name="b"/></and></or>', body))
    assert minimal_sets(tree.structure).sets == (("a", "b"),)


def test_cut_sets_as_a_table() -> None:
    nasty = 'a,"b"\nc'
    either = Structure.of("f", {"f": any_of(nasty, "x")})
    rows = list(csv.reader(io.StringIO(cut_sets_csv(minimal_sets(either), {nasty: 0.5}))))
    assert rows[1] == ["1", "complete", "0.5", "0.5", "0.5", "0.5", nasty]
    assert ",truncated," in cut_sets_csv(minimal_sets(either, cap=1), {})
    assert rows[2][2:6] == ["0.0", "1.0", "0.0", "1.0"]
