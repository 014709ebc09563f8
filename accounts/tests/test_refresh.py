"""Exchanging refresh tokens: rotation, grace, and what ends a session."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
import time_machine
from django.db.models import F
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import RefreshToken as RefreshJWT

from accounts.models import RefreshToken, Session, User
from accounts.tokens import open_session

PATH = "/api/accounts/token/refresh/"
NESTED = base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("=")


def refresh(client: APIClient, token: object) -> Any:
    return client.post(PATH, json.dumps({"refresh": token}), content_type="application/json")


def opens(token: str) -> bool:
    """Whether an access token is good."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client.get("/api/accounts/profile/").status_code == 200


def age(seconds: int) -> None:
    """Every rotation so far happened this much earlier."""
    RefreshToken.objects.update(rotated_at=F("rotated_at") - timedelta(seconds=seconds))


def test_a_refresh_token_is_exchanged_for_a_new_pair(anonymous: APIClient, owner: User) -> None:
    first = open_session(user=owner)

    answer = refresh(anonymous, first.refresh)

    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    assert answer.json()["refresh"] != first.refresh
    assert answer["Cache-Control"] == "no-store"
    assert opens(answer.json()["access"])
    assert refresh(anonymous, answer.json()["refresh"]).status_code == 200
    assert (Session.objects.count(), RefreshToken.objects.count()) == (1, 3)


def test_a_refresh_takes_a_fixed_number_of_queries(
    anonymous: APIClient, owner: User, django_assert_num_queries: Any
) -> None:
    token = open_session(user=owner).refresh

    # Savepoint, session, token, last use, rotation, new token, release.
    with django_assert_num_queries(7):
        refresh(anonymous, token)


def test_a_stale_access_token_is_no_obstacle(anonymous: APIClient, owner: User) -> None:
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer stale")

    assert refresh(anonymous, open_session(user=owner).refresh).status_code == 200


def test_within_the_grace_window_a_token_is_good_again(anonymous: APIClient, owner: User) -> None:
    token = open_session(user=owner).refresh
    refresh(anonymous, token)
    age(50)

    assert refresh(anonymous, token).status_code == 200
    age(5)
    assert refresh(anonymous, token).status_code == 200  # the window is counted from the first exchange


def test_reuse_after_the_grace_window_ends_the_family(
    anonymous: APIClient, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    stolen = open_session(user=owner)
    elsewhere = open_session(user=owner)
    heir = refresh(anonymous, stolen.refresh).json()
    age(61)

    with caplog.at_level(logging.WARNING, "accounts.tokens"):
        answer = refresh(anonymous, stolen.refresh)

    session = Session.objects.get(revoked_because="token_reused")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert session.revoked_at is not None
    assert [str(session.pk) in message for message in caplog.messages] == [True]
    assert refresh(anonymous, heir["refresh"]).status_code == 401
    assert [opens(token) for token in (stolen.access, heir["access"], elsewhere.access)] == [False, False, True]
    assert refresh(anonymous, elsewhere.refresh).status_code == 200


def test_without_rotation_a_token_is_kept_for_its_lifetime(anonymous: APIClient, owner: User, settings: Any) -> None:
    settings.REFRESH_ROTATION = False
    token = open_session(user=owner).refresh

    answers = [refresh(anonymous, token) for _ in range(3)]

    assert [answer.json()["refresh"] for answer in answers] == [token] * 3
    assert all(opens(answer.json()["access"]) for answer in answers)
    assert RefreshToken.objects.get().rotated_at is None


def test_a_token_dies_30_days_after_its_issue(anonymous: APIClient, owner: User) -> None:
    token = open_session(user=owner).refresh

    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1), tick=False):
        assert refresh(anonymous, token).status_code == 401
    with time_machine.travel(timezone.now() + timedelta(days=29, hours=23), tick=False):
        assert refresh(anonymous, token).status_code == 200


def test_an_access_token_dies_after_15_minutes(owner: User) -> None:
    pair = open_session(user=owner)

    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1), tick=False):
        assert not opens(pair.access)


def disable(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def raise_epoch(user: User) -> None:
    User.objects.filter(pk=user.pk).update(token_epoch=F("token_epoch") + 1)


def change_password(user: User) -> None:
    user.set_password("another horse battery")
    user.save(update_fields=["password"])


def revoke_session(user: User) -> None:
    Session.objects.filter(user=user).update(revoked_at=timezone.now())


def delete_session(user: User) -> None:
    Session.objects.filter(user=user).delete()


def delete_user(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


@pytest.mark.parametrize(
    "end",
    [disable, raise_epoch, change_password, revoke_session, delete_session, delete_user],
    ids=lambda end: end.__name__,
)
def test_what_ends_a_session_ends_both_of_its_tokens(
    anonymous: APIClient, owner: User, stranger: User, end: Callable[[User], None]
) -> None:
    mine, theirs = open_session(user=owner), open_session(user=stranger)

    end(owner)

    assert (opens(mine.access), refresh(anonymous, mine.refresh).status_code) == (False, 401)
    assert (opens(theirs.access), refresh(anonymous, theirs.refresh).status_code) == (True, 200)


def test_an_access_token_is_no_refresh_token_nor_the_other_way(anonymous: APIClient, owner: User) -> None:
    pair = open_session(user=owner)

    assert refresh(anonymous, pair.access).status_code == 401
    assert not opens(pair.refresh)


def test_a_token_signed_by_us_without_a_row_is_worth_nothing(anonymous: APIClient, owner: User) -> None:
    forged = RefreshJWT.for_user(owner)
    headless, access = str(forged), str(forged.access_token)
    forged["sid"] = str(Session.objects.create(user=owner).pk)
    forged["epoch"] = owner.token_epoch

    assert not opens(access)
    assert refresh(anonymous, headless).status_code == 401
    assert refresh(anonymous, str(forged)).status_code == 401


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "....", "ä.ö.ü", f"{NESTED}.e30.x", f"e30.{NESTED}.x"])
def test_a_broken_token_is_a_401(anonymous: APIClient, db: None, token: str) -> None:
    answer = refresh(anonymous, token)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid")
    anonymous.credentials(HTTP_AUTHORIZATION=b"Bearer " + token.encode())
    assert anonymous.get("/api/accounts/profile/").status_code == 401


@pytest.mark.parametrize("token", ["", None, 5, [], {}, "x\x00", "x" * 5000, "\ud800"])
def test_a_token_of_another_shape_is_invalid(anonymous: APIClient, db: None, token: object) -> None:
    answer = refresh(anonymous, token)

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == ["refresh"]


def at_once(count: int, call: Callable[[], requests.Response]) -> list[requests.Response]:
    """The answers of ``count`` calls that begin together."""
    answers: list[requests.Response] = []
    barrier = threading.Barrier(count)

    def run() -> None:
        barrier.wait()
        answers.append(call())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_20_parallel_refreshes_of_one_token_all_succeed(live_server: Any, owner: User) -> None:
    token = open_session(user=owner).refresh

    answers = at_once(20, lambda: requests.post(live_server.url + PATH, json={"refresh": token}, timeout=60))

    assert [answer.status_code for answer in answers] == [200] * 20
    assert len({answer.json()["refresh"] for answer in answers}) == 20
    assert all(opens(answer.json()["access"]) for answer in answers)
    assert Session.objects.get().revoked_at is None
    assert RefreshToken.objects.exclude(rotated_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_20_parallel_reuses_none_succeeds_and_one_ends_the_session(live_server: Any, owner: User) -> None:
    token = open_session(user=owner).refresh
    requests.post(live_server.url + PATH, json={"refresh": token}, timeout=60)
    age(61)

    answers = at_once(20, lambda: requests.post(live_server.url + PATH, json={"refresh": token}, timeout=60))

    assert [answer.status_code for answer in answers] == [401] * 20
    assert Session.objects.get().revoked_because == "token_reused"
    assert RefreshToken.objects.count() == 2
