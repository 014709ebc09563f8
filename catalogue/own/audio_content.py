"""What an uploaded file really is, judged by its bytes alone, and what its tags say."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final

from mutagen import FileType, MutagenError
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

LONGEST: Final = 24 * 3600
"""Seconds."""

_READERS: Final[dict[str, tuple[type[FileType], ...]]] = {
    "mp3": (MP3,),
    "ogg": (OggVorbis, OggOpus, OggFLAC),
    "flac": (FLAC,),
    "wav": (WAVE,),
}
_TAGS: Final = {
    "title": ("TIT2", "title"),
    "artist": ("TPE1", "artist"),
    "album": ("TALB", "album"),
    "genre": ("TCON", "genre"),
    "date": ("TDRC", "date"),
    "isrc": ("TSRC", "isrc"),
    "track_position": ("TRCK", "tracknumber"),
    "disk_number": ("TPOS", "discnumber"),
}
"""By our name, the ID3 frame and the Vorbis comment."""

# What the library's readers raise at broken files besides its own error.
_UNREADABLE = (
    MutagenError, OSError, ValueError, TypeError, LookupError, EOFError, ArithmeticError, AttributeError, MemoryError,
    RecursionError, struct.error, zlib.error,
)  # fmt: skip


class NoAudioFile(ValueError):
    """The bytes are no audio of a kind that we take."""


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """``kind`` is the file's extension, ``duration`` in whole seconds and at least 1. ``tags``: see `_TAGS`."""

    kind: str
    duration: int
    tags: Mapping[str, str] = field(default_factory=dict)


def read_audio(file: IO[bytes]) -> AudioFacts:
    """MP3, OGG (Vorbis, Opus, FLAC), FLAC and WAV. Raises `NoAudioFile`. Leaves the file at its beginning."""
    try:
        kind = _kind(file)
        for reader in _READERS[kind]:
            if (found := _opened(reader, file)) is not None:
                return AudioFacts(kind, _duration(found), _tags(found))
        raise NoAudioFile
    finally:
        file.seek(0)


def _kind(file: IO[bytes]) -> str:
    """By the magic numbers; an ID3 tag may stand before MP3 and, against its own rules, before FLAC."""
    file.seek(0)
    head = file.read(12)
    if head[:3] == b"ID3" and len(head) >= 10:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        file.seek(size + 10)
        return "flac" if file.read(4) == b"fLaC" else "mp3"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    # A frame of MPEG audio: eleven bits of ones, a version and a layer that exist.
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x18 != 0x08 and head[1] & 0x06:
        return "mp3"
    raise NoAudioFile


def _opened(reader: type[FileType], file: IO[bytes]) -> Any:
    file.seek(0)
    try:
        found: Any = reader(file)
    except _UNREADABLE:
        return None
    # The library's own word for "some bytes looked like frames".
    return None if getattr(found.info, "sketchy", False) else found


def _duration(found: Any) -> int:
    seconds = float(found.info.length or 0.0)
    if not 0 < seconds <= LONGEST:
        raise NoAudioFile
    return max(1, round(seconds))


def _tags(found: Any) -> dict[str, str]:
    """The first value of each tag that is there, as text."""
    tags: dict[str, str] = {}
    for name, (frame, comment) in _TAGS.items():
        try:
            values = _values(found.tags, frame, comment)
        except _UNREADABLE:
            continue
        if values and (text := " ".join(str(values[0]).replace("\x00", " ").split())):
            tags[name] = text[:300]
    return tags


def _values(tags: Any, frame: str, comment: str) -> list[Any]:
    if tags is None:
        return []
    if hasattr(tags, "getall"):
        return [text for each in tags.getall(frame) for text in (each.genres if frame == "TCON" else each.text)]
    return list(tags.get(comment) or [])
