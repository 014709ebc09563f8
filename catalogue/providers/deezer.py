"""Deezer as a provider of the catalogue.

The main resource of a page is required: its error is raised. A side listing that Deezer refuses or does not have is
empty; one that is unavailable is empty too, and the page says that it is not complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, TypeVar

from catalogue.ids import DEEZER, CatalogueId
from catalogue.providers.deezer_album import album_tracks, listing
from catalogue.providers.deezer_records import (
    album_record,
    album_records,
    artist_record,
    artist_records,
    genre_record,
    track_record,
    track_records,
)
from catalogue.providers.deezer_related import mix, playable
from catalogue.providers.deezer_sides import Side, begin, raise_if_all_failed
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
from integrations.deezer.client import MAX_LIMIT, DeezerClient
from integrations.deezer.records import DeezerArtist, DeezerChart, DeezerPage, DeezerTrack
from integrations.deezer.scalars import preview_expiry
from integrations.errors import NotFoundAtProvider, ProviderRejected, ProviderUnavailable

TOP_TRACKS: Final = 50
RELATED_ARTISTS: Final = 3
RELATED_TOP: Final = 10
GENRES_BELOW: Final = 1_000_000
ALL: Final = 0
"""Deezer's number of the genre of everything, in its charts and editorials."""

T = TypeVar("T")


class DeezerProvider:
    """Safe to share between threads. Every call waits on the pool of `integrations.parallel`."""

    name = DEEZER

    def __init__(self, client: DeezerClient) -> None:
        self._client = client

    def search(self, query: str, *, limit: int, budget: Budget) -> SearchPage:
        """Up to 100 of each kind; raises only when none of the three lists could be had."""
        ask, size = self._client, _roomy(limit)
        tracks = begin(lambda: ask.search_tracks(query, budget=budget, limit=size), budget)
        artists = begin(lambda: ask.search_artists(query, budget=budget, limit=size), budget)
        albums = begin(lambda: ask.search_albums(query, budget=budget, limit=size), budget)
        found = Side(tracks), Side(artists), Side(albums)
        raise_if_all_failed(found)
        return SearchPage(
            tracks=track_records(found[0].items)[:limit],
            artists=artist_records(found[1].items)[:limit],
            albums=album_records(found[2].items)[:limit],
            complete=all(side.complete for side in found),
        )

    def tracks_named(self, name: str, *, limit: int, budget: Budget) -> list[TrackRecord]:
        ask = self._client
        return track_records(begin(lambda: ask.search_tracks(name, budget=budget, limit=limit), budget).result().items)

    def artist(self, artist_id: CatalogueId, *, budget: Budget) -> ArtistPage:
        """With up to 100 albums and 50 tracks."""
        ask, number = self._client, _own(artist_id)
        main = begin(lambda: ask.artist(number, budget=budget), budget)
        albums = begin(lambda: ask.artist_albums(number, budget=budget), budget)
        top = begin(lambda: ask.artist_top(number, budget=budget, limit=TOP_TRACKS), budget)
        artist = artist_record(main.result())
        album_side, top_side = Side(albums), Side(top)
        return ArtistPage(
            artist=artist,
            albums=album_records(album_side.items, artist=artist),
            top_tracks=track_records(top_side.items),
            complete=album_side.complete and top_side.complete,
        )

    def album(self, album_id: CatalogueId, *, budget: Budget) -> AlbumPage:
        ask, number = self._client, _own(album_id)
        main = begin(lambda: ask.album(number, budget=budget), budget)
        first = begin(lambda: ask.album_tracks(number, budget=budget), budget)
        found = main.result()
        listed, complete = listing(ask, found, first, budget)
        album = album_record(found)
        return AlbumPage(album, album_tracks(found, listed, album=album, complete=complete), complete)

    def track(self, track_id: CatalogueId, *, budget: Budget) -> TrackRecord:
        number = _own(track_id)
        record = track_record(begin(lambda: self._client.track(number, budget=budget), budget).result())
        if record is None:
            raise ProviderUnavailable(DEEZER, "answered a track without an artist")
        return record

    def by_isrc(self, isrc: str, *, budget: Budget) -> list[TrackRecord]:
        """At most one: Deezer names one of the tracks of a recording, by no known rule."""
        try:
            found = begin(lambda: self._client.track_by_isrc(isrc, budget=budget), budget).result()
        except NotFoundAtProvider:
            return []
        return track_records([found])

    def related_tracks(self, track: TrackRecord, *, limit: int, budget: Budget) -> list[TrackRecord]:
        """Out of the artist's radio and the top tracks of three related artists, never three in a row by one."""
        if track.artist.id.provider != DEEZER:
            return []
        ask, number = self._client, track.artist.id.value
        radio = begin(lambda: ask.artist_radio(number, budget=budget), budget)
        related = begin(lambda: ask.artist_related(number, budget=budget), budget)
        found = Side(radio), Side(related)
        raise_if_all_failed(found, unless_refused=True)
        tops = self._tops(found[1].items[:RELATED_ARTISTS], budget)
        lists = [track_records(playable(side.items)) for side in (found[0], *tops)]
        return mix(track, lists, limit=limit)

    def genres(self, *, budget: Budget) -> list[GenreRecord]:
        """Without "All"."""
        page = begin(lambda: self._client.genres(budget=budget), budget).result()
        return [genre_record(genre) for genre in {genre.id: genre for genre in page.items}.values() if genre.id != ALL]

    def genre_tracks(self, number: int, *, limit: int, budget: Budget) -> list[TrackRecord]:
        if not 0 <= number < GENRES_BELOW:
            raise NotFoundAtProvider(DEEZER, "no genre of this number")
        tracks = self._charted_tracks(number, limit, budget)
        if not tracks:
            begin(lambda: self._client.genre(number, budget=budget), budget).result()
        return tracks

    def chart_tracks(self, *, limit: int, budget: Budget) -> list[TrackRecord]:
        return self._charted_tracks(ALL, limit, budget)

    def chart_albums(self, *, limit: int, budget: Budget) -> list[AlbumRecord]:
        ask = self._client
        albums = self._charted(
            lambda: ask.chart_albums(ALL, budget=budget, limit=limit), lambda chart: chart.albums, ALL, budget
        )
        return album_records(albums)[:limit]

    def new_releases(self, *, limit: int, budget: Budget) -> list[AlbumRecord]:
        """The albums of the chart, newest first, where Deezer lists no releases."""
        ask = self._client
        releases = _unless_refused(lambda: ask.editorial_releases(ALL, budget=budget, limit=limit), budget)
        if releases and releases.items:
            return album_records(releases.items)[:limit]
        charted = self.chart_albums(limit=MAX_LIMIT, budget=budget)
        return sorted(charted, key=lambda album: album.release_date or date.min, reverse=True)[:limit]

    def preview(self, track_id: CatalogueId, *, budget: Budget) -> Preview | None:
        """Of the track itself, or of the one that Deezer offers in its place."""
        number = _own(track_id)
        track = begin(lambda: self._client.track(number, budget=budget), budget).result()
        url = track.preview or (track.alternative.preview if track.alternative else None)
        return Preview(url, preview_expiry(url)) if url else None

    def _tops(self, artists: tuple[DeezerArtist, ...], budget: Budget) -> list[Side[DeezerTrack]]:
        def top(artist: DeezerArtist) -> Callable[[], DeezerPage[DeezerTrack]]:
            return lambda: self._client.artist_top(artist.id, budget=budget, limit=RELATED_TOP)

        return [Side(pending) for pending in [begin(top(artist), budget) for artist in artists]]

    def _charted_tracks(self, number: int, limit: int, budget: Budget) -> list[TrackRecord]:
        ask = self._client
        tracks = self._charted(
            lambda: ask.chart_tracks(number, budget=budget, limit=limit), lambda chart: chart.tracks, number, budget
        )
        genre = number or None
        records = track_records(tracks)[:limit]
        return [record if record.genre_number else replace(record, genre_number=genre) for record in records]

    def _charted(
        self,
        page: Callable[[], DeezerPage[T]],
        part: Callable[[DeezerChart], tuple[T, ...]],
        number: int,
        budget: Budget,
    ) -> tuple[T, ...]:
        """The chart's own list; where Deezer refuses it, the part of one of the objects that hold all lists."""
        own = _unless_refused(page, budget)
        if own is not None:
            return own.items
        for whole in (self._client.chart, self._client.editorial_charts):
            chart = _unless_refused(partial(whole, number, budget=budget), budget)
            if chart and part(chart):
                return part(chart)
        return ()


def _own(catalogue_id: CatalogueId) -> str:
    if catalogue_id.provider != DEEZER:
        raise NotFoundAtProvider(DEEZER, f"{catalogue_id.provider} ids are unknown here")
    return catalogue_id.value


def _roomy(limit: int) -> int:
    """More than is wanted, in two sizes: Deezer's pages come up to an eighth short while there is more."""
    return 50 if limit <= 40 else MAX_LIMIT


def _unless_refused(call: Callable[[], T], budget: Budget) -> T | None:
    try:
        return begin(call, budget).result()
    except (NotFoundAtProvider, ProviderRejected):
        return None
