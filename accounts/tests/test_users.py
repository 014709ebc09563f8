"""Users by their id: signing up with a taste, reading and changing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import Profile, User
from conftest import PASSWORD

PATH = "/api/users/"
TASTE = {
    "favorite_genres": ["jazz", "dub"],
    "favorite_artists": ["Ada"],
    "moods": ["calm"],
    "preferences": {"explicit": False, "deep": {"er": [1, None]}},
}
ADA = {"username": "ada", "email": "Ada@Example.com", "password": PASSWORD, "first_name": "Ada", "last_name": "L."}
EMPTY: dict[str, Any] = {"favorite_genres": [], "favorite_artists": [], "moods": [], "preferences": {}}


def path(user: User) -> str:
    return f"{PATH}{user.pk}/"


def codes(answer: Any) -> dict[str, list[str]]:
    """The codes of a 400, by field."""
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content
    return {field: [one["code"] for one in found] for field, found in answer.json()["errors"].items()}


def z(moment: Any) -> str:
    return str(moment.isoformat().replace("+00:00", "Z"))


def test_signing_up_with_a_taste(anonymous: APIClient, db: None) -> None:
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer stale")

    answer = anonymous.post(PATH, {**ADA, "profile": TASTE, "is_staff": True, "id": str(uuid4())})

    user = User.objects.select_related("profile").get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(user.pk),
        "username": "ada",
        "email": "ada@example.com",
        "first_name": "Ada",
        "last_name": "L.",
        "profile": TASTE,
        "created_at": z(user.date_joined),
        "updated_at": z(user.profile.updated_at),
    }
    assert (user.is_staff, user.check_password(PASSWORD)) == (False, True)
    assert anonymous.post("/api/accounts/token/", {"email": "ada@example.com", "password": PASSWORD}).status_code == 200


def test_names_and_taste_may_be_left_out(anonymous: APIClient, db: None) -> None:
    answer = anonymous.post(PATH, {name: ADA[name] for name in ("username", "email", "password")})

    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in ("first_name", "last_name", "profile")} == {
        "first_name": "",
        "last_name": "",
        "profile": EMPTY,
    }


def test_the_rules_are_those_of_registering(anonymous: APIClient, owner: User, settings: Any) -> None:
    taken = {**ADA, "username": "OWNER", "email": "owner@example.com", "password": "12345678"}

    assert codes(anonymous.post(PATH, taken)) == {
        "username": ["unique"],
        "email": ["unique"],
        "password": ["password_too_common", "password_entirely_numeric"],
    }
    assert {field: each for field, each in codes(anonymous.post(PATH, {})).items() if each == ["required"]}.keys() == {
        "username",
        "email",
        "password",
    }
    settings.SIGN_UP_POLICY = "closed"
    assert anonymous.post(PATH, ADA).json()["code"] == "sign_up_closed"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("taste", "errors"),
    [
        ({"moods": "calm"}, {"profile.moods": ["not_a_list"]}),
        ({"moods": [f"mood {n}" for n in range(51)]}, {"profile.moods": ["max_length"]}),
        ({"moods": ["calm", "x" * 101, ""]}, {"profile.moods.1": ["max_length"], "profile.moods.2": ["blank"]}),
        ({"moods": [1, ["a"], None]}, {
            "profile.moods.0": ["invalid"], "profile.moods.1": ["invalid"], "profile.moods.2": ["null"],
        }),
        ({"moods": ["a\u0000b"]}, {"profile.moods.0": ["control_characters", "null_characters_not_allowed"]}),
        ({"favorite_genres": None, "favorite_artists": {}}, {
            "profile.favorite_genres": ["null"], "profile.favorite_artists": ["not_a_list"],
        }),
        ({"preferences": ["a"]}, {"profile.preferences": ["not_an_object"]}),
        ({"preferences": {"a": "x" * 8192}}, {"profile.preferences": ["max_length"]}),
        ({"preferences": {"a": "\u0000"}}, {"profile.preferences": ["control_characters"]}),
        ("a text", {"profile.non_field_errors": ["invalid"]}),
    ],
)  # fmt: skip
def test_a_taste_within_limits(anonymous: APIClient, db: None, taste: Any, errors: dict[str, list[str]]) -> None:
    found = codes(anonymous.post(PATH, {**ADA, "profile": taste}))

    assert {field: sorted(each) for field, each in found.items()} == {k: sorted(v) for k, v in errors.items()}
    assert User.objects.count() == 0


def test_words_are_trimmed_and_kept_once_in_the_order_they_came(anonymous: APIClient, db: None) -> None:
    words = ["  Dub ", "jazz", "dub", "Jazz", "rock", *[f"genre {n}" for n in range(45)]]

    answer = anonymous.post(PATH, {**ADA, "profile": {"favorite_genres": words}})

    assert answer.json()["profile"]["favorite_genres"] == ["Dub", "jazz", "rock", *[f"genre {n}" for n in range(45)]]


def test_preferences_hold_eight_kilobytes(anonymous: APIClient, db: None) -> None:
    room = 8 * 1024 - len(json.dumps({"a": ""}))

    assert anonymous.post(PATH, {**ADA, "profile": {"preferences": {"a": "x" * room}}}).status_code == 201


def test_what_is_no_json_is_no_preference(as_owner: APIClient, owner: User) -> None:
    body = '{"profile": {"preferences": {"a": NaN}}}'

    assert as_owner.patch(path(owner), body, content_type="application/json").status_code == 400


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    preferences=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(-1e6, 1e6) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_preferences_are_kept_as_they_are_or_refused(as_owner: APIClient, preferences: Any) -> None:
    answer = as_owner.patch("/api/accounts/preferences/", {"preferences": preferences})

    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert as_owner.get("/api/accounts/preferences/").json()["preferences"] == preferences


def test_oneself_and_staff_see_a_user_and_nobody_else_does(
    as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient, anonymous: APIClient, owner: User
) -> None:
    seen = as_owner.get(path(owner))

    assert (seen.status_code, seen.json()["email"]) == (200, "owner@example.com")
    assert as_moderator.get(path(owner)).json() == seen.json()
    assert as_stranger.get(path(owner)).status_code == 404
    assert as_moderator.get(f"{PATH}{uuid4()}/").status_code == 404
    assert anonymous.get(path(owner)).status_code == 401


def test_reading_a_user_takes_two_queries(as_owner: APIClient, owner: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        as_owner.get(path(owner))


def test_a_profile_that_is_missing_is_made(as_owner: APIClient, owner: User) -> None:
    Profile.objects.all().delete()

    assert as_owner.get(path(owner)).json()["profile"] == EMPTY


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_superusers_are_not_for_staff_to_see(as_moderator: APIClient, db: None, method: str) -> None:
    root = User.objects.create_superuser("root", "root@example.com", PASSWORD)

    assert getattr(as_moderator, method)(path(root)).status_code == 404
    assert User.objects.filter(pk=root.pk).exists()


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_change_leaves_what_is_not_given(as_owner: APIClient, owner: User, method: str) -> None:
    Profile.objects.filter(user=owner).update(**TASTE)
    before = as_owner.get(path(owner)).json()
    change = {"first_name": "Ada", "profile": {"moods": ["bright"], "preferences": {"b": 2}}, "is_superuser": True}

    answer = getattr(as_owner, method)(path(owner), change)

    assert answer.status_code == 200
    after = answer.json()
    assert after.pop("updated_at") > before.pop("updated_at")
    taste = {**TASTE, "moods": ["bright"], "preferences": {"b": 2}}
    assert after == {**before, "first_name": "Ada", "profile": taste}
    assert as_owner.get(path(owner)).json()["profile"] == taste
    owner.refresh_from_db()
    assert owner.is_superuser is False


def test_a_username_that_is_anothers_is_refused_and_nothing_changes(
    as_owner: APIClient, owner: User, stranger: User
) -> None:
    answer = as_owner.patch(path(owner), {"username": "STRANGER", "profile": TASTE})

    assert codes(answer) == {"username": ["unique"]}
    assert as_owner.get(path(owner)).json()["profile"] == EMPTY


def test_staff_change_anybody_but_not_their_address(as_moderator: APIClient, owner: User) -> None:
    assert as_moderator.patch(path(owner), {"username": "renamed"}).json()["username"] == "renamed"
    assert codes(as_moderator.patch(path(owner), {"email": "taken.over@example.com"})) == {"email": ["not_yours"]}
    owner.refresh_from_db()
    assert owner.email == "owner@example.com"


def test_a_new_address_takes_the_password(as_owner: APIClient, owner: User, stranger: User) -> None:
    new = {"email": "New@Example.com"}

    assert as_owner.put(path(owner), {"email": "OWNER@example.com"}).status_code == 200
    assert codes(as_owner.patch(path(owner), new)) == {"password": ["password_incorrect"]}
    assert codes(as_owner.patch(path(owner), {**new, "password": "wrong"})) == {"password": ["password_incorrect"]}
    taken = {"email": "stranger@example.com", "password": PASSWORD}
    assert codes(as_owner.patch(path(owner), taken)) == {"email": ["unique"]}
    answer = as_owner.patch(path(owner), {**new, "password": PASSWORD})

    assert (answer.status_code, answer.json()["email"]) == (200, "new@example.com")
    owner.refresh_from_db()
    assert (owner.email, owner.email_verified_at) == ("new@example.com", None)
    assert owner.check_password(PASSWORD)


def test_superusers_change_addresses(client_for: Any, owner: User) -> None:
    root = client_for(User.objects.create_superuser("root", "root@example.com", PASSWORD))

    assert root.patch(path(owner), {"email": "new@example.com"}).json()["email"] == "new@example.com"


def test_a_stranger_changes_nothing(as_stranger: APIClient, as_owner: APIClient, owner: User) -> None:
    before = as_owner.get(path(owner)).json()

    statuses = [getattr(as_stranger, method)(path(owner), ADA).status_code for method in ("put", "patch", "delete")]

    assert statuses == [404, 404, 404]
    assert as_owner.get(path(owner)).json() == before


def test_own_preferences_are_set_and_changed(as_owner: APIClient, owner: User, as_stranger: APIClient) -> None:
    at = "/api/accounts/preferences/"
    assert as_owner.get(at).json() == EMPTY
    assert as_owner.put(at, TASTE).json() == TASTE
    assert as_owner.patch(at, {"moods": []}).json() == {**TASTE, "moods": []}
    assert as_owner.put(at, {"moods": ["calm"]}).json() == {**EMPTY, "moods": ["calm"]}
    assert codes(as_owner.patch(at, {"moods": [" "]})) == {"moods.0": ["blank"]}

    assert as_owner.get(path(owner)).json()["profile"] == as_owner.get(at).json()
    assert as_stranger.get(at).json() == EMPTY
