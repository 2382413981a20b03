"""The digest of a claim and of what it was tested with, so that evidence goes stale when either changes.

It is computed from the tower and from the bytes of source files, never by importing one: `tower check`
can tell stale evidence without running anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from ..model.claims import Aligned, Claim, Condition, Holds, Sound, parts, subjects
from ..model.plain import to_plain
from ..model.scope import split_enactment
from ..model.values import Model

_SECTIONS = ("properties", "optimizers", "artifacts", "verifiers")


def digest_of(model: Model, claim: Claim, sources: Iterable[bytes]) -> str:
    """The digest of a claim, of what the tower declares of its subjects, and of the sources in order.

    Prose (`about`) does not count.

    >>> from tower.model.claims import Gate
    >>> digest_of(Model("t"), Gate("x"), [])[:16]
    'sha256:27117ed69'
    """
    found = sha256(json.dumps([str(claim), declared(model, claim)], sort_keys=True).encode())
    for content in sources:
        found.update(sha256(content).digest())
    return f"sha256:{found.hexdigest()}"


def declared(model: Model, claim: Claim) -> list[Any]:
    """What a tower declares of the things that a claim speaks of, without its prose."""
    names = concerned(model, claim)
    kept = replace(
        Model(model.name),
        properties=_of(model.properties, names, testable=False),
        optimizers=_of(model.optimizers, names),
        artifacts=_of(model.artifacts, names),
        verifiers=_of(model.verifiers, names),
    )
    plain = to_plain(kept)
    return [plain.get(section, {}) for section in _SECTIONS]


def _of(things: tuple[Any, ...], names: frozenset[str], **fields: object) -> tuple[Any, ...]:
    return tuple(replace(each, about="", **fields) for each in things if each.name in names)


def concerned(model: Model, claim: Claim) -> frozenset[str]:
    """The names of the properties and nodes whose declaration a claim depends on."""
    names: set[str] = set()
    for part in _with_checked(model, claim):
        names.update(subjects(part))
        if isinstance(part, Holds):
            names.add(part.property)
        if isinstance(part, Condition):
            names.add(part.name)
    names |= {each for name in names for each in split_enactment(name) if "@" in name}
    built = {
        base for name in names if name in model.optimizer for base in model.optimizer[name].built_by
    }
    return frozenset(names if isinstance(claim, Aligned) else names | built)


def _with_checked(model: Model, claim: Claim) -> list[Claim]:
    found = list(parts(claim))
    if isinstance(claim, Sound) and claim.claim is None:
        found += [
            part
            for check in model.checks
            if claim.verifier in check.by
            for part in parts(check.claim)
        ]
    return found
