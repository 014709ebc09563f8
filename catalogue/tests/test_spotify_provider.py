"""Spotify as a provider, against the stand-in over loopback: what an app registered after February 2026 gets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from catalogue.ids import CatalogueId
from catalogue.providers.protocol import Provider
from catalogue.providers.spotify import SpotifyProvider
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.spotify.client import SpotifyClient
from integrations.spotify.tokens import AppTokens
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import album_id, artist_id, track_id


@pytest.fixture
def spotify() -> Iterator[SpotifyStandin]:
    with SpotifyStandin() as standin:
        yield standin


@pytest.fixture
def provider(spotify: SpotifyStandin) -> Iterator[Provider]:
    tokens = AppTokens(spotify.accounts_url, spotify.client_id, spotify.client_secret)
    client = SpotifyClient(spotify.api_url, tokens)
    yield SpotifyProvider(client)
    client.close()
    tokens.close()


def named(value: str) -> CatalogueId:
    return CatalogueId("spotify", value)


def offsets(spotify: SpotifyStandin) -> list[int]:
    return sorted(int(path.partition("offset=")[2]) for path in spotify.api_paths if "offset=" in path)


# Search


def test_a_search_finds_all_three_kinds(spotify: SpotifyStandin, provider: Provider) -> None:
    page = provider.search("velvet", limit=5, budget=Budget())

    assert ([len(page.tracks), len(page.artists), len(page.albums)], page.complete) == ([5, 1, 2], True)
    track = page.tracks[0]
    assert (track.artist.name, track.artist.id) == ("Velvet Harbour", named(artist_id(7001)))
    assert track.album
    assert (track.has_preview, track.rank, track.isrc[:5]) == (False, None, "ZZPLP")
    assert len(spotify.api_paths) == 1


def test_a_search_pages_as_far_as_there_is_something(spotify: SpotifyStandin, provider: Provider) -> None:
    page = provider.search("velvet", limit=50, budget=Budget())

    assert [len(page.tracks), len(page.artists), len(page.albums)] == [14, 1, 2]
    assert offsets(spotify) == [0, 10]


@pytest.mark.parametrize(("limit", "asked"), [(10, [0]), (11, [0, 10]), (25, [0, 10, 20]), (50, [0, 10, 20, 30, 40])])
def test_a_search_pages_no_further_than_was_asked(
    spotify: SpotifyStandin, provider: Provider, limit: int, asked: list[int]
) -> None:
    page = provider.search("orchestra", limit=limit, budget=Budget())

    assert len({track.id for track in page.tracks}) == len(page.tracks) == limit
    assert offsets(spotify) == asked


def test_the_further_pages_of_a_search_are_asked_side_by_side(spotify: SpotifyStandin, provider: Provider) -> None:
    provider.search("warm the token", limit=1, budget=Budget())
    spotify.slow(0.4, under="/v1/search")

    page = provider.search("orchestra", limit=50, budget=Budget(1.6))

    assert (len(page.tracks), page.complete) == (50, True)


def test_a_search_lives_with_pages_that_are_unavailable(spotify: SpotifyStandin, provider: Provider) -> None:
    spotify.rate_limited(under="/v1/search?q=orchestra&type=track%2Cartist%2Calbum&limit=10&offset=1")

    page = provider.search("orchestra", limit=30, budget=Budget())

    assert (len(page.tracks), page.complete) == (20, False)


def test_a_search_whose_first_page_fails_raises(spotify: SpotifyStandin, provider: Provider) -> None:
    with pytest.raises(ProviderRejected):
        provider.search(" ", limit=5, budget=Budget())
    spotify.rate_limited(under="/v1/search")
    with pytest.raises(QuotaExceeded):
        provider.search("velvet", limit=5, budget=Budget())


def test_null_entries_make_no_gaps(spotify: SpotifyStandin, provider: Provider) -> None:
    spotify.answers.null_every = 2

    assert len(provider.search("orchestra", limit=20, budget=Budget()).tracks) == 10


def test_a_search_keeps_its_budget(spotify: SpotifyStandin, provider: Provider) -> None:
    spotify.slow(30, under="/v1/search")

    with pytest.raises(ProviderUnavailable):
        provider.search("velvet", limit=5, budget=Budget(0.5))


# Artists


def test_an_artist_with_all_albums_and_the_tracks_of_a_search(spotify: SpotifyStandin, provider: Provider) -> None:
    page = provider.artist(named(artist_id(7009)), budget=Budget())

    assert (page.artist.name, page.artist.nb_album, page.artist.nb_fan) == ("Serial Works", 23, None)
    assert (len(page.albums), page.complete) == (23, True)
    assert len(page.top_tracks) == 10
    assert {track.artist.id for track in page.top_tracks} == {page.artist.id}
    assert sorted(path.partition("?")[0] for path in spotify.api_paths) == [
        f"/artists/{artist_id(7009)}",
        *[f"/artists/{artist_id(7009)}/albums"] * 3,
        "/search",
    ]


def test_an_artists_pictures(provider: Provider) -> None:
    pictured = provider.artist(named(artist_id(7001)), budget=Budget()).artist
    plain = provider.artist(named(artist_id(7008)), budget=Budget()).artist

    assert pictured.picture_medium.startswith("https://i.scdn.co/image/")
    assert pictured.picture_medium != pictured.picture_xl
    assert (plain.picture_medium, plain.picture_xl) == ("", "")


@pytest.mark.parametrize("under", [f"/v1/artists/{artist_id(7009)}/albums", "/v1/search"])
def test_an_artists_page_lives_without_a_listing(spotify: SpotifyStandin, provider: Provider, under: str) -> None:
    spotify.rate_limited(under=under)
    page = provider.artist(named(artist_id(7009)), budget=Budget())
    assert (page.artist.name, page.complete) == ("Serial Works", False)

    spotify.close_endpoint(under)
    assert provider.artist(named(artist_id(7009)), budget=Budget()).complete


def test_an_artist_who_is_not_there(spotify: SpotifyStandin, provider: Provider) -> None:
    with pytest.raises(NotFoundAtProvider):
        provider.artist(named("0" * 22), budget=Budget())
    assert not any(path.startswith("/search") for path in spotify.api_paths)


# Albums


def test_an_album_with_all_its_tracks_in_order(spotify: SpotifyStandin, provider: Provider) -> None:
    page = provider.album(named(album_id(81010)), budget=Budget())

    assert (page.album.title, page.album.nb_tracks, page.album.upc) == ("The Complete Miniatures", 120, "999000081010")
    assert [track.track_position for track in page.tracks] == list(range(1, 121))
    assert page.complete
    assert all(track.album == page.album for track in page.tracks)
    assert offsets(spotify) == [50, 100]


def test_an_album_of_one_page_is_one_request(spotify: SpotifyStandin, provider: Provider) -> None:
    page = provider.album(named(album_id(81002)), budget=Budget())

    assert (len(page.tracks), page.album.record_type, page.album.release_date) == (2, "single", date(2026, 10, 2))
    assert len(spotify.api_paths) == 1


def test_an_album_lives_without_its_later_pages(spotify: SpotifyStandin, provider: Provider) -> None:
    spotify.rate_limited(under=f"/v1/albums/{album_id(81010)}/tracks")
    page = provider.album(named(album_id(81010)), budget=Budget())

    assert (len(page.tracks), page.complete) == (50, False)


def test_dates_are_as_precise_as_spotify_knows_them(provider: Provider) -> None:
    days = [provider.album(named(album_id(number)), budget=Budget()).album.release_date for number in (81009, 81008)]

    assert days == [date(2025, 1, 1), date(2018, 2, 1)]
    assert provider.album(named(album_id(81012)), budget=Budget()).album.release_date is None


# Tracks


def test_a_track(provider: Provider) -> None:
    track = provider.track(named(track_id(81001001)), budget=Budget())

    assert str(track.id) == track_id(81001001)
    assert (track.duration, track.isrc, track.track_position, track.explicit) == (217, "ZZPLP1001001", 1, False)
    assert (track.has_preview, track.readable, track.release_date) == (False, True, date(2024, 5, 17))


def test_a_track_that_was_relinked_keeps_the_id_that_was_asked_for(spotify: SpotifyStandin, provider: Provider) -> None:
    other = {"id": track_id(2), "name": "Song", "artists": [{"id": artist_id(1), "name": "Singer"}], "popularity": 50}
    spotify.say(other, under="/v1/tracks")

    track = provider.track(named(track_id(1)), budget=Budget())
    assert (track.id, track.rank) == (named(track_id(1)), 500_000)


def test_a_track_without_an_artist_is_unavailable(spotify: SpotifyStandin, provider: Provider) -> None:
    spotify.say({"id": track_id(1), "name": "Song", "artists": [{"id": None, "name": "?"}]}, under="/v1/tracks")

    with pytest.raises(ProviderUnavailable):
        provider.track(named(track_id(1)), budget=Budget())


def test_ids_of_others_are_unknown(spotify: SpotifyStandin, provider: Provider) -> None:
    for ask in (provider.track, provider.album, provider.artist, provider.preview):
        with pytest.raises(NotFoundAtProvider):
            ask(CatalogueId("deezer", "3135556"), budget=Budget())
    assert spotify.paths == []


def test_what_spotify_keeps_from_new_apps_is_empty_and_never_asked_for(
    spotify: SpotifyStandin, provider: Provider
) -> None:
    track = provider.track(named(track_id(81001001)), budget=Budget())
    spotify.forget_requests()
    empty: list[list[Any]] = [
        [*provider.related_tracks(track, limit=5, budget=Budget())],
        [*provider.genres(budget=Budget())],
        [*provider.genre_tracks(132, limit=5, budget=Budget())],
        [*provider.chart_tracks(limit=5, budget=Budget())],
        [*provider.chart_albums(limit=5, budget=Budget())],
        [*provider.new_releases(limit=5, budget=Budget())],
    ]

    assert empty == [[]] * 6
    assert provider.preview(track.id, budget=Budget()) is None
    assert spotify.paths == []
