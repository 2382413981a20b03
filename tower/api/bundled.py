"""The bundled towers: classic cases with the verdict that an expert expects."""

from __future__ import annotations

from ..errors import InputError
from ..late import Late
from ..model.file import Loaded, load_text
from ..model.scalars import nearest

_resources = Late("importlib.resources")

ENDING = ".tower.yaml"
SHORT = {"seed": "seed-enacted"}  # the tower that the project began with


def bundled() -> tuple[str, ...]:
    """The names of the bundled towers, sorted.

    >>> "seed-enacted" in bundled()
    True
    """
    found = (each.name for each in _resources.files("tower.gallery").iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING)))


def bundled_text(name: str) -> str:
    """The file of a bundled tower; InputError for a name that there is not.

    >>> bundled_text("seed").splitlines()[1]
    'name: seed-enacted'
    """
    name = SHORT.get(name, name)
    if name not in bundled():
        raise InputError(
            f"no bundled tower {name!r}{nearest(str(name), (*SHORT, *bundled()))}",
            expected="a name that `tower gallery` lists",
        )
    return str(_resources.files("tower.gallery").joinpath(name + ENDING).read_text(encoding="utf-8"))


def load_bundled(name: str) -> Loaded:
    """A bundled tower with the positions in its file.

    >>> load_bundled("x509-root").model.name
    'x509-root'
    """
    name = SHORT.get(name, name)
    return load_text(bundled_text(name), name + ENDING)
