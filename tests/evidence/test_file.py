"""Evidence files: they round-trip, go stale when their subject changes, and are never clobbered."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import tower as tw
from tower.errors import FileError
from tower.evidence.digest import concerned, digest_of
from tower.evidence.file import (
    beside,
    dumps_evidence,
    load_evidence,
    loads_evidence,
    merged,
    save_evidence,
)
from tower.model.claims import Aligned, Holds, Sound
from tower.model.evidence import Evidence, Status
from tower.model.values import LIVENESS, Model

from .towers import ALIGNED, ROBUST, SOUND, laboratory

MODEL = laboratory().model
names = st.sampled_from(["x", "the system", "v@x", 'say "hi"', "été"])
holds = st.builds(Holds, names, names)
claims = holds | st.builds(Sound, names, st.none() | holds) | st.builds(Aligned, names, names, st.booleans())
texts = st.text(st.characters(exclude_categories=["Cs"]))
records = st.builds(
    Evidence,
    claim=claims,
    status=st.sampled_from(get_args(Status)),
    n=st.integers(0, 10**9),
    examples=st.integers(0, 10**9),
    seed=st.integers(0, 2**64).map(str),
    sources=st.lists(texts).map(tuple),
    versions=st.dictionaries(texts, texts).map(lambda found: tuple(found.items())),
    **dict.fromkeys(("bound", "confidence", "population", "counterexample", "date", "digest", "note"), texts),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records, max_size=4))
def test_what_is_written_is_read(given_: list[Evidence]) -> None:
    assert loads_evidence(dumps_evidence(given_, "x.tower.yaml")) == tuple(given_)
    json.loads(dumps_evidence(given_))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records, max_size=4), st.lists(records, max_size=4))
def test_merging_keeps_the_new_and_what_it_does_not_renew(old: list[Evidence], new: list[Evidence]) -> None:
    found = merged(old, new)
    places = [(each.claim, each.sources) for each in found]
    assert len(set(places)) == len(places)
    assert {(e.claim, e.sources) for e in (*old, *new)} == set(places)
    assert all(each in found for each in {(e.claim, e.sources): e for e in new}.values())
    assert merged(found, []) == found == merged(found, new)


def record(claim: str, folder: Path, model: Model = MODEL, source: str = "parts.py") -> Evidence:
    parsed = tw.parse_claim(claim)
    content = (folder / source).read_bytes()
    return Evidence(parsed, "tested", n=3, sources=(source,), digest=digest_of(model, parsed, [content]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts.py").write_text("# the code\n")
    return tmp_path


def loaded(folder: Path, model: Model = MODEL) -> list[bool]:
    return [each.stale for each in load_evidence(folder / "x.evidence.json", model)]


def kept(folder: Path, *claims_: str) -> Path:
    found = [record(claim, folder) for claim in claims_]
    found = [replace(each, sources=(str(folder / "parts.py"),)) for each in found]
    return save_evidence(folder / "x.evidence.json", found)


def test_evidence_is_kept_beside_the_tower_and_can_be_moved_with_it(folder: Path) -> None:
    kept(folder, SOUND)
    assert json.loads((folder / "x.evidence.json").read_text())["records"][0]["sources"] == ["parts.py"]
    moved = folder.parent / "moved"
    folder.rename(moved)
    assert loaded(moved) == [False]


def test_evidence_goes_stale_when_the_code_changes_or_is_gone(folder: Path) -> None:
    kept(folder, SOUND, ROBUST)
    assert loaded(folder) == [False, False]
    (folder / "parts.py").write_text("# other code\n")
    assert loaded(folder) == [True, True]
    (folder / "parts.py").write_text("# the code\n")
    assert loaded(folder) == [False, False]
    (folder / "parts.py").unlink()
    assert loaded(folder) == [True, True]


def changed(section: str, name: str, **fields: object) -> Model:
    things = tuple(replace(each, **fields) if each.name == name else each for each in getattr(MODEL, section))
    return replace(MODEL, **{section: things})


CHANGES = {
    "the system": changed("optimizers", "policy", digest="sha256:new"),
    "the builder": changed("optimizers", "training", objective=tw.loss("another reward")),
    "the property": changed("properties", "safe", cls=LIVENESS),
    "the verifier": changed("verifiers", "audit", lineage=(("weights", "w"),)),
}


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        ("the system", [True, True]),
        ("the builder", [True, True]),
        ("the property", [True, False]),
        ("the verifier", [True, False]),
    ],
)
def test_evidence_goes_stale_when_its_subject_changes(folder: Path, change: str, stale: list[bool]) -> None:
    kept(folder, SOUND, ROBUST)
    assert loaded(folder, CHANGES[change]) == stale


@pytest.mark.parametrize(
    "other",
    [
        replace(MODEL, name="renamed", about="new words", sources=("a paper",)),
        changed("optimizers", "policy", about="new words"),
        changed("properties", "safe", about="new words", testable=False),
        replace(MODEL, verifiers=(*MODEL.verifiers, tw.Tower("o").verifier("other").tower.model.verifiers[0])),
        replace(MODEL, observers=()),
    ],
)
def test_evidence_survives_what_is_not_its_subject(folder: Path, other: Model) -> None:
    kept(folder, SOUND, ROBUST)
    assert loaded(folder, other) == [False, False]


def test_a_schema_depends_on_what_its_verifier_checks() -> None:
    whole = tw.parse_claim("sound(audit)")
    assert concerned(MODEL, whole) >= {"audit", "safe", "policy", "training"}
    other = replace(MODEL, checks=())
    assert digest_of(MODEL, whole, []) != digest_of(other, whole, [])


def test_a_record_without_a_digest_speaks_of_nothing_that_is_known(folder: Path) -> None:
    (folder / "x.evidence.json").write_text('{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested"}]}')
    assert loaded(folder) == [True]


def test_records_from_other_sources_stay(folder: Path) -> None:
    (folder / "more.py").write_text("# more\n")
    first, second = (record(SOUND, folder, source=each) for each in ("parts.py", "more.py"))
    for each in (first, second, replace(first, status="refuted")):
        save_evidence(folder / "x.evidence.json", [replace(each, sources=(str(folder / each.sources[0]),))])
    found = load_evidence(folder / "x.evidence.json", MODEL)
    assert [(each.status, each.sources) for each in found] == [("refuted", ("parts.py",)), ("tested", ("more.py",))]


def test_a_test_without_a_result_takes_the_old_record_away(folder: Path) -> None:
    path = kept(folder, SOUND, ALIGNED)
    save_evidence(path, [], [(tw.parse_claim(SOUND), (str(folder / "parts.py"),))])
    assert [str(each.claim) for each in load_evidence(path, MODEL)] == [ALIGNED]


BAD = {
    "empty": "",
    "no JSON": "{evidence: 1}",
    "another list": "[1]",
    "a number": "1",
    "another file": '{"name": "package", "version": "1.0"}',
    "another version": '{"evidence": 2, "records": []}',
    "a Boolean version": '{"evidence": true, "records": []}',
    "unknown key": '{"evidence": 1, "record": []}',
    "records that are no list": '{"evidence": 1, "records": {}}',
    "a record that is none": '{"evidence": 1, "records": [1]}',
    "no claim": '{"evidence": 1, "records": [{"status": "tested"}]}',
    "no status": '{"evidence": 1, "records": [{"claim": "gate(x)"}]}',
    "verified": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "verified"}]}',
    "a list as status": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": []}]}',
    "no claim at all": '{"evidence": 1, "records": [{"claim": "gate(", "status": "tested"}]}',
    "a claim that is no text": '{"evidence": 1, "records": [{"claim": 3, "status": "tested"}]}',
    "n is negative": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "n": -1}]}',
    "n is true": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "n": true}]}',
    "n is half": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "n": 0.5}]}',
    "sources are text": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "sources": "a"}]}',
    "a source is a number": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "sources": [1]}]}',
    "versions are a list": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "versions": []}]}',
    "an unknown key in a record": '{"evidence": 1, "records": [{"claim": "gate(x)", "status": "tested", "code": "x"}]}',
    "a key twice": '{"evidence": 1, "records": [], "records": []}',
    "too deep": '{"evidence": 1, "records": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "too many digits": '{"evidence": 1, "records": [{"n": ' + "1" * 5000 + "}]}",
}


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_file_is_told_and_left_alone(folder: Path, name: str) -> None:
    path = folder / "x.evidence.json"
    path.write_text(BAD[name])
    with pytest.raises(FileError):
        load_evidence(path, MODEL)
    with pytest.raises(FileError):
        kept(folder, SOUND)
    assert path.read_text() == BAD[name]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"{\x80}"])
def test_a_file_that_is_no_text_is_told(folder: Path, content: bytes) -> None:
    (folder / "x.evidence.json").write_bytes(content)
    with pytest.raises(FileError, match="not UTF-8"):
        loaded(folder)


def test_a_folder_in_the_place_of_evidence_is_told(folder: Path) -> None:
    (folder / "x.evidence.json").mkdir()
    with pytest.raises(FileError, match="no regular file"):
        loaded(folder)


def test_a_file_that_cannot_be_written_is_told(folder: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        save_evidence(folder / "nowhere" / "x.evidence.json", [record(SOUND, folder)])
    assert not list(folder.glob(".evidence-*"))


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_evidence_has_the_rights_of_a_new_file_and_links_are_followed(folder: Path) -> None:
    (folder / "plain").write_text("")
    path = kept(folder, SOUND)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((folder / "plain").stat().st_mode)
    (folder / "real").mkdir()
    path.rename(folder / "real" / path.name)
    path.symlink_to(folder / "real" / path.name)
    kept(folder, SOUND)
    assert path.is_symlink() and not list(folder.rglob(".evidence-*"))


def test_there_need_be_no_evidence(folder: Path) -> None:
    assert load_evidence(beside(folder / "y.tower.yaml"), MODEL) == ()


def test_a_loaded_tower_knows_the_evidence_beside_it(folder: Path) -> None:
    tw.save(laboratory(), folder / "x.tower.yaml")
    found = replace(record(SOUND, folder), status="refuted", sources=(str(folder / "parts.py"),))
    save_evidence(folder / "x.evidence.json", [found])
    t = tw.load(folder / "x.tower.yaml")
    assert t.check()["safe(policy)"].verdict == tw.check(t)["safe(policy)"].verdict == "UNSUPPORTED"
    assert t.check(evidence=())["safe(policy)"].verdict == "SUPPORTED"
    (folder / "parts.py").write_text("# mended\n")
    assert tw.load(folder / "x.tower.yaml").check()["safe(policy)"].verdict == "SUPPORTED"
