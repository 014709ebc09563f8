"""The formats there are, and which of them a file is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from playlists.files.formats import exportify, jspf, m3u, xspf
from playlists.files.listed import Read, Write


@dataclass(frozen=True, slots=True)
class Format:
    read: Read
    write: Write
    content_type: str


FORMATS: Final = {
    "m3u8": Format(m3u.read, m3u.write, "application/vnd.apple.mpegurl"),
    "xspf": Format(xspf.read, xspf.write, "application/xspf+xml"),
    "jspf": Format(jspf.read, jspf.write, "application/jspf+json"),
    "csv": Format(exportify.read, exportify.write, "text/csv; charset=utf-8"),
}
"""By name, which is the ending of such a file too."""

CHOICES: Final = [(name, name) for name in FORMATS]

_ENDINGS: Final = {
    "m3u": "m3u8",
    "m3u8": "m3u8",
    "xspf": "xspf",
    "xml": "xspf",
    "jspf": "jspf",
    "json": "jspf",
    "csv": "csv",
}


def format_of(file_name: str, beginning: bytes) -> str | None:
    """By the ending of its name, else by how it begins; None for what is none of them."""
    if known := _ENDINGS.get(file_name.rpartition(".")[2].lower()):
        return known
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"#EXTM3U"):
        return "m3u8"
    if start.startswith(b"{"):
        return "jspf"
    return "xspf" if start.startswith(b"<") else None
