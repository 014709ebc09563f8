"""The listener's own profile."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Profile, User

PATH = "/api/accounts/profile/"


def test_the_profile_is_that_of_the_caller(as_owner: APIClient, owner: User, stranger: User) -> None:
    answer = as_owner.get(PATH)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(owner.pk),
        "username": "owner",
        "email": "owner@example.com",
        "bio": "",
        "avatar": None,
        "is_private": False,
        "shares_listens": False,
        "is_hidden": False,
    }


def test_the_profile_takes_two_queries(as_owner: APIClient, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        as_owner.get(PATH)


def test_a_profile_that_is_missing_is_made(as_owner: APIClient) -> None:
    Profile.objects.all().delete()

    assert as_owner.get(PATH).json()["bio"] == ""


@pytest.mark.parametrize("method", ["get", "patch"])
def test_strangers_to_the_system_see_no_profile(anonymous: APIClient, db: None, method: str) -> None:
    answer = getattr(anonymous, method)(PATH)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_bio_and_username_are_changed_and_nothing_else(as_owner: APIClient, owner: User, stranger: User) -> None:
    change = {
        "bio": "Listens\nat\tnight 🌙",
        "username": "Owner-2",
        "email": "other@example.com",
        "id": str(stranger.pk),
        "avatar": "/etc/passwd",
        "is_staff": True,
        "unknown": 1,
    }

    answer = as_owner.patch(PATH, change)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(owner.pk),
        "username": "Owner-2",
        "email": "owner@example.com",
        "bio": "Listens\nat\tnight 🌙",
        "avatar": None,
        "is_private": False,
        "shares_listens": False,
        "is_hidden": False,
    }
    assert as_owner.get(PATH).json() == answer.json()
    owner.refresh_from_db()
    assert owner.is_staff is False
    assert Profile.objects.get(user=stranger).bio == ""


def test_a_change_of_the_bio_takes_a_fixed_number_of_queries(
    as_owner: APIClient, django_assert_num_queries: Any
) -> None:
    # Session, profile; savepoint, bio, listed words, release.
    with django_assert_num_queries(6):
        as_owner.patch(PATH, {"bio": "New"})


def test_what_is_not_given_stays(as_owner: APIClient) -> None:
    as_owner.patch(PATH, {"bio": "Mine"})

    assert as_owner.patch(PATH, {}).json()["bio"] == "Mine"
    assert as_owner.patch(PATH, {"username": "renamed"}).json()["bio"] == "Mine"
    assert as_owner.patch(PATH, {"bio": ""}).json() == {**as_owner.get(PATH).json(), "username": "renamed", "bio": ""}


def test_a_username_may_change_its_case_but_not_be_anothers(as_owner: APIClient, stranger: User) -> None:
    taken = as_owner.patch(PATH, {"username": "STRANGER", "bio": "not kept either"})

    assert taken.status_code == 400
    assert taken.json()["errors"]["username"][0]["code"] == "unique"
    assert as_owner.get(PATH).json()["bio"] == ""
    assert as_owner.patch(PATH, {"username": "OWNER"}).json()["username"] == "OWNER"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"bio": "x" * 1001}, ["max_length"]),
        ({"bio": "a\x00b"}, ["control_characters", "null_characters_not_allowed"]),
        ({"bio": "a\x07b"}, ["control_characters"]),
        ({"bio": "a\x9bb"}, ["control_characters"]),
        ({"bio": "\ud800"}, ["surrogate_characters_not_allowed"]),
        ({"bio": None}, ["null"]),
        ({"bio": 5}, ["invalid"]),
        ({"bio": ["x"]}, ["invalid"]),
        ({"username": "no spaces"}, ["invalid"]),
        ({"username": ""}, ["blank"]),
        ({"username": None}, ["null"]),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(
    as_owner: APIClient, change: dict[str, object], codes: list[str]
) -> None:
    answer = as_owner.patch(PATH, json.dumps(change), content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sorted(one["code"] for one in answer.json()["errors"][next(iter(change))]) == codes


def test_a_bio_may_be_1000_characters_long(as_owner: APIClient) -> None:
    assert as_owner.patch(PATH, {"bio": "ß" * 1000}).json()["bio"] == "ß" * 1000


@pytest.mark.parametrize("body", ["[]", '"x"', "5"])
def test_a_change_that_is_no_object_is_refused(as_owner: APIClient, body: str) -> None:
    assert as_owner.patch(PATH, body, content_type="application/json").status_code == 400


def test_a_profile_is_neither_replaced_nor_posted(as_owner: APIClient) -> None:
    assert [as_owner.put(PATH, {"bio": "x"}).status_code, as_owner.post(PATH, {}).status_code] == [405, 405]
