from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from config.jobs.models import Job
from conftest import ClientFor, MakeTracks
from playlists.favorites import add_favorite
from playlists.models import Favorite

URL = "/api/playlists/favorites/"
LIKED = "/api/me/liked/"
CONTRACT = {"id", "track_id", "track_title", "artist_id", "artist_name", "album_title", "album_cover", "added_at"}


def add(client: APIClient, track: Track) -> Any:
    return client.post(f"{URL}add/", {"track_id": str(track.catalogue_id)})


def test_a_favourite_is_added_once_however_often_it_is_asked_for(
    as_owner: APIClient, owner: User, make_tracks: MakeTracks
) -> None:
    (track,) = make_tracks(1, artist="Ada")
    first, second = add(as_owner, track), add(as_owner, track)
    assert (first.status_code, second.status_code) == (201, 200)
    info = {"track_id": str(track.catalogue_id), "track_title": "Ada 1"}
    assert first.json() == second.json() == {"message": "Track added to favorites", "track_info": info}
    assert [(each.user, each.track) for each in Favorite.objects.all()] == [(owner, track)]


def test_the_list_shows_the_latest_first(
    as_owner: APIClient, owner: User, stranger: User, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(3, artist="Ada")
    for track in tracks:
        add_favorite(user=owner, track=track)
    add_favorite(user=stranger, track=make_tracks(1)[0])
    response = as_owner.get(URL)
    assert [each["track_title"] for each in response.json()] == ["Ada 3", "Ada 2", "Ada 1"]
    assert set(response.json()[0]) >= CONTRACT
    assert response.json()[0]["id"] == str(Favorite.objects.get(track=tracks[2]).pk)
    assert response["X-Total-Count"] == "3"
    assert as_owner.get(LIKED).json() == response.json()


def test_the_list_is_paged_also_through_ties(as_owner: APIClient, owner: User, make_tracks: MakeTracks) -> None:
    tracks = make_tracks(5)
    for track in tracks:
        add_favorite(user=owner, track=track)
    Favorite.objects.update(added_at=timezone.now())
    pages = [as_owner.get(f"{URL}?limit=2&offset={offset}") for offset in (0, 2, 4)]
    shown = [each["track_id"] for page in pages for each in page.json()]
    assert shown == [str(track.catalogue_id) for track in reversed(tracks)]
    assert 'rel="next"' in pages[0]["Link"]
    assert as_owner.get(f"{URL}?limit=no").status_code == 400


@pytest.mark.parametrize("count", [1, 50])
@pytest.mark.parametrize("address", [URL, LIKED])
def test_the_list_takes_three_statements(
    client_for: ClientFor,
    owner: User,
    make_tracks: MakeTracks,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
    address: str,
) -> None:
    Favorite.objects.bulk_create(Favorite(user=owner, track=track) for track in make_tracks(count))
    client = client_for(owner)
    with django_assert_num_queries(3):  # sign-in, count, rows
        assert len(client.get(address).json()) == count


def test_a_favourite_is_removed_and_a_repeat_is_no_error(
    as_owner: APIClient, owner: User, stranger: User, make_tracks: MakeTracks
) -> None:
    (track,) = make_tracks(1)
    add_favorite(user=owner, track=track)
    add_favorite(user=stranger, track=track)
    for _ in range(2):
        response = as_owner.delete(f"{URL}remove/?track_id={track.catalogue_id}")
        assert (response.status_code, response.json()) == (200, {"message": "Track removed from favorites"})
    assert [each.user for each in Favorite.objects.all()] == [stranger]


def test_an_unknown_track_cannot_be_added_but_removed(as_owner: APIClient) -> None:
    nowhere = uuid4()
    assert as_owner.post(f"{URL}add/", {"track_id": str(nowhere)}).json()["code"] == "track_not_found"
    assert as_owner.post(f"{LIKED}{nowhere}/").status_code == 404
    assert as_owner.delete(f"{URL}remove/?track_id={nowhere}").status_code == 200
    assert not Favorite.objects.exists()


@pytest.mark.parametrize("body", [{}, {"track_id": ""}, {"track_id": "no id!"}, {"track_id": {}}])
def test_a_bad_id_is_refused(as_owner: APIClient, body: Any) -> None:
    response = as_owner.post(f"{URL}add/", body)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"track_id"}
    assert as_owner.delete(f"{URL}remove/").status_code == 400


def test_liking_is_the_same_as_adding_a_favourite(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    (track,) = make_tracks(1)
    address = f"{LIKED}{track.catalogue_id}/"
    assert [as_owner.post(address).status_code for _ in range(2)] == [201, 200]
    assert add(as_owner, track).status_code == 200
    assert [as_owner.delete(address).status_code for _ in range(2)] == [200, 200]
    assert as_owner.get(URL).json() == []


def test_an_address_that_is_no_id_is_not_found(as_owner: APIClient) -> None:
    assert as_owner.post(f"{LIKED}no-id/").status_code == 404
    assert as_owner.delete(f"{LIKED}no-id/").status_code == 404


def test_a_new_favourite_asks_for_related_music_after_the_commit(
    as_owner: APIClient, make_tracks: MakeTracks, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    (track,) = make_tracks(1)
    with django_capture_on_commit_callbacks(execute=True):
        add(as_owner, track)
    assert Job.objects.get().arguments == {"artist": track.artist_id}


def test_anonymous_callers_have_no_favourites(anonymous: APIClient, make_tracks: MakeTracks) -> None:
    (track,) = make_tracks(1)
    assert anonymous.get(URL).status_code == 401
    assert add(anonymous, track).status_code == 401
    assert anonymous.delete(f"{URL}remove/?track_id={track.catalogue_id}").status_code == 401
    assert anonymous.get(LIKED).status_code == 401
    assert anonymous.post(f"{LIKED}{track.catalogue_id}/").status_code == 401
    assert anonymous.delete(f"{LIKED}{track.catalogue_id}/").status_code == 401
    assert not Favorite.objects.exists()
