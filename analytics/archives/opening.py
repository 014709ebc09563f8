"""What is in an uploaded file: one file of listens, or an archive with several. Nothing is ever unpacked to disk.

What an archive says of itself is not believed: bytes are counted as they come out of it.
"""

from __future__ import annotations

import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, Final, cast
from zipfile import BadZipFile, ZipFile, ZipInfo, is_zipfile

from analytics.archives.formats import listenbrainz, spotify, table
from analytics.archives.heard import BadArchive, Entry, Read

DAMAGED: Final = "The archive is damaged, or needs a password."
MOST_MEMBERS: Final = 2_000
MOST_READ: Final = 500
"""Files of an archive that hold listens."""
MOST_BYTES_EACH: Final = 64 * 1024 * 1024
MOST_BYTES: Final = 2 * 1024 * 1024 * 1024
"""Unpacked."""
_PACKED_BY: Final = 250
"""How many times smaller packed listens may be; JSON shrinks to a twentieth."""
_SLACK: Final = 1024 * 1024

_SPOTIFY = re.compile(r"(?:streaming_?history|endsong).*\.json", re.IGNORECASE)
_LISTENBRAINZ = re.compile(r".*\.jsonl", re.IGNORECASE)


def entries_in(file: IO[bytes], file_name: str) -> Iterator[Entry]:
    """All entries in an order that is the same each time. Raises `BadArchive`."""
    if is_zipfile(file):
        file.seek(0)
        yield from _of_archive(file)
        return
    file.seek(0)
    read = _reader_of(file_name) or _reader_by_look(file)
    if read is None:
        raise BadArchive("This is neither Spotify's archive, nor listens of ListenBrainz, nor history as CSV.")
    yield from read(cast(IO[bytes], _Counted(file, MOST_BYTES)))


def _of_archive(file: IO[bytes]) -> Iterator[Entry]:
    with _opened(file) as archive:
        left = MOST_BYTES
        for member, read in _members(archive):
            with _member(archive, member) as packed:
                counted = _Counted(packed, min(left, MOST_BYTES_EACH, member.compress_size * _PACKED_BY + _SLACK))
                yield from read(cast(IO[bytes], counted))
            left -= counted.taken


def _opened(file: IO[bytes]) -> ZipFile:
    try:
        return ZipFile(file)
    except BadZipFile:
        raise BadArchive(DAMAGED) from None


def _member(archive: ZipFile, member: ZipInfo) -> IO[bytes]:
    try:
        return archive.open(member)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError):
        # In this order: damaged, packed in a way nobody knows, with a password, and nonsense for an offset.
        raise BadArchive(DAMAGED) from None


def _members(archive: ZipFile) -> list[tuple[ZipInfo, Read]]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise BadArchive(f"The archive holds more than {MOST_MEMBERS} files.")
    named = [(info, _reader_of(info.filename)) for info in sorted(infos, key=lambda info: info.filename)]
    found = [(info, read) for info, read in named if read and not info.is_dir()]
    if not found or len(found) > MOST_READ:
        raise BadArchive("There are no files with listens in this archive." if not found else "There are too many.")
    return found


def _reader_of(path: str) -> Read | None:
    """By the name of the file, wherever it lies."""
    base = path.replace("\\", "/").rpartition("/")[2]
    if _SPOTIFY.fullmatch(base):
        return spotify.read
    if _LISTENBRAINZ.fullmatch(base):
        return listenbrainz.read
    return table.read if base.lower().endswith(".csv") else None


def _reader_by_look(file: IO[bytes]) -> Read | None:
    beginning = file.read(1_000).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    if beginning.startswith(b"["):
        return spotify.read
    if beginning.startswith(b"{"):
        return listenbrainz.read
    return table.read if b"listened_at" in beginning else None


class _Counted(io.RawIOBase):
    """The bytes of ``source``; raises `BadArchive` past ``most`` of them. ``taken`` are those read so far."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self._source = source
        self._most = most
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        size = 64 * 1024 if size is None or size < 0 else size
        return self._count(lambda: self._source.read(size))

    def readinto(self, buffer: Any) -> int:
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def readline(self, size: int | None = -1) -> bytes:
        size = 64 * 1024 if size is None or size < 0 else size
        return self._count(lambda: self._source.readline(size))

    def _count(self, take: Callable[[], bytes]) -> bytes:
        try:
            chunk = take()
        except (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError):
            raise BadArchive(DAMAGED) from None
        self.taken += len(chunk)
        if self.taken > self._most:
            raise BadArchive("The archive unpacks to more than any history is.")
        return chunk
