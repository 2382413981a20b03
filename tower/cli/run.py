"""Run a command: every way to end has its exit code, and none is a traceback."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword

import click

from ..errors import LimitReached, TowerError
from .entries import COMMANDS, help_text
from .exits import BAD, GAVE_UP, INTERRUPTED, OK
from .output import complain


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        found: click.Command = import_module(f"{__package__}.commands.{module}").command
        return found

    def get_help(self, ctx: click.Context) -> str:
        """The help of the whole program."""
        return help_text()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def tower() -> None:
    """The command `tower`."""


def run(words: list[str]) -> int:
    """Run one command and return its exit code.

    >>> run(["explain", "TWR104", "--on"])
    2
    """
    try:
        code = tower.main(args=words, prog_name="tower", standalone_mode=False)
        return code if isinstance(code, int) else OK
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        return _usage(error)
    except LimitReached as error:
        return _ended(error, GAVE_UP)
    except TowerError as error:
        return _ended(error, BAD)
    except MemoryError:
        return _ended("gave up at a stated limit: the memory of this machine", GAVE_UP)
    except (click.Abort, KeyboardInterrupt):
        return _ended("interrupted", INTERRUPTED)


def _ended(why: object, code: int) -> int:
    complain(f"tower: {why}")
    return code


def _usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    if context is not None:
        complain(context.get_usage())
    return _ended(error.format_message(), BAD)
