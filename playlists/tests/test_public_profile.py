"""What others see of a listener."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from accounts.models import User
from playlists.tests.conftest import MakePlaylist


def path(user: User) -> str:
    return f"/api/users/{user.pk}/public/"


def test_others_see_name_words_picture_and_public_playlists(
    as_owner: APIClient, as_stranger: APIClient, owner: User, make_playlist: MakePlaylist
) -> None:
    as_owner.patch("/api/accounts/profile/", {"bio": "Listens at night."})
    make_playlist(name="Private")
    public = make_playlist(name="Public", is_public=True)

    answer = as_stranger.get(path(owner))

    listed = as_stranger.get("/api/playlists/playlists/").json()
    assert answer.status_code == 200
    assert [each["id"] for each in listed] == [str(public.pk)]
    assert answer.json() == {
        "id": str(owner.pk),
        "username": "owner",
        "bio": "Listens at night.",
        "avatar": None,
        "playlists": listed,
    }
    assert answer["X-Total-Count"] == "1"


def test_a_private_profile_is_for_oneself_and_staff(
    as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient, anonymous: APIClient, owner: User
) -> None:
    assert as_owner.patch("/api/accounts/profile/", {"is_private": True}).json()["is_private"] is True

    assert as_stranger.get(path(owner)).status_code == 404
    assert as_owner.get(path(owner)).status_code == 200
    assert as_moderator.get(path(owner)).status_code == 200
    assert anonymous.get(path(owner)).status_code == 401
    as_owner.patch("/api/accounts/profile/", {"is_private": False})
    assert as_stranger.get(path(owner)).status_code == 200


def test_only_true_and_false_make_a_profile_private(as_owner: APIClient) -> None:
    answer = as_owner.patch("/api/accounts/profile/", {"is_private": "maybe"})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["is_private"])


def test_disabled_and_unknown_listeners_have_no_profile(as_stranger: APIClient, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert as_stranger.get(path(owner)).status_code == 404
    assert as_stranger.get(f"/api/users/{uuid4()}/public/").status_code == 404


def test_playlists_come_in_pages(as_stranger: APIClient, owner: User, make_playlist: MakePlaylist) -> None:
    for number in range(3):
        make_playlist(name=f"Mix {number}", is_public=True)

    answer = as_stranger.get(path(owner), {"limit": 2, "offset": 1})

    assert [each["name"] for each in answer.json()["playlists"]] == ["Mix 1", "Mix 0"]
    assert (answer["X-Total-Count"], 'rel="prev"' in answer["Link"]) == ("3", True)


def test_any_number_of_playlists_takes_the_same_queries(
    as_stranger: APIClient, owner: User, make_playlist: MakePlaylist, django_assert_num_queries: Any
) -> None:
    make_playlist(is_public=True)
    # Session, profile, count, playlists.
    with django_assert_num_queries(4):
        as_stranger.get(path(owner))
    for _ in range(49):
        make_playlist(is_public=True)
    with django_assert_num_queries(4):
        as_stranger.get(path(owner))
