"""How many statements signing in takes, and what every signed-in request begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts import services
from accounts.models import User


def statements(call: Callable[[], Any], status: int = 200) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert call().status_code == status
    return [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_reading_the_profile_takes_two_statements(as_owner: APIClient) -> None:
    assert len(statements(lambda: as_owner.get("/api/accounts/profile/"))) == 2


def test_signing_in_takes_five_statements(
    anonymous: APIClient, owner: User, django_capture_on_commit_callbacks: Any
) -> None:
    body = {"email": owner.email, "password": "correct horse battery"}

    def sign_in() -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return anonymous.post("/api/accounts/token/", body)

    found = statements(sign_in)

    # The account; the last sign-in, the session and its refresh token; and, once that is committed, the audit log.
    assert [sql.split()[0] for sql in found] == ["SELECT", "UPDATE", "INSERT", "INSERT", "INSERT"]


@pytest.mark.parametrize("path", ["/api/accounts/register/", "/api/users/"])
@pytest.mark.django_db(transaction=True)
def test_passwords_are_hashed_outside_of_transactions(
    anonymous: APIClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    seen: list[bool] = []

    def hashed(password: str) -> str:
        seen.append(connection.in_atomic_block)
        return make_password(password)

    monkeypatch.setattr(services, "make_password", hashed)
    body = {"username": "ada", "email": "ada@example.com", "password": "correct horse battery"}

    assert anonymous.post(path, body).status_code == 201
    assert seen == [False]
    assert User.objects.get().check_password("correct horse battery")
