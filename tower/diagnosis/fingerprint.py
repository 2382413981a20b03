"""What a break is recognised by from one day, and one version of a tower, to another."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..late import Late
from .report import Break

_hashlib = Late("hashlib")


@dataclass(frozen=True, slots=True, order=True)
class Fingerprint:
    """A code and sorted names of nodes; never a line of a file."""

    code: str
    nodes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The fingerprint as a number in hexadecimal digits, for formats that want one.

        >>> len(Fingerprint("TWR201", ("alice", "change")).digest)
        64
        """
        return str(_hashlib.sha256(json.dumps([self.code, *self.nodes]).encode()).hexdigest())


def fingerprint(found: Break) -> Fingerprint:
    """What a break is recognised by: its code and its nodes, sorted.

    >>> fingerprint(Break("TWR201", ("b", "a"), (), "", ()))
    Fingerprint(code='TWR201', nodes=('a', 'b'))
    """
    return Fingerprint(found.code, tuple(sorted(found.nodes)))
