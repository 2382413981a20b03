"""Unpack Zstandard with the library zstandard (extra `inspect`)."""

from __future__ import annotations

from ..errors import MissingExtra

try:
    import zstandard
except ImportError as error:
    raise MissingExtra("zstandard", "inspect") from error

_WINDOW = 2**27  # bytes that a frame may ask for while it is unpacked


def unpack(data: bytes, most: int) -> bytes:
    """At most `most` bytes and one more; ValueError when the data is damaged.

    >>> unpack(zstandard.compress(b"a" * 100), 10)
    b'aaaaaaaaaaa'
    """
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(data)
        found: bytes = reader.read(most + 1)
        return found
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from None
