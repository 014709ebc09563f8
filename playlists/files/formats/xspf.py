"""XSPF, the XML playlist format, version 1 (https://xspf.org/spec): lengths in milliseconds, ids as locations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from playlists.files.listed import (
    MOST_TRACKS,
    BadPlaylistFile,
    Heading,
    ListedPlaylist,
    ListedTrack,
    id_in,
    milliseconds,
    one_line,
)

_MOST_EVENTS: Final = 300_000
"""Beginnings and ends of elements: more than 10,000 tracks with all that can be said of them have."""
_DEEPEST: Final = 32
_NAMESPACE: Final = "http://xspf.org/ns/0/"
ISRC: Final = "isrc:"
"""Before an ISRC in an `identifier`, here and in JSPF."""


def write(heading: Heading, tracks: Iterable[ListedTrack]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="{_NAMESPACE}">\n'
    yield _element("title", heading.name) + _element("annotation", heading.description) + "<trackList>\n"
    for track in tracks:
        yield f"<track>{''.join(_elements(track))}</track>\n"
    yield "</trackList>\n</playlist>\n"


def _elements(track: ListedTrack) -> Iterator[str]:
    yield _element("location", track.id.link if track.id else "")
    yield _element("identifier", f"{ISRC}{track.isrc}" if track.isrc else "")
    yield _element("title", track.title)
    yield _element("creator", ", ".join(track.artists))
    yield _element("album", track.album)
    yield _element("duration", str(track.duration_ms or ""))


def _element(name: str, text: str) -> str:
    written = escape("".join(map(_storable, text)))
    return f"<{name}>{written}</{name}>" if text else ""


def _storable(character: str) -> str:
    """XML has no place for control characters, nor for half of a pair."""
    fit = character in "\t\n\r" or " " <= character <= "\ud7ff" or "\ue000" <= character <= "\ufffd"
    return character if fit or character > "\uffff" else " "


def read(content: bytes) -> ListedPlaylist:
    """Raises `BadPlaylistFile` for what is no XML, and for XML with entities or a document type of its own."""
    try:
        return _read(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        if isinstance(error, BadPlaylistFile):
            raise
        raise BadPlaylistFile("This is no XSPF: its XML cannot be read, or declares entities.") from None


def _read(content: bytes) -> ListedPlaylist:
    """Element by element, since a small file can hold millions; each track is forgotten when it has been read."""
    tracks: list[ListedTrack] = []
    root: Element | None = None
    depth = 0
    for number, (event, element) in enumerate(iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True)):
        depth += 1 if event == "start" else -1
        root = element if root is None else root
        if number > _MOST_EVENTS or depth > _DEEPEST:
            raise BadPlaylistFile("This is no XSPF: there are too many elements in it.")
        if event == "end" and _name(element) == "track" and len(tracks) < MOST_TRACKS:
            tracks.append(_track(element))
            element.clear()
    if root is None or _name(root) != "playlist":
        raise BadPlaylistFile("This is no XSPF: there is no playlist in it.")
    return ListedPlaylist(Heading(_text(root, "title"), _text(root, "annotation")), tracks)


def _track(element: Element) -> ListedTrack:
    texts = [(_name(child), (child.text or "").strip()) for child in element]
    places = [text for name, text in texts if name in ("location", "identifier")]
    creator = _text(element, "creator")
    return ListedTrack(
        title=_text(element, "title"),
        artists=(creator,) if creator else (),
        album=_text(element, "album"),
        duration_ms=milliseconds(_text(element, "duration")),
        isrc=next((text[len(ISRC) :] for text in places if text.lower().startswith(ISRC)), "")[:15],
        id=next((found for text in places if (found := id_in(text))), None),
    )


def _name(element: Element) -> str:
    """Without the namespace, which some leave out."""
    return str(element.tag).rpartition("}")[2]


def _text(element: Element, name: str) -> str:
    return one_line(next((child.text or "" for child in element if _name(child) == name), ""))
