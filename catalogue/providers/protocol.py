"""What the catalogue asks of a provider.

Every method may raise, and raises nothing else: `integrations.errors.NotFoundAtProvider` (it has no such thing),
`ProviderUnavailable` (slow, refusing, out of quota, answering nonsense or out of budget) and `ProviderRejected` (our
own request was wrong). Calls inside one method that do not depend on each other run side by side within ``budget``.
"""

from __future__ import annotations

from typing import Protocol

from catalogue.ids import CatalogueId
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    GenreRecord,
    Preview,
    SearchPage,
    TrackRecord,
)
from integrations.budget import Budget


class Provider(Protocol):
    """One source of music. ``name`` is one of `catalogue.ids.PROVIDERS`; limits count entries per list."""

    name: str

    def search(self, query: str, *, limit: int, budget: Budget) -> SearchPage: ...

    def tracks_named(self, name: str, *, limit: int, budget: Budget) -> list[TrackRecord]:
        """What a search for an artist's name and a title finds: one request, for whoever wants nothing but tracks."""
        ...

    def artist(self, artist_id: CatalogueId, *, budget: Budget) -> ArtistPage: ...

    def album(self, album_id: CatalogueId, *, budget: Budget) -> AlbumPage: ...

    def track(self, track_id: CatalogueId, *, budget: Budget) -> TrackRecord: ...

    def by_isrc(self, isrc: str, *, budget: Budget) -> list[TrackRecord]:
        """The provider's tracks of this recording; empty when it has none. The code comes with or without dashes."""
        ...

    def related_tracks(self, track: TrackRecord, *, limit: int, budget: Budget) -> list[TrackRecord]:
        """Tracks to hear after ``track``, best first, without it; empty when the provider knows none."""
        ...

    def genres(self, *, budget: Budget) -> list[GenreRecord]: ...

    def genre_tracks(self, number: int, *, limit: int, budget: Budget) -> list[TrackRecord]: ...

    def chart_tracks(self, *, limit: int, budget: Budget) -> list[TrackRecord]: ...

    def chart_albums(self, *, limit: int, budget: Budget) -> list[AlbumRecord]: ...

    def new_releases(self, *, limit: int, budget: Budget) -> list[AlbumRecord]: ...

    def preview(self, track_id: CatalogueId, *, budget: Budget) -> Preview | None:
        """A freshly resolved address, or None when the track has no preview."""
        ...
