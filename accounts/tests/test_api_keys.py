"""API keys: made, used, revoked."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.keys import MAX_KEYS, make_key
from accounts.models import ApiKey, User
from accounts.origin import NOWHERE
from accounts.scopes import SCOPES
from accounts.tests.test_password_change import codes

PATH = "/api/accounts/api-keys/"
PROFILE = "/api/accounts/profile/"
FORM = {"name": "Kitchen radio", "scopes": ["listen", "read"]}


def key_of(user: User, *scopes: str) -> str:
    return make_key(user=user, name="Radio", scopes=scopes or SCOPES, expires_at=None, origin=NOWHERE)[1]


def with_key(key: str, scheme: str = "Api-Key") -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{scheme} {key}")
    return client


def test_a_key_is_shown_once_and_kept_as_a_hash(as_owner: APIClient, owner: User) -> None:
    made = as_owner.post(PATH, FORM)
    listed = as_owner.get(PATH)

    row = ApiKey.objects.get()
    key = made.json()["key"]
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert re.fullmatch(r"pp_[A-Za-z0-9_-]{43}", key)
    assert key not in str(ApiKey.objects.values().get())
    assert listed.json() == [
        {
            "id": str(row.pk),
            "name": "Kitchen radio",
            "prefix": key[:11],
            "scopes": ["read", "listen"],
            "created_at": made.json()["created_at"],
            "last_used_at": None,
            "expires_at": None,
        }
    ]
    assert with_key(key).get(PROFILE).json()["id"] == str(owner.pk)


@pytest.mark.parametrize("scheme", ["Api-Key", "api-key", "API-KEY"])
def test_a_key_works_however_its_scheme_is_written(owner: User, scheme: str) -> None:
    assert with_key(key_of(owner), scheme).get(PROFILE).status_code == 200


def test_a_key_is_checked_with_one_query_and_its_use_noted_once_a_minute(
    owner: User, django_assert_num_queries: Any
) -> None:
    client = with_key(key_of(owner))
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        # Key with user, its use; then the profile.
        with django_assert_num_queries(3):
            client.get(PROFILE)
        clock.shift(59)
        with django_assert_num_queries(2):
            client.get(PROFILE)
        assert ApiKey.objects.get().last_used_at == now
        clock.shift(1)
        client.get(PROFILE)
    assert ApiKey.objects.get().last_used_at == now + timedelta(seconds=60)


def test_a_revoked_key_is_refused_and_listed_no_more(as_owner: APIClient, owner: User) -> None:
    key = key_of(owner)
    path = f"{PATH}{ApiKey.objects.get().pk}/"

    answers = [as_owner.delete(path) for _ in range(2)]

    refused = with_key(key).get(PROFILE)
    assert [answer.status_code for answer in answers] == [204, 404]
    assert as_owner.get(PATH).json() == []
    assert (refused.status_code, refused.json()["code"]) == (401, "api_key_not_valid")
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_another_s_key_and_an_unknown_one_are_404(as_owner: APIClient, stranger: User) -> None:
    theirs = key_of(stranger)

    answers = [as_owner.delete(f"{PATH}{each}/") for each in (ApiKey.objects.get().pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert as_owner.get(PATH).json() == []
    assert with_key(theirs).get(PROFILE).status_code == 200


def test_a_key_may_expire(as_owner: APIClient, owner: User) -> None:
    until = timezone.now() + timedelta(days=1)
    key = as_owner.post(PATH, {**FORM, "expires_at": until.isoformat()}).json()["key"]

    assert with_key(key).get(PROFILE).status_code == 200
    with time_machine.travel(until + timedelta(seconds=1), tick=False):
        assert with_key(key).get(PROFILE).status_code == 401


@pytest.mark.parametrize("key", ["", "unknown", "pp_", "a b", "x" * 4000, "äöü"])
def test_a_key_that_is_none_is_a_401(db: None, key: str) -> None:
    answer = with_key(key).get(PROFILE)

    assert (answer.status_code, answer.json()["code"]) == (401, "api_key_not_valid")


def test_a_disabled_account_s_key_is_refused(owner: User) -> None:
    key = key_of(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert with_key(key).get(PROFILE).json()["code"] == "user_inactive"


def test_keys_outlive_the_sessions(as_owner: APIClient, owner: User) -> None:
    key = key_of(owner)
    as_owner.post("/api/accounts/logout-all/")

    assert with_key(key).get(PROFILE).status_code == 200


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": ""}, {"name": ["blank"]}),
        ({"name": "x" * 101}, {"name": ["max_length"]}),
        ({"name": "a\x1bb"}, {"name": ["control_characters"]}),
        ({"name": 5}, {"name": ["invalid"]}),
        ({"scopes": []}, {"scopes": ["empty"]}),
        ({"scopes": ["admin"]}, {"scopes.0": ["invalid_choice"]}),
        ({"scopes": [["read"]]}, {"scopes.0": ["invalid_choice"]}),
        ({"scopes": ["read"] * (len(SCOPES) + 1)}, {"scopes": ["max_length"]}),
        ({"scopes": "read"}, {"scopes": ["not_a_list"]}),
        ({"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": ["in_the_past"]}),
        ({"expires_at": "soon"}, {"expires_at": ["invalid"]}),
        ({"expires_at": 5}, {"expires_at": ["invalid"]}),
    ],
)
def test_a_form_of_another_shape_is_invalid(
    as_owner: APIClient, change: dict[str, object], expected: dict[str, list[str]]
) -> None:
    answer = as_owner.post(PATH, json.dumps({**FORM, **change}), content_type="application/json")

    assert codes(answer) == expected
    assert not ApiKey.objects.exists()


def test_a_listener_has_so_many_keys_at_most(as_owner: APIClient, owner: User, stranger: User) -> None:
    for _ in range(MAX_KEYS):
        key_of(owner)
    refused = as_owner.post(PATH, FORM)

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_keys")
    as_owner.delete(f"{PATH}{ApiKey.objects.latest('id').pk}/")
    assert as_owner.post(PATH, FORM).status_code == 201


def test_the_list_takes_as_many_queries_for_50_rows_as_for_one(
    as_owner: APIClient, owner: User, django_assert_num_queries: Any
) -> None:
    for expected in (1, 50):
        for _ in range(expected - ApiKey.objects.count()):
            key_of(owner)
        # The session; the count, the page.
        with django_assert_num_queries(3):
            assert len(as_owner.get(PATH).json()) == expected
