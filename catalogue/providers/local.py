"""Our own catalogue as a provider: the rows of which we are the source. It answers from the database, in the thread
that asks, and knows no outage.
"""

from __future__ import annotations

from typing import Final, TypeVar

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from catalogue.ids import LOCAL, CatalogueId
from catalogue.models import Genre, Track
from catalogue.providers.local_search import search_local
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    GenreRecord,
    Preview,
    SearchPage,
    TrackRecord,
)
from catalogue.signing import signed_audio_path
from catalogue.stored import (
    BY_RANK,
    album_record,
    loaded_albums,
    loaded_tracks,
    stored_album,
    stored_artist,
    stored_related,
    stored_track,
    track_records,
)
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider

SAME_RECORDING: Final = 20
"""Tracks of one ISRC, at most."""

T = TypeVar("T")


class LocalProvider:
    """Implements `catalogue.providers.protocol.Provider`."""

    name = LOCAL

    def search(self, query: str, *, limit: int, budget: Budget) -> SearchPage:
        return search_local(query, limit=limit)

    def tracks_named(self, name: str, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return search_local(name, limit=limit).tracks

    def artist(self, artist_id: CatalogueId, *, budget: Budget) -> ArtistPage:
        return _held(stored_artist(artist_id), artist_id)

    def album(self, album_id: CatalogueId, *, budget: Budget) -> AlbumPage:
        return _held(stored_album(album_id), album_id)

    def track(self, track_id: CatalogueId, *, budget: Budget) -> TrackRecord:
        return _held(stored_track(track_id), track_id)

    def by_isrc(self, isrc: str, *, budget: Budget) -> list[TrackRecord]:
        """Written with or without dashes in our rows too."""
        code = isrc.replace("-", "").upper()
        spellings = [code, f"{code[:2]}-{code[2:5]}-{code[5:7]}-{code[7:]}"]
        return track_records(_ours().filter(isrc__in=spellings).order_by(*BY_RANK)[:SAME_RECORDING]) if code else []

    def related_tracks(self, track: TrackRecord, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return stored_related(track, limit=limit)

    def genres(self, *, budget: Budget) -> list[GenreRecord]:
        """The genres that have a track of ours, by name."""
        ours = Track.objects.local().shown().filter(genre=OuterRef("pk"))
        return [
            GenreRecord(number=row.number, name=row.name, picture_medium=row.picture_medium)
            for row in Genre.objects.filter(Exists(ours)).order_by("name")
        ]

    def genre_tracks(self, number: int, *, limit: int, budget: Budget) -> list[TrackRecord]:
        """Of 0, which is every genre: the chart."""
        if number == 0:
            return self.chart_tracks(limit=limit, budget=budget)
        return track_records(_ours().filter(genre__number=number).order_by(*BY_RANK)[:limit])

    def chart_tracks(self, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return track_records(_ours().order_by(*BY_RANK)[:limit])

    def chart_albums(self, *, limit: int, budget: Budget) -> list[AlbumRecord]:
        """Albums by their most popular track."""
        best = Coalesce(Max("tracks__rank", filter=Q(tracks__is_hidden=False)), -1)
        albums = loaded_albums().filter(provider=LOCAL).annotate(best=best).order_by("-best", "pk")
        return [album_record(row) for row in albums[:limit]]

    def new_releases(self, *, limit: int, budget: Budget) -> list[AlbumRecord]:
        albums = loaded_albums().filter(provider=LOCAL)
        newest = albums.order_by(F("release_date").desc(nulls_last=True), "-pk")
        return [album_record(row) for row in newest[:limit]]

    def preview(self, track_id: CatalogueId, *, budget: Budget) -> Preview | None:
        """Our own signed audio path."""
        track = self.track(track_id, budget=budget)
        if track.has_preview is False:
            return None
        path, expires_at = signed_audio_path(track_id)
        return Preview(path, expires_at)


def _ours() -> QuerySet[Track]:
    return loaded_tracks().filter(provider=LOCAL)


def _held(found: T | None, catalogue_id: CatalogueId) -> T:
    if found is None:
        raise NotFoundAtProvider(LOCAL, str(catalogue_id))
    return found
