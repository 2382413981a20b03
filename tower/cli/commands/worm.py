"""`tower worm`: the ordinal of a worm, or a comparison of two."""

from __future__ import annotations

import click

from ...errors import InputError
from ...logic.worms import compare, normal_form, worm_ordinal, worm_text
from ..output import say


@click.command()
@click.argument("letters", metavar="WORM")
@click.argument("other", metavar="[WORM]", required=False)
def command(letters: str, other: str | None) -> int:
    """The ordinal below ε0 and the normal form of WORM, such as 1,0,2 for <1><0><2>T; two are compared."""
    one = _worm(letters)
    if other is None:
        say(
            f"{worm_text(one)}\nordinal      {worm_ordinal(one)}\nnormal form  {worm_text(normal_form(one))}"
        )
        return 0
    two = _worm(other)
    found = compare(one, two)
    say(
        f"{worm_text(one)}  has ordinal  {found.left}\n{worm_text(two)}  has ordinal  {found.right}"
    )
    say(
        f"the first is {found.order}{'' if found.order == 'equal' else ' than the second'}; "
        f"{_implication(found.left_proves_right, found.right_proves_left)}"
    )
    return 0


def _implication(forward: bool, back: bool) -> str:
    if forward and back:
        return "each implies the other"
    if forward or back:
        return (
            f"the {'first' if forward else 'second'} implies the {'second' if forward else 'first'}"
        )
    return "neither implies the other"


def _worm(text: str) -> tuple[int, ...]:
    found = text.replace(",", " ").split()
    if not all(each.isascii() and each.isdecimal() and len(each) < 7 for each in found):
        raise InputError(
            f"{text[:40]!r} is no worm", expected="numbers with commas between them, such as 1,0,2"
        )
    return tuple(map(int, found))
