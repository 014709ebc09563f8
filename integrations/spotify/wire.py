"""Spotify's JSON objects to records. What is broken is None, never an exception: one bad entry spoils no page.

Entries of lists may be null, and local files have neither an id nor an album with one: both are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar
from urllib.parse import parse_qs, urlsplit

from integrations.scalars import address, day, flag, isrc, text, whole
from integrations.spotify.records import (
    SpotifyAlbum,
    SpotifyArtist,
    SpotifyImage,
    SpotifyPage,
    SpotifySearch,
    SpotifyTrack,
)

T = TypeVar("T")

ALBUM_TYPES: Final = frozenset({"album", "single", "compilation"})
_ID = re.compile(r"[0-9A-Za-z]{22}", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)


def identifier(value: object) -> str:
    """The id; "" for null and for what is no id of Spotify's."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def read_artist(value: object) -> SpotifyArtist | None:
    if not isinstance(value, dict):
        return None
    artist_id, name = identifier(value.get("id")), text(value.get("name"), 300)
    if not artist_id or not name:
        return None
    followers = value.get("followers")
    total = whole(followers.get("total")) if isinstance(followers, dict) else None
    return SpotifyArtist(artist_id, name, read_images(value.get("images")), total)


def read_album(value: object) -> SpotifyAlbum | None:
    if not isinstance(value, dict):
        return None
    album_id, name = identifier(value.get("id")), text(value.get("name"), 500)
    if not album_id or not name:
        return None
    kind = text(value.get("album_type"), 20).lower()
    return SpotifyAlbum(
        id=album_id,
        name=name,
        artists=_entries(value.get("artists"), read_artist),
        images=read_images(value.get("images")),
        release_date=release_day(value.get("release_date")),
        total_tracks=whole(value.get("total_tracks")),
        album_type=kind if kind in ALBUM_TYPES else "",
        label=text(value.get("label"), 200),
        upc=text(_external(value, "upc"), 32),
        tracks=read_page(value.get("tracks"), read_track) or SpotifyPage(),
    )


def read_track(value: object) -> SpotifyTrack | None:
    """None for local files and for episodes too."""
    if not isinstance(value, dict) or value.get("type") == "episode":
        return None
    track_id, name = identifier(value.get("id")), text(value.get("name"), 500)
    if not track_id or not name:
        return None
    return SpotifyTrack(
        id=track_id,
        name=name,
        artists=_entries(value.get("artists"), read_artist),
        album=read_album(value.get("album")),
        duration_ms=whole(value.get("duration_ms")) or 0,
        isrc=isrc(_external(value, "isrc")),
        track_number=whole(value.get("track_number"), least=1),
        disc_number=whole(value.get("disc_number"), least=1),
        explicit=flag(value.get("explicit")),
        is_playable=flag(value.get("is_playable")),
        popularity=whole(value.get("popularity"), most=100),
    )


def read_search(value: object) -> SpotifySearch | None:
    """Each kind may be missing; None if all of them are."""
    if not isinstance(value, dict):
        return None
    tracks = read_page(value.get("tracks"), read_track)
    artists = read_page(value.get("artists"), read_artist)
    albums = read_page(value.get("albums"), read_album)
    if tracks is None and artists is None and albums is None:
        return None
    return SpotifySearch(tracks or SpotifyPage(), artists or SpotifyPage(), albums or SpotifyPage())


def read_page(value: object, read: Callable[[object], T | None]) -> SpotifyPage[T] | None:
    """One paging object; None if it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return None
    return SpotifyPage(_entries(value["items"], read), whole(value.get("total")), _next_offset(value))


def read_images(value: object) -> tuple[SpotifyImage, ...]:
    """Largest first."""
    images = _entries(value, _image)
    return tuple(sorted(images, key=lambda image: -image.width))


def release_day(value: object) -> date | None:
    """A day; the first one of a year or of a month, where no more is known."""
    if isinstance(value, dict):
        value = "-".join(f"{part:02d}" for part in _date_parts(value))
    found = _MONTH.fullmatch(value.strip()) if isinstance(value, str) else None
    return day(f"{found[1]}-{found[2] or '01'}-01" if found else value)


def _date_parts(value: dict[str, object]) -> list[int]:
    """Of ``{"year", "month", "day"}``, as one client saved them, up to the first that is null."""
    parts: list[int] = []
    for name in ("year", "month", "day"):
        number = whole(value.get(name), least=1, most=9999)
        if number is None:
            break
        parts.append(number)
    return parts


def _image(value: object) -> SpotifyImage | None:
    url = address(value.get("url")) if isinstance(value, dict) else ""
    return SpotifyImage(url, whole(value.get("width")) or 0) if isinstance(value, dict) and url else None


def _entries(value: object, read: Callable[[object], T | None]) -> tuple[T, ...]:
    entries = value if isinstance(value, list) else []
    return tuple(record for record in map(read, entries) if record is not None)


def _external(value: dict[str, object], name: str) -> object:
    named = value.get("external_ids")
    return named.get(name) if isinstance(named, dict) else None


def _next_offset(page: dict[str, object]) -> int | None:
    """Only the number in ``next`` is taken, never its host; one that does not lead on would lead round in circles."""
    link, offset = page.get("next"), whole(page.get("offset")) or 0
    if not isinstance(link, str) or not link:
        return None
    try:
        found = whole(parse_qs(urlsplit(link).query).get("offset", [""])[-1])
    except ValueError:
        found = None
    following = offset + (whole(page.get("limit"), least=1) or 1) if found is None else found
    return following if following > offset else None
