"""Whatever is wrong with a file is one FileError with file, line and column; never anything else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.model.cases import EVERYTHING, EXAMPLES, SEED
from tower.errors import FileError
from tower.model.file import load, load_text
from tower.model.nodes import DEEPEST, LARGEST, MOST_NODES

HEAD = "tower: 1\nname: t\n"
BASE = (
    HEAD
    + """\
properties: {P: {class: safety}, c: a condition}
optimizers:
  lab: {theory: PA+RFN}
  system: {built_by: lab, theory: PA, enacts: {v: P}}
verifiers:
  v: {theory: PA+Con}
  weak: {error: {false_accept: 0.1}}
"""
)  # nine lines


def refused(text: str) -> FileError:
    with pytest.raises(FileError) as caught:
        load_text(text, "f.tower.yaml")
    error = caught.value
    assert str(error).startswith("f.tower.yaml:")
    assert "\n" not in str(error)
    return error


def at(text: str, line: int, column: int, *words: str) -> None:
    error = refused(text)
    assert (error.line, error.column) == (line, column), str(error)
    for word in words:
        assert word in str(error), str(error)


CASES = [
    # what is added to BASE, with a § where the mistake stands, and words of the message
    ("§colour: red", "unknown key 'colour'"),
    ("§chekcs: []", "did you mean checks?"),
    ("checks: [{by: v, §clam: P(system)}]", "did you mean claim?"),
    ("checks:\n  - §{by: v}", "claim is missing"),
    ("checks:\n  - {by: §u, claim: P(system)}", "'u' is no verifier"),
    ("checks:\n  - {by: v, claim: §P(sytem)}", "did you mean system?"),
    ("checks:\n  - {by: v, claim: §Q(system)}", "'Q' is no property"),
    ("checks:\n  - {by: v, claim: §d}", "'d' is no property or condition"),
    ("checks:\n  - {by: v, claim: P(system§}", "found the end"),
    ("checks:\n  - {by: v, claim: §'P(system'}", "column 9 of the text"),
    ("checks:\n  - {by: weak, claim: P(system), how: §proof}", "weak has no theory"),
    ("checks:\n  - {by: v, claim: P(system), how: §test}", "v has a theory", "a test is no proof"),
    ("checks:\n  - {by: v, claim: P(system), how: §review}", "a review is no proof"),
    ("checks:\n  - {by: v, claim: P(system), how: §prof}", "did you mean proof?"),
    ("checks:\n  - {by: §v@lab, claim: P(system)}", "lab does not enact v"),
    ("checks:\n  - {by: §{at_least: 3, of: [v, weak]}, claim: P(system)}", "at least 3 of 2"),
    ("checks:\n  - {by: §{at_least: 0, of: [weak]}, claim: P(system)}", "at least 0 of 1"),
    ("checks:\n  - {by: {at_least: 1, of: [weak, §weak]}, claim: P(system)}", "stands twice"),
    ("checks:\n  - {by: §[weak, v], claim: P(system)}", "at_least"),
    (
        "checks:\n  - {by: v, claim: P(system), needs: [§sound(v, P(system))]}",
        "cut at a comma",
        "quotes",
    ),
    ("checks:\n  - {by: v, claim: sound(v, §P(system))}", "follows a comma", "quotes"),
    ("checks:\n  - {by: v, claim: §aligned(system -> lab)}", "system does not build lab"),
    ("checks:\n  - {by: v, claim: §consistent(Peano)}", "'Peano' is no theory"),
    ("checks:\n  - {by: weak, claim: c, coverage: §1.5}", "1.5 is no probability"),
    ("checks:\n  - {by: weak, claim: c, coverage: §.nan}", "no number"),
    ("checks:\n  - {by: weak, claim: c, coverage: §nan}", "no number"),
    ("checks:\n  - {by: weak, claim: c, coverage: §[0.5, 0.1]}", "upside down"),
    ("checks:\n  - {by: weak, claim: c, coverage: §[0, 0.5, 1]}", "a list of 3"),
    ("checks:\n  - {by: weak, claim: c, coverage: [0, §eps]}", "no number"),
    ("checks:\n  - {by: weak, claim: c, coverage: §1/0}", "divides by zero"),
    ("checks:\n  - {by: weak, claim: c, coverage: §{failures: 2, trials: 1}}", "2 failures in 1"),
    ("observers: {o: {assumes: [c, §c]}}", "stands twice"),
    ("observers: {o: {assumes: [c, §not c]}}", "assumes c and its opposite"),
    ("observers: {o: {theory: §Peano}}", "'Peano' is no theory"),
    ("observers: {o: {assumes: [{claim: c, expires: §2027-02-30}]}}", "no date"),
    ("observers: {o: {prior: {c: 0.1, §' c': 0.2}}}", "stands twice"),
    ("theories: {A: {includes: [§B]}}", "'B' is no theory"),
    ("theories: {A: {axioms: [§'[B]p -> p']}}", "'B' is no theory"),
    ("theories: {A: {axioms: [p ->§ ]}}", "expected"),
    ("theories: {PA+Con: {}, §PA+Con^1: {}}", "stands twice"),
    ("theories: {§A B: {}}", "cannot stand in a formula"),
    ("requires: [{claim: c, observer: §lap}]", "did you mean lab?"),
    ("requires: [{claim: c, verdict: §GUARANTED}]", "did you mean GUARANTEED?"),
    ("requires: [{claim: c, bound: §2}]", "2 is no probability"),
    ("waivers: [{break: §COMON_CAUSE, at: [v], reason: r}]", "did you mean COMMON_CAUSE?"),
    ("waivers: [{break: TWR101, at: [§nobody], reason: r}]", "'nobody' is no"),
    ("waivers: [{break: TWR101, at: [v], reason: §' '}]", "without a reason"),
    ("expect: {breaks: [TWR101, §TWR101]}", "stands twice"),
    ("expect: {§nobody: {c: GUARANTEED}}", "'nobody' is no"),
    ("expect: {lab: {P(system): §[GUARANTEED]}}", "found a list"),
    ("dependence: [{common_cause: §{organisation: x}, beta: 0.1}]", "no node has the lineage"),
    ("dependence: [{independent: §[v]}]", "nothing to be independent of"),
    ("dependence: [{independent: [v, §u]}]", "'u' is no node"),
    ("infinite: {claim: §Q}", "'Q' is no property"),
    ("§name: again", "stands twice"),
    ("about:§", "found nothing"),
    ("about: §&a x", "anchors"),
    ("about: §!!int 3", "tag"),
    ("§<<: {about: x}", "merge keys"),
    ("? §[a]\n: b", "a list as a key"),
    ("§---\na: b", "a second document"),
    ("about: §{x: y}", "found a mapping"),
]


def marked(text: str) -> tuple[str, int, int]:
    """A text without its mark, and where the mark stood."""
    before, _, after = text.partition("§")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(("added", "words"), [(added, words) for added, *words in CASES])
def test_one_mistake_one_place(added: str, words: list[str]) -> None:
    load_text(BASE)
    at(*marked(BASE + added + "\n"), *words)


THINGS = [
    ("optimizers: {a: {built_by: §b}}", "'b' is no optimizer"),
    ("optimizers: {a: {built_by: §a}}", "a is built by what it builds"),
    ("optimizers: {a: {built_by: §b}, b: {built_by: a}}", "a <- b <- a"),
    ("optimizers: {z: {built_by: a}, a: {built_by: §b}, b: {built_by: a}}", "a <- b <- a"),
    ("optimizers: {a: {link: §serched}}", "did you mean searched?"),
    ("optimizers: {a: {addresses: [§proxi]}}", "did you mean proxy?"),
    ("optimizers: {a: {lineage: {§weight: x}}}", "did you mean weights?"),
    ("optimizers: {a: {objective: §{loss: x, values: y}}}", "of one kind"),
    ("optimizers: {a: {objective: §loses}}", "did you mean loss?"),
    ("optimizers: {a: {theory: §pa}}", "'pa' is no theory"),
    ("optimizers: {a: {enacts: {§v: P}}}", "'v' is no verifier"),
    ("optimizers: {a: {generic: §maybe}}", "neither true nor false"),
    ("optimizers: {a: {capability: §high}}", "no number"),
    ("optimizers: {§'': {}}", "can be no name"),
    ('optimizers: {§"a\\nb": {}}', "can be no name"),
    ("verifiers: {v: {theory: PA, error: §{false_accept: 0.1}}}", "strong or weak"),
    ("verifiers: {v: {error: {§false_alarm: 0.1}}}", "unknown key 'false_alarm'"),
    ("properties: {P: {class: §safty}}", "did you mean safety?"),
    ("properties: {P: {class: §Pi_x}}", "is no class"),
    ("theories: {A: {proves_con: {PA: §-1}}}", "'-1' does not fit"),
    ("theories: {A: {reflects: [PA, §PA+Con^0]}}", "stands twice"),
]


@pytest.mark.parametrize(("added", "word"), THINGS)
def test_one_mistake_among_the_things(added: str, word: str) -> None:
    at(*marked(HEAD + added + "\n"), word)


def test_one_name_one_node() -> None:
    at(BASE + "artifacts: {v: x}\n", 8, 3, "'v' is declared under artifacts already")


def test_an_end_too_early_is_seen_at_the_end() -> None:
    at(BASE + "about: [\n", 11, 1, "not readable as YAML")


def test_names_have_a_limit() -> None:
    load_text(HEAD + "optimizers: {%s: {}}" % ("x" * 200))
    at(HEAD + "optimizers: {%s: {}}" % ("x" * 201), 3, 14, "at most 200")


def test_the_version_comes_first() -> None:
    at("tower: 2\nname: t\nnew_key: 1\n", 1, 8, "version '2' is not known")
    at("name: t\n", 1, 1, "version is missing")
    at("tower: 1\n", 1, 1, "name is missing")
    at("- a\n", 1, 1, "found a list")


def test_scalars_mean_what_they_look_like() -> None:
    text = (
        HEAD
        + "about: no\nsources: [on, 1e-4, 2027-06-30, ~, 0x10]\nproperties: {no: 010, 1.0: yes}\n"
    )
    model = load_text(text).model
    assert model.about == "no"
    assert model.sources == ("on", "1e-4", "2027-06-30", "~", "0x10")
    assert [(p.name, p.about) for p in model.properties] == [("no", "010"), ("1.0", "yes")]


def test_inclusions_may_run_in_a_circle() -> None:
    load_text(HEAD + "theories: {A: {includes: B}, B: {includes: A}}\n")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"# nothing\n", "empty"),
        (b"\x00\x01\x02", "no YAML file may contain"),
        (b"\x7fELF\x02\x01\x01\x00" * 50, "no YAML file may contain"),
        (b"\x89PNG\r\n\x1a\n", "not UTF-8"),
        ("tower: 1\nname: é\n".encode("latin-1"), "not UTF-8"),
        ("tower: 1\nname: t\n".encode("utf-16"), "not UTF-8"),
        (b"tower: 1\nname: \xf0\x9f\x98\n", "not UTF-8"),
        (b"\t", "not readable as YAML"),
        (b"tower: 1\nname: 'abc\n", "not readable as YAML"),
    ],
)
def test_junk(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "junk.tower.yaml"
    path.write_bytes(data)
    with pytest.raises(FileError, match=word) as caught:
        load(path)
    assert caught.value.line >= 1
    assert path.read_bytes() == data


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bom.tower.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SEED.encode())
    assert load(path).model == load_text(SEED).model


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.touch()
    hidden.chmod(0)
    os.mkfifo(tmp_path / "pipe")
    places = [tmp_path / name for name in ("", "none", "none/x", "pipe", "x" * 5000)]
    wrong: list[str | Path] = [*places, "a\0b", ""]
    if os.geteuid():
        wrong.append(hidden)
    for path in wrong:
        with pytest.raises(FileError):
            load(path)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("- " * 100_000, "nested too deeply"),
        (HEAD + "about: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "nested too deeply"),
        ("x" * (LARGEST + 1), "too large"),
        ("- " + "a" * 5_000_000, "found a list"),
        (HEAD + "theories: {A: {axioms: ['" + "~" * 1_000_000 + "p']}}", "axiom is too long"),
        (HEAD + "requires: ['" + "P(" * 1_000_000 + "']", "claim is too long"),
        (HEAD + "optimizers: {a: {theory: " + "PA+Con" * 1_000_000 + "}}", "is no theory"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchors"),
        ("[" + "a," * (MOST_NODES // 50) + "]", "found a list"),
    ],
)
def test_limits(text: str, word: str) -> None:
    assert word in str(refused(text))
    assert len(str(refused(text))) < 500


@pytest.mark.slow
def test_the_limit_on_values() -> None:
    assert "too many values" in str(refused("[" + "a," * (MOST_NODES + 1) + "]"))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(EXAMPLES.values())), st.data())
def test_a_damaged_file_is_read_or_refused(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    put = data.draw(
        st.sampled_from(["", " ", ",", "]", "}", '"', ":", "- ", "\n", "\t", "P(x)", "0"])
        | st.text(max_size=3)
    )
    try:
        load_text(text[:start] + put + text[end:], "f")
    except FileError as error:
        assert "\n" not in str(error)
        assert error.line <= text.count("\n") + 5


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=40))
def test_any_bytes_are_refused_with_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.tower.yaml"
    path.write_bytes(data)
    with pytest.raises(FileError):
        load(path)


LINES = [number for number, line in enumerate(EVERYTHING.splitlines()) if number > 1]


@pytest.mark.parametrize("number", LINES)
def test_no_line_is_ignored(number: int) -> None:
    """Without any one of its lines a file means something else, or is refused."""
    lines = EVERYTHING.splitlines()
    changed = "\n".join([*lines[:number], *lines[number + 1 :]]) + "\n"
    try:
        model = load_text(changed).model
    except FileError:
        return
    assert model != load_text(EVERYTHING).model
