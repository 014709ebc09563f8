"""Scrobbles as clients of the API 2.0 send them: `artist[0]`, `track[0]`, `timestamp[0]`; one alone needs no index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from integrations.lastfm.client import BATCH
from integrations.lastfm.codes import INVALID_PARAMETERS, Refusal
from integrations.lastfm.records import LastfmListen
from integrations.scalars import text, whole

_INDEXED: Final = re.compile(r"([A-Za-z]+)\[([0-9]{1,4})\]", re.ASCII)
_LONGEST: Final = 500


def read_scrobbles(form: Mapping[str, str]) -> list[LastfmListen]:
    """In the order of their numbers. Raises `Refusal` when one lacks artist, track or timestamp, or for over 50."""
    by_index: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        found = _INDEXED.fullmatch(name)
        index, field = (int(found[2]), found[1]) if found else (0, name)
        by_index.setdefault(index, {})[field] = value
    listens = [read_listen(fields) for _, fields in sorted(by_index.items()) if "artist" in fields or "track" in fields]
    if not listens:
        raise Refusal(INVALID_PARAMETERS)
    if len(by_index) > BATCH:
        raise Refusal(INVALID_PARAMETERS, f"Invalid parameters - A batch has at most {BATCH} scrobbles")
    return listens


def read_listen(fields: Mapping[str, str], *, timed: bool = True) -> LastfmListen:
    """Raises `Refusal`. ``timed``: with the moment at which it began."""
    artist, track = text(fields.get("artist"), _LONGEST), text(fields.get("track"), _LONGEST)
    listened_at = whole(fields.get("timestamp"), least=1) if timed else 0
    if not artist or not track or listened_at is None:
        raise Refusal(INVALID_PARAMETERS)
    return LastfmListen(
        artist=artist,
        track=track,
        listened_at=listened_at,
        album=text(fields.get("album"), _LONGEST),
        album_artist=text(fields.get("albumArtist"), _LONGEST),
        track_number=whole(fields.get("trackNumber")) or 0,
        duration=whole(fields.get("duration"), most=24 * 60 * 60) or 0,
    )
