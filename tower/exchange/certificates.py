"""X.509 certificates: who vouches for whom, and where does that end (RFC 5280 section 6.1).

A signature is exact evidence, on the condition that the signer's own key is genuine.  What stands in
a file given as trusted is genuine by assumption; nothing else is.  Looked at are the signature, the
dates, whether the signer may sign certificates, and how far down; not revocation, names that a signer
is confined to, or purposes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256

from ..draw.heights import heights
from ..errors import FileError, MissingExtra
from ..model.claims import Holds
from ..model.values import Check
from .content import read_bytes
from .given import Found, Given
from .sketch import Artefact, Sketch

try:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
except ImportError as error:
    raise MissingExtra("cryptography", "x509") from error

GENUINE, PARTY = "genuine", "relying_party"
MOST, MOST_TRIES = 2_000, 20_000  # certificates, and signatures that are checked
_BEGIN = b"-----BEGIN "
_LIMITS = "revocation, name constraints and purposes are not looked at"

Certificate = x509.Certificate


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of some certificates; FileError where one cannot be read."""
    own = certificates(found.data, found.path)
    trusted = {
        print_of(each): (path, each)
        for path in given.trusted
        for each in certificates(read_bytes(path, "root certificates"), path)
    }
    return _Chain(found.path, own, trusted, given.today).artefact()


def certificates(data: bytes, file: str) -> list[Certificate]:
    """The certificates of a PEM or DER file, each once; FileError where there is none or a damaged one."""
    if data.count(_BEGIN) > MOST:
        raise FileError("too many certificates", file=file, expected=f"at most {MOST}")
    try:
        if _BEGIN in data:
            found = x509.load_pem_x509_certificates(data)
        else:
            found = [x509.load_der_x509_certificate(data)]
        return list({print_of(each): each for each in found if key_of(each)}.values())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FileError(f"no certificate that can be read: {error}", file=file) from None


def print_of(certificate: Certificate) -> str:
    """The fingerprint of a certificate."""
    return certificate.fingerprint(SHA256()).hex()


def key_of(certificate: Certificate) -> str:
    """The fingerprint of the public key: the same key under two names is one principal."""
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return sha256(public).hexdigest()


def _name(certificate: Certificate) -> str:
    common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else certificate.subject.rfc4514_string() or "(no name)"


class _Chain:
    """Makes the tower of some certificates."""

    def __init__(
        self,
        file: str,
        own: list[Certificate],
        trusted: dict[str, tuple[str, Certificate]],
        today: date | None,
    ) -> None:
        self.file = file
        self.now = datetime.now(UTC) if today is None else datetime.combine(today, time(12), UTC)
        self.trusted = trusted
        self.all = {print_of(each): each for each in [*own, *(root for _, root in trusted.values())]}
        self.tries = 0
        pairs = list(self._pairs())
        wanted = {print_of(each) for each in own}
        self.pairs = list(_leading_to(wanted, pairs))
        self.kept = wanted | {signer for _, signer in self.pairs}
        self.issuers = {signer for _, signer in self.pairs}
        self.depth = self._depths()
        self.sketch = Sketch(file, "certificates")
        self.names: dict[str, str] = {}
        self.notes: list[str] = [_LIMITS]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """(signed, signer) for every signature that is right."""
        by_subject: dict[bytes, list[str]] = {}
        for name, each in self.all.items():
            by_subject.setdefault(each.subject.public_bytes(), []).append(name)
        for name, each in self.all.items():
            for signer in by_subject.get(each.issuer.public_bytes(), ()):
                if self._signed(each, self.all[signer]):
                    yield name, signer

    def _signed(self, one: Certificate, signer: Certificate) -> bool:
        self.tries += 1
        if self.tries > MOST_TRIES:
            raise FileError("too many certificates of one name", file=self.file,
                            expected=f"at most {MOST_TRIES} signatures to check")  # fmt: skip
        try:
            one.verify_directly_issued_by(signer)
        except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
            return False
        return True

    def _depths(self) -> dict[str, int]:
        """How many authorities stand on the longest way down from each certificate, itself counted."""
        below: dict[str, list[str]] = {}
        for signed, signer in self.pairs:
            below.setdefault(signer, []).append(signed)
        return heights(sorted(self.kept), below, {})

    def artefact(self) -> Artefact:
        sketch = self.sketch
        sketch.says(GENUINE, "the key belongs to the name in the certificate")
        sketch.observe(PARTY)
        for name in self.kept:
            self.names[name] = self._node(name)
        for signed, signer in self.pairs:
            self._check(signed, signer)
        signed_ones = {signed for signed, _ in self.pairs}
        for name in sorted(self.kept, key=lambda each: self.names[each]):
            if name in self.trusted:
                because = f"it stands in {self.trusted[name][0]}"
                sketch.assume(PARTY, Holds(GENUINE, self.names[name]), because)
            elif name not in signed_ones:
                self._alone(name)
        leaves = sorted(self.names[name] for name in self.kept - self.issuers)
        sketch.about = f"certificates of {', '.join(leaves[:5])}" if leaves else "certificates"
        return Artefact(sketch.model, "x509", sketch.about, tuple(self.notes))

    def _node(self, name: str) -> str:
        each = self.all[name]
        section = "verifiers" if name in self.issuers else "artifacts"
        until = f"{each.not_valid_after_utc:%Y-%m-%d}"
        return self.sketch.node(
            section, name, [("key", key_of(each))], shown=_name(each),
            about=f"{each.subject.rfc4514_string()}, until {until}",
        )  # fmt: skip

    def _alone(self, name: str) -> None:
        """A certificate whose signer is not there: somebody says so, and it is nobody who is known."""
        issuer = self.all[name].issuer.rfc4514_string() or "(no name)"
        signer = self.sketch.node(
            "verifiers", f"issuer {issuer}", shown=issuer, about="its certificate is not here"
        )
        self.sketch.check(Check(
            (signer,), Holds(GENUINE, self.names[name]), "attestation",
            needs=(Holds(GENUINE, signer),), about="its signature cannot be checked",
        ))  # fmt: skip

    def _check(self, signed: str, signer: str) -> None:
        wrong = self._objection(signed, signer)
        by = self.names[signer]
        self.sketch.check(Check(
            (by,), Holds(GENUINE, self.names[signed]), "attestation", needs=(Holds(GENUINE, by),),
            result="decline" if wrong else "accept", about=wrong,
        ))  # fmt: skip
        if wrong:
            self.notes.append(f"{by} does not count for {self.names[signed]}: {wrong}")

    def _objection(self, signed: str, signer: str) -> str:
        """Why a right signature says nothing; "" when it does."""
        for name in (signed, signer):
            each = self.all[name]
            if not each.not_valid_before_utc <= self.now <= each.not_valid_after_utc:
                word = "not yet valid" if self.now < each.not_valid_before_utc else "expired"
                return f"the certificate of {self.names[name]} is {word}"
        if signed == signer:
            return ""
        return _may_sign(self.all[signer], self.depth[signed])


def _may_sign(signer: Certificate, below: int) -> str:
    """Why a certificate may not sign one with so many authorities below it; "" when it may."""
    try:
        basic = signer.extensions.get_extension_for_class(x509.BasicConstraints).value
        usages = [each.value for each in signer.extensions if isinstance(each.value, x509.KeyUsage)]
    except x509.ExtensionNotFound:
        return "the signer is no authority (no basic constraints)"
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return "the extensions of the signer cannot be read"
    if not basic.ca:
        return "the signer is no authority"
    if not all(usage.key_cert_sign for usage in usages):
        return "the key of the signer is not for certificates"
    if basic.path_length is not None and below > basic.path_length:
        return f"the signer allows {basic.path_length} authorities below it, there are {below}"
    return ""


def _leading_to(wanted: Iterable[str], pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs from which a wanted certificate is reached, in their order."""
    signers: dict[str, list[str]] = {}
    for signed, signer in pairs:
        signers.setdefault(signed, []).append(signer)
    reached, waiting = set(wanted), list(wanted)
    while waiting:
        for signer in signers.get(waiting.pop(), ()):
            if signer not in reached:
                reached.add(signer)
                waiting.append(signer)
    yield from (pair for pair in pairs if pair[0] in reached)
