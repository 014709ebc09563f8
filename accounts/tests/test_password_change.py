"""Changing the password with the old one."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests
from rest_framework.test import APIClient

from accounts.models import Session, User
from accounts.tests.test_sessions import id_of, lives, with_token
from accounts.tokens import TokenPair, open_session
from conftest import PASSWORD

PATH = "/api/accounts/password/change/"
NEW = "another horse battery"
FORM = {"old_password": PASSWORD, "new_password": NEW}


def codes(answer: Any) -> dict[str, list[str]]:
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.content
    return {field: [one["code"] for one in found] for field, found in answer.json()["errors"].items()}


def test_the_caller_s_session_goes_on_with_new_tokens_and_all_others_end(owner: User, stranger: User) -> None:
    here, there, theirs = open_session(user=owner), open_session(user=owner), open_session(user=stranger)

    answer = with_token(here.access).post(PATH, FORM)

    owner.refresh_from_db()
    fresh = TokenPair(**answer.json())
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (owner.check_password(NEW), owner.token_epoch) == (True, 1)
    assert [lives(pair) for pair in (here, there, theirs)] == [(False, False), (False, False), (True, True)]
    assert lives(fresh) == (True, True)
    assert id_of(fresh) == id_of(here)
    assert Session.objects.get(pk=id_of(there)).revoked_because == "password_changed"
    assert [row["id"] for row in with_token(fresh.access).get("/api/accounts/sessions/").json()] == [str(id_of(here))]


def test_the_old_password_must_be_right(owner: User) -> None:
    pair = open_session(user=owner)

    answer = with_token(pair.access).post(PATH, {**FORM, "old_password": "wrong horse battery"})

    owner.refresh_from_db()
    assert codes(answer) == {"old_password": ["password_incorrect"]}
    assert owner.check_password(PASSWORD)
    assert lives(pair) == (True, True)


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("1", ["password_too_short", "password_too_common", "password_entirely_numeric"]),
        ("owner@example.com", ["password_too_similar"]),
        ("x" * 129, ["max_length"]),
        ("", ["blank"]),
        (None, ["null"]),
    ],
)
def test_a_weak_password_is_refused_with_its_reasons(owner: User, password: object, expected: list[str]) -> None:
    pair = open_session(user=owner)

    answer = with_token(pair.access).post(PATH, {**FORM, "new_password": password})

    owner.refresh_from_db()
    assert codes(answer) == {"new_password": expected}
    assert owner.check_password(PASSWORD)
    assert lives(pair) == (True, True)


def test_guessing_at_the_old_password_counts_as_failed_sign_ins(owner: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_ACCOUNT = 2
    client = with_token(open_session(user=owner).access)
    wrong = {**FORM, "old_password": "wrong horse battery"}

    statuses = [client.post(PATH, wrong).status_code for _ in range(3)]

    right = client.post(PATH, FORM)
    assert statuses == [400, 400, 429]
    assert (right.status_code, right.json()["code"]) == (429, "too_many_attempts")
    assert client.post(PATH, FORM, REMOTE_ADDR="203.0.113.7").status_code == 200


def test_anonymous_clients_change_nothing(anonymous: APIClient, owner: User) -> None:
    assert anonymous.post(PATH, FORM).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_of_parallel_changes_with_one_old_password_one_wins(live_server: Any, owner: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_ACCOUNT = 50
    pairs = [open_session(user=owner) for _ in range(6)]
    answers: dict[int, requests.Response] = {}
    barrier = threading.Barrier(len(pairs))

    def change(number: int) -> None:
        form = {**FORM, "new_password": f"{NEW} {number}"}
        headers = {"Authorization": f"Bearer {pairs[number].access}"}
        barrier.wait()
        answers[number] = requests.post(live_server.url + PATH, json=form, headers=headers, timeout=60)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(len(pairs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = [number for number, answer in answers.items() if answer.status_code == 200]
    owner.refresh_from_db()
    assert len(won) == 1
    assert {answer.status_code for answer in answers.values()} <= {200, 400, 401}
    assert owner.check_password(f"{NEW} {won[0]}")
    assert lives(TokenPair(**answers[won[0]].json())) == (True, True)
    assert [lives(pair) for pair in pairs] == [(False, False)] * 6
