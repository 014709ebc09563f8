"""Who may sign up."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import InviteCode, User
from accounts.tests.test_password_change import codes
from conftest import PASSWORD

PATH = "/api/accounts/register/"
ADA = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


def test_closed_takes_nobody(anonymous: APIClient, db: None, settings: Any) -> None:
    settings.SIGN_UP_POLICY = "closed"
    code = InviteCode.objects.create().code

    answer = anonymous.post(PATH, {**ADA, "invite_code": code})

    assert (answer.status_code, answer.json()["code"]) == (403, "sign_up_closed")
    assert not User.objects.exists()


def test_a_code_lets_in_as_many_as_it_has_uses(anonymous: APIClient, db: None, settings: Any) -> None:
    settings.SIGN_UP_POLICY = "invite"
    code = InviteCode.objects.create(uses_left=2).code
    forms = [
        {**ADA, "username": name, "email": f"{name}@example.com", "invite_code": code} for name in ("ada", "bo", "cleo")
    ]

    answers = [anonymous.post(PATH, form) for form in forms]

    assert [answer.status_code for answer in answers] == [201, 201, 400]
    assert codes(answers[2]) == {"invite_code": ["invalid_invite_code"]}
    assert (InviteCode.objects.get().uses_left, User.objects.count()) == (0, 2)


def test_without_a_good_code_nobody_gets_in_nor_learns_anything(
    anonymous: APIClient, owner: User, settings: Any
) -> None:
    settings.SIGN_UP_POLICY = "invite"
    expired = InviteCode.objects.create(expires_at=timezone.now() - timedelta(seconds=1)).code
    used_up = InviteCode.objects.create(uses_left=0).code
    taken = {**ADA, "email": owner.email}

    forms = [taken, *({**taken, "invite_code": code} for code in ("", "unknown", expired, used_up))]

    assert [codes(anonymous.post(PATH, form)) for form in forms] == [{"invite_code": ["invalid_invite_code"]}] * 5
    assert User.objects.count() == 1


def test_a_sign_up_that_fails_uses_nothing_up(anonymous: APIClient, owner: User, settings: Any) -> None:
    settings.SIGN_UP_POLICY = "invite"
    code = InviteCode.objects.create().code

    assert codes(anonymous.post(PATH, {**ADA, "email": owner.email, "invite_code": code})) == {"email": ["unique"]}
    assert codes(anonymous.post(PATH, {**ADA, "password": "1", "invite_code": code})).keys() == {"password"}
    assert InviteCode.objects.get().uses_left == 1


def test_where_everybody_may_sign_up_a_code_is_not_used(anonymous: APIClient, db: None) -> None:
    code = InviteCode.objects.create().code

    assert anonymous.post(PATH, {**ADA, "invite_code": code}).status_code == 201
    assert InviteCode.objects.get().uses_left == 1


@pytest.mark.django_db(transaction=True)
def test_of_parallel_sign_ups_with_the_last_use_one_wins(live_server: Any, settings: Any) -> None:
    settings.SIGN_UP_POLICY = "invite"
    code = InviteCode.objects.create(uses_left=1).code
    statuses: list[int] = []
    barrier = threading.Barrier(6)

    def sign_up(number: int) -> None:
        form = {**ADA, "username": f"ada{number}", "email": f"ada{number}@example.com", "invite_code": code}
        barrier.wait()
        statuses.append(requests.post(live_server.url + PATH, json=form, timeout=60).status_code)

    threads = [threading.Thread(target=sign_up, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [201] + [400] * 5
    assert (User.objects.count(), InviteCode.objects.get().uses_left) == (1, 0)
