"""GET /api/catalogue/search/ with types, filters and an order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from catalogue.folding import refold
from catalogue.models import Album, Genre, Snapshot, Track
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

SEARCH = "/api/catalogue/search/"


def search(client: APIClient, q: str, **query: Any) -> Any:
    answer = client.get(SEARCH, {"q": q, **query})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def titles(client: APIClient, q: str, **query: Any) -> list[str]:
    return [each["title"] for each in search(client, q, **query)["tracks"]]


@pytest.fixture
def shelf(make_tracks: MakeTracks) -> None:
    rock, pop = Genre.objects.create(number=152, name="Rock"), Genre.objects.create(number=1_000_000, name="Sea Pop")
    songs: list[tuple[str, str, dict[str, Any]]] = [
        ("Tide one", "Ada", {"genre": rock, "release_date": date(2001, 5, 1), "duration": 100, "rank": 5}),
        ("Tide two", "Beda", {"genre": pop, "release_date": date(2010, 5, 1), "duration": 300, "explicit": True}),
        ("Tide three", "Céda", {"genre": rock, "duration": 200, "rank": 9, "explicit": False}),
        ("A tide", "Deda", {"duration": 0, "rank": 100}),
    ]
    for title, artist, fields in songs:
        track = make_tracks(1, artist=artist, **fields)[0]
        assert track.album is not None
        track.title, track.artist.name = title, artist
        for row in (track, track.artist, track.album):
            refold(row)
            row.save()
    Album.objects.filter(artist__name="Céda").update(release_date=date(1999, 1, 1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Tide three", "Tide one", "Tide two", "A tide"]),
        ({"order": "relevance"}, ["Tide three", "Tide one", "Tide two", "A tide"]),
        ({"order": "popularity"}, ["A tide", "Tide three", "Tide one", "Tide two"]),
        ({"order": "release_date"}, ["Tide two", "Tide one", "Tide three", "A tide"]),
        ({"order": "title"}, ["A tide", "Tide one", "Tide three", "Tide two"]),
        ({"order": "duration"}, ["Tide one", "Tide three", "Tide two", "A tide"]),
        ({"genre": "rock"}, ["Tide three", "Tide one"]),
        ({"genre": "1000000"}, ["Tide two"]),
        ({"genre": "none such"}, []),
        ({"artist": "ceda"}, ["Tide three"]),
        ({"year_from": 2001}, ["Tide one", "Tide two"]),
        ({"year_to": 2001}, ["Tide three", "Tide one"]),
        ({"duration_min": 150}, ["Tide three", "Tide two"]),
        ({"duration_max": 200}, ["Tide three", "Tide one"]),
        ({"duration_min": 0, "duration_max": 100}, ["Tide one"]),
        ({"explicit": "true"}, ["Tide two"]),
        ({"explicit": "0"}, ["Tide three", "Tide one", "A tide"]),
        ({"provider": "local"}, ["Tide three", "Tide one", "Tide two", "A tide"]),
        ({"provider": "spotify"}, []),
        ({"genre": "rock", "order": "title", "limit": 1}, ["Tide one"]),
    ],
)
def test_tracks_are_narrowed_and_ordered(
    as_owner: APIClient, shelf: None, query: dict[str, Any], expected: list[str]
) -> None:
    assert titles(as_owner, "tide", **query) == expected


def test_albums_and_artists_are_narrowed_where_they_can_be(as_owner: APIClient, shelf: None) -> None:
    body = search(as_owner, "ada", genre="rock", order="title")
    named = search(as_owner, "album", artist="beda")
    years = search(as_owner, "album", year_to=2000)

    assert [each["name"] for each in body["artists"]] == ["Ada"]
    assert [each["title"] for each in named["albums"]] == ["Beda album"]
    assert [each["title"] for each in years["albums"]] == ["Céda album"]
    assert search(as_owner, "ada", genre="sea pop")["artists"] == []


def test_a_mistyped_word_is_found_within_the_filters(as_owner: APIClient, shelf: None) -> None:
    assert titles(as_owner, "tiide three", genre="rock") == ["Tide three"]
    assert titles(as_owner, "tiide three", genre="sea pop") == []


@pytest.mark.parametrize(
    ("types", "keys"),
    [
        (None, {"tracks", "artists", "albums"}),
        ("track", {"tracks"}),
        ("album,artist", {"artists", "albums"}),
        ("playlist", {"playlists"}),
        ("track, playlist,track", {"tracks", "playlists"}),
    ],
)
def test_only_the_asked_types_are_answered(as_owner: APIClient, shelf: None, types: str | None, keys: set[str]) -> None:
    assert search(as_owner, "tide", **({"type": types} if types else {})).keys() == keys


@pytest.mark.parametrize(
    "query",
    [
        {"type": "song"},
        {"type": ","},
        {"order": "rank"},
        {"explicit": "perhaps"},
        {"provider": "napster"},
        {"year_from": "x"},
        {"year_to": "0"},
        {"duration_min": "-1"},
        {"duration_max": "99999999999"},
    ],
)
def test_a_wrong_option_is_named(as_owner: APIClient, query: dict[str, str]) -> None:
    answer = as_owner.get(SEARCH, {"q": "tide", **query})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(query)


def test_what_a_provider_found_is_sorted_and_narrowed_here(as_owner: APIClient, deezer: DeezerStandin) -> None:
    plain = search(as_owner, "velvet", limit=50)["tracks"]
    by_title = titles(as_owner, "velvet", order="title", limit=50)
    popular = [each["rank"] for each in search(as_owner, "velvet", order="popularity", limit=50)["tracks"]]

    assert sorted(each["title"] for each in plain) == sorted(by_title)
    assert by_title == sorted(by_title, key=str.casefold)
    assert popular == sorted(popular, reverse=True)
    assert titles(as_owner, "velvet", provider="local") == []
    longest = max(each["duration"] for each in plain)
    assert {each["duration"] for each in search(as_owner, "velvet", duration_min=longest)["tracks"]} == {longest}


def test_only_the_named_provider_is_asked(as_owner: APIClient, deezer: DeezerStandin, shelf: None) -> None:
    assert len(titles(as_owner, "tide", provider="local")) == 4
    assert deezer.paths == []


def test_our_copies_answer_when_nobody_else_can(as_owner: APIClient, deezer: DeezerStandin) -> None:
    found = search(as_owner, "velvet")["tracks"]
    Snapshot.objects.update(fetched_at=timezone.now() - timedelta(days=4000))
    deezer.down()

    answer = as_owner.get(SEARCH, {"q": "velvte"})
    narrowed = as_owner.get(SEARCH, {"q": "velvte", "order": "title"})
    nothing = as_owner.get(SEARCH, {"q": "zzzz", "order": "title"})

    assert answer.status_code == narrowed.status_code == 200
    assert {each["id"] for each in answer.json()["tracks"]} <= {each["id"] for each in found} | {
        str(row.catalogue_id) for row in Track.objects.all()
    }
    assert len(answer.json()["artists"]) >= 1
    assert len(narrowed.json()["artists"]) >= 1
    assert (answer["X-Cache"], narrowed["X-Cache"]) == ("stale", "stale")
    assert nothing.status_code == 503


def make_playlist(client: APIClient, name: str, *, is_public: bool = False) -> str:
    return str(client.post("/api/playlists/playlists/", {"name": name, "is_public": is_public}).json()["id"])


def playlists(client: APIClient, q: str, **query: Any) -> list[str]:
    return [each["name"] for each in search(client, q, type="playlist", **query)["playlists"]]


def test_playlists_that_one_may_read_are_found(as_owner: APIClient, as_stranger: APIClient) -> None:
    make_playlist(as_owner, "Été au bord")
    make_playlist(as_stranger, "Ete secret")
    make_playlist(as_stranger, "Summer: ete", is_public=True)
    make_playlist(as_owner, "Winter")

    assert playlists(as_owner, "ÉTÉ") == ["Été au bord", "Summer: ete"]
    assert playlists(as_owner, "summer ete") == ["Summer: ete"]
    assert playlists(as_owner, "wintre") == ["Winter"]
    assert playlists(as_owner, "ete", limit=1) == ["Été au bord"]
    assert playlists(as_owner, "secret") == playlists(as_owner, "zzz") == playlists(as_owner, "!?") == []


def test_a_renamed_playlist_is_found_by_its_new_name_only(as_owner: APIClient) -> None:
    playlist = make_playlist(as_owner, "Rainy days")

    as_owner.patch(f"/api/playlists/playlists/{playlist}/", {"name": "Sunny days"})

    assert playlists(as_owner, "rainy") == []
    assert playlists(as_owner, "sunny") == ["Sunny days"]


def test_a_playlist_is_shown_as_everywhere(as_owner: APIClient) -> None:
    playlist = make_playlist(as_owner, "Rainy days")

    found = search(as_owner, "rainy", type="playlist,track")

    listed = as_owner.get("/api/playlists/playlists/").json()
    assert found == {"tracks": [], "playlists": listed}
    assert listed[0]["id"] == playlist


def test_exact_playlist_names_come_first(as_owner: APIClient) -> None:
    for name in ("Late night", "Night drive", "Night"):
        make_playlist(as_owner, name)

    assert playlists(as_owner, "night") == ["Night", "Night drive", "Late night"]


def test_the_number_of_statements_does_not_depend_on_the_playlists(
    as_owner: APIClient, django_assert_num_queries: Any
) -> None:
    make_playlist(as_owner, "Night 0")
    with django_assert_num_queries(3):
        playlists(as_owner, "night")
    for number in range(20):
        make_playlist(as_owner, f"Night {number}")
    with django_assert_num_queries(3):
        assert len(playlists(as_owner, "night", limit=20)) == 20
