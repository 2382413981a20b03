"""Importers and exporters.

An importer is a module with `read(data, file, top)`, which gives a model; it is imported when its
format is asked for.
"""

from __future__ import annotations

from importlib import import_module

from ..errors import InputError
from ..model.validate import validate
from ..model.values import Model

IMPORTERS = {"open-psa": "fault_towers"}


def imported(form: str, data: bytes, file: str = "", top: str = "") -> Model:
    """The tower that a file of another format describes; `top` chooses where there are several.

    InputError for a format that is not known, FileError for what cannot be read.

    >>> tree = b'''<opsa-mef><define-fault-tree name="two"><define-gate name="g"><and>
    ...   <basic-event name="a"/><basic-event name="b"/></and></define-gate>
    ... </define-fault-tree></opsa-mef>'''
    >>> [str(check.claim) for check in imported("open-psa", tree).checks]
    ['works(g)', 'works(g)']
    """
    if form not in IMPORTERS:
        raise InputError(f"no format {form!r}", expected=f"one of {', '.join(IMPORTERS)}")
    reader = import_module(f"{__name__}.{IMPORTERS[form]}")
    model: Model = reader.read(data, file, top)
    validate(model)
    return model
