"""An in-toto layout with its links, or attestations: who signed, and are they as many as they seem?

A step asks for a number of functionaries; keys that are one key, or subkeys of one, are one
functionary.  Signatures are checked with the in-toto library; a layout counts for its consumer only
when it is signed with a key that was given as trusted.  Nothing is executed: artifact rules and
inspections are left to in-toto-verify, which runs commands.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any

from ..errors import FileError, MissingExtra
from ..model.claims import Holds, Sound
from ..model.values import Check
from .content import Entries, Json, entries, json_of, read_bytes, text
from .given import Found, Given
from .signing_keys import WRONG, TrustedKey, identities, key_of, signed_with, told, trusted_key
from .sketch import Artefact, Sketch
from .statements import Attestations, decoded

try:
    from in_toto.models.layout import Layout
    from in_toto.models.link import Link
    from in_toto.models.metadata import Metadata
except ImportError as error:
    raise MissingExtra("in-toto", "in-toto") from error

CONSUMER, PERFORMED = "consumer", "performed"
_UNCHECKED = "artifact rules and inspections are not looked at; in-toto-verify does that"
_AS_LAID_OUT = "no link is here: this is what the layout asks for, not what was done"


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a layout with its links, or of attestations; FileError where one is damaged."""
    values = found.value if isinstance(found.value, list) else [found.value]
    keys = [trusted_key(path) for path in given.trusted]
    if not _is_metadata(values[0], found.path):
        return Attestations(found.path, values, keys).artefact()
    metadata, payload = _read(values[0], found.path)
    if isinstance(payload, Link):
        raise FileError("a link without its layout", file=found.path,
                        expected="the folder with the layout and its links")  # fmt: skip
    links = [_read(json_of(read_bytes(path, "a link"), path), path) for path in found.beside]
    return _Chain(found.path, metadata, payload, links, keys, given.today).artefact()


def _is_metadata(value: Json, file: str) -> bool:
    """Whether a value is a layout or a link, signed in either way, and no attestation."""
    if "signed" in entries(value):
        return True
    return text(entries(decoded(value, file)).get("_type")) in ("layout", "link")


def _read(value: Json, file: str) -> tuple[Any, Any]:
    """Metadata of the library with its payload, a layout or a link."""
    try:
        metadata = Metadata.from_dict(deepcopy(entries(value)))
        payload = metadata.get_payload()
        payload.validate()
    except WRONG as error:
        what = " ".join(str(error).split())[:200]
        raise FileError(f"no in-toto metadata that can be read: {what}", file=file) from None
    return metadata, payload


def signers(metadata: Any) -> list[str]:
    """The ids of the keys that signatures name, right or not."""
    found = metadata.signatures
    if isinstance(found, dict):
        return list(found)
    return [text(each.get("keyid")) for each in found]


class _Chain:
    """Makes the tower of one layout."""

    def __init__(
        self, file: str, metadata: Any, layout: Any, links: Iterable[tuple[Any, Any]],
        trusted: list[TrustedKey], today: date | None,
    ) -> None:  # fmt: skip
        self.metadata, self.layout, self.trusted = metadata, layout, trusted
        self.links: dict[str, list[Any]] = {}
        for link, payload in links:
            if isinstance(payload, Link):  # a layout in the place of a link is looked at by itself
                self.links.setdefault(payload.name, []).append(link)
        self.now = datetime.now(UTC) if today is None else datetime.combine(today, time(12), UTC)
        self.sketch = Sketch(file, "in-toto layout", "who signed the steps of an in-toto layout")
        self.notes: list[str] = [_UNCHECKED]

    def artefact(self) -> Artefact:
        self.sketch.says(PERFORMED, "the step was performed as laid out")
        self.sketch.observe(CONSUMER)
        owner = self._owner()
        if not self.links:
            self.notes.append(_AS_LAID_OUT)
        for step in self.layout.steps:
            self._step(step, owner)
        count = sum(map(len, self.links.values()))
        title = f"in-toto layout with {len(self.layout.steps)} steps and {count} links"
        return Artefact(self.sketch.model, "in-toto", title, tuple(self.notes))

    def _owner(self) -> str:
        """The file of the trusted key that signed the layout; "" when nothing makes it count."""
        if self._expired():
            self.notes.append(f"the layout expired on {text(self.layout.expires)}")
            return ""
        for each in self.trusted:
            if any(signed_with(self.metadata, each.key, name) for name in signers(self.metadata)):
                return each.path
        given = ", ".join(each.path for each in self.trusted)
        self.notes.append(
            f"the layout is not signed with {given}" if given
            else "no key of the layout's owner was given (--trust), so nothing says that it counts"
        )  # fmt: skip
        return ""

    def _expired(self) -> bool:
        try:
            until = datetime.fromisoformat(text(self.layout.expires).replace("Z", "+00:00"))
            return until < self.now
        except (ValueError, TypeError):
            return True

    def _step(self, step: Any, owner: str) -> None:
        sketch = self.sketch
        item = sketch.node("artifacts", step.name, about="what the step made")
        keys = list(dict.fromkeys(self._functionaries(step) if self.links else step.pubkeys))
        enough = len(keys) >= step.threshold
        names = tuple(self._functionary(key) for key in keys or step.pubkeys)
        if not enough:
            self.notes.append(f"{item}: {len(keys)} of {step.threshold} signatures are there and right")
        if names:
            least = min(step.threshold, len(names))
            sketch.check(Check(
                names, Holds(PERFORMED, item), "attestation", least, threshold=len(names) > 1,
                result="accept" if enough else "decline",
            ))  # fmt: skip
        for name in names if owner else ():
            sketch.assume(CONSUMER, Sound(name), f"the layout, signed with {owner}, lets it sign {item}")

    def _functionary(self, key: str) -> str:
        return self.sketch.node(
            "verifiers", key, identities(self.layout.keys, key), shown=told(key), about=f"key {key}"
        )

    def _functionaries(self, step: Any) -> Iterable[str]:
        """The keys whose signatures on links of a step are right, and which the step lets sign."""
        for metadata in self.links.get(step.name, ()):
            for name in signers(metadata):
                wrong = self._objection(metadata, name, step)
                if wrong:
                    self.notes.append(f"{step.name}: a link of {told(name)} does not count: {wrong}")
                else:
                    yield name

    def _objection(self, metadata: Any, name: str, step: Any) -> str:
        key: Entries = key_of(self.layout.keys, name)
        masters = (each for each, own in self.layout.keys.items() if name in entries(own.get("subkeys")))
        if name not in step.pubkeys and not any(each in step.pubkeys for each in masters):
            return "the step does not let it sign"
        return "" if _right(metadata, key, name) else "its signature is wrong"


def _right(metadata: Any, key: Entries, name: str) -> bool:
    """Whether a signature is right; a subkey is tried inside the key that it is of."""
    inside = name in entries(key.get("subkeys"))
    return bool(key) and signed_with(metadata, key, text(key.get("keyid")) if inside else name)


__all__ = ["Layout", "artefact", "signers"]
