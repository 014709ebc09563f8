"""DELETE of our own songs, albums and artists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from catalogue.models import Album, Artist, Lyrics, Track
from catalogue.own.tests.conftest import New
from conftest import MakeTracks


@pytest.fixture
def playlist(as_owner: APIClient) -> str:
    return str(as_owner.post("/api/playlists/playlists/", {"name": "Kept"}).json()["id"])


def keep(client: APIClient, playlist: str, song: str) -> None:
    assert client.post(f"/api/playlists/playlists/{playlist}/add_track/", {"track_id": song}).status_code == 201


def kept(client: APIClient, playlist: str) -> list[str]:
    entries: list[dict[str, Any]] = client.get(f"/api/playlists/playlists/{playlist}/").json()["tracks"]
    return [entry["track_title"] for entry in entries]


def test_a_song_that_nobody_points_to_is_gone(as_moderator: APIClient, new_artist: New, new_song: New) -> None:
    song = new_song(new_artist(), lyrics={"plain": "la"})

    answer = as_moderator.delete(f"/api/songs/{song['id']}/")

    assert answer.status_code == 204
    assert not Track.objects.exists()
    assert not Lyrics.objects.exists()
    assert as_moderator.get(f"/api/songs/{song['id']}/").status_code == 404


def test_a_song_in_a_playlist_is_hidden_and_stays_readable_there(
    as_moderator: APIClient, as_owner: APIClient, playlist: str, new_artist: New, new_song: New
) -> None:
    song = new_song(new_artist())
    keep(as_owner, playlist, song["id"])

    answer = as_moderator.delete(f"/api/songs/{song['id']}/")

    assert answer.status_code == 204
    assert Track.objects.get().is_hidden
    assert kept(as_owner, playlist) == ["Harbour Lights"]
    assert as_owner.get(f"/api/songs/{song['id']}/").status_code == 404
    assert as_owner.get("/api/songs/").json() == []
    assert as_owner.get("/api/catalogue/search/", {"q": "harbour"}).json()["tracks"] == []
    assert as_moderator.delete(f"/api/songs/{song['id']}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_audio_of_a_song_that_is_gone_is_gone_too(
    as_moderator: APIClient, make_tracks: MakeTracks, settings: Any
) -> None:
    track = make_tracks(1)[0]
    track.audio.save("song.mp3", ContentFile(b"la"))

    as_moderator.delete(f"/api/songs/{track.external_id}/")

    assert list((Path(settings.MEDIA_ROOT) / "audio").iterdir()) == []


def test_an_album_goes_with_its_songs(
    as_moderator: APIClient, as_owner: APIClient, playlist: str, new_artist: New, new_album: New, new_song: New
) -> None:
    artist = new_artist()
    albums = [new_album(artist, title) for title in ("One", "Two")]
    songs = [new_song(artist, f"Song {number}", album_id=albums[number % 2]["id"]) for number in range(4)]
    keep(as_owner, playlist, songs[0]["id"])
    before = as_owner.get(f"/api/artists/{artist['id']}/").json()["nb_album"]

    answers = [as_moderator.delete(f"/api/albums/{album['id']}/").status_code for album in albums]

    assert (before, answers) == (2, [204, 204])
    assert [(track.title, track.is_hidden) for track in Track.objects.all()] == [("Song 0", True)]
    assert [(album.title, album.is_hidden) for album in Album.objects.all()] == [("One", True)]
    assert kept(as_owner, playlist) == ["Song 0"]
    assert as_owner.get(f"/api/artists/{artist['id']}/").json()["nb_album"] == 0
    assert as_owner.get("/api/albums/").json() == []


def test_an_artist_goes_with_everything(
    as_moderator: APIClient, as_owner: APIClient, playlist: str, new_artist: New, new_album: New, new_song: New
) -> None:
    gone, held, host = new_artist("Gone"), new_artist("Held"), new_artist("Host")
    new_song(gone, album_id=new_album(gone)["id"])
    song = new_song(held, "Kept", album_id=new_album(held)["id"])
    party = new_album(host, "Party")
    new_song(gone, "As a guest", album_id=party["id"])
    keep(as_owner, playlist, song["id"])
    counted = as_owner.get(f"/api/albums/{party['id']}/").json()["nb_tracks"]

    answers = [as_moderator.delete(f"/api/artists/{artist['id']}/").status_code for artist in (gone, held)]

    assert (counted, answers) == (1, [204, 204])
    assert sorted((artist.name, artist.is_hidden) for artist in Artist.objects.all()) == [
        ("Held", True),
        ("Host", False),
    ]
    assert [track.title for track in Track.objects.all()] == ["Kept"]
    assert kept(as_owner, playlist) == ["Kept"]
    assert as_owner.get(f"/api/albums/{party['id']}/").json()["nb_tracks"] == 0


def test_removing_an_album_takes_as_many_statements_for_20_songs_as_for_2(
    as_moderator: APIClient, new_artist: New, new_album: New, new_song: New
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    artist = new_artist()
    counts = []
    for size in (2, 20):
        album = new_album(artist, f"Of {size}")
        for number in range(size):
            new_song(artist, f"Song {number}", album_id=album["id"])
        with CaptureQueriesContext(connection) as queries:
            as_moderator.delete(f"/api/albums/{album['id']}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
