"""What is given beside a source: who is who, what is trusted, which rules hold, what is taken on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from functools import update_wrapper
from typing import Any, TypeVar, cast

import click

from ..errors import InputError
from ..exchange import IMPORTERS, Given
from ..exchange.principals import Aliases, read_aliases
from ..frozen import frozen
from ..model.file import Loaded
from ..model.values import Model
from .requirements import with_assumptions
from .sources import Imported, source

_Command = TypeVar("_Command", bound=Callable[..., Any])


@frozen
class Beside:
    """What the options of `beside` say; the observer is who assumes."""

    given: Given = field(default_factory=Given)
    assume: tuple[str, ...] = ()
    observer: str | None = None

    def read(self, name: str) -> Loaded:
        """A source, its principals merged and its observer assuming more.

        FileError or InputError saying what is wrong, also where the source has no use for an option.

        >>> Beside(assume=("consistent(PA)",)).read("x509-root").model.observers[0].assumes[-1].because
        'said on the command line'
        """
        loaded = self.one_of(name)
        self.used_by(loaded)
        return loaded

    def one_of(self, name: str) -> Loaded:
        """One of several sources, of which each may have a use for other options."""
        loaded = source(name, self.given)
        return replace(loaded, model=self.assumed(loaded.model))

    def assumed(self, model: Model) -> Model:
        """A tower with what is assumed on the command line."""
        return with_assumptions(model, self.assume, self.observer)

    def used_by(self, *sources: Loaded) -> None:
        """InputError when an option is of no use for any of the sources."""
        forms = {each.artefact.kind for each in sources if isinstance(each, Imported) and each.artefact}
        taken = {IMPORTERS[form].takes for form in forms}
        for option, given in (("trust", self.given.trusted), ("policy", self.given.policy)):
            if given and option not in taken:
                takers = [each.reads for each in IMPORTERS.values() if each.takes == option]
                raise InputError(f"--{option} says nothing about this", expected=" or ".join(takers))

    def refused_for(self, what: str) -> None:
        """Usage error when anything at all is given, for what has no use for it."""
        if self:
            raise click.UsageError(f"--principals, --trust, --policy and --assume say nothing about {what}")

    def __bool__(self) -> bool:
        """Whether anything is given."""
        return bool(self.assume or self.given.aliases.known or self.given.trusted or self.given.policy)


def beside(command: _Command) -> _Command:
    """The options of every command that reads a source."""

    def with_given(
        principals: str | None, trust: tuple[str, ...], policy: tuple[str, ...], assume: tuple[str, ...],
        **others: Any,
    ) -> Any:  # fmt: skip
        aliases = Aliases() if principals is None else read_aliases(principals)
        given = Given(aliases, trust, policy, others.get("today"))
        return command(given=Beside(given, assume, others.get("observer")), **others)

    found: Any = update_wrapper(with_given, command)
    for option in reversed(_OPTIONS):
        found = option(found)
    return cast(_Command, found)


_OPTIONS = (
    click.option(
        "--principals", metavar="FILE", help="Who is who: a bot and its person, a model and its weights."
    ),
    click.option(
        "--trust", multiple=True, metavar="FILE", help="Root certificates, or a layout owner's keys."
    ),
    click.option(
        "--policy", multiple=True, metavar="FILE", help="CODEOWNERS, or the rules of a branch."
    ),
    click.option(
        "--assume", multiple=True, metavar="'CLAIM[: WHY]'",
        help="What you take on yourself, such as 'sound(grader)'.",
    ),
)  # fmt: skip
