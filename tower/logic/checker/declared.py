"""What a verdict certificate says was declared, and the claims and facts that its lines speak of.

Claims and facts are nested lists in JSON and nested tuples here; `proofs/certificate-format.md`
lists their shapes.  Nothing is looked up outside the certificate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...errors import CertificateError
from ...syntax.names import quoted
from .question import list_of, number_of

Claim: TypeAlias = tuple[Any, ...]
Fact: TypeAlias = tuple[Any, ...]

ALL = 10**9  # the strength of uniform reflection, and of a claim of no class; written "all"
DEEPEST = 60  # claims inside one claim
_FINITE = 999_999
_OF_A_TOWER = "theory about theories edges properties scopes"


def text_of(data: object) -> str:
    """A text; CertificateError for anything else."""
    if type(data) is not str:
        raise CertificateError("expected a text")
    return data


def maybe(read: Callable[[object], Any], data: object) -> Any:
    """None, or what is read."""
    return None if data is None else read(data)


def strength_of(data: object) -> int:
    """A strength: a whole number, -1 for an inclusion, or "all"."""
    return ALL if data == "all" else number_of(data, -1, _FINITE)


def flag_of(data: object) -> bool:
    """True or false."""
    if type(data) is not bool:
        raise CertificateError("expected true or false")
    return data


def texts_of(data: object) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(map(text_of, list_of(data)))


_CLAIMS: dict[str, tuple[Callable[[object], Any], ...]] = {
    "holds": (text_of, text_of),
    "part": (text_of, text_of),
    "condition": (text_of,),
    "gate": (text_of,),
    "refines": (text_of,),
    "rate": (text_of,),
    "consistent": (text_of, strength_of),
    "aligned": (text_of, text_of, flag_of),
    "declared": (text_of, text_of, text_of, strength_of),
}
_OUTER = {"sound": 2, "rfn": 2, "not": 1}  # the last part is a claim


def claim_of(data: object) -> Claim:
    """A claim, those inside it included; CertificateError when it is none or too deep."""
    outer: list[tuple[Any, ...]] = []
    while True:
        parts = list_of(data)
        kind = parts[0] if parts else None
        if not isinstance(kind, str) or kind not in (*_CLAIMS, *_OUTER):
            raise CertificateError("expected a claim")
        if kind in _CLAIMS:
            readers = _CLAIMS[kind]
            values = list_of(parts[1:], len(readers))
            found: Claim | None = (kind, *(read(each) for read, each in zip(readers, values, strict=True)))
            break
        list_of(parts[1:], _OUTER[kind])
        outer.append((kind, *map(text_of, parts[1:-1])))
        data, found = parts[-1], None
        if len(outer) > DEEPEST:
            raise CertificateError("claims are nested too deeply")
        if data is None and kind != "not":
            break
    for each in reversed(outer):
        found = (*each, found)
    return found or ()


def said(claim: Claim) -> str:
    """A claim in the words of a tower file.

    >>> said(("sound", "v", ("holds", "P", "x")))
    'sound(v, P(x))'
    """
    around, inner = "", claim
    close = ""
    while inner[0] in _OUTER and inner[-1] is not None:
        around += "not " if inner[0] == "not" else f"{inner[0]}({quoted(inner[1])}, "
        close += "" if inner[0] == "not" else ")"
        inner = inner[-1]
    return around + _innermost(inner) + close


def _innermost(claim: Claim) -> str:
    kind, *parts = claim
    match kind:
        case "holds":
            return f"{quoted(parts[0])}({quoted(parts[1])})"
        case "part":
            return f"safe_{parts[0]}({parts[1]})"
        case "condition":
            return quoted(parts[0])
        case "aligned":
            return f"{'robust' if parts[2] else 'aligned'}({quoted(parts[0])} -> {quoted(parts[1])})"
        case "declared":
            return " ".join(map(str, parts[:3]))
        case _:
            name, *rest = parts
            return f"{kind}({', '.join((quoted(name), *(str(each) for each in rest if each)))})"


_FACTS: dict[str, tuple[Callable[[object], Any], ...]] = {
    "known": (claim_of,),
    "opposed": (claim_of,),
    "adopted": (lambda each: maybe(text_of, each), text_of),
    "trusted": (lambda each: maybe(text_of, each), text_of, strength_of),
    "vouched": (text_of,),
    "reflected": (text_of, text_of, claim_of),
    "stands": (lambda each: number_of(each, 0, _FINITE), strength_of),
}


def fact_of(data: object) -> Fact:
    """A fact: what a line of a derivation says."""
    parts = list_of(data)
    if not parts or not isinstance(parts[0], str) or parts[0] not in _FACTS:
        raise CertificateError("expected a fact")
    readers = _FACTS[parts[0]]
    values = list_of(parts[1:], len(readers))
    return (parts[0], *(read(each) for read, each in zip(readers, values, strict=True)))


@dataclass(frozen=True, slots=True)
class Check:
    """One declared check; `groups` are the principals that count, `rated` those judged by an error rate."""

    by: tuple[str, ...]
    claim: Claim
    about: Claim
    how: str
    result: str
    needs: tuple[Claim, ...]
    at_least: int
    groups: tuple[tuple[str, ...], ...]
    rated: tuple[str, ...]
    inverted: bool

    @property
    def exact(self) -> bool:
        """Whether no statistical doubt is left once it is relied on."""
        return self.how in ("proof", "attestation") and not self.rated and not self.inverted


@dataclass(frozen=True, slots=True)
class Edge:
    """A trust edge between theories and the claims that it rests on; strength -1 is a bare inclusion."""

    lower: str
    upper: str
    strength: int
    includes: bool
    premises: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The part of a tower that a certificate uses."""

    asker: str
    theory: str | None
    about: Claim | None
    theories: Mapping[str, str]
    edges: tuple[Edge, ...]
    properties: Mapping[str, tuple[int, int, bool]]
    scopes: Mapping[str, int]
    builds: Mapping[str, tuple[str, ...]]
    enacts: tuple[tuple[str, str, str], ...]
    listed: Mapping[str, tuple[Claim, ...]]
    letters: Mapping[str, Claim]
    checks: tuple[Check, ...]

    def strength(self, claim: Claim) -> int:
        """The least c such that the claim is Pi_{c+1}; of `sound(v)` what v checks needs."""
        kind = claim[0]
        if kind == "consistent":
            return int(claim[2])
        if kind in ("gate", "refines"):
            return 0
        if kind in ("sound", "rfn"):
            return self._scope(claim)
        if kind == "not":
            return self._property(claim[1])[1]
        return self._property(claim)[0]

    def full_strength(self, claim: Claim) -> int:
        """As `strength`; but soundness of a strong verifier on all that its theory proves."""
        whole = claim[0] == "sound" and claim[2] is None and claim[1] in self.theories
        return ALL if whole else self.strength(claim)

    def _scope(self, claim: Claim) -> int:
        inner = claim
        while inner[0] in ("sound", "rfn") and inner[2] is not None:
            inner = inner[2]
        if inner[0] == "sound":
            nested = inner is not claim and inner[1] in self.theories
            return ALL if nested else self.scopes.get(inner[1], ALL)
        return ALL if inner[0] == "rfn" else self.strength(inner)

    def _property(self, claim: Claim) -> tuple[int, int, bool]:
        known = claim[0] in ("holds", "part", "condition")
        return self.properties.get(claim[1], (ALL, ALL, False)) if known else (ALL, ALL, False)

    def hereditary(self, claim: Claim) -> bool:
        """Whether a claim speaks of a whole line of systems."""
        return claim[0] == "holds" and self._property(claim)[2]

    def enacted(self, optimizer: str, name: str) -> list[str]:
        """The verifiers `v@x` that an optimizer runs on a property."""
        return [f"{verifier}@{x}" for x, verifier, what in sorted(self.enacts)
                if x == optimizer and what == name]


def fields_of(data: object, names: str) -> dict[str, Any]:
    """An object with exactly these fields; CertificateError for any other."""
    wanted = set(names.split())
    if not isinstance(data, Mapping) or set(data) != wanted:
        odd = set(data) ^ wanted if isinstance(data, Mapping) else wanted
        raise CertificateError(f"missing or unknown field {min(map(str, odd))!r}")
    return dict(data)


def _map_of(data: object, read: Callable[[object], Any]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise CertificateError("expected an object")
    return {text_of(name): read(value) for name, value in data.items()}


def _check(data: object) -> Check:
    each = fields_of(data, "by claim about how result needs at_least groups rated inverted")
    return Check(
        by=texts_of(each["by"]), claim=claim_of(each["claim"]), about=claim_of(each["about"]),
        how=text_of(each["how"]), result=text_of(each["result"]),
        needs=tuple(map(claim_of, list_of(each["needs"]))), at_least=number_of(each["at_least"], 1, _FINITE),
        groups=tuple(map(texts_of, list_of(each["groups"]))), rated=texts_of(each["rated"]),
        inverted=flag_of(each["inverted"]),
    )


def _edge(data: object) -> Edge:
    lower, upper, strength, includes, premises = list_of(data, 5)
    return Edge(text_of(lower), text_of(upper), strength_of(strength), flag_of(includes),
                tuple(map(claim_of, list_of(premises))))


def _property(data: object) -> tuple[int, int, bool]:
    strength, denied, hereditary = list_of(data, 3)
    return strength_of(strength), strength_of(denied), flag_of(hereditary)


def _enacts(data: object) -> tuple[str, str, str]:
    optimizer, verifier, name = list_of(data, 3)
    return text_of(optimizer), text_of(verifier), text_of(name)


def given_of(asker: str, data: object) -> Given:
    """Read what was declared; CertificateError for anything malformed."""
    each = fields_of(data, f"{_OF_A_TOWER} builds enacts listed letters checks")
    return Given(
        asker=asker,
        theory=maybe(text_of, each["theory"]),
        about=maybe(claim_of, each["about"]),
        theories=_map_of(each["theories"], text_of),
        edges=tuple(map(_edge, list_of(each["edges"]))),
        properties=_map_of(each["properties"], _property),
        scopes=_map_of(each["scopes"], strength_of),
        builds=_map_of(each["builds"], texts_of),
        enacts=tuple(map(_enacts, list_of(each["enacts"]))),
        listed=_map_of(each["listed"], lambda some: tuple(map(claim_of, list_of(some)))),
        letters=_map_of(each["letters"], claim_of),
        checks=tuple(map(_check, list_of(each["checks"]))),
    )
