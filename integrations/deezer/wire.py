"""Deezer's JSON objects to records. What is broken is None, never an exception: one bad entry spoils no page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from integrations.deezer.records import DeezerAlbum, DeezerArtist, DeezerChart, DeezerGenre, DeezerPage, DeezerTrack
from integrations.deezer.scalars import cover, identifier, picture
from integrations.scalars import address, day, flag, isrc, text, whole

Json = dict[str, object]
T = TypeVar("T")

MAX_RANK = 1_000_000
RECORD_TYPES = {"album": "album", "single": "single", "ep": "ep", "compile": "compile", "compilation": "compile"}


def read_genre(value: object) -> DeezerGenre | None:
    if not isinstance(value, dict):
        return None
    number, name = whole(value.get("id"), most=999_999), text(value.get("name"), 120)
    if number is None or not name:
        return None
    return DeezerGenre(number, name, picture(value.get("picture_medium")))


def read_artist(value: object) -> DeezerArtist | None:
    if not isinstance(value, dict):
        return None
    artist_id, name = identifier(value.get("id")), text(value.get("name"), 300)
    if not artist_id or not name:
        return None
    return DeezerArtist(
        id=artist_id,
        name=name,
        picture_medium=picture(value.get("picture_medium")),
        picture_xl=picture(value.get("picture_xl")),
        nb_album=whole(value.get("nb_album")),
        nb_fan=whole(value.get("nb_fan")),
    )


def read_album(value: object) -> DeezerAlbum | None:
    if not isinstance(value, dict):
        return None
    album_id, title = identifier(value.get("id")), text(value.get("title"), 500)
    if not album_id or not title:
        return None
    md5 = value.get("md5_image")
    return DeezerAlbum(
        id=album_id,
        title=title,
        artist=read_artist(value.get("artist")) or _first_contributor(value),
        cover_medium=picture(value.get("cover_medium")) or cover(md5, 250),
        cover_xl=picture(value.get("cover_xl")) or cover(md5, 1000),
        release_date=day(value.get("release_date")),
        nb_tracks=whole(value.get("nb_tracks")),
        fans=whole(value.get("fans")),
        record_type=RECORD_TYPES.get(text(value.get("record_type"), 16).lower(), ""),
        genre_id=_genre_id(value),
        label=text(value.get("label"), 200),
        upc=text(value.get("upc"), 32),
        tracks=read_embedded(value.get("tracks"), read_track),
    )


def read_track(value: object) -> DeezerTrack | None:
    if not isinstance(value, dict):
        return None
    track_id, title = identifier(value.get("id")), _title(value)
    if not track_id or not title:
        return None
    return DeezerTrack(
        id=track_id,
        title=title,
        artist=read_artist(value.get("artist")) or _first_contributor(value),
        album=read_album(value.get("album")),
        duration=whole(value.get("duration")) or 0,
        isrc=isrc(value.get("isrc")),
        track_position=whole(value.get("track_position"), least=1),
        disk_number=whole(value.get("disk_number"), least=1),
        rank=_rank(value.get("rank")),
        explicit=_explicit(value),
        readable=flag(value.get("readable")),
        preview=address(value["preview"]) if "preview" in value else None,
        release_date=day(value.get("release_date")),
        alternative=read_track(value.get("alternative")),
    )


def read_chart(value: object) -> DeezerChart | None:
    """The combined object of `/chart/{genre}`: a list of each kind, each of which may be missing."""
    kinds = ("tracks", "albums", "artists")
    if not isinstance(value, dict) or not any(isinstance(value.get(kind), dict) for kind in kinds):
        return None
    return DeezerChart(
        tracks=read_embedded(value.get("tracks"), read_track),
        albums=read_embedded(value.get("albums"), read_album),
        artists=read_embedded(value.get("artists"), read_artist),
    )


def read_page(value: object, read: Callable[[object], T | None], *, index: int, limit: int) -> DeezerPage[T] | None:
    """One page that was asked for with ``index`` and ``limit``; None if it is no page at all."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        return None
    entries: list[object] = value["data"]
    following = _next_index(value.get("next"), index=index, limit=limit) if entries else None
    return DeezerPage(_readable(entries, read), whole(value.get("total")), following)


def read_embedded(value: object, read: Callable[[object], T | None]) -> tuple[T, ...]:
    """The entries of ``{"data": [...]}`` inside another object; none where it is missing or broken."""
    data = value.get("data") if isinstance(value, dict) else None
    return _readable(data, read) if isinstance(data, list) else ()


def _readable(entries: list[object], read: Callable[[object], T | None]) -> tuple[T, ...]:
    return tuple(record for record in map(read, entries) if record is not None)


def _next_index(value: object, *, index: int, limit: int) -> int | None:
    """Only the number in ``next`` is taken, never its host; one that does not lead on would lead round in circles."""
    if not isinstance(value, str) or not value:
        return None
    try:
        found = parse_qs(urlsplit(value).query).get("index", [""])[-1]
    except ValueError:
        found = ""
    following = whole(found)
    if following is None:
        return index + limit
    return following if following > index else None


def _title(value: Json) -> str:
    whole_title = text(value.get("title"), 500)
    if whole_title:
        return whole_title
    return text(f"{text(value.get('title_short'), 400)} {text(value.get('title_version'), 99)}", 500)


def _first_contributor(value: Json) -> DeezerArtist | None:
    contributors = value.get("contributors")
    found = _readable(contributors, read_artist) if isinstance(contributors, list) else ()
    return found[0] if found else None


def _genre_id(value: Json) -> int | None:
    """None for -1 and 0, Deezer's numbers of an unknown genre; some albums name theirs only in ``genres``."""
    number = whole(value.get("genre_id"), least=1, most=999_999)
    if number is not None:
        return number
    named = [genre.id for genre in read_embedded(value.get("genres"), read_genre) if genre.id > 0]
    return named[0] if named else None


def _rank(value: object) -> int | None:
    number = whole(value)
    return None if number is None else min(number, MAX_RANK)


def _explicit(value: Json) -> bool | None:
    """``explicit_content_lyrics``: 0 no, 1 yes, the others say "edited", "partly" or "unknown"."""
    stated = flag(value.get("explicit_lyrics"))
    return flag(value.get("explicit_content_lyrics")) if stated is None else stated
