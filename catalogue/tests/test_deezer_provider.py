"""Deezer as a provider, against the stand-in over loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests

from catalogue.ids import CatalogueId
from catalogue.providers.deezer import DeezerProvider
from catalogue.providers.protocol import Provider
from integrations.budget import Budget
from integrations.deezer.client import DeezerClient
from integrations.errors import NotFoundAtProvider, ProviderRejected, ProviderUnavailable, QuotaExceeded
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


# Search


def test_a_search_finds_all_three_kinds(deezer: DeezerStandin, provider: Provider) -> None:
    page = provider.search("velvet", limit=5, budget=Budget())

    assert [len(page.tracks), len(page.artists), len(page.albums)] == [5, 1, 2]
    assert (page.artists[0].name, page.artists[0].nb_album) == ("Velvet Harbour", 2)
    assert page.tracks[0].album
    assert page.tracks[0].artist.id == named(7001)
    assert page.complete
    assert sorted(deezer.paths) == [f"/search{kind}?limit=50&q=velvet" for kind in ("/album", "/artist", "")]


def test_short_pages_do_not_make_a_search_short(provider: Provider) -> None:
    for limit in (10, 25, 40, 80):
        assert len(provider.search("orchestra", limit=limit, budget=Budget()).tracks) == limit


def test_a_search_without_hits_is_empty_and_complete(provider: Provider) -> None:
    page = provider.search("zzqxjvkwpl", limit=5, budget=Budget())

    assert (page.tracks, page.artists, page.albums, page.complete) == ([], [], [], True)


def test_a_search_lives_with_a_list_that_is_unavailable(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.quota_out(under="/search/artist")

    page = provider.search("velvet", limit=5, budget=Budget())

    assert ([len(page.tracks), len(page.artists), len(page.albums)], page.complete) == ([5, 0, 2], False)


def test_a_search_lives_with_a_slow_list(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.slow(30, under="/search/album")

    page = provider.search("velvet", limit=5, budget=Budget(0.7))

    assert ([len(page.tracks), len(page.artists), len(page.albums)], page.complete) == ([5, 1, 0], False)


def test_a_refused_list_of_a_search_is_empty(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.say(REFUSED, under="/search/artist")

    page = provider.search("velvet", limit=5, budget=Budget())

    assert (page.artists, page.complete) == ([], True)


def test_a_search_that_fails_altogether_raises(deezer: DeezerStandin, provider: Provider) -> None:
    with pytest.raises(ProviderRejected):
        provider.search(" ", limit=5, budget=Budget())
    deezer.say(REFUSED, under="/search/artist")
    deezer.quota_out(under="/search?")
    deezer.down(under="/search/album")
    deezer.garbage(under="/search")
    with pytest.raises(ProviderUnavailable):
        provider.search("velvet", limit=5, budget=Budget())


# Artists


def test_an_artist_with_albums_and_top_tracks(deezer: DeezerStandin, provider: Provider) -> None:
    page = provider.artist(named(7001), budget=Budget())

    assert (page.artist.name, page.artist.nb_fan, page.complete) == ("Velvet Harbour", 7001 * 977 % 90_000, True)
    assert [(album.id.value, album.artist, album.genre_number) for album in page.albums] == [
        ("81001", page.artist, 132),
        ("81002", page.artist, None),
    ]
    assert len(page.top_tracks) == 14
    assert all(track.album and track.artist.id == named(7001) for track in page.top_tracks)
    assert sorted(deezer.paths) == ["/artist/7001", "/artist/7001/albums?limit=100", "/artist/7001/top?limit=50"]


@pytest.mark.parametrize("fault", ["quota_out", "garbage", "down", "slow", "http_error"])
def test_an_artist_page_lives_with_a_list_that_is_unavailable(
    deezer: DeezerStandin, provider: Provider, fault: str
) -> None:
    extra = {"slow": (30,), "http_error": (502,)}.get(fault, ())
    getattr(deezer, fault)(*extra, under="/artist/7001/albums")

    page = provider.artist(named(7001), budget=Budget(0.7))

    assert (page.artist.name, page.albums, len(page.top_tracks)) == ("Velvet Harbour", [], 14)
    assert not page.complete


def test_a_refused_list_of_an_artist_is_empty(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.say(REFUSED, under="/artist/7001/albums")
    deezer.say(NO_DATA, under="/artist/7001/top")

    page = provider.artist(named(7001), budget=Budget())

    assert (page.albums, page.top_tracks, page.complete) == ([], [], True)


def test_an_artist_that_is_unavailable_is_no_page(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.quota_out()

    with pytest.raises(QuotaExceeded):
        provider.artist(named(7001), budget=Budget())


def test_what_deezer_does_not_have_is_not_found(provider: Provider) -> None:
    for ask in (provider.artist, provider.album, provider.track, provider.preview):
        with pytest.raises(NotFoundAtProvider):
            ask(named(4), budget=Budget())


def test_ids_of_others_are_not_even_asked_for(deezer: DeezerStandin, provider: Provider) -> None:
    for ask in (provider.artist, provider.album, provider.track, provider.preview):
        with pytest.raises(NotFoundAtProvider):
            ask(CatalogueId("spotify", "3n3Ppam7vgaVa1iaRUc9Lp"), budget=Budget())
    assert deezer.requests == []


# Albums


def test_an_album_with_its_tracks(provider: Provider) -> None:
    page = provider.album(named(81007), budget=Budget())

    assert (page.album.title, page.album.release_date, page.album.record_type) == ("港の夜", date(2022, 7, 1), "album")
    assert page.album.artist
    assert page.album.artist.name == "青い灯台"
    assert [track.track_position for track in page.tracks] == list(range(1, 10))
    assert all(track.album == page.album and track.genre_number == 132 and track.isrc for track in page.tracks)
    assert page.complete


def test_a_long_album_comes_whole(provider: Provider) -> None:
    page = provider.album(named(81010), budget=Budget())

    assert [track.track_position for track in page.tracks] == list(range(1, 121))
    assert page.complete


def test_the_embedded_tracks_stand_in_for_a_listing_that_is_unavailable(
    deezer: DeezerStandin, provider: Provider
) -> None:
    deezer.http_error(503, under="/album/81010/tracks")

    page = provider.album(named(81010), budget=Budget())

    assert [track.track_position for track in page.tracks] == list(range(1, 121))
    assert all(track.album == page.album and track.isrc == "" for track in page.tracks)
    assert not page.complete


def test_a_listing_that_repeats_itself_ends(deezer: DeezerStandin, provider: Provider) -> None:
    entries = [{"id": 5, "title": "Song"}, {"id": 6, "title": "Other"}]
    deezer.say({"data": entries, "next": "https://api.deezer.com/?index=2"}, under="/album/81010/tracks")

    page = provider.album(named(81010), budget=Budget())

    assert numbers(page.tracks) == ["5", "6"]
    assert len(deezer.requests) == 3


def test_the_embedded_tracks_fill_up_a_listing_that_broke_off(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.quota_out(under="/album/81010/tracks?limit=100&index=100")

    page = provider.album(named(81010), budget=Budget())

    assert [track.track_position for track in page.tracks] == list(range(1, 121))
    assert not page.complete
    assert [bool(track.isrc) for track in page.tracks] == [True] * 100 + [False] * 20


@pytest.mark.parametrize("body", [{"data": []}, NO_DATA, REFUSED])
def test_the_embedded_tracks_stand_in_for_a_listing_that_is_empty(
    deezer: DeezerStandin, provider: Provider, body: object
) -> None:
    deezer.say(body, under="/album/81007/tracks")

    page = provider.album(named(81007), budget=Budget())

    assert [track.track_position for track in page.tracks] == list(range(1, 10))
    assert page.complete


def test_an_albums_artist_stands_in_where_a_track_names_none(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.say({"data": [{"id": 5, "title": "Song"}, None, {"id": 6, "title": "Other", "artist": {"id": 0}}]}, "/album/81007/tracks")  # fmt: skip  # noqa: E501

    page = provider.album(named(81007), budget=Budget())

    assert [track.artist.name for track in page.tracks] == ["青い灯台", "青い灯台"]
    assert [track.track_position for track in page.tracks] == [1, 2]


# Tracks and previews


def test_a_track(provider: Provider) -> None:
    track = provider.track(named(81001001), budget=Budget())

    assert (track.title, track.duration, track.isrc) == ("Amber Junction", 217, "ZZPLP1001001")
    assert (track.readable, track.has_preview, track.explicit, track.disk_number) == (True, True, False, 1)
    assert track.album
    assert (track.album.title, track.release_date) == ("Salt and Neon", date(2024, 5, 17))


def test_a_track_without_any_artist_is_no_answer(deezer: DeezerStandin, provider: Provider) -> None:
    deezer.say({"id": 5, "title": "Song", "artist": {"id": 0, "name": ""}})

    with pytest.raises(ProviderUnavailable):
        provider.track(named(5), budget=Budget())


def test_a_preview_is_fresh_and_plays(provider: Provider) -> None:
    preview = provider.preview(named(81001001), budget=Budget())

    assert preview
    assert preview.expires_at
    assert 890 < (preview.expires_at - datetime.now(UTC)).total_seconds() <= 900
    assert requests.get(preview.url, timeout=5).status_code == 200


def test_a_track_may_have_no_preview(provider: Provider) -> None:
    assert provider.preview(named(81001009), budget=Budget()) is None


def test_an_unreadable_track_may_have_a_preview(provider: Provider) -> None:
    track = provider.track(named(81001010), budget=Budget())

    assert (track.readable, track.has_preview) == (False, True)
    assert provider.preview(named(81001010), budget=Budget())


def test_the_preview_of_an_alternative_is_as_good(deezer: DeezerStandin, provider: Provider) -> None:
    other = {**TRACK, "id": 9, "preview": "https://cdns-preview-d.dzcdn.net/stream/c-1-5.mp3"}
    deezer.say({**TRACK, "readable": False, "preview": "", "alternative": other})

    preview = provider.preview(named(5), budget=Budget())

    assert preview
    assert (preview.url, preview.expires_at) == ("https://cdns-preview-d.dzcdn.net/stream/c-1-5.mp3", None)
