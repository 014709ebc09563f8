"""Exchanging an address and a password for tokens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher
from rest_framework.test import APIClient

from accounts.hashers import Argon2Hasher
from accounts.models import Session, User
from conftest import PASSWORD

PATH = "/api/accounts/token/"
MINE = {"email": "owner@example.com", "password": PASSWORD}


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The salts that Argon2 was run with: one for each time its work was done."""
    salts: list[str] = []
    encode, verify = Argon2Hasher.encode, Argon2Hasher.verify

    def counted_encode(self: Argon2Hasher, password: str, salt: str) -> str:
        salts.append(salt)
        return str(encode(self, password, salt))

    def counted_verify(self: Argon2Hasher, password: str, encoded: str) -> bool:
        salts.append(encoded)
        return bool(verify(self, password, encoded))

    monkeypatch.setattr(Argon2Hasher, "encode", counted_encode)
    monkeypatch.setattr(Argon2Hasher, "verify", counted_verify)
    return salts


@pytest.mark.parametrize("path", [PATH, "/api/auth/login/"])
def test_signing_in_answers_tokens_that_work(anonymous: APIClient, owner: User, path: str) -> None:
    answer = anonymous.post(path, {**MINE, "email": "  OWNER@Example.com "})

    assert answer.status_code == 200
    assert set(answer.json()) == {"refresh", "access"}
    assert answer["Cache-Control"] == "no-store"
    anonymous.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert anonymous.get("/api/accounts/profile/").json()["id"] == str(owner.pk)


def test_signing_in_is_remembered_with_the_network_and_not_the_address(anonymous: APIClient, owner: User) -> None:
    anonymous.post(PATH, MINE, HTTP_USER_AGENT="Player\x00/1.0\x1b" + "x" * 400, REMOTE_ADDR="203.0.113.77")

    session = Session.objects.get()
    owner.refresh_from_db()
    assert owner.last_login is not None
    assert (session.user_id, session.ip_prefix) == (owner.pk, "203.0.113.0/24")
    assert session.user_agent == "Player/1.0" + "x" * 246


def test_signing_in_takes_a_fixed_number_of_queries(
    anonymous: APIClient, owner: User, django_assert_num_queries: Any
) -> None:
    # User; savepoint, last login, session, token, release.
    with django_assert_num_queries(6):
        anonymous.post(PATH, MINE)


def test_every_failure_is_the_same_answer(anonymous: APIClient, owner: User, stranger: User) -> None:
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    attempts = [
        {**MINE, "password": "wrong horse battery"},
        {**MINE, "email": "nobody@example.com"},
        {**MINE, "email": "no address at all"},
        {**MINE, "email": "stranger@example.com"},
    ]

    answers = [anonymous.post(PATH, attempt) for attempt in attempts]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["code"] == "sign_in_failed"
    assert answers[0]["WWW-Authenticate"] == 'Bearer realm="api"'
    assert not Session.objects.exists()


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com", "stranger@example.com"])
def test_every_failure_takes_the_same_work(
    anonymous: APIClient, owner: User, stranger: User, hashed: list[str], email: str
) -> None:
    stranger.set_unusable_password()
    stranger.save()

    anonymous.post(PATH, {"email": email, "password": "wrong horse battery"})

    assert len(hashed) == 1


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"email", "password"}),
        ({"email": "a@b.de", "password": "\x00"}, {"password"}),
        ({"email": "a\x00@b.de", "password": "x"}, {"email"}),
        ({"email": "a@b.de", "password": "x" * 1_000_000}, {"password"}),
        ({"email": "a" * 1_000_000, "password": "x"}, {"email"}),
        ({"email": ["a@b.de"], "password": {"a": 1}}, {"email", "password"}),
        ({"email": 1, "password": True}, {"email", "password"}),
        ({"email": "\ud800", "password": "\udfff"}, {"email", "password"}),
    ],
)
def test_credentials_of_another_shape_are_invalid(
    anonymous: APIClient, db: None, body: dict[str, object], fields: set[str]
) -> None:
    answer = anonymous.post(PATH, json.dumps(body), content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert set(answer.json()["errors"]) == fields


def test_a_stale_token_is_no_obstacle(anonymous: APIClient, owner: User) -> None:
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer a b c")

    assert anonymous.post(PATH, MINE).status_code == 200


def test_an_older_hash_is_renewed_and_the_tokens_are_good(anonymous: APIClient, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1000))

    answer = anonymous.post(PATH, MINE)

    owner.refresh_from_db()
    assert (identify_hasher(owner.password).algorithm, owner.token_epoch) == ("argon2", 0)
    anonymous.credentials(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert anonymous.get("/api/accounts/profile/").status_code == 200
