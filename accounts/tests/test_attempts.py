"""Guessing passwords is slowed down, and nobody is locked out by somebody else's guesses."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Session, User
from conftest import PASSWORD

PATH = "/api/accounts/token/"
ADMIN = "/admin/login/?next=/admin/"
WRONG = "wrong horse battery"
OUT_OF_REACH = {
    "BACKEND": "django_redis.cache.RedisCache",
    "LOCATION": "redis://127.0.0.1:1/0",
    "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 2},
}
HERE, THERE = "203.0.113.7", "198.51.100.9"


def sign_in(email: str = "owner@example.com", password: str = WRONG, address: str = HERE) -> Any:
    return APIClient().post(PATH, {"email": email, "password": password}, REMOTE_ADDR=address)


def test_after_five_wrong_passwords_the_same_client_has_to_wait(owner: User) -> None:
    answers = [sign_in() for _ in range(6)]

    refused = answers[5]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert (refused["Content-Type"], refused.json()["code"]) == ("application/problem+json", "too_many_attempts")
    assert 1 <= int(refused["Retry-After"]) <= 900
    assert sign_in(password=PASSWORD).status_code == 429
    assert sign_in(email=" OWNER@example.com").status_code == 429
    assert not Session.objects.exists()


def test_the_right_password_still_works_from_elsewhere(owner: User, stranger: User) -> None:
    for _ in range(6):
        sign_in()

    assert sign_in(password=PASSWORD, address=THERE).status_code == 200
    assert sign_in("stranger@example.com", PASSWORD).status_code == 200


def test_an_address_that_nobody_has_is_counted_alike(db: None) -> None:
    assert [sign_in("nobody@example.com").status_code for _ in range(6)] == [401] * 5 + [429]


def test_one_client_is_counted_over_all_accounts(owner: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 7

    answers = [sign_in(f"user{number}@example.com").status_code for number in range(8)]

    assert answers == [401] * 7 + [429]
    assert sign_in(password=PASSWORD).status_code == 429
    assert sign_in(password=PASSWORD, address=THERE).status_code == 200


def test_right_passwords_are_not_counted(owner: User) -> None:
    assert {sign_in(password=PASSWORD).status_code for _ in range(12)} == {200}
    assert [sign_in().status_code for _ in range(6)] == [401] * 5 + [429]


def test_an_ipv6_client_is_its_network(owner: User) -> None:
    statuses = [sign_in(address=f"2001:db8:1:2::{number}").status_code for number in range(1, 7)]

    assert statuses == [401] * 5 + [429]
    assert sign_in(password=PASSWORD, address="2001:db8:1:3::1").status_code == 200


def test_clients_without_an_address_do_not_share_one_count(owner: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 1

    assert [sign_in(f"user{number}@example.com", address="").status_code for number in range(3)] == [401] * 3
    assert [sign_in(address="").status_code for _ in range(6)] == [401] * 5 + [429]


def test_after_the_time_in_the_header_it_goes_on(owner: User) -> None:
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False) as clock:
        for _ in range(5):
            sign_in()
        wait = int(sign_in()["Retry-After"])
        clock.shift(wait - 1)
        assert sign_in(password=PASSWORD).status_code == 429
        clock.shift(1)
        assert sign_in(password=PASSWORD).status_code == 200


def test_the_password_is_not_even_looked_at(owner: User, django_assert_num_queries: Any) -> None:
    for _ in range(5):
        sign_in()

    with django_assert_num_queries(0):
        assert sign_in(password=PASSWORD).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_of_20_parallel_guesses_five_are_looked_at(live_server: Any, owner: User) -> None:
    statuses: list[int] = []
    barrier = threading.Barrier(20)

    def guess() -> None:
        barrier.wait()
        form = {"email": owner.email, "password": WRONG}
        statuses.append(requests.post(live_server.url + PATH, json=form, timeout=60).status_code)

    with time_machine.travel(time.time(), tick=False):  # no window ends in between
        threads = [threading.Thread(target=guess) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sorted(statuses) == [401] * 5 + [429] * 15


def test_while_redis_is_down_wrong_passwords_are_counted_all_the_same(
    owner: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": OUT_OF_REACH}

    assert {sign_in(password=PASSWORD).status_code for _ in range(7)} == {200}
    assert [sign_in().status_code for _ in range(6)] == [401] * 5 + [429]
    assert "attempts are counted in this process only" in caplog.text


def admin_sign_in(client: Client, password: str = WRONG, address: str = HERE) -> Any:
    return client.post(ADMIN, {"username": "boss@example.com", "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.com", PASSWORD)


def test_the_admin_counts_too(client: Client, boss: User) -> None:
    answers = [admin_sign_in(client) for _ in range(6)]

    right = admin_sign_in(client, PASSWORD)
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert b"Too many wrong passwords" in answers[5].content
    assert (right.status_code, 1 <= int(right["Retry-After"]) <= 900) == (429, True)
    assert sign_in("boss@example.com", PASSWORD).status_code == 429
    assert admin_sign_in(client, PASSWORD, THERE).status_code == 302


def test_a_listener_who_is_no_moderator_gets_no_extra_guesses_in_the_admin(client: Client, owner: User) -> None:
    form = {"username": owner.email, "password": PASSWORD}

    answers = [client.post(ADMIN, form, REMOTE_ADDR=HERE) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]


def test_guessing_at_the_own_password_in_the_admin_counts_and_mistyping_a_new_one_does_not(
    client: Client, boss: User
) -> None:
    client.force_login(boss)
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    mistyped = {**new, "old_password": PASSWORD, "new_password2": "other"}
    path = "/admin/password_change/"

    assert client.get(path).status_code == 200
    assert {client.post(path, mistyped).status_code for _ in range(6)} == {200}
    statuses = [client.post(path, {**new, "old_password": WRONG}).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    assert client.post(path, {**new, "old_password": PASSWORD}, REMOTE_ADDR=THERE).status_code == 302
    boss.refresh_from_db()
    assert boss.check_password("another horse battery")
