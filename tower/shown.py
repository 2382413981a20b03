"""How values show themselves in a notebook: whoever draws stands above, and is found by name when asked.

A class that inherits from `Shown` needs an entry in `tower.api.display` (a number in
`tower.api.display_numbers`) and nothing else, so that no lower layer knows a picture.
"""

from __future__ import annotations

from importlib import import_module


class Shown:
    """A value that a notebook shows as a picture, a formula or a table.

    >>> from tower.syntax.parser import parse
    >>> parse("[]p")._repr_mimebundle_()["text/latex"]
    '$\\\\Box p$'
    """

    __slots__ = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What the value looks like, by MIME type; "text/plain" is always there."""
        number = type(self).__module__.startswith("tower.risk.")
        home = import_module("tower.api.display_numbers" if number else "tower.api.display")
        found: dict[str, str] = home.bundle(self)
        return found
