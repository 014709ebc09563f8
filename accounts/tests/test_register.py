"""Signing up."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
import requests
from django.contrib.auth.hashers import identify_hasher
from rest_framework.test import APIClient

from accounts.models import Profile, User

PATH = "/api/accounts/register/"
ADA = {"username": "Ada.L_1-x", "email": "ada@example.com", "password": "correct horse battery"}


def codes(answer: Any) -> dict[str, list[str]]:
    """The codes of a 400, by field."""
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content
    return {field: [one["code"] for one in found] for field, found in answer.json()["errors"].items()}


@pytest.mark.parametrize("path", [PATH, "/api/auth/register/"])
def test_signing_up_makes_a_user_with_a_profile(anonymous: APIClient, db: None, path: str) -> None:
    answer = anonymous.post(path, {**ADA, "email": "  Ada@Example.COM ", "is_staff": True, "bio": "ignored"})

    user = User.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {"id": str(user.pk), "username": "Ada.L_1-x", "email": "ada@example.com"}
    assert (user.email, user.is_staff, user.is_superuser, user.is_active) == ("ada@example.com", False, False, True)
    assert user.check_password("correct horse battery")
    assert identify_hasher(user.password).algorithm == "argon2"
    assert Profile.objects.get(user=user).bio == ""


def test_a_password_costs_what_is_recommended(anonymous: APIClient, db: None, shipped_cost: None) -> None:
    anonymous.post(PATH, ADA)

    assert User.objects.get().password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_signing_up_takes_a_fixed_number_of_queries(
    anonymous: APIClient, db: None, django_assert_num_queries: Any
) -> None:
    # Names looked for; savepoint, savepoint, user, profile looked for, savepoint, profile, 2 releases, listed words,
    # release.
    with django_assert_num_queries(11):
        anonymous.post(PATH, ADA)


def test_a_stale_token_is_no_obstacle(anonymous: APIClient, db: None) -> None:
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer stale")

    assert anonymous.post(PATH, ADA).status_code == 201


def test_an_address_and_a_username_belong_to_one_user_in_whatever_case(anonymous: APIClient, db: None) -> None:
    anonymous.post(PATH, ADA)

    answer = anonymous.post(PATH, {**ADA, "username": "aDA.l_1-X", "email": " ADA@example.com"})

    assert codes(answer) == {"username": ["unique"], "email": ["unique"]}
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("1", ["password_too_short", "password_too_common", "password_entirely_numeric"]),
        ("password", ["password_too_common"]),
        ("ada@example.com", ["password_too_similar"]),
        ("x" * 129, ["max_length"]),
        ("", ["blank"]),
        ("correct\x00horse battery", ["null_characters_not_allowed"]),
        (None, ["null"]),
        (9817263541, ["invalid"]),
        (["correct horse battery"], ["invalid"]),
    ],
)
def test_a_weak_or_unusable_password_is_refused(
    anonymous: APIClient, db: None, password: object, expected: list[str]
) -> None:
    assert codes(anonymous.post(PATH, {**ADA, "password": password})) == {"password": expected}
    assert not User.objects.exists()


def test_a_password_is_kept_as_it_was_typed(anonymous: APIClient, db: None) -> None:
    anonymous.post(PATH, {**ADA, "password": "  spaces around  "})

    assert User.objects.get().check_password("  spaces around  ")


@pytest.mark.parametrize(
    "username",
    [
        "a" * 151,
        "a b c",
        "ada/..",
        "Ünal",
        "\uff41\uff44\uff41",
        "ada\n",
        "ada\x00x",
        "a" * 100_000,
        12345,
        {},
        None,
        "",
    ],
)
def test_a_username_is_plain_characters(anonymous: APIClient, db: None, username: object) -> None:
    answer = anonymous.post(PATH, {**ADA, "username": username})

    if username == "ada\n":  # white space around it is not part of it
        assert answer.json()["username"] == "ada"
    else:
        assert list(codes(answer)) == ["username"]


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@example.com", "a@b c.de", f"{'a' * 250}@x.de", "a\x00@x.de", "\ud800@x.de", 5, [], None]
)
def test_an_address_must_be_one(anonymous: APIClient, db: None, email: object) -> None:
    answer = anonymous.post(PATH, json.dumps({**ADA, "email": email}), content_type="application/json")

    assert list(codes(answer)) == ["email"]


@pytest.mark.parametrize("body", ["[]", '"text"', "5", "true", "[[1]]"])
@pytest.mark.parametrize("path", [PATH, "/api/accounts/token/", "/api/accounts/token/refresh/"])
def test_a_body_that_is_no_object_is_refused(anonymous: APIClient, db: None, path: str, body: str) -> None:
    answer = anonymous.post(path, body, content_type="application/json")

    assert codes(answer) == {"non_field_errors": ["invalid"]}


def test_a_body_of_null_or_nothing_is_refused(anonymous: APIClient, db: None) -> None:
    assert codes(anonymous.post(PATH, "null", content_type="application/json")) == {"non_field_errors": ["null"]}
    assert set(codes(anonymous.post(PATH))) == {"username", "email", "password"}


def test_of_parallel_sign_ups_with_one_name_one_wins(live_server: Any) -> None:
    answers: list[requests.Response] = []
    barrier = threading.Barrier(8)

    def sign_up(number: int) -> None:
        body = {**ADA, "username": "ADA" if number % 2 else "ada", "email": f"ada{number % 3}@example.com"}
        barrier.wait()
        answers.append(requests.post(live_server.url + PATH, json=body, timeout=30))

    threads = [threading.Thread(target=sign_up, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 7
    assert all("username" in answer.json()["errors"] for answer in answers if answer.status_code == 400)
    assert (User.objects.count(), Profile.objects.count()) == (1, 1)
