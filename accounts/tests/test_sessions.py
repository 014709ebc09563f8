"""Seeing one's sessions and ending them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Session, User
from accounts.origin import Origin
from accounts.tokens import TokenPair, open_session, session_of

LOGOUT = "/api/accounts/logout/"
LOGOUT_ALL = "/api/accounts/logout-all/"
SESSIONS = "/api/accounts/sessions/"
REFRESH = "/api/accounts/token/refresh/"


def with_token(access: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def lives(pair: TokenPair) -> tuple[bool, bool]:
    """Whether the access token and the refresh token are good."""
    access = with_token(pair.access).get("/api/accounts/profile/").status_code == 200
    return access, APIClient().post(REFRESH, {"refresh": pair.refresh}).status_code == 200


def id_of(pair: TokenPair) -> UUID:
    found = session_of(pair.refresh)
    assert found is not None
    return found


def test_signing_out_ends_the_session_at_once_and_no_other(owner: User, stranger: User) -> None:
    here, there, theirs = open_session(user=owner), open_session(user=owner), open_session(user=stranger)

    answer = with_token(here.access).post(LOGOUT)

    assert (answer.status_code, answer.json()) == (200, {"message": "Signed out."})
    assert Session.objects.get(pk=id_of(here)).revoked_because == "signed_out"
    assert [lives(pair) for pair in (here, there, theirs)] == [(False, False), (True, True), (True, True)]


def test_a_refresh_token_that_is_given_is_ended_too(owner: User) -> None:
    here, there = open_session(user=owner), open_session(user=owner)

    assert with_token(here.access).post(LOGOUT, {"refresh": there.refresh}).status_code == 200

    assert [lives(pair) for pair in (here, there)] == [(False, False), (False, False)]


@pytest.mark.parametrize("token", ["broken", "a.b.c"])
def test_a_broken_refresh_token_does_not_keep_one_from_signing_out(owner: User, token: str) -> None:
    pair = open_session(user=owner)

    assert with_token(pair.access).post(LOGOUT, {"refresh": token}).status_code == 200
    assert lives(pair) == (False, False)


@pytest.mark.parametrize("token", [5, None, [], "x" * 5000, "\ud800"])
def test_a_refresh_token_of_another_shape_is_invalid(owner: User, token: object) -> None:
    pair = open_session(user=owner)

    answer = with_token(pair.access).post(LOGOUT, json.dumps({"refresh": token}), content_type="application/json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["refresh"])
    assert lives(pair)[0]


def test_signing_out_everywhere_ends_all_tokens_and_only_one_s_own(owner: User, stranger: User) -> None:
    pairs = [open_session(user=owner) for _ in range(3)]
    theirs = open_session(user=stranger)

    answer = with_token(pairs[0].access).post(LOGOUT_ALL)

    owner.refresh_from_db()
    assert (answer.status_code, answer.json()) == (200, {"message": "Signed out of 3 sessions."})
    assert owner.token_epoch == 1
    assert set(Session.objects.filter(user=owner).values_list("revoked_because", flat=True)) == {
        "signed_out_everywhere"
    }
    assert [lives(pair) for pair in pairs] == [(False, False)] * 3
    assert lives(theirs) == (True, True)
    assert lives(open_session(user=owner)) == (True, True)


def test_the_list_tells_where_one_is_signed_in(owner: User, stranger: User) -> None:
    there = open_session(user=owner, origin=Origin("2001:db8:1:2::3", "Phone"))
    here = open_session(user=owner, origin=Origin("203.0.113.77", "Player/1.0"))
    open_session(user=stranger)
    ended = open_session(user=owner)
    with_token(ended.access).post(LOGOUT)

    answer = with_token(here.access).get(SESSIONS)

    assert (answer.status_code, answer["X-Total-Count"]) == (200, "2")
    assert [set(row) for row in answer.json()] == [
        {"id", "created_at", "last_used_at", "user_agent", "ip_prefix", "current"}
    ] * 2
    assert [(row["id"], row["user_agent"], row["ip_prefix"], row["current"]) for row in answer.json()] == [
        (str(id_of(here)), "Player/1.0", "203.0.113.0/24", True),
        (str(id_of(there)), "Phone", "2001:db8:1::/48", False),
    ]


def test_the_list_takes_as_many_queries_for_50_rows_as_for_one(owner: User, django_assert_num_queries: Any) -> None:
    client = with_token(open_session(user=owner).access)
    for expected in (1, 50):
        # The session that asks; the count, the page.
        with django_assert_num_queries(3):
            assert len(client.get(SESSIONS).json()) == expected
        for _ in range(49):
            open_session(user=owner)


def test_a_session_whose_tokens_expired_is_not_listed(owner: User) -> None:
    open_session(user=owner)

    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1), tick=False):
        assert len(with_token(open_session(user=owner).access).get(SESSIONS).json()) == 1


def test_only_a_refresh_counts_as_use(owner: User) -> None:
    pair = open_session(user=owner)
    later = timezone.now() + timedelta(minutes=5)

    with time_machine.travel(later, tick=False):
        first = with_token(pair.access).get(SESSIONS).json()[0]
        APIClient().post(REFRESH, {"refresh": pair.refresh})
        second = with_token(pair.access).get(SESSIONS).json()[0]

    assert first["last_used_at"] < later.isoformat() <= second["last_used_at"].replace("Z", "+00:00")


def test_one_session_is_ended_by_its_id(owner: User) -> None:
    here, there = open_session(user=owner), open_session(user=owner)
    path = f"{SESSIONS}{id_of(there)}/"

    answers = [with_token(here.access).delete(path) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 404]
    assert [lives(pair) for pair in (here, there)] == [(True, True), (False, False)]
    assert Session.objects.get(pk=id_of(there)).revoked_because == "revoked"


def test_another_s_session_and_an_unknown_one_are_404(owner: User, stranger: User) -> None:
    here, theirs = open_session(user=owner), open_session(user=stranger)

    answers = [with_token(here.access).delete(f"{SESSIONS}{each}/") for each in (id_of(theirs), uuid4())]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 2
    assert lives(theirs) == (True, True)


def test_a_request_is_checked_with_one_query(owner: User, django_assert_num_queries: Any) -> None:
    client = with_token(open_session(user=owner).access)
    owner.profile.save()

    # Session with user; then the profile itself.
    with django_assert_num_queries(2):
        client.get("/api/accounts/profile/")


def together(*calls: Callable[[], requests.Response]) -> list[int]:
    """The statuses of calls that begin at the same time."""
    statuses: list[int] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], requests.Response]) -> None:
        barrier.wait()
        statuses.append(call().status_code)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@pytest.mark.django_db(transaction=True)
def test_no_token_survives_signing_out_everywhere_while_refreshing(live_server: Any, owner: User) -> None:
    pairs = [open_session(user=owner) for _ in range(8)]
    answers: list[requests.Response] = []

    def refresh(pair: TokenPair) -> requests.Response:
        answers.append(requests.post(live_server.url + REFRESH, json={"refresh": pair.refresh}, timeout=60))
        return answers[-1]

    def leave() -> requests.Response:
        headers = {"Authorization": f"Bearer {pairs[0].access}"}
        return requests.post(live_server.url + LOGOUT_ALL, headers=headers, timeout=60)

    statuses = together(leave, *(lambda pair=pair: refresh(pair) for pair in pairs))

    assert set(statuses) <= {200, 401}
    assert not Session.objects.active().exists()
    heirs = [TokenPair(**answer.json()) for answer in answers if answer.status_code == 200]
    assert [lives(pair) for pair in (*pairs, *heirs)] == [(False, False)] * (8 + len(heirs))
