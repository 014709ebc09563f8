"""Apple's resources to records. What is broken is None, never an exception: one bad entry spoils no page.

A resource is ``{id, type, attributes, relationships}``; inside of relationships it may lack its attributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from integrations.apple.records import AppleAlbum, AppleArtist, ApplePage, AppleSearch, AppleSong
from integrations.scalars import MAX_ADDRESS, address, day, flag, isrc, text, whole

T = TypeVar("T")
Json = dict[str, Any]

_ID = re.compile(r"[0-9A-Za-z._-]{1,64}", re.ASCII)
_ID_IN_PATH = re.compile(r"/(?:id)?([0-9]{1,20})/?", re.ASCII)


def read_artist(value: object) -> AppleArtist | None:
    """Also of a reference, which has no name."""
    artist_id, said = _resource(value, "artists")
    if not artist_id:
        return None
    return AppleArtist(artist_id, text(said.get("name"), 300), _artwork(said))


def read_named_artist(value: object) -> AppleArtist | None:
    artist = read_artist(value)
    return artist if artist and artist.name else None


def read_album(value: object) -> AppleAlbum | None:
    album_id, said = _resource(value, "albums")
    name = text(said.get("name"), 500)
    if not album_id or not name or not isinstance(value, dict):
        return None
    return AppleAlbum(
        id=album_id,
        name=name,
        artist_name=text(said.get("artistName"), 300),
        artists=_artists_of(value, said),
        artwork=_artwork(said),
        release_date=_date(said),
        track_count=whole(said.get("trackCount")),
        is_single=flag(said.get("isSingle")),
        is_compilation=flag(said.get("isCompilation")),
        label=text(said.get("recordLabel"), 200),
        upc=text(said.get("upc"), 32),
        tracks=read_page(_related(value, "tracks"), read_song) or ApplePage(),
    )


def read_song(value: object) -> AppleSong | None:
    """None for music videos, which stand among an album's tracks."""
    song_id, said = _resource(value, "songs")
    name = text(said.get("name"), 500)
    if not song_id or not name or not isinstance(value, dict):
        return None
    return AppleSong(
        id=song_id,
        name=name,
        artist_name=text(said.get("artistName"), 300),
        artists=_artists_of(value, said),
        album=_album_of(value, said),
        duration_ms=whole(said.get("durationInMillis")) or 0,
        isrc=isrc(said.get("isrc")),
        track_number=whole(said.get("trackNumber"), least=1),
        disc_number=whole(said.get("discNumber"), least=1),
        explicit={"explicit": True, "clean": False}.get(text(said.get("contentRating"), 20).lower()),
        is_playable=isinstance(said.get("playParams"), dict),
        preview=_preview(said.get("previews")),
        release_date=_date(said),
    )


def read_single(body: object, read: Callable[[object], T | None]) -> T | None:
    """The first of ``{"data": [...]}``; also of a bare resource."""
    if not isinstance(body, dict):
        return None
    data = body.get("data")
    if isinstance(data, list):
        return read(data[0]) if data else None
    return read(body)


def read_search(body: object) -> AppleSearch | None:
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, dict):
        return None
    return AppleSearch(
        songs=read_page(results.get("songs"), read_song) or ApplePage(),
        artists=read_page(results.get("artists"), read_named_artist) or ApplePage(),
        albums=read_page(results.get("albums"), read_album) or ApplePage(),
    )


def read_page(value: object, read: Callable[[object], T | None]) -> ApplePage[T] | None:
    """One list with its ``next``; None if it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        return None
    entries: list[object] = value["data"]
    items = tuple(record for record in map(read, entries) if record is not None)
    return ApplePage(items, _next_offset(value.get("next")) if entries else None)


def artwork_url(template: str, size: int) -> str:
    """The address of the square picture of ``size`` pixels, "" without one."""
    filled = template.replace("{w}", str(size)).replace("{h}", str(size)).replace("{c}", "bb").replace("{f}", "jpg")
    return "" if "{" in filled else address(filled)


def _resource(value: object, kind: str) -> tuple[str, Json]:
    """Id and attributes; an empty id for what is no resource of this kind."""
    if not isinstance(value, dict) or value.get("type", kind) != kind:
        return "", {}
    said, found = value.get("attributes"), text(value.get("id"), 80)
    return found if _ID.fullmatch(found) else "", said if isinstance(said, dict) else {}


def _related(value: Json, name: str) -> object:
    relationships = value.get("relationships")
    return relationships.get(name) if isinstance(relationships, dict) else None


def _artists_of(value: Json, said: Json) -> tuple[AppleArtist, ...]:
    """The related ones; else the one whose page is named, where that was asked for."""
    page = read_page(_related(value, "artists"), read_artist)
    if page and page.items:
        first = page.items[0]
        if any(artist.name for artist in page.items):
            return page.items
        return (AppleArtist(first.id, text(said.get("artistName"), 300), first.artwork), *page.items[1:])
    artist_id = _id_in(said.get("artistUrl"))
    return (AppleArtist(artist_id, text(said.get("artistName"), 300)),) if artist_id else ()


def _album_of(value: Json, said: Json) -> AppleAlbum | None:
    """The related one; where it is named by id only, or by the song's address, with what the song says of it."""
    data = _related(value, "albums")
    page = read_page(data, read_album)
    if page and page.items:
        return page.items[0]
    references = read_page(data, lambda entry: _resource(entry, "albums")[0] or None)
    album_id = references.items[0] if references and references.items else _id_in(said.get("url"), within="/album/")
    name = text(said.get("albumName"), 500)
    return AppleAlbum(album_id, name, artwork=_artwork(said)) if album_id and name else None


def _id_in(url: object, *, within: str = "/artist/") -> str:
    """Out of ``https://music.apple.com/us/album/some-name/900032785?i=900032829``."""
    link = address(url)
    path = urlsplit(link).path if link else ""
    found = _ID_IN_PATH.fullmatch(path, path.rstrip("/").rfind("/")) if within in path else None
    return found[1] if found else ""


def _artwork(said: Json) -> str:
    artwork = said.get("artwork")
    template = text(artwork.get("url"), MAX_ADDRESS + 1) if isinstance(artwork, dict) else ""
    return template if artwork_url(template, 1000) else ""


def _preview(value: object) -> str | None:
    if not isinstance(value, list):
        return None
    return next((url for entry in value if isinstance(entry, dict) and (url := address(entry.get("url")))), "")


def _date(said: Json) -> date | None:
    """A day; the first one of a year or month, where no more is known."""
    value = text(said.get("releaseDate"), 40)
    return day(value + {4: "-01-01", 7: "-01"}.get(len(value), ""))


def _next_offset(link: object) -> int | None:
    """Only the number in ``next`` is taken, never its host; 0 would lead round in circles."""
    if not isinstance(link, str) or not link:
        return None
    try:
        return whole(parse_qs(urlsplit(link).query).get("offset", [""])[-1], least=1)
    except ValueError:
        return None
