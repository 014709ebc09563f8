"""What somebody who is typing may mean: names of stored rows of every provider, without asking anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Combinable, RawSQL

from catalogue.ids import CatalogueId
from catalogue.matching import ALBUM, ARTIST, TRACK, begins, index_of, words_of
from catalogue.models import Album, Artist, Track
from catalogue.providers.registry import enabled_names
from catalogue.text import fold

MORE: Final = 2
"""Times as many rows are looked at as are suggested: editions of one name are suggested once."""

_SOURCES: Final[dict[str, tuple[str, str]]] = {
    ARTIST: ("search_name", "nb_fan"),
    TRACK: ("search_title", "rank"),
    ALBUM: ("search_title", "nb_fan"),
}


_IDENTITY: Final = ("provider", "external_id")
_COLUMNS: Final[dict[str, tuple[str | Combinable, ...]]] = {
    ARTIST: (*_IDENTITY, "name", Value(""), "picture_medium"),
    TRACK: (*_IDENTITY, "title", "artist__name", "album__cover_medium"),
    ALBUM: (*_IDENTITY, "title", "artist__name", "cover_medium"),
}
"""Of a `Suggestion`, in its order."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``kind`` is artist, album or track; ``by`` the artist's name, "" for artists themselves."""

    kind: str
    id: CatalogueId
    text: str
    by: str = ""
    picture: str = ""


def suggest(text: str, *, limit: int) -> list[Suggestion]:
    """Names in which every word of ``text`` begins a word, those that begin with it first; artists, tracks and albums
    in turn, popular ones first. A single letter suggests artists only. Six statements at most.
    """
    words = words_of(text)
    if not words:
        return []
    single = len(fold(text)) == 1
    kinds = [ARTIST] if single else [ARTIST, TRACK, ALBUM]
    found = [_distinct(kind, _rows(kind, words, fold(text), limit * MORE)) for kind in kinds]
    turns = [(place, turn, each) for turn, of_kind in enumerate(found) for place, each in enumerate(of_kind)]
    turns.sort(key=lambda entry: (not fold(entry[2].text).startswith(fold(text)), entry[0], entry[1]))
    return [each for _, _, each in turns[:limit]]


def _rows(kind: str, words: Sequence[str], folded: str, limit: int) -> list[Row]:
    """Few that match are ordered by popularity; of thousands, the popular ones are gone through until enough match."""
    name, popularity = _SOURCES[kind]
    rows = _shown(kind)
    if len(folded) == 1:
        rows = rows.filter(**{f"{name}__startswith": folded})
    elif index_of(connection).is_common(connection, kind, words):
        rows = rows.filter(begins(name, words), **{f"{popularity}__isnull": False}).order_by(f"-{popularity}")
        return list(rows.values_list(*_COLUMNS[kind])[:limit])
    else:
        sql, values = index_of(connection).beginning(kind, words)
        rows = rows.filter(pk__in=RawSQL(sql, values))  # noqa: S611  (values are parameters)
    first = Case(When(**{f"{name}__startswith": folded}, then=0), default=1, output_field=IntegerField())
    rows = rows.order_by(first, F(popularity).desc(nulls_last=True), "pk")
    return list(rows.values_list(*_COLUMNS[kind])[:limit])


def _shown(kind: str) -> QuerySet[Any]:
    rows: QuerySet[Any]
    if kind == ARTIST:
        rows = Artist.objects.shown()
    elif kind == ALBUM:
        rows = Album.objects.shown().exclude(artist__is_hidden=True)
    else:
        rows = Track.objects.shown().filter(artist__is_hidden=False).exclude(album__is_hidden=True)
    return rows.filter(provider__in=enabled_names())


def _distinct(kind: str, rows: Sequence[Row]) -> list[Suggestion]:
    """Each name once: a live version of the same title, or another provider's copy, is no second suggestion."""
    found: dict[tuple[str, str], Suggestion] = {}
    for provider, value, text, by, picture in rows:
        each = Suggestion(kind, CatalogueId(provider, value), text, by or "", picture or "")
        found.setdefault((fold(each.text), fold(each.by)), each)
    return list(found.values())
