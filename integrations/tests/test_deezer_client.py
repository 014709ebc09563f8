from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.budget import Budget
from integrations.deezer.client import DeezerClient
from integrations.deezer.scalars import preview_expiry
from integrations.errors import NotFoundAtProvider, ProviderRejected
from integrations.standins.deezer.server import DeezerStandin


def test_a_track(client: DeezerClient) -> None:
    track = client.track("81001001", budget=Budget())

    assert (track.id, track.duration, track.isrc) == ("81001001", 217, "ZZPLP1001001")
    assert track.artist
    assert track.album
    assert (track.artist.name, track.album.title) == ("Velvet Harbour", "Salt and Neon")
    assert (track.track_position, track.disk_number) == (1, 1)
    assert (track.release_date, track.readable) == (date(2024, 5, 17), True)


def test_a_track_by_its_isrc(deezer: DeezerStandin, client: DeezerClient) -> None:
    assert client.track_by_isrc("zz-plp-10-01001", budget=Budget()).id == "81001001"
    assert deezer.paths == ["/track/isrc:zzplp1001001"]
    with pytest.raises(NotFoundAtProvider):
        client.track_by_isrc("ZZZZZ0000000", budget=Budget())


def test_a_preview_is_fresh_and_dies_after_fifteen_minutes(client: DeezerClient) -> None:
    before = datetime.now(UTC) + timedelta(seconds=898)

    preview = client.track("81001001", budget=Budget()).preview

    assert preview
    expiry = preview_expiry(preview)
    assert expiry
    assert before <= expiry <= before + timedelta(seconds=60)


def test_an_album(client: DeezerClient) -> None:
    album = client.album("81010", budget=Budget())

    assert (album.title, album.nb_tracks, album.genre_id) == ("The Complete Miniatures", 120, 98)
    assert (album.record_type, album.label, album.upc) == ("album", "Loopback Records", "999000081010")
    assert (len(album.tracks), album.tracks[0].track_position) == (120, None)
    assert client.album_by_upc("999000081010", budget=Budget()).id == "81010"


def test_a_zero_date_is_no_date(client: DeezerClient) -> None:
    assert client.album("81012", budget=Budget()).release_date is None


def test_pages_lead_on_by_their_index(deezer: DeezerStandin, client: DeezerClient) -> None:
    first = client.album_tracks("81010", budget=Budget())
    assert first.next_index == 100
    second = client.album_tracks("81010", index=first.next_index, budget=Budget())

    assert (len(first.items), first.total) == (100, 120)
    assert (len(second.items), second.next_index) == (20, None)
    assert deezer.paths == ["/album/81010/tracks?limit=100", "/album/81010/tracks?limit=100&index=100"]


def test_a_short_page_leads_on_all_the_same(client: DeezerClient) -> None:
    page = client.search_tracks("orchestra", limit=24, budget=Budget())

    assert (len(page.items), page.total, page.next_index) == (21, 120, 24)


@pytest.mark.parametrize(("asked", "sent"), [(0, 1), (-5, 1), (25, 25), (100, 100), (100_000, 100)])
def test_limits_stay_within_deezers(deezer: DeezerStandin, client: DeezerClient, asked: int, sent: int) -> None:
    client.search_tracks("velvet", limit=asked, budget=Budget())

    assert deezer.paths == [f"/search?limit={sent}&q=velvet"]


def test_an_artist_and_its_lists(client: DeezerClient) -> None:
    artist = client.artist("7004", budget=Budget())
    albums = client.artist_albums("7001", budget=Budget())
    top = client.artist_top("7004", budget=Budget())
    related = client.artist_related("7004", budget=Budget())
    radio = client.artist_radio("7004", budget=Budget())

    assert (artist.name, artist.nb_album) == ("青い灯台", 1)
    assert [(album.id, album.artist, album.genre_id) for album in albums.items] == [
        ("81001", None, 132),
        ("81002", None, None),
    ]
    assert len(top.items) == 9
    assert related.items[0].id == "7001"
    assert (len(radio.items) > 10, radio.total) == (True, None)


def test_an_artist_without_a_picture(client: DeezerClient) -> None:
    assert client.artist("7008", budget=Budget()).picture_medium == ""
    assert client.artist("7001", budget=Budget()).picture_medium.startswith("https://cdn-images.dzcdn.net/images/")


def test_searches(client: DeezerClient) -> None:
    assert [artist.id for artist in client.search_artists("paper", budget=Budget()).items] == ["7002"]
    assert [album.id for album in client.search_albums("港の", budget=Budget()).items] == ["81007"]
    nothing = client.search_tracks("zzqxjvkwpl", budget=Budget())
    assert (nothing.items, nothing.total, nothing.next_index) == ((), 0, None)
    with pytest.raises(ProviderRejected, match="empty parameter"):
        client.search_tracks(" ", budget=Budget())


def test_genres_charts_and_editorials(client: DeezerClient) -> None:
    assert [genre.id for genre in client.genres(budget=Budget()).items] == [0, 132, 116, 152, 106, 129, 98]
    assert client.genre(106, budget=Budget()).name == "Electro"
    assert [artist.id for artist in client.genre_artists(106, budget=Budget()).items] == ["7003", "7008"]
    chart = client.chart(106, budget=Budget(), limit=3)
    assert [len(part) for part in (chart.tracks, chart.albums, chart.artists)] == [3, 3, 2]
    assert client.chart_tracks(0, budget=Budget(), limit=3).items[0].readable is None
    assert len(client.chart_albums(0, budget=Budget()).items) == 14
    assert len(client.chart_artists(0, budget=Budget()).items) == 8
    assert len(client.editorial_charts(106, budget=Budget()).albums) == 4
    assert client.editorial_releases(0, budget=Budget()).items[0].release_date == date(2026, 11, 6)


@pytest.mark.parametrize("number", [-1, 99999])
def test_unknown_genres_are_not_found(client: DeezerClient, number: int) -> None:
    for ask in (client.genre, client.chart, client.chart_tracks, client.editorial_charts):
        with pytest.raises(NotFoundAtProvider):
            ask(number, budget=Budget())
