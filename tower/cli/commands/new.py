"""`tower new`: start a file."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ...api.bundled import ENDING, bundled_text
from ...errors import InputError
from ...model.file import load_text
from ..output import say

_START = """\
tower: 1
name: {name}
about: what this tower is for
sources: []

properties:
  P: {{class: safety, about: "never harms"}}

optimizers:
  lab:
    objective: {{values: what the lab wants}}
  system:
    built_by: lab                  # link: searched is the default
    objective: {{loss: what it is trained on}}

verifiers:
  audit: {{about: "somebody outside looks at it"}}     # theory: PA makes its checks proofs

checks:
  - {{by: audit, claim: P(system), how: review}}

observers:
  lab:
    assumes:
      - {{claim: sound(audit), because: say why here, owner: lab}}
"""


@click.command()
@click.argument("name")
@click.option("--from", "start", metavar="GALLERY", help="Start from a bundled tower.")
def command(name: str, start: str | None) -> int:
    """Start a tower file called NAME.tower.yaml; a file that is there is never touched."""
    if not name.isprintable() or not name.strip():
        raise InputError(f"{name!r} is no name for a file", expected="a printable name")
    target = Path(name if name.endswith((ENDING, ".yaml", ".yml")) else name + ENDING)
    title = _yaml(target.name.removesuffix(ENDING).removesuffix(".yaml").removesuffix(".yml"))
    text = _START.format(name=title) if start is None else _renamed(bundled_text(start), title)
    load_text(text, str(target))
    try:
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError(f"{str(target)!r} is there already", expected="a new name") from None
    except (OSError, ValueError) as error:
        raise InputError(
            f"{str(target)!r} cannot be written: {getattr(error, 'strerror', None) or error}"
        ) from None
    say(f"Wrote  {target}        tower check {target}")
    return 0


def _renamed(text: str, name: str) -> str:
    return re.sub(r"^name: .*$", lambda _: f"name: {name}", text, count=1, flags=re.MULTILINE)


def _yaml(name: str) -> str:
    """A name as YAML reads it back.

    >>> _yaml("plain-1"), _yaml("a: b")
    ('plain-1', '"a: b"')
    """
    if re.fullmatch(r"[A-Za-z][\w.-]*", name):
        return name
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
