"""Search with filters and an order of the client's.

What the providers found and what matches among all stored rows is narrowed together, in the database: a provider's own
search neither filters nor sorts as we promise. A filter that a kind of thing cannot have leaves that kind alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from django.db.models import Q
from django.db.models.functions import Coalesce

from catalogue import questions
from catalogue.errors import CatalogueUnavailable
from catalogue.filters import by_artist, in_years, of_genre
from catalogue.matching import ALBUM, ARTIST, TRACK, best_matching, nearly_matching
from catalogue.merging import merged_search
from catalogue.models import Artist, Track
from catalogue.provenance import Provenance, Source
from catalogue.providers.local_search import FEW, with_popularity
from catalogue.providers.records import AlbumRecord, ArtistRecord, SearchPage, TrackRecord
from catalogue.providers.registry import enabled_names
from catalogue.several import said_by_all
from catalogue.stored import album_record, artist_record, loaded_albums, loaded_tracks, track_record
from catalogue.text import fold
from integrations.budget import Budget

ORDERS: Final = ("relevance", "popularity", "release_date", "title", "duration")
STORED: Final = 200
"""Matches among the stored rows that are sorted, in each list."""

Asked = Mapping[str, Any]
Sources = dict[str, tuple[Any, Callable[[Any], Any]]]
Record = TrackRecord | AlbumRecord | ArtistRecord
Entry = TypeVar("Entry", TrackRecord, AlbumRecord, ArtistRecord)


def refined_search(
    *, query: str, asked: Asked, limit: int, budget: Budget | None = None, provenance: Provenance | None = None
) -> SearchPage:
    """``asked``: `genre artist year_from year_to duration_min duration_max explicit provider order`, all optional.

    Never raises CatalogueUnavailable while anything stored matches.
    """
    provenance = provenance or Provenance()
    names = [name for name in enabled_names() if asked.get("provider") in (None, name)]
    pages, failure = _said(query, names, budget, provenance)
    rows = _rows(asked, names)
    lists: dict[str, list[list[Any]]] = {kind: [] for kind in rows}
    for kind, (of_kind, record) in rows.items():
        ids = [[each.id for each in _of(page, kind)] for page in pages]
        held = {row.catalogue_id: record(row) for row in of_kind.with_ids(each for part in ids for each in part)}
        lists[kind] = [[held[each] for each in part if each in held] for part in ids]
        lists[kind].append([record(row) for row in best_matching(of_kind, kind, query, limit=STORED)])
    _add_near(query, rows, lists)
    if failure and not any(part for parts in lists.values() for part in parts):
        raise failure
    found = [
        SearchPage(tracks, artists, albums)
        for tracks, artists, albums in zip(lists[TRACK], lists[ARTIST], lists[ALBUM], strict=True)
    ]
    merged = merged_search(query, found, limit=STORED)
    order = asked.get("order") or "relevance"
    return SearchPage(
        _ordered(merged.tracks, order)[:limit],
        _ordered(merged.artists, order)[:limit],
        _ordered(merged.albums, order)[:limit],
    )


def _said(
    query: str, names: Sequence[str], budget: Budget | None, provenance: Provenance
) -> tuple[list[SearchPage], CatalogueUnavailable | None]:
    question = partial(_question, query=" ".join(query.split()))
    try:
        # What is empty here is for the filters to say, and the stored rows may have more.
        pages = said_by_all(question, budget=budget, is_empty=_is_empty, provenance=provenance, names=names)
    except CatalogueUnavailable as error:
        provenance.add(Source.STALE, provenance.fetched_at)
        return [], error
    return pages, None


def _question(provider: str, *, query: str) -> questions.Question[SearchPage]:
    return questions.search(provider, query)


def _is_empty(page: SearchPage) -> bool:
    return not (page.tracks or page.artists or page.albums)


def _of(page: SearchPage, kind: str) -> Iterable[Record]:
    lists: dict[str, Iterable[Record]] = {TRACK: page.tracks, ARTIST: page.artists, ALBUM: page.albums}
    return lists[kind]


def _add_near(
    query: str, rows: Mapping[str, tuple[Any, Callable[[Any], Any]]], lists: dict[str, list[list[Any]]]
) -> None:
    if sum(len(part) for parts in lists.values() for part in parts) < FEW:
        for kind, (of_kind, record) in rows.items():
            lists[kind][-1] += [record(row) for row in nearly_matching(of_kind, kind, query, limit=STORED)]


def _rows(asked: Asked, names: Sequence[str]) -> Sources:
    """By kind, the rows that pass the filters, and what makes a record of one."""
    theirs = Q(provider__in=names)
    released = Coalesce("release_date", "album__release_date")
    tracks = loaded_tracks().alias(released=released).filter(theirs, _tracks_with(asked))
    albums = with_popularity(loaded_albums().filter(theirs, in_years(asked, "release_date")))
    artists = Artist.objects.shown().filter(theirs)
    if genre := asked.get("genre"):
        albums = albums.filter(of_genre(genre))
        artists = artists.filter(pk__in=Track.objects.shown().filter(of_genre(genre)).values("artist"))
    if artist := asked.get("artist"):
        albums, artists = albums.filter(by_artist(artist)), artists.filter(by_artist(artist, prefix=""))
    return {TRACK: (tracks, track_record), ARTIST: (artists, artist_record), ALBUM: (albums, album_record)}


def _tracks_with(asked: Asked) -> Q:
    """What is not known fails a filter, but for `explicit`: false lets pass what nobody called explicit."""
    wanted = in_years(asked, "released")
    if genre := asked.get("genre"):
        wanted &= of_genre(genre) | Q(genre=None) & of_genre(genre, field="album__genre")
    if artist := asked.get("artist"):
        wanted &= by_artist(artist)
    if (least := asked.get("duration_min")) is not None:
        wanted &= Q(duration__gte=max(1, least))
    if (most := asked.get("duration_max")) is not None:
        wanted &= Q(duration__gte=1, duration__lte=most)
    if (explicit := asked.get("explicit")) is not None:
        wanted &= Q(explicit=True) if explicit else Q(explicit=False) | Q(explicit=None)
    return wanted


def _ordered(entries: list[Entry], order: str) -> list[Entry]:
    """Equals stay in the order of relevance, as do all where the order says nothing; unknown comes last."""
    keys: dict[str, Callable[[Record], Any]] = {
        "popularity": lambda entry: -_popularity(entry),
        "release_date": lambda entry: -_released(entry),
        "title": lambda entry: fold(entry.name if isinstance(entry, ArtistRecord) else entry.title),
        "duration": lambda entry: (entry.duration or 10**9) if isinstance(entry, TrackRecord) else 0,
    }
    return sorted(entries, key=keys[order]) if order in keys else entries


def _popularity(entry: Record) -> int:
    said = entry.rank if isinstance(entry, TrackRecord) else entry.nb_fan
    return -1 if said is None else said


def _released(entry: Record) -> int:
    """Days; 0 where it is not known, and for artists."""
    if isinstance(entry, ArtistRecord):
        return 0
    day = entry.release_date or (entry.album.release_date if isinstance(entry, TrackRecord) and entry.album else None)
    return day.toordinal() if day else 0
