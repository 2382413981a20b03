"""The command line: a group whose subcommands are imported when they are called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from ..errors import LimitReached, TowerError

# name -> (module, what --help says, heading)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "check": ("checking", "claims, requirements, breaks", "Commands"),
    "demo": ("demo", "the seed tower, explained", "Commands"),
    "draw": ("drawing", "picture or report; the format follows the ending", "Commands"),
    "why": ("arguing", "the derivation as a numbered argument, or --not", "Commands"),
    "explain": ("explaining", "what a code means, an example, what lifts it", "Commands"),
    "new": ("files", "start a file", "Commands"),
    "gallery": ("files", "bundled towers with their verdicts", "Commands"),
    "assumptions": ("tables", "the register: owner, evidence, expiry, what falls", "Numbers"),
    "links": ("tables", "every link: is there a function, what is open", "Numbers"),
    "prove": ("proving", "decide a formula of GL, S or L_P", "Logic"),
    "ladder": ("tables", "what each meta-level replaces", "Logic"),
    "schema": ("files", "the JSON Schema of tower files", "More"),
}


class _Group(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name][0]}", __name__)
        found: click.Command = getattr(module, cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading in dict.fromkeys(entry[2] for entry in COMMANDS.values()):
            rows = [(name, text) for name, (_, text, where) in COMMANDS.items() if where == heading]
            with formatter.section(heading):
                formatter.write_dl(rows)


@click.group(
    cls=_Group, no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="oversight-tower", prog_name="tower")
def tower() -> None:
    """Recursive oversight towers: what is guaranteed, on what, and where trust is only in oneself.

    SOURCE and FILE are tower files (*.tower.yaml) or names of bundled towers (tower gallery).
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 no finding, 1 findings, 2 bad input, 3 gave up."""
    try:
        code = tower.main(args=arguments, prog_name="tower", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        _complain(error.format_message())
        return 2
    except click.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except LimitReached as error:
        _complain(str(error))
        return 3
    except TowerError as error:
        _complain(f"{error.code} {error}")
        return 2
    except BrokenPipeError:
        _forget_output()
        return 0
    except RecursionError:
        _complain("the input is nested too deeply")
        return 2


def _complain(message: str) -> None:
    print(f"tower: {printable(message)}", file=sys.stderr)


def _forget_output() -> None:
    """Point standard output nowhere, so that closing it cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def printable(text: str) -> str:
    """A text in which control characters and lone surrogates are shown as escapes.

    >>> printable("a" + chr(27) + "[31m")
    'a\\\\x1b[31m'
    """
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else sign.encode("unicode_escape").decode() for sign in text
    )


def echo(text: Any = "", *, nl: bool = True) -> None:
    """Print a text; signs that the terminal's encoding lacks become question marks."""
    stream = sys.stdout
    encoding = stream.encoding or "utf-8"
    safe = printable(str(text)).encode(encoding, "replace").decode(encoding)
    stream.write(safe + ("\n" if nl else ""))
