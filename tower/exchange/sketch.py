"""A tower in the making, from names that nobody has looked at yet: made printable, never merged."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..errors import FileError
from ..frozen import frozen
from ..model.claims import Claim
from ..model.references import LONGEST_NAME
from ..model.validate import validate
from ..model.values import (
    Artifact,
    Assumption,
    Check,
    Headcount,
    Lineage,
    Model,
    Observer,
    Optimizer,
    Property,
    Requirement,
    Verifier,
)
from .content import MOST_THINGS

_SECTIONS = ("properties", "optimizers", "artifacts", "verifiers", "observers")
_ROOM = 12  # characters kept for a number that tells two names apart


@frozen
class Artefact:
    """What an importer made of an artefact.

    `kind` is the name of the importer, `title` what the artefact is, in words; `notes` say what it
    cannot show; `files` are the files that it is about, where an annotation can be put.
    """

    model: Model
    kind: str
    title: str
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def printable(raw: str) -> str:
    """A text that can be a name: one line, nothing invisible, not too long.

    >>> printable("a\\x1b[31m\\n b"), printable(" ")
    ('a\\ufffd[31m b', '(blank)')
    """
    clean = "".join(" " if sign.isspace() else _shown(sign) for sign in raw[: 2 * LONGEST_NAME])
    short = " ".join(clean.split())
    if len(short) > LONGEST_NAME - _ROOM:
        short = short[: LONGEST_NAME - _ROOM - 1] + "…"
    return short or "(blank)"


def _shown(sign: str) -> str:
    return sign if sign.isprintable() and unicodedata.category(sign) != "Cf" else "\ufffd"


class Names:
    """Printable names for raw ones: equal for equal ones, different for different ones.

    >>> names = Names("f")
    >>> names("a"), names("a\\x00"), names("a\\x01"), names("a")
    ('a', 'a\\ufffd', 'a\\ufffd (2)', 'a')
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._given: dict[object, str] = {}
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def __call__(self, raw: str, kind: str = "", shown: str = "") -> str:
        """The name for a raw one, like `shown` if given; of two kinds the same raw name gets two names."""
        key = (kind, raw)
        if key not in self._given:
            if len(self._given) >= MOST_THINGS:
                raise FileError("too many names", file=self.file, expected=f"at most {MOST_THINGS}")
            self._given[key] = self._free(printable(shown or raw))
            self._taken.add(self._given[key])
        return self._given[key]

    def _free(self, name: str) -> str:
        if name not in self._taken:
            return name
        number = self._last.get(name, 1) + 1
        while f"{name} ({number})" in self._taken:
            number += 1
        self._last[name] = number
        return f"{name} ({number})"


class Sketch:
    """Collects the parts of a tower; `model` is the frozen, validated result.

    >>> sketch = Sketch("f", "t")
    >>> sketch.node("verifiers", "judge\\n", [("weights", "m-5")]), sketch.model.verifiers[0].lineage
    ('judge', (('weights', 'm-5'),))
    """

    def __init__(self, file: str, name: str, about: str = "") -> None:
        self.file = file
        self.name = name
        self.about = about
        self.names = Names(file)
        self.causes = Names(file)
        self.parts: dict[str, dict[str, Any]] = {each: {} for each in _SECTIONS}
        self.checks: list[Check] = []
        self.roots: dict[str, dict[Claim, Assumption]] = {}
        self.requires: list[Requirement] = []
        self.headcounts: tuple[Headcount, ...] = ()

    def lineage(self, pairs: Iterable[tuple[str, str]]) -> Lineage:
        """Lineage entries with values that can be written; empty ones are left out."""
        return tuple(
            dict.fromkeys((kind, self.causes(value, kind)) for kind, value in pairs if value)
        )

    def says(self, name: str, about: str) -> str:
        """Declare a property or a condition once, with what it says."""
        self.parts["properties"].setdefault(name, Property(name, about=about))
        return name

    def node(
        self,
        section: str,
        raw: str,
        lineage: Iterable[tuple[str, str]] = (),
        *,
        shown: str = "",
        about: str = "",
        digest: str = "",
        **more: Any,
    ) -> str:
        """Declare a node once, or add to its lineage; gives its name, which is like `shown`."""
        name = self.names(raw, section, shown)
        there = self.parts[section].get(name)
        made = self.lineage(lineage)
        if there is not None:
            whole = tuple(dict.fromkeys((*there.lineage, *made)))
            self.parts[section][name] = replace(there, lineage=whole)
            return name
        kind = {"optimizers": Optimizer, "artifacts": Artifact, "verifiers": Verifier}[section]
        self.parts[section][name] = kind(
            name, lineage=made, about=printable(about) if about else "", digest=digest, **more
        )
        return name

    def check(self, check: Check) -> None:
        """Add a check."""
        if len(self.checks) >= MOST_THINGS:
            raise FileError("too many checks", file=self.file, expected=f"at most {MOST_THINGS}")
        self.checks.append(check)

    def observe(self, who: str) -> None:
        """Declare who wants the guarantee."""
        self.parts["observers"].setdefault(who, Observer(who))

    def assume(self, who: str, claim: Claim, because: str, *, owner: str = "") -> None:
        """Let somebody assume a claim, because the artefact says so."""
        self.observe(who)
        root = Assumption(claim, because=printable(because), owner=owner)
        self.roots.setdefault(who, {}).setdefault(claim, root)

    @property
    def model(self) -> Model:
        """The tower, validated."""
        sections: dict[str, Any] = {
            section: tuple(found.values()) for section, found in self.parts.items()
        }
        sections["observers"] = tuple(
            Observer(who, assumes=tuple(self.roots.get(who, {}).values())) for who in self.parts["observers"]
        )
        whole = Model(
            printable(self.name),
            about=printable(self.about) if self.about else "",
            checks=tuple(self.checks),
            requires=tuple(self.requires),
            headcounts=self.headcounts,
            **sections,
        )
        validate(whole)
        return whole
