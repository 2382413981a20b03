"""Read what other tools wrote, and write for them.

An importer is a module with `artefact(found, given)`; it is imported when a file of its form is read.
Which form a file has, its content says and never its name.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import NamedTuple

from ..errors import FileError, InputError
from ..model.validate import validate
from ..model.values import Model
from .content import read_bytes
from .given import Found, Given
from .principals import Aliases
from .recognise import LARGE, in_folder, recognise
from .sketch import Artefact


class Importer(NamedTuple):
    """Where an importer is, what it reads, in words, and which files it takes beside: "trust", "policy"."""

    module: str
    reads: str
    takes: str = ""


IMPORTERS = {
    "pull-request": Importer("pull_request", "a pull request (gh pr view --json ...)", "policy"),
    "inspect": Importer("inspect_log", "an evaluation log of Inspect AI (.eval, .json)"),
    "x509": Importer("certificates", "X.509 certificates (PEM, DER)", "trust"),
    "in-toto": Importer("in_toto_metadata", "in-toto layouts, links and attestations", "trust"),
    "langgraph": Importer("agent_graph", "a LangGraph graph (get_graph().to_json())"),
    "opentelemetry": Importer("traces", "OpenTelemetry spans of generative AI (JSON)"),
    "edges": Importer("edge_list", "a list of checks: verifier, subject, ... (CSV, Parquet)"),
    "graph": Importer("graphs", "a tower as a graph (GraphML, node-link JSON)"),
    "policy": Importer("policy", "CODEOWNERS, or the rules of a branch"),
    "open-psa": Importer("fault_towers", "a fault tree"),
    "gsn": Importer("gsn", "a safety case (YAML of gsn2x)"),
}


def read_artefact(path: str, given: Given | None = None, form: str = "") -> Artefact | None:
    """The tower of an artefact; None for a file that is none, and may be a tower file itself.

    FileError for everything that is wrong with it, InputError where it has another form than the one
    asked for, MissingExtra where its library is not installed.
    """
    main, beside = in_folder(path)
    data = read_bytes(main, "a tower file or an artefact", large=LARGE)
    found = Found(main, data, whole=data not in LARGE, beside=beside)
    return _made(found, given or Given(), form)


def imported(form: str, data: bytes, file: str = "", given: Given | None = None) -> Model:
    """The tower that the content of a file describes, its principals merged.

    InputError for a form that is not known, FileError for what cannot be read.

    >>> tree = b'''<opsa-mef><define-fault-tree name="two"><define-gate name="g"><and>
    ...   <basic-event name="a"/><basic-event name="b"/></and></define-gate>
    ... </define-fault-tree></opsa-mef>'''
    >>> [str(check.claim) for check in imported("open-psa", tree).checks]
    ['works(g)', 'works(g)']
    """
    if form not in IMPORTERS:
        raise InputError(f"no format {form!r}", expected=f"one of {', '.join(IMPORTERS)}")
    made = _made(Found(file, data), given or Given(), form)
    if made is None:
        raise FileError("nothing of the kind", file=file, expected=IMPORTERS[form].reads)
    return made.model


EXPORTS = ("graphml", "json")


def exported(model: Model, form: str) -> str:
    """A tower as a graph in GraphML or node-link JSON; InputError for another form.

    >>> exported(Model("t"), "json").startswith("{")
    True
    """
    if form not in EXPORTS:
        raise InputError(f"no form {form!r}", expected=f"one of {', '.join(EXPORTS)}")
    graphs = import_module(f"{__name__}.graphs")
    text: str = graphs.graphml(model) if form == "graphml" else graphs.node_link(model)
    return text


def _made(found: Found, given: Given, form: str) -> Artefact | None:
    known = recognise(found) or ((form, found) if form == "gsn" else None)  # any YAML may be meant as a case
    if known is None:
        return None
    if form and known[0] != form:
        message = f"this is {IMPORTERS[known[0]].reads}"
        raise FileError(message, file=found.path, expected=IMPORTERS[form].reads)
    importer = import_module(f"{__name__}.{IMPORTERS[known[0]].module}")
    made: Artefact = importer.artefact(known[1], given)
    return _merged(made, given.aliases)


def _merged(made: Artefact, aliases: Aliases) -> Artefact:
    """An artefact with its principals merged, and a note on every alias that it mentions."""
    notes = (str(alias) for alias in aliases.used(made.model))
    model = aliases.merged(made.model)
    validate(model)
    return replace(made, model=model, notes=(*notes, *made.notes))


__all__ = [
    "EXPORTS", "IMPORTERS", "Artefact", "Found", "Given", "Importer", "exported", "imported", "read_artefact",
]  # fmt: skip
