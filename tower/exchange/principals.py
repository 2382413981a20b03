"""Who is who: a file of aliases, so that principals are merged before anything is counted.

A file has one section for each kind of lineage; in it every alias has its principal, alone or with
the reason:

    person:
      fixer[bot]: {is: alice, because: runs with alice's token}
      al: alice
    weights:
      provider/m-5-latest: provider/m-5

What an alias names, a node or an entry of its lineage, gets the principal in its own lineage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace
from functools import cached_property
from typing import TypeVar

from ..errors import FileError
from ..frozen import frozen
from ..model.fields import Source
from ..model.nodes import Node, read_nodes, shortened
from ..model.scalars import nearest
from ..model.values import IDENTITY_KINDS, Artifact, Lineage, Model, Optimizer, Verifier
from .content import read_bytes, text_of

_Thing = TypeVar("_Thing", bound=Optimizer | Artifact | Verifier)
_ENTRY = ("is", "because")
_KINDS = (*sorted(IDENTITY_KINDS), "organisation", "team")  # the usual ones; any other is one's own


@frozen(slots=True)
class Alias:
    """One line of the file: who is whom, why, and where it stands.

    >>> str(Alias("fixer[bot]", "alice", "her token", "who.yaml:2"))
    'fixer[bot] is alice: her token (who.yaml:2)'
    """

    name: str
    principal: str
    because: str = ""
    place: str = ""

    def __str__(self) -> str:
        because = f": {self.because}" if self.because else ""
        return f"{self.name} is {self.principal}{because} ({self.place})"


@frozen
class Aliases:
    """All aliases, by kind of lineage and alias.

    >>> known = Aliases({("person", "fixer[bot]"): Alias("fixer[bot]", "alice")})
    >>> known.principal("person", "fixer[bot]"), known.principal("person", "bob")
    ('alice', None)
    """

    known: dict[tuple[str, str], Alias] = field(default_factory=dict)

    def principal(self, kind: str, name: str) -> str | None:
        """Who stands behind a name in the end; None for a name that is nobody's alias."""
        return self._ends.get((kind, name))

    @cached_property
    def _ends(self) -> dict[tuple[str, str], str]:
        """The principal at the end of every alias; of those that lead round in a circle none."""
        ends: dict[tuple[str, str], str] = {}
        for kind, start in self.known:
            way: dict[str, None] = {}
            name = start
            while (kind, name) in self.known and (kind, name) not in ends and name not in way:
                way[name] = None
                name = self.known[kind, name].principal
            if name not in way:
                ends.update(((kind, each), ends.get((kind, name), name)) for each in way)
        return ends

    @property
    def circular(self) -> Iterator[Alias]:
        """The aliases that lead round in a circle."""
        return (alias for key, alias in self.known.items() if key not in self._ends)

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(kind for kind, _ in self.known))

    def used(self, model: Model) -> Iterator[Alias]:
        """The aliases that a tower mentions, in the order of the file."""
        named: set[str] = set()
        for things in (model.optimizer, model.artifact, model.verifier):
            for name, thing in things.items():
                named |= {name, *(value for _, value in thing.lineage)}
        for (_, name), alias in self.known.items():
            if name in named:
                yield alias

    def merged(self, model: Model) -> Model:
        """The tower with the principal of every alias in the lineage of what it names."""
        if not self.known:
            return model
        return replace(
            model,
            optimizers=tuple(map(self._with_principal, model.optimizers)),
            artifacts=tuple(map(self._with_principal, model.artifacts)),
            verifiers=tuple(map(self._with_principal, model.verifiers)),
        )

    def _with_principal(self, thing: _Thing) -> _Thing:
        return replace(thing, lineage=self._lineage(thing.name, thing.lineage))

    def _lineage(self, node: str, lineage: Lineage) -> Lineage:
        kept = [(kind, self.principal(kind, value) or value) for kind, value in lineage]
        names = (node, *(value for _, value in lineage))
        found = [(kind, self.principal(kind, name)) for kind in self._kinds for name in names]
        more = [(kind, name) for kind, name in found if name is not None]
        return tuple(dict.fromkeys([*kept, *more]))


def read_aliases(path: str) -> Aliases:
    """Read a file of aliases; FileError with its position for everything that is wrong with it."""
    data = read_bytes(path, "a file of aliases")
    return aliases_of(text_of(data, path), path)


def aliases_of(text: str, file: str) -> Aliases:
    """The aliases of a text.

    >>> found = aliases_of("person:\\n  fixer[bot]: {is: alice, because: her token}", "who.yaml")
    >>> print(found.known["person", "fixer[bot]"])
    fixer[bot] is alice: her token (who.yaml:2)
    """
    source = Source(file)
    found: dict[tuple[str, str], Alias] = {}
    root = read_nodes(text, file)
    for kind, section in source.mapping(root).items():
        hint = "" if kind in _KINDS else nearest(kind, _KINDS)
        if hint:
            source.fail(source.key(root, kind), f"{shortened(kind)} is no kind of lineage{hint}")
        for name, node in source.mapping(section).items():
            found[kind, name] = _alias(source, name, node, f"{file}:{section.keys[name][0]}")
    aliases = Aliases(found)
    _end(aliases, file)
    return aliases


def _alias(source: Source, name: str, node: Node, place: str) -> Alias:
    if node.entries is None:
        return Alias(name, source.text(node), place=place)
    for key in node.entries.keys() - set(_ENTRY):
        source.fail(source.key(node, key), f"unknown key {shortened(key)}", "is and because")
    if "is" not in node.entries:
        source.fail(node, "an alias without its principal", "is: NAME")
    because = node.entries.get("because")
    why = "" if because is None else source.text(because)
    return Alias(name, source.text(node.entries["is"]), why, place)


def _end(aliases: Aliases, file: str) -> None:
    """Refuse aliases that lead round in a circle."""
    for alias in aliases.circular:
        line = int(alias.place.rpartition(":")[2])
        message = f"{shortened(alias.name)} is an alias of itself"
        raise FileError(message, file=file, line=line, expected="a principal at the end")
