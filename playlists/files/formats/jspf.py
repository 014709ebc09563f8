"""JSPF, XSPF's elements as JSON, with MusicBrainz' extension for when a track was added
(https://musicbrainz.org/doc/jspf): what ListenBrainz speaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from playlists.files.formats.xspf import ISRC
from playlists.files.listed import (
    BadPlaylistFile,
    Heading,
    ListedPlaylist,
    ListedTrack,
    decoded,
    id_in,
    listed,
    milliseconds,
    moment,
    one_line,
)

_EXTENSION: Final = "https://musicbrainz.org/doc/jspf#track"


def write(heading: Heading, tracks: Iterable[ListedTrack]) -> Iterator[str]:
    """A track a line, so that no more than one is in memory."""
    about = _said({"title": heading.name, "annotation": heading.description})
    start = json.dumps(about, ensure_ascii=False)[1:-1]
    yield f'{{"playlist": {{{start}{", " if start else ""}"track": ['
    between = "\n"
    for track in tracks:
        yield between + json.dumps(_object(track), ensure_ascii=False)
        between = ",\n"
    yield "\n]}}\n"


def _object(track: ListedTrack) -> dict[str, Any]:
    added = {"added_at": track.added_at.isoformat()} if track.added_at else {}
    return _said(
        {
            "location": [track.id.link] if track.id else [],
            "identifier": [f"{ISRC}{track.isrc}"] if track.isrc else [],
            "title": track.title,
            "creator": ", ".join(track.artists),
            "album": track.album,
            "duration": track.duration_ms,
            "extension": {_EXTENSION: added} if added else {},
        }
    )


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def read(content: bytes) -> ListedPlaylist:
    try:
        document = json.loads(decoded(content))
    except (ValueError, RecursionError):
        raise BadPlaylistFile("This is no JSPF: its JSON cannot be read.") from None
    playlist = document.get("playlist") if isinstance(document, dict) else None
    tracks = playlist.get("track", []) if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise BadPlaylistFile("This is no JSPF: there is no playlist in it.")
    heading = Heading(_text(playlist.get("title")), _text(playlist.get("annotation")))
    return listed(heading, (_track(each) for each in tracks if isinstance(each, dict)))


def _track(said: dict[str, Any]) -> ListedTrack:
    places = [*_list(said.get("location")), *_list(said.get("identifier"))]
    creator = _text(said.get("creator"))
    extension = said.get("extension")
    added = extension.get(_EXTENSION) if isinstance(extension, dict) else None
    return ListedTrack(
        title=_text(said.get("title")),
        artists=(creator,) if creator else (),
        album=_text(said.get("album")),
        duration_ms=milliseconds(said.get("duration")),
        isrc=next((text[len(ISRC) :] for text in places if text.lower().startswith(ISRC)), "")[:15],
        id=next((found for text in places if (found := id_in(text))), None),
        added_at=moment(added.get("added_at")) if isinstance(added, dict) else None,
    )


def _list(value: object) -> list[str]:
    """ListenBrainz writes one identifier as a text, several as a list."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]


def _text(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""
