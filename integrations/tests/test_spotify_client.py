from __future__ import annotations

from datetime import date

import pytest

from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderRejected, ProviderUnavailable
from integrations.spotify.client import SpotifyClient
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import album_id, artist_id, track_id

TRACK = track_id(81001001)
ALBUM = album_id(81010)
ARTIST = artist_id(7001)


def test_a_track(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    track = spotify_client.track(TRACK, budget=Budget())

    assert (track.id, track.duration_ms, track.isrc) == (TRACK, 217_321, "ZZPLP1001001")
    assert (track.track_number, track.disc_number, track.explicit, track.is_playable) == (1, 1, False, True)
    assert [artist.name for artist in track.artists] == ["Velvet Harbour"]
    assert track.album
    assert (track.album.name, track.album.release_date) == ("Salt and Neon", date(2024, 5, 17))
    assert [image.width for image in track.album.images] == [640, 300, 64]
    assert (track.popularity, track.artists[0].followers) == (None, None)
    assert spotify.paths == ["/api/token", f"/v1/tracks/{TRACK}"]


def test_an_album_with_the_first_fifty_tracks(spotify_client: SpotifyClient) -> None:
    album = spotify_client.album(ALBUM, budget=Budget())

    assert (album.name, album.total_tracks, album.album_type) == ("The Complete Miniatures", 120, "album")
    assert (album.upc, album.label) == ("999000081010", "")
    assert (len(album.tracks.items), album.tracks.total, album.tracks.next_offset) == (50, 120, 50)
    assert album.tracks.items[0].isrc == ""


def test_pages_lead_on_by_their_offset(spotify_client: SpotifyClient) -> None:
    second = spotify_client.album_tracks(ALBUM, offset=50, budget=Budget())
    last = spotify_client.album_tracks(ALBUM, offset=100, budget=Budget())

    assert (len(second.items), second.next_offset) == (50, 100)
    assert (len(last.items), last.next_offset, last.total) == (20, None, 120)


def test_an_artist_and_its_albums(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    artist = spotify_client.artist(ARTIST, budget=Budget())
    albums = spotify_client.artist_albums(artist_id(7009), budget=Budget(), offset=20, limit=50)

    assert (artist.name, len(artist.images)) == ("Velvet Harbour", 3)
    assert ([album.name for album in albums.items], albums.next_offset) == (
        ["Serial 21", "Serial 22", "Serial 23"],
        None,
    )
    asked = f"/artists/{artist_id(7009)}/albums?include_groups=album%2Csingle%2Ccompilation&limit=10&offset=20"
    assert spotify.api_paths[-1] == asked


def test_a_search_asks_for_three_kinds_at_once(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    found = spotify_client.search("velvet", budget=Budget())

    assert [len(page.items) for page in (found.tracks, found.artists, found.albums)] == [10, 1, 2]
    assert (found.tracks.total, found.tracks.next_offset, found.artists.next_offset) == (14, 10, None)
    assert spotify.api_paths == ["/search?q=velvet&type=track%2Cartist%2Calbum&limit=10&offset=0"]


@pytest.mark.parametrize(("asked", "sent"), [(0, 1), (-5, 1), (7, 7), (10, 10), (50, 10), (100_000, 10)])
def test_limits_stay_within_a_new_apps(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, asked: int, sent: int
) -> None:
    spotify_client.search("velvet", kinds=("track",), limit=asked, budget=Budget())

    assert spotify.api_paths == [f"/search?q=velvet&type=track&limit={sent}&offset=0"]


def test_offsets_of_a_search_stay_within_spotifys(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    assert spotify_client.search("velvet", offset=5000, budget=Budget()).tracks.items == ()
    assert spotify.api_paths[0].endswith("offset=1000")


def test_null_entries_of_lists_are_left_out(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.answers.null_every = 3

    found = spotify_client.search("velvet", budget=Budget())

    assert (len(found.tracks.items), found.tracks.total, found.tracks.next_offset) == (7, 14, 10)


def test_tracks_by_isrc(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    assert [track.id for track in spotify_client.tracks_by_isrc("zz-plp-10-01001", budget=Budget())] == [TRACK]
    assert spotify.api_paths == ["/search?q=isrc%3AZZPLP1001001&type=track&limit=10&offset=0"]
    assert spotify_client.tracks_by_isrc("ZZZZZ0000000", budget=Budget()) == ()


def test_a_search_for_an_isrc_that_finds_others_finds_nothing(
    spotify: SpotifyStandin, spotify_client: SpotifyClient
) -> None:
    hit = {"id": TRACK, "name": "Song", "external_ids": {"isrc": "ZZPLP1001002"}}
    spotify.say({"tracks": {"items": [hit], "total": 1}}, under="/v1/search")

    assert spotify_client.tracks_by_isrc("ZZPLP1001001", budget=Budget()) == ()


@pytest.mark.parametrize("key", [track_id(5), "0", "abc", "a/b", "..", ".", "", "?x", "\u00e9", "x" * 200])
def test_ids_that_name_nothing_are_not_found(spotify_client: SpotifyClient, key: str) -> None:
    with pytest.raises(NotFoundAtProvider):
        spotify_client.track(key, budget=Budget())
    with pytest.raises(NotFoundAtProvider):
        spotify_client.artist_albums(key, budget=Budget())


def test_a_search_without_words_is_rejected(spotify_client: SpotifyClient) -> None:
    with pytest.raises(ProviderRejected, match="No search query"):
        spotify_client.search(" ", budget=Budget())


def test_a_track_nested_too_deeply_is_unavailable(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    opening = f'{{"id":"{TRACK}","name":"x","album":{{"id":"{TRACK}","name":"x","tracks":{{"items":['.encode()
    spotify.garbage(under="/v1", body=opening * 200 + b"]}}}" * 200)

    with pytest.raises(ProviderUnavailable):
        spotify_client.track(TRACK, budget=Budget())


def test_nothing_closed_to_new_apps_is_ever_asked_for(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    for ask in (
        lambda: spotify_client.track(TRACK, budget=Budget()),
        lambda: spotify_client.album(ALBUM, budget=Budget()),
        lambda: spotify_client.album_tracks(ALBUM, budget=Budget()),
        lambda: spotify_client.artist(ARTIST, budget=Budget()),
        lambda: spotify_client.artist_albums(ARTIST, budget=Budget()),
        lambda: spotify_client.search("velvet", budget=Budget()),
    ):
        ask()  # the stand-in answers 403 to what is closed
    assert len(spotify.api_paths) == 6
