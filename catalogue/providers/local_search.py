"""Search in what is stored: our own catalogue, and our copies of the others'."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalogue.ids import LOCAL
from catalogue.matching import ALBUM, ARTIST, TRACK, best_matching, nearly_matching
from catalogue.models import Artist, Track
from catalogue.providers.records import SearchPage
from catalogue.stored import album_record, artist_record, loaded_albums, loaded_tracks, track_records

FEW: Final = 5
"""Hits, over all lists, below which near ones are looked for too."""


def search_local(query: str, *, limit: int) -> SearchPage:
    return search_stored(query, providers=[LOCAL], limit=limit)


def search_stored(
    query: str,
    *,
    providers: Collection[str],
    limit: int,
) -> SearchPage:
    """Up to ``limit`` of each list, best first.

    Tracks and albums are found by their artist's name too. Five statements, and nine more at most where there is next
    to nothing and somebody may have mistyped.
    """
    theirs = Q(provider__in=list(providers))
    sources: dict[str, QuerySet[Any]] = {
        TRACK: loaded_tracks().filter(theirs),
        ARTIST: Artist.objects.shown().filter(theirs),
        ALBUM: with_popularity(loaded_albums().filter(theirs)),
    }
    found = {kind: best_matching(rows, kind, query, limit=limit) for kind, rows in sources.items()}
    if sum(map(len, found.values())) < FEW:
        for kind, rows in sources.items():
            held = {row.pk for row in found[kind]}
            near = nearly_matching(rows, kind, query, limit=limit)
            found[kind] = [*found[kind], *(row for row in near if row.pk not in held)][:limit]
    return SearchPage(
        tracks=track_records(found[TRACK]),
        artists=[artist_record(row) for row in found[ARTIST]],
        albums=[album_record(row) for row in found[ALBUM]],
    )


def with_popularity(albums: QuerySet[Any]) -> QuerySet[Any]:
    """With ``best``: how popular the album is, or its most popular track where nobody said so of the album."""
    tracks = Track.objects.filter(album=OuterRef("pk"), rank__isnull=False).order_by("-rank")
    ranked: QuerySet[Any] = albums.annotate(best=Coalesce("nb_fan", Subquery(tracks.values("rank")[:1])))
    return ranked
