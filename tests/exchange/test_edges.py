"""Edge lists: what a row says, what it does not, and rows that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given as hypothesis_given, settings, strategies as st

from tests.cli.running import TODAY, Runner
from tower.api.views import TowerReport, check_model
from tower.errors import FileError, MissingExtra
from tower.exchange import imported, read_artefact
from tower.exchange.content import MOST_THINGS

SAME = "verifier,subject,verifier_weights,subject_weights,sound\njudge,writer,m-5,m-5,measured\n"
OTHER = SAME.replace("judge,writer,m-5", "judge,writer,n-1")


def checked(text: str) -> TowerReport:
    return check_model(imported("edges", text.encode(), "x.csv"))


def codes(report: TowerReport) -> set[str]:
    return {found.code for found in report.breaks}


def test_a_shared_cause_is_found_and_the_fixed_list_passes(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "edges.csv"
    file.write_text(SAME)
    assert "TWR201 COMMON_CAUSE   judge, writer" in run("check", str(file), *TODAY).out
    file.write_text(OTHER)
    assert run("check", str(file), *TODAY).code == 0


def test_soundness_is_never_guessed() -> None:
    report = checked("verifier;subject\njudge;writer\n")
    assert (report["good(writer)"].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})


def test_a_circle_in_a_list() -> None:
    report = checked("verifier\tsubject\na\tb\nb\tc\nc\ta\n")
    assert codes(report) == {"TWR202"}
    assert report.breaks[0].nodes == ("a", "b", "c")


def test_a_check_of_something_older_is_stale() -> None:
    report = checked("verifier,subject,checked,digest,sound\nann,change,41ab07d,9f3c2e1,a maintainer\n")
    assert (report["good(change)"].verdict, "TWR203" in codes(report)) == ("UNSUPPORTED", True)


def test_words_of_the_file_are_used() -> None:
    model = imported("edges", b'"Verifier","Subject",property,how,result\n"say ""hi""",x,safe,review,reject\n')
    assert (model.checks[0].how, model.checks[0].result, str(model.checks[0].claim)) == ("review", "reject", "safe(x)")
    assert list(model.verifier) == ['say "hi"', "x"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("verifier,object\na,b\n", "no column subject"),
        ("verifier,subject,colour\na,b,red\n", "the column 'colour' is not known"),
        ("verifier,subject\na\n", "1 fields where the first line names 2"),
        ("verifier,subject\n,b\n", "row 1 has no verifier"),
        ("verifier,subject,how\na,b,prayer\n", "row 1: 'prayer' is not known"),
        ('verifier,subject\n"a,b\n', "no whole CSV"),
        ("verifier,subject\n" + "a" * 20_000 + ",b\n", "no whole CSV"),
        ("verifier,subject\n" + "".join(f"a{n},b\n" for n in range(MOST_THINGS + 1)), "too many"),
    ],
    ids=range(8),
)
def test_a_damaged_list_is_one_message(text: str, said: str, run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "edges.csv"
    file.write_text(text)
    done = run("check", str(file), *TODAY)
    assert (done.code, done.out, done.err.count("\n"), said in done.err) == (2, "", 1, True)


@settings(max_examples=60, deadline=None)
@hypothesis_given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters='\r\n",\0'), max_size=8)] * 2), max_size=5))
def test_any_names_are_two_names_if_they_differ(pairs: list[tuple[str, str]]) -> None:
    rows = [(by.strip(), of.strip()) for by, of in pairs]
    text = "verifier,subject\n" + "".join(f'"{by}","{of}"\n' for by, of in rows)
    if not all(by and of for by, of in rows):
        with pytest.raises(FileError):
            imported("edges", text.encode())
        return
    model = imported("edges", text.encode())
    assert len(model.checks) == len(rows)
    assert len(model.verifier) == len({name for row in rows for name in row})


def test_names_that_look_the_same_stay_apart() -> None:
    """Two that differ in what cannot be shown, two that differ after the cut, and one called like a second."""
    names = ["a\x01", "a\x02", "a\ufffd (2)", "x" * 300 + "1", "x" * 300 + "2"]
    model = imported("edges", ("verifier,subject\n" + "".join(f"{name},it\n" for name in names)).encode())
    assert len(model.verifier) == len(names) + 1


def test_parquet_says_the_same(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra parquet")
    parquet = pytest.importorskip("pyarrow.parquet")
    header, *rows = [line.split(",") for line in SAME.splitlines()]
    columns = {name: [row[place] for row in rows] for place, name in enumerate(header)}
    file = tmp_path / "edges.parquet"
    parquet.write_table(pyarrow.table(columns), file)
    made = read_artefact(str(file))
    assert made is not None
    assert made.model == imported("edges", SAME.encode())
    whole = file.read_bytes()
    for damaged in (whole[:20], whole[: len(whole) // 2], b"PAR1" + b"\xff" * 100):
        file.write_bytes(damaged)
        with pytest.raises(FileError):
            read_artefact(str(file))
    parquet.write_table(pyarrow.table({"verifier": ["a"] * (MOST_THINGS + 1), "subject": ["b"] * (MOST_THINGS + 1)}), file)
    with pytest.raises(FileError, match="too large"):
        read_artefact(str(file))


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise MissingExtra("PyArrow", "parquet")

    monkeypatch.setattr("tower.exchange.edge_list.import_module", missing)
    with pytest.raises(MissingExtra, match=r'pip install "\.\[parquet\]"'):
        imported("edges", b"PAR1")
