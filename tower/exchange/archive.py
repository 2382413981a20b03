"""Read the entries of a zip archive within stated limits: no bomb, no path, nothing written.

Names in an archive are only compared, never used as paths.  Entries may be packed with Zstandard, as
evaluation logs are; that needs the extra `inspect`.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

from ..errors import FileError
from .content import LARGEST

ZSTANDARD = 93  # the method of an entry, in the zip specification
_TAIL = 66_000  # bytes at the end that hold the end record, whatever comment follows it
_DIRECTORY = 16_000_000  # bytes of the directory of an archive
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"


class Archive:
    """A zip archive that is open for reading; `names` are those of its entries."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self.stream = stream
        self.file = file
        self._refuse_a_long_directory()
        try:
            found = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
            raise FileError(f"not a whole zip archive: {error}", file=file) from None
        self.entries = {each.filename: each for each in found.infolist()}
        self.names = sorted(self.entries)

    def _refuse_a_long_directory(self) -> None:
        end = self.stream.seek(0, io.SEEK_END)
        self.stream.seek(max(0, end - _TAIL))
        tail = self.stream.read(_TAIL)
        at, at64 = tail.rfind(_END), tail.rfind(_END64)
        size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
        if at64 >= 0:
            size = int.from_bytes(tail[at64 + 40 : at64 + 48], "little")
        if size > _DIRECTORY:
            raise FileError("the archive has too many entries", file=self.file,
                            expected=f"a directory of at most {_DIRECTORY} bytes")  # fmt: skip

    def read(self, name: str, most: int = LARGEST) -> bytes:
        """The content of an entry; FileError when it is larger than `most`, damaged or packed unknown."""
        entry = self.entries[name]
        if entry.file_size > most:
            raise self._too_large(name, most)
        unpack = _METHODS.get(entry.compress_type)
        if unpack is None or entry.flag_bits & 1:
            raise FileError(f"{name!r} is packed in a way that is not known", file=self.file)
        try:
            data = unpack(self._packed(entry), most)
        except (zlib.error, EOFError, ValueError, OSError) as error:
            raise FileError(f"{name!r} is damaged: {error}", file=self.file) from None
        if len(data) > most:
            raise self._too_large(name, most)
        if zlib.crc32(data) != entry.CRC:
            raise FileError(f"{name!r} is damaged: its checksum is wrong", file=self.file)
        return data

    def _too_large(self, name: str, most: int) -> FileError:
        message = f"{name!r} is too large when unpacked"
        return FileError(message, file=self.file, expected=f"at most {most} bytes")

    def _packed(self, entry: zipfile.ZipInfo) -> bytes:
        self.stream.seek(entry.header_offset)
        header = self.stream.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise ValueError("no entry where the directory says one is")
        name, extra = struct.unpack("<HH", header[26:30])
        self.stream.seek(name + extra, io.SEEK_CUR)
        return self.stream.read(min(entry.compress_size, LARGEST))


def _stored(data: bytes, most: int) -> bytes:
    return data[: most + 1]


def _deflated(data: bytes, most: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most + 1)


def _zstandard(data: bytes, most: int) -> bytes:
    unpacked: bytes = import_module(f"{__package__}.zstandard_entries").unpack(data, most)
    return unpacked


_METHODS: dict[int, Callable[[bytes, int], bytes]] = {
    zipfile.ZIP_STORED: _stored,
    zipfile.ZIP_DEFLATED: _deflated,
    ZSTANDARD: _zstandard,
}
