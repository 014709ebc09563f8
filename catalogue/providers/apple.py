"""Apple Music as a provider of the catalogue: search, single items, an artist's albums and top songs, and previews.

The main resource of a page is required: its error is raised. A part that is unavailable is left out, and the page says
that it is not complete.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from catalogue.ids import APPLE, CatalogueId
from catalogue.providers.apple_records import (
    album_record,
    album_records,
    artist_record,
    artist_records,
    track_record,
    track_records,
)
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
from integrations.apple.client import LIST_LIMIT, SEARCH_LIMIT, AppleClient
from integrations.apple.records import AppleAlbum, ApplePage, AppleSearch, AppleSong
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderUnavailable
from integrations.parallel import Pending, start

MAX_ALBUM_TRACKS: Final = 1000
NO_ALBUMS: Final[ApplePage[AppleAlbum]] = ApplePage()
NO_SONGS: Final[ApplePage[AppleSong]] = ApplePage()

T = TypeVar("T")


class AppleProvider:
    """Safe to share between threads. Every call waits on the pool of `integrations.parallel`."""

    name = APPLE

    def __init__(self, client: AppleClient) -> None:
        self._client = client

    def search(self, query: str, *, limit: int, budget: Budget) -> SearchPage:
        """The first 25 of each kind are required; the pages after them follow side by side."""
        ask = self._client
        first = _begin(lambda: ask.search(query, limit=limit, budget=budget), budget).result()
        goes_on = any(page.next_offset for page in (first.songs, first.artists, first.albums))
        offsets = range(SEARCH_LIMIT, limit, SEARCH_LIMIT) if goes_on else range(0)
        rest, pages_had = those_had(
            [partial(ask.search, query, offset=offset, budget=budget) for offset in offsets], budget, service=APPLE
        )
        pages: list[AppleSearch] = [first, *rest]
        songs, songs_had = self._with_artists([song for page in pages for song in page.songs.items], budget)
        return SearchPage(
            tracks=track_records(songs)[:limit],
            artists=artist_records(artist for page in pages for artist in page.artists.items)[:limit],
            albums=album_records(album for page in pages for album in page.albums.items)[:limit],
            complete=pages_had and songs_had,
        )

    def tracks_named(self, name: str, *, limit: int, budget: Budget) -> list[TrackRecord]:
        ask = self._client
        found = _begin(lambda: ask.search(name, limit=limit, budget=budget), budget).result()
        songs, _ = self._with_artists([*found.songs.items], budget)
        return track_records(songs)[:limit]

    def artist(self, artist_id: CatalogueId, *, budget: Budget) -> ArtistPage:
        """With up to 100 albums and 50 songs."""
        ask, own = self._client, _own(artist_id)
        main = _begin(lambda: ask.artist(own, budget=budget), budget)
        albums = _begin(lambda: ask.artist_albums(own, budget=budget), budget)
        top = _begin(lambda: ask.artist_top_songs(own, budget=budget), budget)
        artist = artist_record(main.result())
        listed, albums_had = if_had(albums, NO_ALBUMS)
        songs, songs_had = if_had(top, NO_SONGS)
        return ArtistPage(
            artist=artist,
            albums=album_records(listed.items, artist=artist),
            top_tracks=track_records(songs.items, artist=artist),
            complete=albums_had and songs_had,
        )

    def album(self, album_id: CatalogueId, *, budget: Budget) -> AlbumPage:
        ask, own = self._client, _own(album_id)
        found = _begin(lambda: ask.album(own, budget=budget), budget).result()
        calls = [partial(ask.album_tracks, own, offset=offset, budget=budget) for offset in _offsets(found)]
        rest, complete = those_had(calls, budget, service=APPLE)
        album = album_record(found)
        songs = (song for page in [found.tracks, *rest] for song in page.items)
        return AlbumPage(album, track_records(songs, album=album), complete)

    def track(self, track_id: CatalogueId, *, budget: Budget) -> TrackRecord:
        record = track_record(self._song(track_id, budget))
        if record is None:
            raise ProviderUnavailable(APPLE, "answered a song without an artist")
        return record

    def by_isrc(self, isrc: str, *, budget: Budget) -> list[TrackRecord]:
        return track_records(_begin(lambda: self._client.songs_by_isrc(isrc, budget=budget), budget).result())

    def related_tracks(self, track: TrackRecord, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return []

    def genres(self, *, budget: Budget) -> list[GenreRecord]:
        """None: Apple's genres have numbers of their own."""
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
        """Unsigned: no end of it is known."""
        url = self._song(track_id, budget).preview
        return Preview(url) if url else None

    def _song(self, track_id: CatalogueId, budget: Budget) -> AppleSong:
        own = _own(track_id)
        return _begin(lambda: self._client.song(own, budget=budget), budget).result()

    def _with_artists(self, songs: list[AppleSong], budget: Budget) -> tuple[list[AppleSong], bool]:
        """The songs; those that a search named without their artists' ids are asked for once more, all at once."""
        bare = [song.id for song in songs if not any(artist.name for artist in song.artists)]
        if not bare:
            return songs, True
        pending = _begin(lambda: self._client.songs(bare, budget=budget), budget)
        whole, had = if_had(pending, ())
        by_id = {song.id: song for song in whole}
        return [by_id.get(song.id, song) for song in songs], had


def _begin(call: Callable[[], T], budget: Budget) -> Pending[T]:
    return start(call, budget, service=APPLE)


def _own(catalogue_id: CatalogueId) -> str:
    if catalogue_id.provider != APPLE:
        raise NotFoundAtProvider(APPLE, f"{catalogue_id.provider} ids are unknown here")
    return catalogue_id.value


def _offsets(album: AppleAlbum) -> range:
    """Where the pages of tracks after the embedded one begin."""
    following = album.tracks.next_offset
    if following is None:
        return range(0)
    end = MAX_ALBUM_TRACKS if album.track_count is None else min(album.track_count, MAX_ALBUM_TRACKS)
    return range(following, max(end, following + 1), LIST_LIMIT)
