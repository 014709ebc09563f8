"""M3U and M3U8: what players write. A line of `#EXTINF` before each location names the track.

`#EXTALB` and `#EXTART` are the album and the artist, as VLC and foobar2000 have them. `#ISRC` is a comment to others.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote, urlsplit

from playlists.files.listed import (
    BadPlaylistFile,
    Heading,
    ListedPlaylist,
    ListedTrack,
    decoded,
    id_in,
    listed,
    milliseconds,
    one_line,
)

_INFO = re.compile(r"\s*(-?\d+(?:\.\d+)?)?[^,]*,(.*)", re.DOTALL)
_TRACK_NUMBER = re.compile(r"\d{1,3}(?:[-.]\d{1,2})?\s*[-._]\s*")


def write(heading: Heading, tracks: Iterable[ListedTrack]) -> Iterator[str]:
    """CRLF, as the format's players on Windows need it."""
    yield "#EXTM3U\r\n"
    if heading.name:
        yield f"#PLAYLIST:{one_line(heading.name)}\r\n"
    for track in tracks:
        yield from (f"{line}\r\n" for line in _lines(track))


def _lines(track: ListedTrack) -> Iterator[str]:
    artist, title = one_line(", ".join(track.artists)), one_line(track.title)
    seconds = -1 if track.duration_ms is None else round(track.duration_ms / 1000)
    yield f"#EXTINF:{seconds},{artist} - {title}" if artist else f"#EXTINF:{seconds},{title}"
    if artist:
        yield f"#EXTART:{artist}"
    if track.album:
        yield f"#EXTALB:{one_line(track.album)}"
    if track.isrc:
        yield f"#ISRC:{one_line(track.isrc)}"
    yield track.id.link if track.id else f"{title}.mp3"


def read(content: bytes) -> ListedPlaylist:
    """Lines that are not understood are passed over: the format has no grammar."""
    text = decoded(content)
    if "\x00" in text:
        raise BadPlaylistFile("This is no text.")
    name = next((line[10:] for line in _stripped(text) if line[:10].upper() == "#PLAYLIST:"), "")
    return listed(Heading(one_line(name)), _tracks(text))


def _stripped(text: str) -> Iterator[str]:
    return map(str.strip, io.StringIO(text, newline=None))


def _tracks(text: str) -> Iterator[ListedTrack]:
    told: dict[str, str] = {}
    for line in _stripped(text):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            told[key.upper()[:10]] = value
        elif line:
            yield _track(line, told)
            told = {}


def _track(location: str, told: dict[str, str]) -> ListedTrack:
    info = _INFO.fullmatch(told.get("EXTINF", ""))
    seconds, shown = (info[1], info[2].strip()) if info else (None, "")
    artist, album = one_line(told.get("EXTART", "")), one_line(told.get("EXTALB", ""))
    if not shown:
        shown = _TRACK_NUMBER.sub("", _file_name(location), count=1)
    if artist:
        title = shown.removeprefix(f"{artist} - ")
    else:
        artist, dash, title = shown.partition(" - ")
        artist, title = (artist, title) if dash else ("", artist)
    return ListedTrack(
        title=one_line(title),
        artists=(one_line(artist),) if artist.strip() else (),
        album=album,
        duration_ms=milliseconds(float(seconds) * 1000) if seconds else None,
        isrc=one_line(told.get("ISRC", ""))[:15],
        id=id_in(location),
    )


def _file_name(location: str) -> str:
    """Of a path or address, without folders and the kind of file."""
    try:
        path = unquote(urlsplit(location).path) if "://" in location else location
    except ValueError:
        path = location
    name = PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
    return name.rpartition(".")[0] or name
