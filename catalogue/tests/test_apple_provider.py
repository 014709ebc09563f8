"""Apple Music as a provider, against the stand-in over loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from catalogue.ids import CatalogueId
from catalogue.providers.apple import AppleProvider
from catalogue.providers.protocol import Provider
from integrations.apple.client import AppleClient
from integrations.apple.token import DeveloperToken
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderUnavailable, QuotaExceeded
from integrations.standins.apple.server import AppleStandin
from integrations.standins.apple.shapes import preview_url

IN = "/v1/catalog/us"


@pytest.fixture
def apple() -> Iterator[AppleStandin]:
    with AppleStandin() as standin:
        yield standin


@pytest.fixture
def provider(apple: AppleStandin) -> Iterator[Provider]:
    client = AppleClient(apple.api_url, DeveloperToken(apple.team_id, apple.key_id, apple.private_key))
    yield AppleProvider(client)
    client.close()


def named(value: int) -> CatalogueId:
    return CatalogueId("apple", str(value))


# Search


def test_a_search_finds_all_three_kinds_in_one_request(apple: AppleStandin, provider: Provider) -> None:
    page = provider.search("velvet", limit=5, budget=Budget())

    assert ([len(page.tracks), len(page.artists), len(page.albums)], page.complete) == ([5, 1, 2], True)
    track = page.tracks[0]
    assert (str(track.artist.id), track.artist.name) == ("apple:7001", "Velvet Harbour")
    assert track.album
    assert track.album.cover_medium.endswith("/250x250bb.jpg")
    assert track.album.cover_xl.endswith("/1000x1000bb.jpg")
    assert len(apple.paths) == 1


def test_songs_that_a_search_names_without_their_artist_are_asked_for_at_once(
    apple: AppleStandin, provider: Provider
) -> None:
    apple.answers.search_includes = False

    page = provider.search("orchestra", limit=50, budget=Budget())

    assert (len(page.tracks), page.complete) == (50, True)
    assert {track.artist.name for track in page.tracks} == {"Old Mill Orchestra"}
    assert [path.partition("?")[0] for path in apple.catalogue_paths] == ["/search", "/search", "/songs"]


def test_songs_whose_artist_cannot_be_had_are_left_out(apple: AppleStandin, provider: Provider) -> None:
    apple.answers.search_includes = False
    apple.quota_out(under=f"{IN}/songs")

    page = provider.search("velvet", limit=5, budget=Budget())

    assert ([len(page.tracks), len(page.artists), len(page.albums)], page.complete) == ([0, 1, 2], False)


@pytest.mark.parametrize(("limit", "requests"), [(5, 1), (25, 1), (26, 2), (50, 2)])
def test_a_search_pages_no_further_than_was_asked(
    apple: AppleStandin, provider: Provider, limit: int, requests: int
) -> None:
    page = provider.search("orchestra", limit=limit, budget=Budget())

    assert len({track.id for track in page.tracks}) == limit
    assert len(apple.paths) == requests


def test_a_search_without_hits_is_empty_and_complete(provider: Provider) -> None:
    page = provider.search("zzqxjvkwpl", limit=50, budget=Budget())

    assert (page.tracks, page.artists, page.albums, page.complete) == ([], [], [], True)


def test_a_search_that_fails_raises(apple: AppleStandin, provider: Provider) -> None:
    apple.quota_out()

    with pytest.raises(QuotaExceeded):
        provider.search("velvet", limit=5, budget=Budget())


# Pages


def test_an_artist_with_albums_and_top_songs(apple: AppleStandin, provider: Provider) -> None:
    page = provider.artist(named(7001), budget=Budget())

    assert (page.artist.name, page.complete) == ("Velvet Harbour", True)
    assert [(album.title, album.record_type) for album in page.albums] == [
        ("Salt and Neon", "album"),
        ("Low Tide - Single", "single"),
    ]
    assert all(album.artist and album.artist.id == page.artist.id for album in page.albums)
    assert len(page.top_tracks) == 14
    assert sorted(path.partition("?")[0] for path in apple.catalogue_paths) == [
        "/artists/7001",
        "/artists/7001/albums",
        "/artists/7001/view/top-songs",
    ]


def test_an_artist_without_top_songs_is_complete(apple: AppleStandin, provider: Provider) -> None:
    apple.http_error(404, under=f"{IN}/artists/7001/view")

    page = provider.artist(named(7001), budget=Budget())
    assert (page.top_tracks, page.complete) == ([], True)


def test_an_artists_page_lives_without_a_listing(apple: AppleStandin, provider: Provider) -> None:
    apple.quota_out(under=f"{IN}/artists/7001/albums")

    page = provider.artist(named(7001), budget=Budget())
    assert (page.albums, len(page.top_tracks), page.complete) == ([], 14, False)


def test_an_album_with_all_its_tracks_in_order(provider: Provider) -> None:
    page = provider.album(named(81010), budget=Budget())

    assert (page.album.title, page.album.nb_tracks, page.album.upc) == ("The Complete Miniatures", 120, "999000081010")
    assert [track.track_position for track in page.tracks] == list(range(1, 121))
    assert (page.album.label, page.complete) == ("Loopback Records", True)
    assert page.tracks[119].isrc == "ZZPLP1010120"


def test_an_album_lives_without_its_later_pages(apple: AppleStandin, provider: Provider) -> None:
    apple.quota_out(under=f"{IN}/albums/81010/tracks")

    page = provider.album(named(81010), budget=Budget())
    assert (len(page.tracks), page.complete) == (100, False)


def test_kinds_of_albums(provider: Provider) -> None:
    kinds = {number: provider.album(named(number), budget=Budget()).album for number in (81001, 81002, 81005, 81009)}

    assert [album.record_type for album in kinds.values()] == ["album", "single", "ep", "album"]
    assert kinds[81009].release_date == date(2025, 1, 1)


# Tracks


def test_a_track(provider: Provider) -> None:
    track = provider.track(named(81001001), budget=Budget())

    assert (str(track.id), track.duration, track.isrc) == ("apple:81001001", 217, "ZZPLP1001001")
    assert (track.has_preview, track.readable, track.release_date) == (True, True, date(2024, 5, 17))
    assert (track.artist.id, track.album.id if track.album else None) == (named(7001), named(81001))


def test_a_preview_is_an_unsigned_address_without_an_end(provider: Provider) -> None:
    preview = provider.preview(named(81001001), budget=Budget())

    assert preview
    assert (preview.url, preview.expires_at) == (preview_url(81001001), None)
    assert provider.preview(named(81001009), budget=Budget()) is None


def test_what_is_not_there(provider: Provider) -> None:
    for ask in (provider.track, provider.album, provider.artist, provider.preview):
        with pytest.raises(NotFoundAtProvider):
            ask(named(5), budget=Budget())
        with pytest.raises(NotFoundAtProvider):
            ask(CatalogueId("deezer", "3135556"), budget=Budget())


def test_a_song_without_an_artist_is_unavailable(apple: AppleStandin, provider: Provider) -> None:
    apple.say({"data": [{"id": "1", "type": "songs", "attributes": {"name": "Song"}}]})

    with pytest.raises(ProviderUnavailable):
        provider.track(named(1), budget=Budget())


def test_what_is_not_asked_of_apple_is_empty(apple: AppleStandin, provider: Provider) -> None:
    track = provider.track(named(81001001), budget=Budget())
    apple.forget_requests()

    assert provider.related_tracks(track, limit=5, budget=Budget()) == []
    assert provider.genres(budget=Budget()) == []
    assert provider.genre_tracks(132, limit=5, budget=Budget()) == []
    assert provider.chart_tracks(limit=5, budget=Budget()) == []
    assert provider.chart_albums(limit=5, budget=Budget()) == []
    assert provider.new_releases(limit=5, budget=Budget()) == []
    assert apple.paths == []
