"""The commands, grouped as in the help.  Nothing is imported here, so that help costs little."""

from __future__ import annotations

SUMMARY = """\
What is guaranteed, about which system, on which leftover assumptions, and where does a tower only
trust itself?"""

# name, how it is called, what it does; the module of a command is tower.cli.commands.NAME,
# with an underscore after a NAME that Python keeps for itself
ENTRIES = {
    "": (
        ("check", "check FILE...", "claims, requirements, breaks"),
        ("demo", "demo", "the seed tower, explained"),
        ("draw", "draw FILE -o OUT", "picture or report; the format follows the ending"),
        (
            "why",
            "why FILE CLAIM",
            "the derivation as a numbered argument; --not: the world not ruled out",
        ),
        (
            "explain",
            "explain CODE",
            "what a code means, an example, what lifts it; --on FILE: the five Löb ticks",
        ),
        ("fix", "fix FILE", "cheapest sets of changes, each re-checked; --apply writes a new file"),
        ("new", "new NAME", "start a file"),
        ("gallery", "gallery", "bundled towers with their verdicts"),
    ),
    "Numbers": (
        (
            "risk",
            "risk FILE",
            "how likely a claim is to be wrong, and which assumption that hangs on",
        ),
        ("whatif", "whatif FILE WHAT", "what falls without these assumptions and nodes"),
        (
            "assumptions",
            "assumptions FILE",
            "the register: owner, evidence, status, expiry, what falls without it",
        ),
        (
            "links",
            "links FILE",
            "is there a function to aim at, and is that enough? --modes: how it fails",
        ),
        ("test", "test FILE", "search for what refutes the assumptions; --with: the code to run"),
    ),
    "Logic": (
        (
            "prove",
            "prove FORMULA",
            "decide a formula of GL, S or L_P; --jsonl: one question a line",
        ),
        ("verify", "verify FILE...", "re-check certificates with the small checker alone"),
        ("ladder", "ladder FILE", "what each meta-level replaces"),
        ("fixpoint", "fixpoint FORMULA", "the explicit fixed point of a modalised formula"),
        ("worm", "worm WORM [WORM]", "the ordinal of a worm; two are compared"),
        ("progression", "progression", "how far n levels of consistency or reflection reach"),
        ("equilibrium", "equilibrium FILE", "what modal agents do against each other, and why"),
    ),
    "More": (
        ("import", "import FORM FILE", "what another tool wrote, as a tower file"),
        ("export", "export FILE -o OUT", "a tower as a graph: GraphML, node-link JSON"),
        ("diff", "diff A B", "guarantees lost or gained, breaks new or gone"),
        ("scan", "scan SOURCE", "millions of edges: who trusts only themselves, what is guaranteed"),
        ("schema", "schema", "the JSON Schema of tower files"),
    ),
}
COMMANDS = tuple(name for block in ENTRIES.values() for name, _, _ in block)


def help_text() -> str:
    """The help of the whole program.

    >>> help_text().splitlines()[0]
    'Usage: tower COMMAND ...'
    """
    room = 2 + max(len(usage) for block in ENTRIES.values() for _, usage, _ in block)
    lines = ["Usage: tower COMMAND ...", "", SUMMARY]
    for heading, block in ENTRIES.items():
        lines += ["", *([heading] if heading else [])]
        lines += [f"  {usage:<{room}}{does}" for _, usage, does in block]
    return "\n".join([*lines, "", *_ENDING])


_ENDING = (
    "FILE is a tower file, what another tool wrote, or a bundled tower.  tower COMMAND --help says more.",
    "Exit codes: 0 no finding, 1 findings, 2 usage or bad input, 3 gave up at a stated limit.",
)
