"""The page of each code: what it means, a small example, whether Löb applies, what lifts it.

The table of `tower.diagnosis.codes` says when a code is reported; these pages say what to make of it.
"""

from __future__ import annotations

from ..errors import InputError
from ..model.codes import code_of
from ..model.scalars import nearest
from .codes import CODES, KINDS
from .page import Page
from .pages_checks import CHECKS
from .pages_claims import CLAIMS
from .pages_trust import TRUST

PAGES: dict[str, Page] = {page.code: page for page in (*TRUST, *CHECKS, *CLAIMS)}


def explain(name: str) -> Page:
    """The page of a code or of a kind; InputError naming the nearest one.

    >>> explain("LOEB_STUCK").code, explain("twr202").entry.kind
    ('TWR104', 'CYCLE')
    """
    code = code_of(name.upper())
    if code not in PAGES:
        known = [*CODES, *KINDS]
        raise InputError(
            f"no code {name!r}{nearest(name.upper(), known)}",
            expected="a code such as TWR104, or its kind",
        )
    return PAGES[code]
