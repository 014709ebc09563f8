from __future__ import annotations

from datetime import date

import pytest

from integrations.apple.client import AppleClient
from integrations.apple.token import DeveloperToken
from integrations.apple.wire import artwork_url
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderRejected
from integrations.standins.apple.server import AppleStandin
from integrations.standins.apple.shapes import preview_url


def test_a_song(apple: AppleStandin, apple_client: AppleClient) -> None:
    song = apple_client.song("81001001", budget=Budget())

    assert (song.id, song.duration_ms, song.isrc) == ("81001001", 217_321, "ZZPLP1001001")
    assert (song.track_number, song.disc_number, song.explicit, song.is_playable) == (1, 1, None, True)
    assert (song.preview, song.release_date) == (preview_url(81001001), date(2024, 5, 17))
    assert [artist.name for artist in song.artists] == ["Velvet Harbour"]
    assert song.album
    assert (song.album.id, song.album.name, song.album.upc) == ("81001", "Salt and Neon", "999000081001")
    assert apple.catalogue_paths == ["/songs/81001001?include=artists%2Calbums"]


def test_a_song_without_preview_and_one_that_is_explicit(apple_client: AppleClient) -> None:
    assert apple_client.song("81001009", budget=Budget()).preview == ""
    assert apple_client.song("81001009", budget=Budget()).is_playable is False
    assert apple_client.song("81011001", budget=Budget()).explicit is True


def test_several_songs_by_id_and_by_isrc(apple: AppleStandin, apple_client: AppleClient) -> None:
    several = apple_client.songs(["81001001", "5", "81001002"], budget=Budget())

    assert [song.id for song in several] == ["81001001", "81001002"]
    assert [song.id for song in apple_client.songs_by_isrc("zz-plp-10-01001", budget=Budget())] == ["81001001"]
    assert apple_client.songs_by_isrc("ZZZZZ0000000", budget=Budget()) == ()
    assert apple.catalogue_paths[1] == "/songs?filter%5Bisrc%5D=ZZPLP1001001&include=artists%2Calbums"


def test_an_unknown_isrc_may_be_a_404(apple: AppleStandin, apple_client: AppleClient) -> None:
    apple.say({"errors": [{"title": "No related resources", "status": "404", "code": "40403"}]}, status=404)

    assert apple_client.songs_by_isrc("ZZZZZ0000000", budget=Budget()) == ()


def test_an_album_and_the_pages_of_its_tracks(apple: AppleStandin, apple_client: AppleClient) -> None:
    album = apple_client.album("81010", budget=Budget())
    rest = apple_client.album_tracks("81010", offset=100, budget=Budget())

    assert (album.name, album.track_count, album.label) == ("The Complete Miniatures", 120, "Loopback Records")
    assert (album.is_single, album.is_compilation, album.upc) == (False, False, "999000081010")
    assert (len(album.tracks.items), album.tracks.next_offset) == (100, 100)
    assert album.tracks.items[0].artists[0].name == "Old Mill Orchestra"
    assert (len(rest.items), rest.next_offset) == (20, None)
    assert apple.catalogue_paths[1] == "/albums/81010/tracks?include=artists&limit=100&offset=100"


def test_music_videos_among_an_albums_tracks_are_left_out(apple_client: AppleClient) -> None:
    assert len(apple_client.album("81004", budget=Budget()).tracks.items) == 14


def test_an_artist_and_its_lists(apple_client: AppleClient) -> None:
    artist = apple_client.artist("7001", budget=Budget())
    albums = apple_client.artist_albums("7009", budget=Budget(), limit=20)
    top = apple_client.artist_top_songs("7001", budget=Budget())

    assert (artist.name, artwork_url(artist.artwork, 250)[-14:]) == ("Velvet Harbour", "/250x250bb.jpg")
    assert apple_client.artist("7008", budget=Budget()).artwork == ""
    assert (len(albums.items), albums.next_offset) == (20, 20)
    assert len(top.items) == 14


def test_a_search(apple: AppleStandin, apple_client: AppleClient) -> None:
    found = apple_client.search("velvet", budget=Budget(), limit=10)

    assert [len(page.items) for page in (found.songs, found.artists, found.albums)] == [10, 1, 2]
    assert (found.songs.next_offset, found.artists.next_offset) == (10, None)
    assert found.songs.items[0].artists[0].id == "7001"
    assert apple.catalogue_paths[0].startswith("/search?term=velvet&types=songs%2Cartists%2Calbums&limit=10&offset=0")


def test_a_search_without_hits_is_empty(apple_client: AppleClient) -> None:
    found = apple_client.search("zzqxjvkwpl", budget=Budget())

    assert (found.songs.items, found.artists.items, found.albums.items) == ((), (), ())


@pytest.mark.parametrize(("asked", "sent"), [(0, 1), (-5, 1), (7, 7), (25, 25), (100_000, 25)])
def test_limits_stay_within_apples(apple: AppleStandin, apple_client: AppleClient, asked: int, sent: int) -> None:
    apple_client.search("velvet", limit=asked, budget=Budget())

    assert f"&limit={sent}&" in apple.catalogue_paths[0]


@pytest.mark.parametrize("key", ["5", "0", "abc", "a/b", "..", ".", "", "?x", "\u00e9", "x" * 200])
def test_ids_that_name_nothing_are_not_found(apple_client: AppleClient, key: str) -> None:
    with pytest.raises(NotFoundAtProvider):
        apple_client.artist(key, budget=Budget())
    with pytest.raises(NotFoundAtProvider):
        apple_client.artist_albums(key, budget=Budget())


def test_a_search_without_words_is_rejected(apple_client: AppleClient) -> None:
    with pytest.raises(ProviderRejected, match="Missing term"):
        apple_client.search(" ", budget=Budget())


def test_another_storefront_has_another_catalogue(apple: AppleStandin) -> None:
    token = DeveloperToken(apple.team_id, apple.key_id, apple.private_key)
    client = AppleClient(apple.api_url, token, storefront="jp")
    with pytest.raises(NotFoundAtProvider):
        client.song("81001001", budget=Budget())
    client.close()
    assert apple.paths == ["/v1/catalog/jp/songs/81001001?include=artists%2Calbums"]
