"""Our own catalogue as lists: what is shown of it, narrowed and ordered as a client asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.filters import by_artist, in_years, of_genre
from catalogue.models import Album, Artist, Track
from catalogue.stored import loaded_albums, loaded_tracks
from catalogue.text import fold

Asked = Mapping[str, Any]

MAX_WORDS: Final = 8
NAME_ORDERS: Final = ("name", "created_at")
ALBUM_ORDERS: Final = ("title", "artist", "release_date", "created_at")
SONG_ORDERS: Final = ("title", "artist", "release_date", "duration", "rank", "created_at")

_COLUMNS: Final = {
    "name": "search_name",
    "title": "search_title",
    "artist": "artist__search_name",
    "release_date": "released",
}


def own_songs(asked: Asked) -> QuerySet[Track]:
    """``asked``: `search genre artist year_from year_to ordering`, all optional. A song without a release date has
    that of its album.
    """
    released = Coalesce("release_date", "album__release_date")
    songs = loaded_tracks().filter(provider="local").annotate(released=released)
    return _ordered(_narrowed(songs, asked, "search_title", "artist__search_name"), asked, "title")


def own_albums(asked: Asked) -> QuerySet[Album]:
    albums = loaded_albums().filter(provider="local").annotate(released=F("release_date"))
    return _ordered(_narrowed(albums, asked, "search_title", "artist__search_name"), asked, "title")


def own_artists(asked: Asked) -> QuerySet[Artist]:
    """``asked``: `search ordering`, and `genre`: of one of their songs."""
    artists = Artist.objects.local().shown()
    if genre := asked.get("genre"):
        theirs = Track.objects.shown().filter(of_genre(genre))
        artists = artists.filter(pk__in=theirs.values("artist"))
    return _ordered(_with_words(artists, asked.get("search", ""), "search_name"), asked, "name")


def _narrowed(rows: QuerySet[Any], asked: Asked, *columns: str) -> QuerySet[Any]:
    rows = _with_words(rows, asked.get("search", ""), *columns)
    if genre := asked.get("genre"):
        rows = rows.filter(of_genre(genre))
    if artist := asked.get("artist"):
        rows = rows.filter(by_artist(artist))
    return rows.filter(in_years(asked, "released"))


def _with_words(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """Every word stands somewhere in one of the columns, whatever its case and accents."""
    for word in fold(text).split()[:MAX_WORDS]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__contains": word})
        rows = rows.filter(anywhere)
    return rows


def _ordered(rows: QuerySet[Any], asked: Asked, default: str) -> QuerySet[Any]:
    asked_for = asked.get("ordering") or default
    name = asked_for.lstrip("-")
    column = F(_COLUMNS.get(name, name))
    order = column.desc(nulls_last=True) if asked_for.startswith("-") else column.asc(nulls_last=True)
    return rows.order_by(order, "pk")
