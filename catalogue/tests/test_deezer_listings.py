"""The lists that Deezer as a provider makes: related tracks, genres, charts, releases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from catalogue.ids import CatalogueId
from catalogue.providers.deezer import DeezerProvider
from catalogue.providers.protocol import Provider
from catalogue.providers.records import ArtistRecord, TrackRecord
from integrations.budget import Budget
from integrations.deezer.client import DeezerClient
from integrations.errors import NotFoundAtProvider, ProviderUnavailable, QuotaExceeded
from integrations.standins.deezer.server import DeezerStandin

REFUSED = {"error": {"type": "OAuthException", "message": "permission", "code": 200}}
NO_DATA = {"error": {"type": "DataException", "message": "no data", "code": 800}}
TRACK: dict[str, Any] = {"id": 5, "title": "Song", "artist": {"id": 6, "name": "Singer"}}


@pytest.fixture
def deezer() -> Iterator[DeezerStandin]:
    with DeezerStandin() as standin:
        yield standin


@pytest.fixture
def provider(deezer: DeezerStandin) -> Iterator[Provider]:
    client = DeezerClient(deezer.base_url)
    yield DeezerProvider(client)
    client.close()


def named(value: int | str) -> CatalogueId:
    return CatalogueId("deezer", str(value))


def numbers(records: list[Any]) -> list[str]:
    return [record.id.value for record in records]


# Related tracks


def test_related_tracks_are_spread_and_without_the_track_itself(deezer: DeezerStandin, provider: Provider) -> None:
    track = provider.track(named(81001001), budget=Budget())
    deezer.forget_requests()

    related = provider.related_tracks(track, limit=20, budget=Budget())

    assert len(related) == 20
    assert track.id not in {other.id for other in related}
    assert len({other.id for other in related}) == 20
    assert len(deezer.requests) == 5
    artists = [other.artist.id for other in related]
    assert all(len({one, two, three}) > 1 for (one, two), (_, three) in pairwise(pairwise(artists)))


def _track(number: int, artist: int, title: str) -> dict[str, Any]:
    return {"id": number, "title": title, "artist": {"id": artist, "name": f"Artist {artist}"}}


def test_never_three_in_a_row_by_one_artist(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.say({"data": [_track(number, 1, f"Song {number}") for number in range(1, 6)] + [_track(9, 2, "X")]}, "/artist/1/radio")  # fmt: skip  # noqa: E501
    deezer.say({"data": []}, under="/artist/1/related")

    related = provider.related_tracks(_after(1), limit=10, budget=Budget())

    assert numbers(related) == ["1", "2", "9", "3", "4"]


def test_other_editions_of_a_song_are_not_related(deezer: DeezerStandin, provider: Provider) -> None:
    listed = [_track(1, 1, "same song"), _track(2, 2, "Song"), _track(3, 2, "SONG"), _track(2, 2, "Song")]
    deezer.say({"data": listed}, "/artist/1/radio")
    deezer.say({"data": []}, under="/artist/1/related")

    assert numbers(provider.related_tracks(_after(1), limit=10, budget=Budget())) == ["2"]


def test_an_alternative_takes_the_place_of_an_unreadable_track(deezer: DeezerStandin, provider: Provider) -> None:
    listed = [{**_track(1, 2, "Song"), "readable": False, "alternative": _track(7, 2, "Song")}]
    deezer.say({"data": listed}, "/artist/1/radio")
    deezer.say({"data": []}, under="/artist/1/related")

    assert numbers(provider.related_tracks(_after(1), limit=10, budget=Budget())) == ["7"]


def _after(artist: int) -> TrackRecord:
    return TrackRecord(named(99), "Same Song", ArtistRecord(named(artist), "Somebody"))


def test_related_tracks_live_with_one_list_that_is_unavailable(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.down(under="/artist/7001/radio")

    assert provider.related_tracks(_after(7001), limit=5, budget=Budget())


def test_an_artist_nobody_is_related_to_gives_nothing(deezer: DeezerStandin, provider: Provider) -> None:
    assert provider.related_tracks(_after(4), limit=5, budget=Budget()) == []
    elsewhere = replace(_after(4), artist=ArtistRecord(CatalogueId("apple", "1"), "Somebody"))
    assert provider.related_tracks(elsewhere, limit=5, budget=Budget()) == []
    assert len(deezer.requests) == 2


def test_related_tracks_that_are_unavailable_raise(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.quota_out(under="/artist/7001/r")

    with pytest.raises(QuotaExceeded):
        provider.related_tracks(_after(7001), limit=5, budget=Budget())


# Genres and charts


def test_genres_come_without_all(provider: Provider) -> None:
    assert [(genre.number, genre.name) for genre in provider.genres(budget=Budget())] == [
        (132, "Pop"),
        (116, "Rap/Hip Hop"),
        (152, "Rock"),
        (106, "Electro"),
        (129, "Jazz"),
        (98, "Classical"),
    ]


def test_the_tracks_of_a_genre(deezer: DeezerStandin, provider: Provider) -> None:
    tracks = provider.genre_tracks(106, limit=7, budget=Budget())

    assert len(tracks) == 7
    assert {track.genre_number for track in tracks} == {106}
    assert deezer.paths == ["/chart/106/tracks?limit=7"]


@pytest.mark.parametrize("number", [99999, -1, 1_000_000])
def test_an_unknown_genre_is_not_found(provider: Provider, number: int) -> None:
    with pytest.raises(NotFoundAtProvider):
        provider.genre_tracks(number, limit=5, budget=Budget())


def test_a_genre_without_a_chart_is_empty(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.say({"data": [], "total": 0}, under="/chart")

    assert provider.genre_tracks(106, limit=5, budget=Budget()) == []


@pytest.mark.parametrize("answering", ["/chart/106", "/editorial/106/charts"])
def test_a_combined_chart_stands_in_for_a_refused_list(
    deezer: DeezerStandin, provider: Provider, answering: str
) -> None:
    deezer.say(NO_DATA, under="/chart")
    deezer.say({"tracks": {"data": [TRACK, None], "total": 1}, "albums": {"data": []}}, under=answering)
    deezer.say(NO_DATA, under="/chart/106/tracks")

    assert numbers(provider.genre_tracks(106, limit=5, budget=Budget())) == ["5"]


@pytest.mark.parametrize("fault", ["quota_out", "garbage", "down"])
def test_charts_that_are_unavailable_raise(deezer: DeezerStandin, provider: Provider, fault: str) -> None:
    getattr(deezer, fault)()

    for ask in (provider.chart_tracks, provider.chart_albums, provider.new_releases):
        with pytest.raises(ProviderUnavailable):
            ask(limit=5, budget=Budget())
    with pytest.raises(ProviderUnavailable):
        provider.genre_tracks(106, limit=5, budget=Budget())
    with pytest.raises(ProviderUnavailable):
        provider.genres(budget=Budget())


def test_charts(provider: Provider) -> None:
    tracks = provider.chart_tracks(limit=12, budget=Budget())
    albums = provider.chart_albums(limit=3, budget=Budget())

    assert ([track.readable for track in tracks], tracks[0].genre_number) == ([None] * 12, None)
    assert [len(albums), bool(albums[0].artist)] == [3, True]


def test_new_releases_are_the_editorials(provider: Provider) -> None:
    releases = provider.new_releases(limit=3, budget=Budget())

    assert [(album.title, album.release_date) for album in releases] == [
        ("Contour Lines", date(2026, 11, 6)),
        ("Low Tide", date(2026, 10, 2)),
        ("Fernverkehr", date(2026, 9, 18)),
    ]


@pytest.mark.parametrize("body", [{"data": []}, NO_DATA, REFUSED])
def test_charted_albums_stand_in_for_missing_releases(deezer: DeezerStandin, provider: Provider, body: object) -> None:
    deezer.say(body, under="/editorial")
    dated = [{"id": 1, "title": "A"}, {"id": 2, "title": "B", "release_date": "2020-01-01"}]
    newest = {"id": 3, "title": "C", "release_date": "2024-01-01"}
    deezer.say({"data": [*dated, newest]}, under="/chart/0/albums")

    assert numbers(provider.new_releases(limit=2, budget=Budget())) == ["3", "2"]


def test_nothing_is_asked_once_the_budget_is_spent(deezer: DeezerStandin, provider: Provider) -> None:
    with pytest.raises(ProviderUnavailable):
        provider.chart_tracks(limit=5, budget=Budget(0))
    assert deezer.requests == []


# The recordings, where they lie next to the project


FOLDER = (
    Path(os.environ.get("PLAYPOD_RECORDINGS", Path(__file__).resolve().parents[3] / "shared/upstream/recordings"))
    / "deezer"
)


@pytest.mark.skipif(not FOLDER.exists(), reason=f"no recordings at {FOLDER}")
def test_pages_out_of_recordings(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.replay(FOLDER)

    album = provider.album(named(302127), budget=Budget())
    assert ([track.track_position for track in album.tracks], album.complete) == (list(range(1, 15)), True)
    track = provider.track(named(3135556), budget=Budget())
    related = provider.related_tracks(track, limit=20, budget=Budget())
    assert len(related) == 20
    assert len(provider.chart_tracks(limit=50, budget=Budget())) == 50
    assert len(provider.chart_albums(limit=10, budget=Budget())) == 10
    assert len(provider.genre_tracks(106, limit=10, budget=Budget())) == 10
    assert len(provider.new_releases(limit=20, budget=Budget())) == 20
    assert 0 not in {genre.number for genre in provider.genres(budget=Budget())}
    assert provider.search("eminem", limit=20, budget=Budget()).tracks
