"""What somebody gives beside an artefact: who is who, what is trusted, what is asked for."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ..errors import FileError
from ..frozen import frozen
from .content import Json
from .principals import Aliases


@frozen
class Found:
    """An artefact to read: where it is, its content, and what the content holds if it is JSON.

    Of a file that is not read `whole` the content is the beginning, and the importer opens it;
    `beside` are the files that belong to it, in the same folder.
    """

    path: str
    data: bytes = b""
    value: Json = None
    whole: bool = True
    beside: tuple[str, ...] = ()

    def opened(self) -> BinaryIO:
        """The content as a stream, from the start; FileError when the file cannot be opened.

        >>> Found("x", b"ab").opened().read()
        b'ab'
        """
        if self.whole:
            return BytesIO(self.data)
        try:
            return Path(self.path).open("rb")
        except (OSError, ValueError) as error:
            raise FileError(f"cannot be read: {error}", file=self.path) from None


@frozen
class Given:
    """What an importer may use beside the artefact itself.

    `aliases` say who is who; `trusted` are files with keys or root certificates that are taken as
    genuine; `policy` are files with rules (CODEOWNERS, rules of a branch); `today` is the day on
    which certificates and layouts must be in force; `top` chooses where a file holds several.
    """

    aliases: Aliases = field(default_factory=Aliases)
    trusted: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    today: date | None = None
    top: str = ""
