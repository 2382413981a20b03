"""Public keys as the in-toto library knows them: read, told apart, and tried on signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ..errors import FileError, MissingExtra
from ..model.values import Lineage
from .content import Entries, entries, json_of, read_bytes, text

try:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from securesystemslib._gpg import exceptions as gpg
    from securesystemslib.exceptions import Error as LibraryError
    from securesystemslib.signer._key import SSlibKey
except ImportError as error:
    raise MissingExtra("in-toto", "in-toto") from error

# what the library raises for data that is not what it should be
WRONG: tuple[type[Exception], ...] = (
    LibraryError, UnsupportedAlgorithm, gpg.PacketParsingError, gpg.KeyNotFoundError,
    gpg.PacketVersionNotSupportedError, gpg.SignatureAlgorithmNotSupportedError, gpg.KeyExpirationError,
    ValueError, LookupError, TypeError, AttributeError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True)
class TrustedKey:
    """A public key that was given as trusted, in the form of the library, and where it is from."""

    path: str
    key: Entries


def trusted_key(path: str) -> TrustedKey:
    """A public key, PEM or JSON; FileError when it is none."""
    data = read_bytes(path, "a public key")
    try:
        if data.lstrip().startswith(b"{"):
            return TrustedKey(path, entries(json_of(data, path)))
        key = SSlibKey.from_crypto(load_pem_public_key(data))
        return TrustedKey(path, {**key.to_dict(), "keyid": key.keyid})
    except WRONG as error:
        raise FileError(f"no public key that can be read: {error}", file=path) from None


def signed_with(metadata: Any, key: Entries, name: str) -> bool:
    """Whether metadata has a right signature of a key that goes by this name in it."""
    try:
        metadata.verify_signature({**key, "keyid": name})
    except WRONG:
        return False
    return True


def identities(keys: Entries, name: str) -> Lineage:
    """What makes a key one principal with others: its bytes, its names, and its master's.

    >>> keys = {"m": {"keyval": {"public": "A"}, "subkeys": {"s": {"keyval": {"public": "B"}}}}}
    >>> [value if len(value) < 64 else "(a hash)" for kind, value in identities(keys, "s")]
    ['s', '(a hash)', 'm', '(a hash)']
    """
    return tuple(("key", value) for value in dict.fromkeys(_identities(keys, name)))


def _identities(keys: Entries, name: str) -> Iterator[str]:
    yield name
    for master, key in keys.items():
        subkeys = entries(entries(key).get("subkeys"))
        if name == master or name in subkeys:
            own = entries(subkeys.get(name, key))
            yield from _bytes(own)
            yield master
            yield from _bytes(entries(key))


def _bytes(key: Entries) -> Iterator[str]:
    public = entries(key.get("keyval")).get("public")
    if public:
        yield sha256(json.dumps(public, sort_keys=True).encode()).hexdigest()


def key_of(keys: Entries, name: str) -> Entries:
    """The key of a name, or the one of which it is a subkey; {} when there is none.

    >>> key_of({"m": {"subkeys": {"s": {}}}}, "s")
    {'subkeys': {'s': {}}}
    """
    if name in keys:
        return entries(keys[name])
    found = (entries(key) for key in keys.values() if name in entries(entries(key).get("subkeys")))
    return next(found, {})


def told(name: str) -> str:
    """A key id as people read it: its beginning.

    >>> told("4a284cb68c2d3d75ed8ebf87061fc0f58400639e"), told("short")
    ('4a284cb6', 'short')
    """
    return text(name)[:8]
