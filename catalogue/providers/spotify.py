"""Spotify as a provider of the catalogue, as far as an app registered after February 2026 gets: search and single
items. Charts, new releases, genres, related artists, top tracks and previews are closed to it.

The main resource of a page is required: its error is raised. A part that is unavailable is left out, and the page says
that it is not complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from catalogue.ids import SPOTIFY, CatalogueId
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    GenreRecord,
    Preview,
    SearchPage,
    TrackRecord,
)
from catalogue.providers.sides import if_had, those_had
from catalogue.providers.spotify_records import (
    album_record,
    album_records,
    artist_record,
    artist_records,
    track_record,
    track_records,
)
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderUnavailable
from integrations.parallel import Pending, start
from integrations.spotify.client import ALBUM_TRACKS_LIMIT, ARTIST_ALBUMS_LIMIT, SEARCH_LIMIT, SpotifyClient
from integrations.spotify.records import SpotifyAlbum, SpotifyArtist, SpotifyPage, SpotifySearch, SpotifyTrack

MAX_ALBUMS: Final = 50
"""Of an artist's page: every ten cost a request."""
MAX_ALBUM_TRACKS: Final = 1000
NO_SEARCH: Final = SpotifySearch()
NO_ALBUMS: Final[SpotifyPage[SpotifyAlbum]] = SpotifyPage()

T = TypeVar("T")
AnyPage = SpotifyPage[SpotifyTrack] | SpotifyPage[SpotifyArtist] | SpotifyPage[SpotifyAlbum]


class SpotifyProvider:
    """Safe to share between threads. Every call waits on the pool of `integrations.parallel`."""

    name = SPOTIFY

    def __init__(self, client: SpotifyClient) -> None:
        self._client = client

    def search(self, query: str, *, limit: int, budget: Budget) -> SearchPage:
        """The first ten of each kind are required; the pages after them follow side by side."""
        ask = self._client
        first = _begin(lambda: ask.search(query, limit=limit, budget=budget), budget).result()
        more = [
            partial(ask.search, query, offset=offset, budget=budget)
            for offset in _offsets([first.tracks, first.artists, first.albums], SEARCH_LIMIT, limit)
        ]
        rest, complete = those_had(more, budget, service=SPOTIFY)
        pages = [first, *rest]
        return SearchPage(
            tracks=track_records(track for page in pages for track in page.tracks.items)[:limit],
            artists=artist_records(artist for page in pages for artist in page.artists.items)[:limit],
            albums=album_records(album for page in pages for album in page.albums.items)[:limit],
            complete=complete,
        )

    def tracks_named(self, name: str, *, limit: int, budget: Budget) -> list[TrackRecord]:
        """Ten at most, which is a page."""
        ask = self._client
        found = _begin(lambda: ask.search(name, kinds=("track",), limit=limit, budget=budget), budget).result()
        return track_records(found.tracks.items)[:limit]

    def artist(self, artist_id: CatalogueId, *, budget: Budget) -> ArtistPage:
        """With up to 50 albums, and the tracks that a search for the artist finds: top tracks are closed."""
        ask, own = self._client, _own(artist_id)
        main = _begin(lambda: ask.artist(own, budget=budget), budget)
        listed = _begin(lambda: ask.artist_albums(own, budget=budget), budget)
        found = main.result()
        tracks = _begin(lambda: _search_of(ask, found, budget), budget)
        first, all_had = if_had(listed, NO_ALBUMS)
        offsets = _offsets([first], ARTIST_ALBUMS_LIMIT, MAX_ALBUMS)
        calls = [partial(ask.artist_albums, own, offset=offset, budget=budget) for offset in offsets]
        rest, rest_had = those_had(calls, budget, service=SPOTIFY)
        by_search, tracks_had = if_had(tracks, NO_SEARCH)
        artist = replace(artist_record(found), nb_album=first.total)
        own_tracks = (track for track in by_search.tracks.items if own in {each.id for each in track.artists})
        return ArtistPage(
            artist=artist,
            albums=album_records((album for page in [first, *rest] for album in page.items), artist=artist),
            top_tracks=track_records(own_tracks),
            complete=all_had and rest_had and tracks_had,
        )

    def album(self, album_id: CatalogueId, *, budget: Budget) -> AlbumPage:
        """Its tracks have no ISRC: Spotify tells it only of single tracks."""
        ask, own = self._client, _own(album_id)
        found = _begin(lambda: ask.album(own, budget=budget), budget).result()
        offsets = _offsets([found.tracks], ALBUM_TRACKS_LIMIT, MAX_ALBUM_TRACKS)
        calls = [partial(ask.album_tracks, own, offset=offset, budget=budget) for offset in offsets]
        rest, complete = those_had(calls, budget, service=SPOTIFY)
        album = album_record(found)
        tracks = (track for page in [found.tracks, *rest] for track in page.items)
        return AlbumPage(album, track_records(tracks, album=album), complete)

    def track(self, track_id: CatalogueId, *, budget: Budget) -> TrackRecord:
        """Under the id that was asked for: Spotify may answer with another edition's."""
        own = _own(track_id)
        record = track_record(_begin(lambda: self._client.track(own, budget=budget), budget).result())
        if record is None:
            raise ProviderUnavailable(SPOTIFY, "answered a track without an artist")
        return replace(record, id=track_id)

    def by_isrc(self, isrc: str, *, budget: Budget) -> list[TrackRecord]:
        return track_records(_begin(lambda: self._client.tracks_by_isrc(isrc, budget=budget), budget).result())

    def related_tracks(self, track: TrackRecord, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return []

    def genres(self, *, budget: Budget) -> list[GenreRecord]:
        return []

    def genre_tracks(self, number: int, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return []

    def chart_tracks(self, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return []

    def chart_albums(self, *, limit: int, budget: Budget) -> list[AlbumRecord]:
        return []

    def new_releases(self, *, limit: int, budget: Budget) -> list[AlbumRecord]:
        return []

    def preview(self, track_id: CatalogueId, *, budget: Budget) -> Preview | None:
        _own(track_id)
        return None


def _begin(call: Callable[[], T], budget: Budget) -> Pending[T]:
    return start(call, budget, service=SPOTIFY)


def _own(catalogue_id: CatalogueId) -> str:
    if catalogue_id.provider != SPOTIFY:
        raise NotFoundAtProvider(SPOTIFY, f"{catalogue_id.provider} ids are unknown here")
    return catalogue_id.value


def _search_of(ask: SpotifyClient, artist: SpotifyArtist, budget: Budget) -> SpotifySearch:
    name = artist.name.replace('"', " ")
    return ask.search(f'artist:"{name}"', kinds=("track",), budget=budget)


def _offsets(pages: Iterable[AnyPage], size: int, most: int) -> range:
    """Where the pages after these first ones begin: up to ``most`` entries, and to the longest list's end."""
    ends = [most if page.total is None else page.total for page in pages if page.next_offset is not None]
    return range(size, min(most, max(ends, default=0)), size)
