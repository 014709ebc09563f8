"""/api/songs/"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from catalogue.models import Genre, Lyrics, Track
from catalogue.own.tests.conftest import New
from conftest import MakeTracks

SONGS = "/api/songs/"
NOBODY = "0f8fad5b-d9cb-469f-a165-70867728950e"


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [each["title"] for each in answer.json()]


def test_a_song_has_everything_that_staff_said_of_it(
    as_moderator: APIClient, as_owner: APIClient, new_artist: New, new_album: New
) -> None:
    artist = new_artist("Béyond")
    album = new_album(artist, "Low Water")
    details = {
        "title": "Harbour Lights",
        "artist_id": artist["id"],
        "album_id": album["id"],
        "genre": "Sea Pop",
        "release_date": "2026-03-20",
        "duration": 214,
        "isrc": "qz-abc-26-00001",
        "explicit": True,
        "track_position": 3,
        "disk_number": 1,
        "rank": 640000,
        "lyrics": {"plain": "The lamps\r\nare lit", "synced": "[ar:Beyond]\n[00:12.50]The lamps\n\n[00:15]are lit"},
    }

    answer = as_moderator.post(SONGS, details)
    song = as_owner.get(f"{SONGS}{answer.json()['id']}/").json()

    assert answer.status_code == 201
    assert answer.json().keys() == song.keys()
    assert song["artist"] == {"id": artist["id"], "name": "Béyond"}
    assert song["album"] == {"id": album["id"], "title": "Low Water"}
    assert song["genre"] == {"id": 1_000_000, "name": "Sea Pop"}
    assert (song["isrc"], song["explicit"], song["duration"], song["rank"]) == ("QZABC2600001", True, 214, 640000)
    assert (song["release_date"], song["track_position"], song["disk_number"]) == ("2026-03-20", 3, 1)
    assert song["lyrics"] == {
        "plain": "The lamps\nare lit",
        "synced": "[ar:Beyond]\n[00:12.50]The lamps\n\n[00:15]are lit",
    }
    assert song["preview"] is None
    row = Track.objects.get()
    assert (row.provider, row.search_title, row.readable, row.has_preview) == ("local", "harbour lights", True, False)


def test_only_staff_write(as_owner: APIClient, anonymous: APIClient, new_artist: New, new_song: New) -> None:
    song = new_song(new_artist())
    path = f"{SONGS}{song['id']}/"
    body = {"title": "Mine", "artist_id": song["artist"]["id"]}

    for client, status in ((as_owner, 403), (anonymous, 401)):
        answers = [
            client.post(SONGS, body),
            client.put(path, body),
            client.patch(path, body),
            client.delete(path),
            client.post(f"{path}audio/"),
            client.delete(f"{path}audio/"),
        ]
        assert [answer.status_code for answer in answers] == [status] * 6
    assert anonymous.get(SONGS).status_code == anonymous.get(path).status_code == 401
    assert Track.objects.get().title == "Harbour Lights"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 501),
        ("title", "a\x00b"),
        ("artist_id", "no id"),
        ("artist_id", "27"),
        ("artist_id", NOBODY),
        ("album_id", NOBODY),
        ("genre", 99),
        ("genre", ""),
        ("genre", {"id": 1}),
        ("genre", True),
        ("genre", "x" * 121),
        ("release_date", "yesterday"),
        ("duration", -1),
        ("duration", 86_401),
        ("isrc", "USABC26"),
        ("isrc", "12ABC2600001"),
        ("explicit", "perhaps"),
        ("track_position", 0),
        ("rank", 1_000_001),
    ],
)
def test_a_wrong_field_is_named(as_moderator: APIClient, new_artist: New, field: str, value: Any) -> None:
    body = {"title": "A", "artist_id": new_artist()["id"], field: value}

    answer = as_moderator.post(SONGS, body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Track.objects.exists()


@pytest.mark.parametrize(
    ("synced", "says"),
    [
        ("la la", "Line 1 has no time"),
        ("[00:01]la\nla", "Line 2 has no time"),
        ("[00:61]la", "Line 1 has no time"),
        ("[ar:Ada]", "No line has a time"),
        ("[00:01.2345]la", "Line 1 has no time"),
    ],
)
def test_synced_lyrics_are_lrc(as_moderator: APIClient, new_artist: New, synced: str, says: str) -> None:
    body = {"title": "A", "artist_id": new_artist()["id"], "lyrics": {"synced": synced}}

    answer = as_moderator.post(SONGS, body)

    assert answer.status_code == 400
    assert answer.json()["errors"]["lyrics.synced"][0]["message"].startswith(says)


def test_a_change_leaves_alone_what_it_does_not_name(as_moderator: APIClient, new_artist: New, new_song: New) -> None:
    song = new_song(new_artist(), isrc="QZABC2600001", genre="Pop", lyrics={"plain": "la", "synced": "[00:01]la"})
    path = f"{SONGS}{song['id']}/"

    renamed = as_moderator.patch(path, {"title": "Ébb Tide"})
    worded = as_moderator.patch(path, {"lyrics": {"plain": "lo"}}).json()
    replaced = as_moderator.put(path, {"title": "Flood", "artist_id": song["artist"]["id"], "genre": None}).json()
    silent = as_moderator.patch(path, {"lyrics": None}).json()

    assert renamed.status_code == 200
    assert renamed.json()["isrc"] == "QZABC2600001"
    assert worded["lyrics"] == {"plain": "lo", "synced": "[00:01]la"}
    assert (replaced["title"], replaced["genre"], replaced["isrc"]) == ("Flood", None, "QZABC2600001")
    assert silent["lyrics"] is None
    assert not Lyrics.objects.exists()
    assert Track.objects.get().search_title == "flood"
    assert as_moderator.put(path, {"title": "Flood"}).status_code == 400


def test_genres_are_found_again_by_number_and_name(as_moderator: APIClient, new_artist: New, new_song: New) -> None:
    artist = new_artist()

    first = new_song(artist, genre="Électro Swing")["genre"]
    again = new_song(artist, genre="electro  swing")["genre"]
    other = new_song(artist, genre="Quay Core")["genre"]
    by_id = new_song(artist, genre=first["id"])["genre"]
    known = new_song(artist, genre="jazz")["genre"]

    assert first == again == by_id == {"id": 1_000_000, "name": "Électro Swing"}
    assert other == {"id": 1_000_001, "name": "Quay Core"}
    assert known == {"id": 129, "name": "Jazz"}
    assert Genre.objects.count() == 3


def test_only_our_own_rows_are_here(as_moderator: APIClient, make_tracks: MakeTracks) -> None:
    ours = make_tracks(1, artist="Ada")[0]
    make_tracks(1, artist="Beda", provider="deezer", external_id="4711")
    hidden = make_tracks(1, artist="Ceda", is_hidden=True)[0]

    assert titles(as_moderator.get(SONGS)) == ["Ada 1"]
    assert as_moderator.get(f"{SONGS}{ours.external_id}/").status_code == 200
    for missing in ("4711", hidden.external_id, str(uuid4()), "abc"):
        assert as_moderator.get(f"{SONGS}{missing}/").status_code == 404
        assert as_moderator.patch(f"{SONGS}{missing}/", {"title": "x"}).status_code == 404
        assert as_moderator.delete(f"{SONGS}{missing}/").status_code == 404


@pytest.fixture
def shelf(new_artist: New, new_album: New, new_song: New) -> dict[str, Any]:
    """Four songs by two artists."""
    ada, beda = new_artist("Ada Ébène"), new_artist("Beda")
    album = new_album(ada, "Old", release_date="1999-05-01")
    new_song(ada, "Alpha", genre="Rock", release_date="2001-01-01", duration=30, rank=5)
    new_song(ada, "Été", genre="Rock", album_id=album["id"], duration=20)
    new_song(beda, "Gamma", genre="Sea Pop", release_date="2010-12-31", duration=10, rank=9)
    new_song(beda, "delta", duration=40, rank=1)
    return {"ada": ada, "beda": beda}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Alpha", "delta", "Été", "Gamma"]),
        ({"search": "ETE"}, ["Été"]),
        ({"search": "ebene al"}, ["Alpha"]),
        ({"search": "nothing"}, []),
        ({"genre": "rock"}, ["Alpha", "Été"]),
        ({"genre": "152"}, ["Alpha", "Été"]),
        ({"genre": "Sea pop"}, ["Gamma"]),
        ({"genre": "none such"}, []),
        ({"artist": "ébène"}, ["Alpha", "Été"]),
        ({"year_from": 2001}, ["Alpha", "Gamma"]),
        ({"year_to": 2001}, ["Alpha", "Été"]),
        ({"year_from": 2002, "year_to": 2010}, ["Gamma"]),
        ({"ordering": "-title"}, ["Gamma", "Été", "delta", "Alpha"]),
        ({"ordering": "-rank"}, ["Gamma", "Alpha", "delta", "Été"]),
        ({"ordering": "duration"}, ["Gamma", "Été", "Alpha", "delta"]),
        ({"ordering": "release_date"}, ["Été", "Alpha", "Gamma", "delta"]),
        ({"ordering": "-artist", "genre": "152"}, ["Alpha", "Été"]),
    ],
)
def test_a_list_is_narrowed_and_ordered(
    as_owner: APIClient, shelf: dict[str, Any], query: dict[str, Any], expected: list[str]
) -> None:
    assert titles(as_owner.get(SONGS, query)) == expected


def test_an_artist_is_named_by_id_too(as_owner: APIClient, shelf: dict[str, Any]) -> None:
    assert titles(as_owner.get(SONGS, {"artist": shelf["beda"]["id"]})) == ["delta", "Gamma"]
    assert titles(as_owner.get(SONGS, {"artist": str(uuid4())})) == []


@pytest.mark.parametrize(
    "query", [{"ordering": "audio"}, {"year_from": "x"}, {"year_to": 10_000}, {"search": "x" * 201}, {"limit": "0"}]
)
def test_a_wrong_question_is_refused(as_owner: APIClient, query: dict[str, str]) -> None:
    answer = as_owner.get(SONGS, query)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(query)


def test_a_list_is_paged(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    make_tracks(5, artist="Ada")

    answer = as_owner.get(SONGS, {"limit": 2, "offset": 2})

    assert titles(answer) == ["Ada 3", "Ada 4"]
    assert answer["X-Total-Count"] == "5"
    assert 'rel="next"' in answer["Link"]
    assert 'rel="prev"' in answer["Link"]


def test_a_list_takes_as_many_statements_for_50_rows_as_for_1(
    as_owner: APIClient, make_tracks: MakeTracks, django_assert_num_queries: Any
) -> None:
    make_tracks(1, artist="Ada")
    with django_assert_num_queries(3):
        as_owner.get(SONGS, {"search": "ada"})
    make_tracks(50, artist="Beda")
    with django_assert_num_queries(3):
        assert len(as_owner.get(SONGS, {"search": "beda"}).json()) == 50


def test_what_is_added_is_found_by_the_search_at_once(as_owner: APIClient, new_artist: New, new_song: New) -> None:
    as_owner.get("/api/catalogue/search/", {"q": "harbour"})
    song = new_song(new_artist())

    found = as_owner.get("/api/catalogue/search/", {"q": "harbour"}).json()["tracks"]

    assert [each["id"] for each in found] == [song["id"]]
