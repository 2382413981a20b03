"""in-toto metadata that in-toto and GnuPG wrote (`recorded/make_in_toto.py`), and attestations signed here."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("in_toto", reason="needs the extra in-toto")

from in_toto.models.layout import Layout, Step
from in_toto.models.metadata import Metablock
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

from tests.cli.running import TODAY, Runner
from tower.api.views import TowerReport, check_model
from tower.errors import FileError
from tower.exchange import Given, imported, read_artefact

RECORDED = Path(__file__).parent / "recorded" / "in_toto"
OWNER = str(RECORDED / "owner.pem")


def checked(path: Path, *trust: str, today: date = date(2026, 11, 24)) -> TowerReport:
    made = read_artefact(str(path), Given(trusted=trust, today=today))
    assert made is not None
    return check_model(made.model, today=today)


def codes(report: TowerReport) -> set[str]:
    return {found.code for found in report.breaks}


def copied(name: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(RECORDED / name, tmp_path / name))


def changed(file: Path, **entries: Any) -> None:
    value = json.loads(file.read_text())
    value["signed"].update(entries)
    file.write_text(json.dumps(value))


def test_two_subkeys_of_one_key_are_one_functionary(run: Runner) -> None:
    done = run("check", str(RECORDED / "subkeys"), "--trust", OWNER, *TODAY)
    assert done.code == 1
    assert "TWR201 COMMON_CAUSE" in done.out
    assert "1 of 2 is left where 2 must accept" in " ".join(done.out.split())


@pytest.mark.parametrize("name", ["two-people", "ed25519", "dsse"])
def test_two_keys_are_two_functionaries(name: str, run: Runner) -> None:
    done = run("check", str(RECORDED / name), "--trust", OWNER, *TODAY)
    assert (done.code, done.err) == (0, "")
    answer = checked(RECORDED / name, OWNER)["performed(build)"]
    assert (answer.verdict, [len(chosen) for chosen in answer.assumptions]) == ("GUARANTEED", [1, 1])


def test_two_keys_of_one_person_are_one_functionary(tmp_path: Path, run: Runner) -> None:
    """What no key shows, a file of aliases does."""
    keys = [path.name.split(".")[1] for path in sorted((RECORDED / "ed25519").glob("*.link"))]
    who = tmp_path / "who.yaml"
    who.write_text("person:\n" + "".join(f"  '{key}': ann\n" for key in keys))
    done = run("check", str(RECORDED / "ed25519"), "--trust", OWNER, "--principals", str(who), *TODAY)
    assert (done.code, "share person ann" in done.out) == (1, True)


def test_a_layout_alone_shows_whom_it_asks(run: Runner) -> None:
    for name, code in (("subkeys", 1), ("two-people", 0)):
        done = run("check", str(RECORDED / name / "root.layout"), "--trust", OWNER, *TODAY)
        assert done.code == code
        assert "this is what the layout asks for" in done.out


def test_a_layout_that_nobody_known_signed_grounds_nothing(tmp_path: Path) -> None:
    report = checked(RECORDED / "ed25519")
    assert (report["performed(build)"].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})
    other = tmp_path / "other.json"
    signer = CryptoSigner.generate_ed25519()
    other.write_text(json.dumps({**signer.public_key.to_dict(), "keyid": signer.public_key.keyid}))
    assert codes(checked(RECORDED / "ed25519", str(other))) == {"TWR401"}
    assert codes(checked(RECORDED / "ed25519", str(other), OWNER)) == set()


def test_a_changed_layout_is_not_signed(tmp_path: Path) -> None:
    folder = copied("two-people", tmp_path)
    changed(folder / "root.layout", readme="harmless")
    assert codes(checked(folder, OWNER)) == {"TWR401"}


def test_a_changed_link_does_not_count(tmp_path: Path) -> None:
    folder = copied("two-people", tmp_path)
    changed(sorted(folder.glob("*.link"))[0], byproducts={"return-value": 1})
    made = read_artefact(str(folder), Given(trusted=(OWNER,)))
    assert made is not None
    assert any("its signature is wrong" in note for note in made.notes)
    assert check_model(made.model)["performed(build)"].verdict == "UNSUPPORTED"


def test_a_signature_of_a_stranger_does_not_count(tmp_path: Path) -> None:
    folder = copied("ed25519", tmp_path)
    link = sorted(folder.glob("*.link"))[0]
    metadata = Metablock.load(str(link))
    metadata.signatures = []
    metadata.create_signature(CryptoSigner.generate_ed25519())
    metadata.dump(str(link))
    made = read_artefact(str(folder), Given(trusted=(OWNER,)))
    assert made is not None
    assert any("does not let it sign" in note for note in made.notes)
    assert check_model(made.model)["performed(build)"].verdict == "UNSUPPORTED"


def test_the_same_link_twice_is_one_signature(tmp_path: Path) -> None:
    folder = copied("ed25519", tmp_path)
    first, second = sorted(folder.glob("*.link"))
    shutil.copy(first, second)
    assert checked(folder, OWNER)["performed(build)"].verdict == "UNSUPPORTED"


def test_one_key_under_two_ids_is_one_functionary(tmp_path: Path) -> None:
    """The id of a key is what its owner says it is; the bytes of the key are not."""
    owner, ann = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()
    key = ann.public_key.to_dict()
    layout = Layout(expires="2036-01-01T00:00:00Z", keys={each: {**key, "keyid": each} for each in ("a" * 64, "b" * 64)})
    layout.steps = [Step(name="build", pubkeys=["a" * 64, "b" * 64], threshold=2)]
    metadata = Metablock(signed=layout)
    metadata.create_signature(owner)
    metadata.dump(str(tmp_path / "root.layout"))
    assert "TWR201" in codes(checked(tmp_path / "root.layout"))


def test_a_layout_expires() -> None:
    assert codes(checked(RECORDED / "ed25519", OWNER, today=date(2036, 6, 1))) == {"TWR401"}


def test_names_inside_are_never_paths(tmp_path: Path) -> None:
    """A step called like a path reads no other file, and is shown as it is."""
    owner, ann = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()
    name = "../../etc/passwd\x1b[31m"
    layout = Layout(expires="2036-01-01T00:00:00Z", keys={ann.public_key.keyid: {**ann.public_key.to_dict(), "keyid": ann.public_key.keyid}})
    layout.steps = [Step(name=name, pubkeys=[ann.public_key.keyid])]
    metadata = Metablock(signed=layout)
    metadata.create_signature(owner)
    metadata.dump(str(tmp_path / "root.layout"))
    made = read_artefact(str(tmp_path), Given())
    assert made is not None
    assert list(made.model.artifact) == ["../../etc/passwd\ufffd[31m"]


@pytest.mark.parametrize("damage", [lambda text: text[: len(text) // 2], lambda text: text.replace('"steps"', '"stepz"'),
                                    lambda text: text.replace('"threshold": 2', '"threshold": "two"'),
                                    lambda text: text.replace('"_type": "layout"', '"_type": "other"')])  # fmt: skip
def test_a_damaged_layout_is_one_message(damage: Any, run: Runner, tmp_path: Path) -> None:
    folder = copied("ed25519", tmp_path)
    layout = folder / "root.layout"
    layout.write_text(damage(layout.read_text()))
    done = run("check", str(folder), *TODAY)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert str(layout) in done.err


def test_a_link_alone_and_two_layouts(run: Runner, tmp_path: Path) -> None:
    link = sorted((RECORDED / "ed25519").glob("*.link"))[0]
    assert "a link without its layout" in run("check", str(link), *TODAY).err
    folder = copied("ed25519", tmp_path)
    shutil.copy(folder / "root.layout", folder / "other.layout")
    assert "a folder with 2 layouts" in run("check", str(folder), *TODAY).err


# attestations

BUILDER, OTHER = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()
SUBJECT = [{"name": "app.tar", "digest": {"sha256": "ab" * 32}}]
ID = "https://builder.example/1"


def statement(predicate: str, value: dict[str, Any], subject: Any = None) -> dict[str, Any]:
    return {"_type": "https://in-toto.io/Statement/v1", "subject": subject or SUBJECT,
            "predicateType": f"https://slsa.dev/{predicate}/v1", "predicate": value}  # fmt: skip


def signed(value: dict[str, Any], signer: CryptoSigner) -> dict[str, Any]:
    envelope = Envelope(json.dumps(value).encode(), "application/vnd.in-toto+json", {})
    envelope.sign(signer)
    return dict(envelope.to_dict())


PROVENANCE = statement("provenance", {"runDetails": {"builder": {"id": ID}}})


def summary(verifier: str, result: str = "PASSED", **more: Any) -> dict[str, Any]:
    return statement("verification_summary", {"verifier": {"id": verifier}, "verificationResult": result}, **more)


def key_file(signer: CryptoSigner, tmp_path: Path) -> str:
    file = tmp_path / f"{signer.public_key.keyid[:8]}.json"
    file.write_text(json.dumps({**signer.public_key.to_dict(), "keyid": signer.public_key.keyid}))
    return str(file)


def attested(tmp_path: Path, *values: Any, trust: tuple[CryptoSigner, ...] = (BUILDER, OTHER)) -> TowerReport:
    data = "\n".join(map(json.dumps, values)).encode()
    given = Given(trusted=tuple(key_file(each, tmp_path) for each in trust))
    return check_model(imported("in-toto", data, "bundle.jsonl", given))


SUMMARY = '"has verification_summary"(app.tar)'


def test_a_summary_signed_with_the_key_of_the_builder_is_no_check(tmp_path: Path) -> None:
    report = attested(tmp_path, signed(PROVENANCE, BUILDER), signed(summary("https://verifier.example"), BUILDER))
    assert (report[SUMMARY].verdict, codes(report)) == ("UNSUPPORTED", {"TWR201"})
    fixed = attested(tmp_path, signed(PROVENANCE, BUILDER), signed(summary("https://verifier.example"), OTHER))
    assert (fixed[SUMMARY].verdict, codes(fixed)) == ("GUARANTEED", set())


def test_a_builder_that_verifies_itself(tmp_path: Path) -> None:
    report = attested(tmp_path, signed(PROVENANCE, BUILDER), signed(summary(ID), OTHER))
    assert (report[SUMMARY].verdict, codes(report)) == ("UNSUPPORTED", {"TWR201"})


def test_a_bundle_with_other_material_is_read(tmp_path: Path) -> None:
    bundle = {"mediaType": "x", "verificationMaterial": {}, "dsseEnvelope": signed(summary("v"), OTHER)}
    assert attested(tmp_path, bundle)[SUMMARY].verdict == "GUARANTEED"


def test_nobody_is_believed_whose_signature_no_key_explains(tmp_path: Path) -> None:
    for values in ([summary("v")], [signed(summary("v"), BUILDER)]):
        report = attested(tmp_path, *values, trust=(OTHER,))
        assert (report[SUMMARY].verdict, codes(report)) == ("UNSUPPORTED", {"TWR401"})
    forged = signed(summary("v"), OTHER)
    forged["payload"] = signed(summary("w"), OTHER)["payload"]
    assert codes(attested(tmp_path, forged)) == {"TWR401"}


def test_a_summary_of_other_bytes_is_stale(tmp_path: Path) -> None:
    other = [{"name": "app.tar", "digest": {"sha256": "cd" * 32}}]
    report = attested(tmp_path, signed(PROVENANCE, BUILDER), signed(summary("v", subject=other), OTHER))
    assert "TWR203" in codes(report)
    assert report[SUMMARY].verdict == "UNSUPPORTED"


def test_a_failed_summary_is_a_rejection(tmp_path: Path) -> None:
    assert attested(tmp_path, signed(summary("v", "FAILED"), OTHER))[SUMMARY].verdict == "UNSUPPORTED"


@pytest.mark.parametrize("value", [
    {"payload": "!!", "payloadType": "x", "signatures": []}, {"payload": "eyI=", "payloadType": "x", "signatures": []},
    {"payload": "e30=", "payloadType": "x", "signatures": [3]}, {"predicateType": "x", "subject": []},
    {"signed": [], "signatures": {}}, {"signed": {"_type": "layout"}, "signatures": [{"keyid": 1}]},
])  # fmt: skip
def test_damaged_attestations(value: Any) -> None:
    with pytest.raises(FileError):
        imported("in-toto", json.dumps(value).encode(), "x.json")


def test_a_file_that_is_no_key(tmp_path: Path, run: Runner) -> None:
    file = tmp_path / "key"
    for content in ("no key", "{}", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"):
        file.write_text(content)
        done = run("check", str(RECORDED / "ed25519"), "--trust", str(file), *TODAY)
        assert done.code in (1, 2)
        assert done.code == 1 or done.err.count("\n") == 1
