"""How values show themselves in a notebook: whoever draws stands above, and is found by name when asked.

A class that inherits from `Shown` needs an entry in `tower.api.display` (a number in
`tower.api.display_numbers`) and nothing else, so that no lower layer knows a picture.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import import_module


def asked_for(
    bundle: Mapping[str, str], include: Collection[str] | None, exclude: Collection[str] | None
) -> dict[str, str]:
    """The MIME types of a bundle that somebody asks for.

    >>> asked_for({"text/plain": "p", "text/latex": "$p$"}, None, ["text/latex"])
    {'text/plain': 'p'}
    """
    return {
        kind: text for kind, text in bundle.items()
        if (not include or kind in include) and kind not in (exclude or ())
    }


class Shown:
    """A value that a notebook shows as a picture, a formula or a table.

    >>> from tower.syntax.parser import parse
    >>> parse("[]p")._repr_mimebundle_()["text/latex"]
    '$\\\\Box p$'
    """

    __slots__ = ()

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, str]:
        """What the value looks like, by MIME type: those asked for, by default all that there are."""
        number = type(self).__module__.startswith("tower.risk.")
        home = import_module("tower.api.display_numbers" if number else "tower.api.display")
        found: dict[str, str] = home.bundle(self)
        return asked_for(found, include, exclude)
