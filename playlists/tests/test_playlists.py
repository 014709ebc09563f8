from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.request import Request
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Album
from conftest import ClientFor, MakeTracks
from playlists.models import Playlist, PlaylistTrack
from playlists.pages import rendered
from playlists.services import append_tracks, create_playlist
from playlists.tests.conftest import MakePlaylist

URL = "/api/playlists/playlists/"
KEYS = {
    "id",
    "name",
    "description",
    "cover_image",
    "is_public",
    "track_count",
    "created_at",
    "updated_at",
    "owner",
    "role",
    "is_collaborative",
    "followers",
    "is_following",
    "is_hidden",
    "copied_from",
    "version",
}
ENTRY_KEYS = {
    "id",
    "track_id",
    "artist_id",
    "track_title",
    "artist_name",
    "album_title",
    "album_cover",
    "duration",
    "position",
    "added_at",
    "added_by",
}


def codes(response: Any) -> dict[str, list[str]]:
    return {field: [error["code"] for error in errors] for field, errors in response.json()["errors"].items()}


def test_a_playlist_is_created_private_and_empty(as_owner: APIClient, owner: User) -> None:
    response = as_owner.post(URL, {"name": "  Rainy days ", "description": "For the\nwindow seat."})
    assert response.status_code == 201
    body = response.json()
    assert set(body) == KEYS
    playlist = Playlist.objects.get()
    assert body["id"] == str(playlist.pk)
    assert (body["name"], body["description"]) == ("Rainy days", "For the\nwindow seat.")
    assert (body["is_public"], body["track_count"], body["cover_image"]) == (False, 0, None)
    assert body["owner"] == {"id": str(owner.pk), "username": "owner"}


def test_a_description_is_optional(as_owner: APIClient) -> None:
    body = as_owner.post(URL, {"name": "Open", "is_public": True}).json()
    assert (body["description"], body["is_public"]) == ("", True)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b", "a\nb", "a\x1bb", "a\u2028b", None, [], {}])
def test_a_bad_name_is_refused(as_owner: APIClient, name: Any) -> None:
    response = as_owner.post(URL, {"name": name})
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"name"}
    assert not Playlist.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("description", "x" * 2001), ("description", "a\x00"), ("description", None), ("is_public", "perhaps")],
)
def test_other_bad_fields_are_refused(as_owner: APIClient, field: str, value: Any) -> None:
    response = as_owner.post(URL, {"name": "Fine", field: value})
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {field}


def test_half_a_character_is_refused(as_owner: APIClient) -> None:
    response = as_owner.generic("POST", URL, r'{"name": "\ud800"}', content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"name"}


def test_a_missing_name_and_a_body_of_another_shape_are_refused(as_owner: APIClient) -> None:
    assert codes(as_owner.post(URL, {})) == {"name": ["required"]}
    assert as_owner.post(URL, ["name"]).status_code == 400
    assert as_owner.generic("POST", URL, "{", content_type="application/json").status_code == 400


def test_the_limits_of_lengths_are_allowed(as_owner: APIClient) -> None:
    response = as_owner.post(URL, {"name": "é" * 200, "description": "x" * 2000})
    assert response.status_code == 201


def test_the_list_shows_public_ones_and_ones_own_the_latest_changed_first(
    as_owner: APIClient, owner: User, stranger: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    mine = make_playlist(name="Mine")
    make_playlist(by=stranger, name="Theirs, private")
    theirs = make_playlist(by=stranger, name="Theirs, public", is_public=True)
    append_tracks(playlist=mine, tracks=make_tracks(1), by=owner)
    response = as_owner.get(URL)
    assert response.status_code == 200
    assert [each["id"] for each in response.json()] == [str(mine.pk), str(theirs.pk)]
    assert set(response.json()[0]) == KEYS
    assert response.json()[0]["track_count"] == 1
    assert response["X-Total-Count"] == "2"


@pytest.mark.parametrize(("me", "count"), [("true", 1), ("1", 1), ("false", 2), ("0", 2), ("", 2)])
def test_me_keeps_only_ones_own(
    as_owner: APIClient, stranger: User, make_playlist: MakePlaylist, me: str, count: int
) -> None:
    make_playlist()
    make_playlist(by=stranger, is_public=True)
    assert len(as_owner.get(f"{URL}?me={me}").json()) == count


def test_a_bad_me_is_refused(as_owner: APIClient) -> None:
    assert set(as_owner.get(f"{URL}?me=maybe").json()["errors"]) == {"me"}


def test_the_list_is_paged(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    moment = timezone.now()
    made = [make_playlist(name=str(number)) for number in range(5)]
    Playlist.objects.update(updated_at=moment)  # a tie: the later made come first
    first = as_owner.get(f"{URL}?limit=2")
    second = as_owner.get(f"{URL}?limit=2&offset=2")
    assert [each["id"] for each in first.json() + second.json()] == [str(each.pk) for each in reversed(made)][:4]
    assert first["X-Total-Count"] == "5"
    assert first["Link"] == f'<http://testserver{URL}?limit=2&offset=2>; rel="next"'


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=abc", "offset=-1", "offset=x"])
def test_bad_paging_is_refused(as_owner: APIClient, query: str) -> None:
    assert as_owner.get(f"{URL}?{query}").status_code == 400


def test_the_list_takes_50_by_default_and_200_at_most(as_owner: APIClient, owner: User) -> None:
    Playlist.objects.bulk_create(Playlist(owner=owner, name="n") for _ in range(210))
    assert len(as_owner.get(URL).json()) == 50
    assert len(as_owner.get(f"{URL}?limit=100000").json()) == 200


@pytest.mark.parametrize("count", [1, 20, 50])
def test_the_list_takes_two_statements(
    client_for: ClientFor,
    owner: User,
    stranger: User,
    make_playlist: MakePlaylist,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        make_playlist(by=owner if number % 2 else stranger, is_public=True)
    client = client_for(owner)
    with django_assert_num_queries(2):  # sign-in, rows with their total
        assert len(client.get(URL).json()) == count


def test_a_playlist_comes_with_all_its_tracks(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(3, artist="Ada")
    playlist = make_playlist(tracks)
    body = as_owner.get(f"{URL}{playlist.pk}/").json()
    assert set(body) == KEYS | {"tracks"}
    assert [set(entry) for entry in body["tracks"]] == [ENTRY_KEYS] * 3
    assert [entry["position"] for entry in body["tracks"]] == [0, 1, 2]
    second = body["tracks"][1]
    assert second["id"] == str(PlaylistTrack.objects.get(track=tracks[1]).pk)
    assert (second["track_id"], second["track_title"]) == (str(tracks[1].catalogue_id), "Ada 2")
    assert (second["artist_id"], second["artist_name"]) == (str(tracks[1].artist.catalogue_id), "Ada")
    assert (second["album_title"], second["album_cover"], second["duration"]) == ("Ada album", None, 200)


def test_a_listed_entry_is_what_the_serializer_makes_of_it(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    tracks = [*make_tracks(2, artist="Ada"), *make_tracks(1, artist="Bob", album=None)]
    Album.objects.update(cover_medium="/media/covers/1.png")
    playlist = make_playlist([*tracks, *make_tracks(1, provider="apple", external_id="77")])
    request = RequestFactory().get("/")
    expected = [
        rendered(playlist, entry, position=position, request=Request(request))
        for position, entry in enumerate(playlist.entries.with_tracks().in_order())
    ]
    assert as_owner.get(f"{URL}{playlist.pk}/tracks/").json() == expected
    assert expected[3]["track_id"] == "apple:77"
    assert expected[0]["album_cover"] == "http://testserver/media/covers/1.png"


def test_a_track_without_an_album_has_an_empty_title_and_no_cover(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(1, album=None))
    entry = as_owner.get(f"{URL}{playlist.pk}/").json()["tracks"][0]
    assert (entry["album_title"], entry["album_cover"]) == ("", None)


def test_a_page_of_the_tracks_keeps_their_positions(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(5))
    response = as_owner.get(f"{URL}{playlist.pk}/?limit=2&offset=2")
    assert [entry["position"] for entry in response.json()["tracks"]] == [2, 3]
    assert response["X-Total-Count"] == "5"
    assert 'rel="next"' in response["Link"]
    assert 'rel="prev"' in response["Link"]
    beyond = as_owner.get(f"{URL}{playlist.pk}/?offset=9")
    assert beyond.json()["tracks"] == []


def test_the_tracks_alone_are_the_same(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(4))
    whole = as_owner.get(f"{URL}{playlist.pk}/").json()["tracks"]
    response = as_owner.get(f"{URL}{playlist.pk}/tracks/")
    assert response.json() == whole
    assert response["X-Total-Count"] == "4"
    assert as_owner.get(f"{URL}{playlist.pk}/tracks/?limit=1&offset=3").json() == whole[3:]
    assert as_owner.get(f"/api/playlists/{playlist.pk}/tracks/").json() == whole


@pytest.mark.parametrize("count", [0, 1, 100])
@pytest.mark.parametrize("tail", ["", "tracks/"])
def test_a_playlist_takes_three_statements(
    client_for: ClientFor,
    owner: User,
    make_playlist: MakePlaylist,
    make_tracks: MakeTracks,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
    tail: str,
) -> None:
    playlist = make_playlist(make_tracks(count))
    client = client_for(owner)
    # Sign-in, playlist, tracks; an empty playlist is known to have none.
    with django_assert_num_queries(3 if count else 2):
        assert client.get(f"{URL}{playlist.pk}/{tail}").status_code == 200


def test_a_public_playlist_is_read_by_others_and_a_private_one_is_not_there(
    as_stranger: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    public = make_playlist(make_tracks(1), is_public=True)
    private = make_playlist()
    assert as_stranger.get(f"{URL}{public.pk}/").json()["track_count"] == 1
    response = as_stranger.get(f"{URL}{private.pk}/")
    assert response.status_code == 404
    assert response.json()["code"] == "playlist_not_found"
    assert response["Content-Type"] == "application/problem+json"


def test_an_unknown_playlist_is_not_there(as_owner: APIClient) -> None:
    assert as_owner.get(f"{URL}{uuid4()}/").status_code == 404
    assert as_owner.get(f"{URL}12/").status_code == 404


def test_a_change_keeps_what_is_not_given(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(2), description="Old")
    response = as_owner.patch(f"{URL}{playlist.pk}/", {"name": "New", "is_public": True})
    assert response.status_code == 200
    assert set(response.json()) == KEYS
    before = playlist.updated_at
    playlist.refresh_from_db()
    assert (playlist.name, playlist.description, playlist.is_public) == ("New", "Old", True)
    assert playlist.track_count == 2
    assert playlist.updated_at > before


def test_an_empty_change_changes_nothing(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    playlist = make_playlist()
    assert as_owner.patch(f"{URL}{playlist.pk}/", {}).json()["name"] == "Mix"
    updated_at = playlist.updated_at
    playlist.refresh_from_db()
    assert playlist.updated_at == updated_at


@pytest.mark.parametrize("body", [{"name": ""}, {"name": None}, {"is_public": None}, {"description": "x" * 2001}])
def test_a_bad_change_is_refused(as_owner: APIClient, make_playlist: MakePlaylist, body: Any) -> None:
    playlist = make_playlist()
    response = as_owner.patch(f"{URL}{playlist.pk}/", body)
    assert set(response.json()["errors"]) == set(body)
    playlist.refresh_from_db()
    assert playlist.name == "Mix"


def test_what_a_listener_may_not_set_is_ignored(
    as_owner: APIClient, stranger: User, make_playlist: MakePlaylist
) -> None:
    playlist = make_playlist()
    as_owner.patch(f"{URL}{playlist.pk}/", {"track_count": 7, "owner": str(stranger.pk), "last_serial": 9})
    unchanged = Playlist.objects.get()
    assert (unchanged.track_count, unchanged.owner_id, unchanged.last_serial) == (0, playlist.owner_id, 0)


def test_a_playlist_is_deleted_with_its_entries(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(2))
    as_owner.get(f"{URL}{playlist.pk}/shuffle/next/")
    response = as_owner.delete(f"{URL}{playlist.pk}/")
    assert (response.status_code, response.content) == (204, b"")
    assert not Playlist.objects.exists()
    assert not PlaylistTrack.objects.exists()
    assert as_owner.delete(f"{URL}{playlist.pk}/").status_code == 404


@pytest.mark.parametrize(("is_public", "status"), [(True, 403), (False, 404)])
def test_a_stranger_changes_nothing(
    as_stranger: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks, *, is_public: bool, status: int
) -> None:
    tracks = make_tracks(2)
    playlist = make_playlist(tracks[:1], is_public=is_public)
    here, entry = f"{URL}{playlist.pk}/", PlaylistTrack.objects.get()
    known, other = str(tracks[0].catalogue_id), str(tracks[1].catalogue_id)
    answers = [
        as_stranger.patch(here, {"name": "Stolen"}),
        as_stranger.put(f"/api/playlists/{playlist.pk}/", {"name": "Stolen"}),
        as_stranger.delete(here),
        as_stranger.post(f"{here}add_track/", {"track_id": other}),
        as_stranger.post(f"{here}add_tracks/", {"tracks": [other]}),
        as_stranger.post(f"{here}tracks/", {"track_id": other}),
        as_stranger.delete(f"{here}remove_track/?track_id={known}"),
        as_stranger.delete(f"{here}tracks/{entry.pk}/"),
        as_stranger.post(f"{here}tracks/{entry.pk}/move/", {"position": 0}),
        as_stranger.post(f"{here}upload-cover/", {}, format="multipart"),
    ]
    assert [answer.status_code for answer in answers] == [status] * len(answers)
    code = "not_your_playlist" if is_public else "playlist_not_found"
    assert {answer.json()["code"] for answer in answers} == {code}
    unchanged = Playlist.objects.get()
    assert (unchanged.name, unchanged.track_count, unchanged.updated_at) == ("Mix", 1, playlist.updated_at)


@pytest.mark.parametrize("base", [URL, "/api/playlists/"])
def test_anonymous_callers_get_nothing(
    anonymous: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks, base: str
) -> None:
    playlist = make_playlist(make_tracks(1), is_public=True)
    here = f"{base}{playlist.pk}/"
    assert anonymous.get(base).status_code == 401
    assert anonymous.post(base, {"name": "x"}).status_code == 401
    assert anonymous.get(here).status_code == 401
    assert anonymous.patch(here, {}).status_code == 401
    assert anonymous.delete(here).status_code == 401
    assert anonymous.get(f"{here}tracks/").status_code == 401
    assert anonymous.get(f"{here}shuffle/next/").status_code == 401
    assert Playlist.objects.count() == 1


def test_the_short_addresses_serve_the_same(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    made = as_owner.post("/api/playlists/", {"name": "Short"})
    assert made.status_code == 201
    here = f"/api/playlists/{made.json()['id']}/"
    renamed = as_owner.put(here, {"name": "Renamed"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Renamed")
    (track,) = make_tracks(1)
    assert as_owner.post(f"{here}tracks/", {"track_id": str(track.catalogue_id)}).status_code == 201
    assert as_owner.get(here).json()["tracks"][0]["track_id"] == str(track.catalogue_id)
    assert [each["name"] for each in as_owner.get("/api/playlists/?me=true").json()] == ["Renamed"]
    assert as_owner.delete(here).status_code == 204


def test_renaming_by_put_is_only_at_the_short_address(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    assert as_owner.put(f"{URL}{make_playlist().pk}/", {"name": "x"}).status_code == 405


def test_a_service_makes_a_playlist_with_everything(owner: User) -> None:
    playlist = create_playlist(owner=owner, name="By us", description="Made", is_public=True)
    assert (playlist.name, playlist.description, playlist.is_public, playlist.track_count) == ("By us", "Made", True, 0)
