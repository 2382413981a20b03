"""Chains of certificates, made and signed in the test: grounded in a store, or only in themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("cryptography", reason="needs the extra x509")

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.cli.running import TODAY, Runner
from tower.api.views import TowerReport, check_model
from tower.errors import FileError
from tower.exchange import Given, imported
from tower.exchange.certificates import MOST

DAY = datetime(2026, 11, 24, tzinfo=UTC)
KEYS: dict[str, EllipticCurvePrivateKey] = {}


def key(name: str) -> EllipticCurvePrivateKey:
    return KEYS.setdefault(name, generate_private_key(SECP256R1()))


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def certificate(
    subject: str, issuer: str, *, ca: bool | None = True, length: int | None = None, days: int = 30,
    own: str = "", signed_with: str = "", sign: bool = True,
) -> bytes:
    """A certificate of `subject`'s key (or `own`'s) signed by `issuer`'s (or `signed_with`'s), as PEM."""
    builder = (
        x509.CertificateBuilder().subject_name(named(subject)).issuer_name(named(issuer))
        .public_key(key(own or subject).public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(DAY - timedelta(days=300)).not_valid_after(DAY + timedelta(days=days))
    )  # fmt: skip
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca, length), critical=True)
    if not sign:
        off = dict.fromkeys(("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"), False)
        builder = builder.add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=False, **off), True)
    return builder.sign(key(signed_with or issuer), SHA256()).public_bytes(Encoding.PEM)


LEAF = certificate("example.org", "intermediate", ca=False)
MIDDLE = certificate("intermediate", "root")
ROOT = certificate("root", "root")


def checked(*parts: bytes, trust: tuple[str, ...] = ()) -> TowerReport:
    given = Given(trusted=trust, today=DAY.date())
    return check_model(imported("x509", b"".join(parts), "bundle.pem", given), today=DAY.date())


def verdict(report: TowerReport, name: str = "example.org") -> str:
    return report[f'genuine("{name}")'].verdict


def codes(report: TowerReport) -> set[str]:
    return {found.code for found in report.breaks}


@pytest.fixture
def store(tmp_path: Path) -> tuple[str, ...]:
    file = tmp_path / "roots.pem"
    file.write_bytes(ROOT)
    return (str(file),)


def test_a_root_that_vouches_for_itself_grounds_nothing(run: Runner, tmp_path: Path, store: tuple[str, ...]) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(LEAF + MIDDLE + ROOT)
    done = run("check", str(bundle), *TODAY)
    assert done.code == 1
    assert "TWR202 CYCLE   root" in done.out
    fixed = run("check", str(bundle), "--trust", *store, *TODAY)
    assert (fixed.code, fixed.err) == (0, "")
    assert "genuine(example.org)    GUARANTEED IF   genuine(root)" in fixed.out


def test_the_root_may_be_in_the_store_alone(store: tuple[str, ...]) -> None:
    report = checked(LEAF, MIDDLE, trust=store)
    assert verdict(report) == "GUARANTEED"
    assert [str(root) for root in report["genuine(example.org)"].assumptions[0]] == ["genuine(root)"]


def test_a_chain_without_its_root_ends_in_nothing() -> None:
    report = checked(LEAF, MIDDLE)
    assert (verdict(report), codes(report)) == ("UNSUPPORTED", {"TWR401"})


def test_crossed_signatures_are_a_circle(store: tuple[str, ...]) -> None:
    leaf = certificate("leaf", "A", ca=False)
    circle = [certificate("A", "B"), certificate("B", "A")]
    report = checked(leaf, *circle)
    assert (verdict(report, "leaf"), codes(report)) == ("UNSUPPORTED", {"TWR202"})
    grounded = checked(leaf, *circle, certificate("B", "root"), trust=store)
    assert verdict(grounded, "leaf") == "GUARANTEED"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((LEAF, certificate("intermediate", "root", ca=False)), "no authority"),
        ((LEAF, certificate("intermediate", "root", ca=None)), "no basic constraints"),
        ((LEAF, certificate("intermediate", "root", sign=False)), "not for certificates"),
        ((LEAF, certificate("intermediate", "root", days=-1)), "expired"),
        ((certificate("example.org", "intermediate", ca=False, days=-1), MIDDLE), "expired"),
        ((certificate("example.org", "low", ca=False), certificate("low", "intermediate"),
          certificate("intermediate", "root", length=0)), "allows 0 authorities below it, there are 1"),
    ],
)  # fmt: skip
def test_a_right_signature_of_the_wrong_kind_does_not_count(
    parts: tuple[bytes, ...], said: str, store: tuple[str, ...], run: Runner, tmp_path: Path
) -> None:
    assert verdict(checked(*parts, trust=store)) == "UNSUPPORTED"
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"".join(parts))
    done = run("check", str(bundle), "--trust", *store, *TODAY)
    assert (done.code, said in " ".join(done.out.split())) == (1, True)


def test_a_forged_signature_is_none(store: tuple[str, ...]) -> None:
    """The issuer is named, but somebody else signed."""
    forged = certificate("example.org", "intermediate", ca=False, signed_with="mallory")
    assert verdict(checked(forged, MIDDLE, ROOT, trust=store)) == "UNSUPPORTED"


def test_a_name_in_the_store_is_not_a_key_in_the_store(store: tuple[str, ...]) -> None:
    """Somebody else's certificate of the name root signs the chain."""
    impostor = certificate("root", "root", own="mallory", signed_with="mallory")
    middle = certificate("intermediate", "root", signed_with="mallory")
    report = checked(LEAF, middle, impostor, trust=store)
    assert verdict(report) == "UNSUPPORTED"


def test_one_key_under_two_names_is_one_principal(store: tuple[str, ...]) -> None:
    twin = certificate("twin", "intermediate", ca=False, own="intermediate")
    report = checked(twin, MIDDLE, trust=store)
    assert (verdict(report, "twin"), codes(report)) == ("UNSUPPORTED", {"TWR201"})


def test_der_is_read_as_well(store: tuple[str, ...]) -> None:
    der = x509.load_pem_x509_certificate(certificate("direct", "root", ca=False)).public_bytes(Encoding.DER)
    assert verdict(checked(der, trust=store), "direct") == "GUARANTEED"


def test_today_decides_what_is_in_force(store: tuple[str, ...]) -> None:
    late = Given(trusted=store, today=date(2027, 6, 1))
    assert check_model(imported("x509", LEAF + MIDDLE, given=late))['genuine("example.org")'].verdict == "UNSUPPORTED"


@pytest.mark.parametrize(
    "content",
    [
        LEAF[:200], LEAF.replace(b"A", b"B"), b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" * (MOST + 1),
        b"\x30\x82\xff\xff" + b"\x00" * 100, b"\x30\x84\xff\xff\xff\xff" + b"\x30" * 1000, LEAF + b"-----BEGIN CERTIFICATE-----\n",
    ],
    ids=range(7),
)  # fmt: skip
def test_broken_certificates_get_one_message(content: bytes, run: Runner, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(content)
    done = run("check", str(bundle), *TODAY)
    if done.code != 1:  # a damaged one beside a whole one may be passed over
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_names_with_control_characters_are_shown() -> None:
    evil = certificate("evil\x1b[31m‮", "root", ca=False)
    model = imported("x509", evil, given=Given(today=DAY.date()))
    assert all(name.isprintable() for name in (*model.artifact, *model.verifier))


def test_no_certificate_at_all() -> None:
    with pytest.raises(FileError):
        imported("x509", b"")
