"""in-toto attestations: statements about subjects, in signed envelopes or bare.

What a provenance says was built is made by its builder; every other statement is a check by whoever
signed it.  A verifier that is the builder, or signs with the builder's key, is one principal with it.
A signature that no given key explains is somebody's word whom nobody knows.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from ..errors import FileError, MissingExtra
from ..model.claims import Holds, Sound
from ..model.values import Check, Result
from .content import Entries, Json, entries, items, json_of, text
from .signing_keys import WRONG, TrustedKey, told
from .sketch import Artefact, Sketch

try:
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer._key import Key
except ImportError as error:
    raise MissingExtra("in-toto", "in-toto") from error

CONSUMER = "consumer"
_BUILT = ("provenance",)  # the predicates that say who made a subject
_BAD = frozenset({"FAILED", "FAIL", "REJECT", "DENY"})


@dataclass(frozen=True)
class Statement:
    """One statement: the value inside, the keys that its envelope names, and those that are right."""

    value: Entries
    named: tuple[str, ...]
    right: tuple[TrustedKey, ...]

    @property
    def predicate(self) -> str:
        """The kind of the statement, such as `provenance`: the name in the address of its type."""
        parts = [each for each in text(self.value.get("predicateType")).split("/") if each]
        named = (each for each in reversed(parts) if not each.lstrip("v").replace(".", "").isdigit())
        return next(named, "statement")

    @property
    def about(self) -> Entries:
        """What the statement says."""
        return entries(self.value.get("predicate"))


def decoded(value: Json, file: str) -> Json:
    """What the payload of an envelope holds; {} for a value that is no envelope."""
    payload = text(entries(value).get("payload"))
    if not payload:
        return {}
    try:
        return json_of(b64decode(payload), file)
    except ValueError as error:
        raise FileError(f"the payload is not in base64: {error}", file=file) from None


class Attestations:
    """Makes the tower of some attestations."""

    def __init__(self, file: str, values: list[Json], keys: list[TrustedKey]) -> None:
        self.file = file
        self.keys = keys
        self.statements = [self._statement(entries(each)) for each in values]
        self.sketch = Sketch(file, "attestations", "who attests what of whom")
        self.notes: list[str] = []

    def _statement(self, value: Entries) -> Statement:
        envelope = entries(value.get("dsseEnvelope")) or value
        if "payload" not in envelope:
            return Statement(value, (), ())
        named = tuple(text(each.get("keyid")) for each in items(envelope.get("signatures")))
        right = tuple(key for key in self.keys if _explains(key, envelope))
        return Statement(entries(decoded(envelope, self.file)), named, right)

    def artefact(self) -> Artefact:
        self.sketch.observe(CONSUMER)
        for each in self.statements:
            if each.predicate in _BUILT:
                for subject, digest in self._subjects(each):
                    self.sketch.node("artifacts", subject, self._makers(each), digest=digest)
        for each in self.statements:
            for subject, digest in self._subjects(each):
                self._stated(each, subject, digest)
        title = f"{len(self.statements)} in-toto attestation" + ("s" if len(self.statements) > 1 else "")
        return Artefact(self.sketch.model, "in-toto", title, tuple(dict.fromkeys(self.notes)))

    def _subjects(self, statement: Statement) -> Iterator[tuple[str, str]]:
        found = items(statement.value.get("subject"))
        if not found:
            raise FileError("a statement without a subject", file=self.file, expected="subject: [...]")
        for each in found:
            digests = sorted(entries(each.get("digest")).items())
            digest = next((f"{kind}:{text(value)}" for kind, value in digests), "")
            yield text(each.get("name")) or digest or "a subject without a name", digest

    def _makers(self, statement: Statement) -> Iterator[tuple[str, str]]:
        details = entries(statement.about.get("runDetails")) or statement.about
        yield "binary", text(entries(details.get("builder")).get("id"))
        yield from self._signed(statement)

    def _signed(self, statement: Statement) -> Iterator[tuple[str, str]]:
        yield from (("key", name) for name in statement.named)
        yield from (("key", text(each.key.get("keyid"))) for each in statement.right)

    def _stated(self, statement: Statement, subject: str, digest: str) -> None:
        """One check: whoever signed says of a subject what the predicate is about."""
        sketch = self.sketch
        item = sketch.node("artifacts", subject, digest=digest)
        predicate = statement.predicate
        said = sketch.says(sketch.names(f"has {predicate}", "property"), f"what its {predicate} says is true")
        own = predicate in _BUILT
        name = self._verifier(statement, own)
        sketch.check(Check(
            (name,), Holds(said, item), "attestation", result=_result(statement), subject=digest,
        ))  # fmt: skip
        for key in statement.right:
            sketch.assume(CONSUMER, Sound(name), f"its statement is signed with {key.path}")
        if not statement.right:
            self.notes.append(
                f"nobody known signed the {predicate} of {subject}" if self.keys or not statement.named
                else f"no key was given (--trust) to check who signed the {predicate} of {subject}"
            )  # fmt: skip

    def _verifier(self, statement: Statement, own: bool) -> str:
        """Whoever says it: a verifier by its id, anybody else by the key."""
        who = text(entries(statement.about.get("verifier")).get("id"))
        signed = [] if own else list(self._signed(statement))
        key = next(iter(statement.named), "")
        raw = who or key or f"nobody: {statement.predicate}"
        shown = who or (f"key {told(key)}" if key else "somebody who did not sign")
        causes = [*signed, *([("binary", who)] if who else [])]
        return self.sketch.node("verifiers", f"{raw} {own}", causes, shown=shown)


def _result(statement: Statement) -> Result:
    words = (statement.about.get(key) for key in ("verificationResult", "result"))
    return "reject" if any(text(word).upper() in _BAD for word in words) else "accept"


def _explains(key: TrustedKey, envelope: Entries) -> bool:
    """Whether an envelope has a right signature of a key, by whatever name it goes there."""
    names = {text(each.get("keyid")) for each in items(envelope.get("signatures"))}
    return any(_verified(key, envelope, name) for name in names)


def _verified(key: TrustedKey, envelope: Entries, name: str) -> bool:
    try:
        own = deepcopy({each: value for each, value in key.key.items() if each != "keyid"})
        Envelope.from_dict(deepcopy(envelope)).verify([Key.from_dict(name, own)], 1)
    except WRONG:
        return False
    return True
