"""How a name stands inside a claim: as it is, or quoted."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"\w[\w.+^'/-]*(?:@\w[\w.+^'/-]*)?")
_RESERVED = frozenset(
    {"not", "sound", "rfn", "gate", "refines", "rate", "consistent", "aligned", "robust"}
)


def quoted(name: str) -> str:
    """A name as it stands in a claim: quoted when it is no plain name.

    >>> quoted("Pmeta@system"), quoted("the system"), quoted('say "hi"')
    ('Pmeta@system', '"the system"', '"say \\\\"hi\\\\""')
    """
    plain = _PLAIN.fullmatch(name) and name not in _RESERVED and "->" not in name
    if plain:
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def building(base: str, mesa: str) -> str:
    """The letter that says who builds whom; different pairs have different letters.

    >>> building("lab", "system"), building("a builds b", "c")
    ('lab builds system', '"a builds b" builds c')
    """
    return f"{quoted(base)} builds {quoted(mesa)}"
