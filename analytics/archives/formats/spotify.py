"""Spotify's streaming history: the extended archive (`Streaming_History_Audio_*.json`, before 2023 `endsong_*.json`)
and the short one of a year (`StreamingHistory_music_*.json`).

`ts` and `endTime` are when a stream ended, in UTC. The files say far more (addresses, devices), which is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import IO, Any, Final

import ijson

from analytics.archives.heard import BadArchive, Entry, Heard, Passed, is_possible, name, track_id, whole
from catalogue.identifying.upstream import first_outside
from catalogue.identifying.wanted import Wanted
from catalogue.ids import SPOTIFY

_STEPS: Final = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}
_DEEPEST: Final = 16
_LONGEST: Final = 24 * 60 * 60 * 1000


def read(stream: IO[bytes]) -> Iterator[Entry]:
    """The entries of one JSON file, one at a time."""
    try:
        yield from map(_entry, flat_objects(ijson.basic_parse(stream, use_float=True)))
    except (ijson.JSONError, UnicodeDecodeError):
        raise BadArchive("A file of the archive is no JSON, or is cut off.") from None


def flat_objects(events: Iterable[tuple[str, Any]]) -> Iterator[dict[str, Any]]:
    """The objects in a list, with their plain values: what is nested in them is left out.

    ijson's own `items` builds whatever it meets, and needs memory by the square of how deeply it is nested.
    """
    depth, key, said = 0, "", dict[str, Any]()
    for event, value in events:
        before, depth = depth, depth + _STEPS.get(event, 0)
        if depth > _DEEPEST or (before == 0 and event != "start_array"):
            raise BadArchive("A file of the archive is no list of streams.")
        if (before, depth) == (1, 2):
            said = {}
        elif (before, depth) == (2, 1):
            yield said
        elif (before, depth) == (2, 2):
            if event == "map_key":
                key = value
            else:
                said[key] = value


def _entry(said: dict[str, Any]) -> Entry:
    ended = _ended(said)
    played_ms = whole(said.get("ms_played", said.get("msPlayed")))
    if ended is None or played_ms is None or played_ms > _LONGEST:
        return Passed.UNREADABLE
    if said.get("spotify_episode_uri") or said.get("episode_name"):
        return Passed.EPISODE
    if said.get("audiobook_uri") or said.get("audiobook_title"):
        return Passed.AUDIOBOOK
    if said.get("incognito_mode") is True:
        return Passed.PRIVATE
    return _heard(said, ended, played_ms)


def _heard(said: dict[str, Any], ended: datetime, played_ms: int) -> Entry:
    title = name(said.get("master_metadata_track_name", said.get("trackName")))
    artist = name(said.get("master_metadata_album_artist_name", said.get("artistName")))
    uri = said.get("spotify_track_uri")
    if not title or not artist:
        return Passed.UNREADABLE
    if played_ms == 0:
        return Passed.NOT_PLAYED
    # Elsewhere the track is better looked for by name: Spotify lets nobody hear its own.
    own = track_id(uri) if first_outside() == SPOTIFY else None
    wanted = Wanted(title, (artist,), name(said.get("master_metadata_album_album_name")), ids=(own,) if own else ())
    key = f"spotify {ended.isoformat()} {played_ms} {uri or f'{artist} {title}'}"
    return Heard(ended - timedelta(milliseconds=played_ms), wanted, key, played_ms)


def _ended(said: dict[str, Any]) -> datetime | None:
    """`2023-05-01T10:00:00Z`, or to the minute `2023-05-01 10:00`."""
    text = said.get("ts", said.get("endTime"))
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    found = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return found if is_possible(found) else None
