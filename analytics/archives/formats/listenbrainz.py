"""ListenBrainz' listens: a JSON object a line, as its exports have them (`listens/2024/5.jsonl`) and its API speaks.

`listened_at` is when a listen began. ListenBrainz has no skips: only plays are written, and all that is read is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any, Final

from analytics.archives.heard import BadArchive, Entry, Heard, Passed, is_possible, name, track_id, whole
from analytics.archives.told import Told
from catalogue.identifying.wanted import Wanted

LONGEST_LINE: Final = 100_000
"""Bytes; ListenBrainz takes listens of at most 10,240."""


def write(listens: Iterable[Told]) -> Iterator[str]:
    for each in listens:
        if each.is_play:
            yield json.dumps(_object(each), ensure_ascii=False) + "\n"


def _object(told: Told) -> dict[str, Any]:
    info = {
        "duration_ms": told.duration_ms,
        "isrc": told.isrc or None,
        "origin_url": told.id.link,
        "media_player": "PlayPod",
        "submission_client": "PlayPod",
    }
    track = {
        "artist_name": told.artist,
        "track_name": told.title,
        "release_name": told.album or None,
        "additional_info": {key: value for key, value in info.items() if value is not None},
    }
    return {
        "listened_at": int(told.moment.timestamp()),
        "track_metadata": {key: value for key, value in track.items() if value is not None},
    }


def read(stream: IO[bytes]) -> Iterator[Entry]:
    """A line that is no listen is passed over. Raises `BadArchive` when the first one is no JSON."""
    first = True
    while line := stream.readline(LONGEST_LINE):
        if not line.strip():
            continue
        entry = _line(line)
        if first and entry is None:
            raise BadArchive("This is not what ListenBrainz exports: its lines are no JSON objects.")
        first = False
        yield entry or Passed.UNREADABLE


def _line(line: bytes) -> Entry | None:
    """None for what is no JSON object."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return _entry(said) if isinstance(said, dict) else None


def _entry(said: dict[str, Any]) -> Entry:
    track = said.get("track_metadata")
    seconds = whole(said.get("listened_at"))
    if not isinstance(track, dict) or seconds is None:
        return Passed.UNREADABLE
    moment = datetime.fromtimestamp(min(seconds, 2**33), UTC)
    title, artist = name(track.get("track_name")), name(track.get("artist_name"))
    if not title or not artist or not is_possible(moment):
        return Passed.UNREADABLE
    key = f"listenbrainz {seconds} {artist} {title}"
    return Heard(moment, _wanted(track, title, artist), key)


def _wanted(track: dict[str, Any], title: str, artist: str) -> Wanted:
    told = track.get("additional_info")
    info: dict[str, Any] = told if isinstance(told, dict) else {}
    length = whole(info.get("duration_ms")) or (whole(info.get("duration")) or 0) * 1000
    own = track_id(info.get("origin_url"))
    isrc = info.get("isrc")
    return Wanted(
        title,
        (artist,),
        name(track.get("release_name")),
        length or None,
        isrc[:15] if isinstance(isrc, str) else "",
        (own,) if own else (),
    )
