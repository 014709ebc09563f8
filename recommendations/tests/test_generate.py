"""Playlists made of a genre."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Genre, Track
from conftest import MakeTracks
from playlists.models import Playlist
from recommendations.tests.conftest import Listen

URL = "/api/playlists/generate/"


def generated(client: APIClient, **wanted: Any) -> dict[str, Any]:
    answer = client.post(URL, wanted)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


def tracks_of(made: dict[str, Any]) -> list[Track]:
    entries = Playlist.objects.get(pk=made["id"]).entries.in_order().with_tracks()
    return [entry.track for entry in entries]


@pytest.fixture
def rock_tracks(make_tracks: MakeTracks, rock: Genre) -> list[Track]:
    """48 tracks by six artists, the first one's being the most popular."""
    return [
        track
        for place, artist in enumerate(("Ada", "Bo", "Cleo", "Dov", "Eli", "Fay"))
        for track in make_tracks(8, artist=artist, genre=rock, rank=1000 - place)
    ]


def test_a_playlist_of_thirty_different_tracks_is_made(
    owner: User, as_owner: APIClient, rock_tracks: list[Track]
) -> None:
    made = generated(as_owner, genre="Rock", name="Loud mornings")
    playlist = Playlist.objects.get(pk=made["id"])
    tracks = tracks_of(made)

    assert made == {
        "id": str(playlist.pk),
        "name": "Loud mornings",
        "description": "A mix of Rock tracks.",
        "track_count": 30,
        "genre": "Rock",
    }
    assert (playlist.owner, playlist.is_public, playlist.track_count) == (owner, False, 30)
    assert len({track.pk for track in tracks}) == 30
    artists = [track.artist.name for track in tracks]
    assert all(len(set(artists[place : place + 3])) > 1 for place in range(28))


def test_anonymous_makes_no_playlist(anonymous: APIClient, rock_tracks: list[Track]) -> None:
    assert anonymous.post(URL, {"genre": "Rock"}).status_code == 401
    assert not Playlist.objects.exists()


@pytest.mark.parametrize("name", ["rock", "ROCK", " Róck "])
def test_case_and_accents_of_the_genre_do_not_matter(name: str, as_owner: APIClient, rock_tracks: list[Track]) -> None:
    assert generated(as_owner, genre=name)["name"] == "Rock mix"


def test_the_number_of_the_genre_wins_over_its_name(
    as_owner: APIClient, rock_tracks: list[Track], make_tracks: MakeTracks
) -> None:
    jazz = Genre.objects.create(number=129, name="Jazz")
    make_tracks(2, artist="Gus", genre=jazz)

    made = generated(as_owner, genre="Rock", genre_id=129)

    assert (made["genre"], made["track_count"]) == ("Jazz", 2)


def test_the_genre_of_everything_is_a_genre_too(as_owner: APIClient, rock_tracks: list[Track]) -> None:
    made = as_owner.post("/api/playlists/generate/", {"genre": "", "genre_id": 0})
    assert (made.status_code, made.data["genre"], made.data["track_count"]) == (201, "All", 30)


def test_as_many_tracks_as_wanted(as_owner: APIClient, rock_tracks: list[Track]) -> None:
    assert generated(as_owner, genre="Rock", limit=5)["track_count"] == 5
    assert generated(as_owner, genre="Rock", limit=100)["track_count"] == 48


def test_artists_whom_the_listener_plays_come_first(
    owner: User, as_owner: APIClient, rock_tracks: list[Track], listen: Listen
) -> None:
    by_fay = rock_tracks[-8:]
    listen(owner, by_fay[:1])

    first = tracks_of(generated(as_owner, genre="Rock", limit=5))[0]

    assert first.artist.name == "Fay"


def test_hidden_unplayable_and_doubled_tracks_stay_out(
    as_owner: APIClient, make_tracks: MakeTracks, rock: Genre
) -> None:
    (good,) = make_tracks(1, artist="Ada", genre=rock, rank=9, isrc="GBAYE0000001")
    make_tracks(1, artist="Bo", genre=rock, rank=8, isrc="GBAYE0000001")
    make_tracks(1, artist="Cleo", genre=rock, rank=10, is_hidden=True)
    make_tracks(1, artist="Dov", genre=rock, rank=10, readable=False)
    make_tracks(1, artist="Eli", genre=rock, has_preview=False)

    assert tracks_of(generated(as_owner, genre="Rock")) == [good]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({}, "genre"),
        ({"genre": "", "genre_id": None}, "genre"),
        ({"genre": "x" * 121}, "genre"),
        ({"genre_id": "rock"}, "genre_id"),
        ({"genre_id": -1}, "genre_id"),
        ({"genre_id": 2**31}, "genre_id"),
        ({"genre": "Rock", "limit": 4}, "limit"),
        ({"genre": "Rock", "limit": 101}, "limit"),
        ({"genre": "Rock", "name": "x" * 201}, "name"),
        ({"genre": "Rock", "name": "a\nb"}, "name"),
    ],
)
def test_a_wrong_wish_is_refused_by_name(
    wanted: dict[str, Any], field: str, as_owner: APIClient, rock_tracks: list[Track]
) -> None:
    answer = as_owner.post(URL, wanted)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Playlist.objects.exists()


@pytest.mark.parametrize("wanted", [{"genre": "Polka"}, {"genre_id": 987}, {"genre_id": 987, "genre": "Rock"}])
def test_an_unknown_genre_is_not_found(wanted: dict[str, Any], as_owner: APIClient, rock_tracks: list[Track]) -> None:
    answer = as_owner.post(URL, wanted)

    assert (answer.status_code, answer.json()["code"]) == (404, "genre_not_found")
    assert not Playlist.objects.exists()


def test_a_genre_with_nothing_to_play_leaves_no_empty_playlist(
    as_owner: APIClient, make_tracks: MakeTracks, rock: Genre
) -> None:
    make_tracks(3, genre=rock, is_hidden=True)

    answer = as_owner.post(URL, {"genre": "Rock"})

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_play")
    assert not Playlist.objects.exists()


def test_a_chart_that_cannot_be_had_is_unavailable_when_nothing_is_stored(
    as_owner: APIClient, rock: Genre, settings: Any
) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"

    answer = as_owner.post(URL, {"genre": "Rock"})

    assert (answer.status_code, answer.json()["code"]) == (503, "catalogue_unavailable")
    assert int(answer["Retry-After"]) >= 1
    assert not Playlist.objects.exists()


def test_a_chart_that_cannot_be_had_is_replaced_by_what_is_stored(
    as_owner: APIClient, rock_tracks: list[Track], settings: Any
) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"

    assert generated(as_owner, genre="Rock")["track_count"] == 30
