"""Blocking a listener, and what that hides."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts import blocking
from accounts.models import Block, User
from accounts.personal_data import CLOSED_DOMAIN
from config.personal_data import all_parts, erase_all, rows_of

LIST = "/api/accounts/blocks/"


def path(user: User | object) -> str:
    return f"/api/users/{user.pk if isinstance(user, User) else user}/block/"


def test_a_block_is_made_once_listed_and_taken_back(as_owner: APIClient, owner: User, stranger: User) -> None:
    made, again = as_owner.post(path(stranger)), as_owner.post(path(stranger))

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json() == as_owner.get(LIST).json()[0]
    assert made.json() == {
        "id": str(stranger.pk),
        "username": "stranger",
        "blocked_at": made.json()["blocked_at"],
    }
    assert Block.objects.count() == 1
    assert [as_owner.delete(path(stranger)).status_code for _ in range(2)] == [204, 204]
    assert (as_owner.get(LIST).json(), Block.objects.count()) == ([], 0)


def test_neither_finds_the_other_s_profile(
    as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient, owner: User, stranger: User
) -> None:
    def seen() -> list[int]:
        looks = ((as_owner, stranger), (as_stranger, owner), (as_owner, owner), (as_moderator, owner))
        return [client.get(f"/api/users/{user.pk}/public/").status_code for client, user in looks]

    assert seen() == [200, 200, 200, 200]
    as_owner.post(path(stranger))
    assert seen() == [404, 404, 200, 200]
    assert as_stranger.get(LIST).json() == []
    assert as_stranger.delete(path(owner)).status_code == 204  # not theirs to take back
    assert seen() == [404, 404, 200, 200]
    assert as_stranger.post(path(owner)).status_code == 201
    as_owner.delete(path(stranger))
    assert seen() == [404, 404, 200, 200]
    as_stranger.delete(path(owner))
    assert seen() == [200, 200, 200, 200]


def test_oneself_and_nobody_cannot_be_blocked(as_owner: APIClient, owner: User, stranger: User) -> None:
    User.objects.filter(pk=stranger.pk).update(email=f"deleted-1{CLOSED_DOMAIN}", is_active=False)
    for target, status, code in ((owner, 400, "oneself"), (uuid4(), 404, "user_not_found"), (stranger, 404, None)):
        for method in ("post", "delete"):
            answer = getattr(as_owner, method)(path(target))
            assert (answer.status_code, answer.json()["code"]) == (status, code or "user_not_found")
    assert Block.objects.count() == 0


def test_whoever_is_not_signed_in_blocks_nobody(anonymous: APIClient, owner: User) -> None:
    answers = [anonymous.post(path(owner)), anonymous.delete(path(owner)), anonymous.get(LIST)]
    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_there_is_a_most(as_owner: APIClient, stranger: User, moderator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MAX_BLOCKS", 1)
    as_owner.post(path(stranger))
    answer = as_owner.post(path(moderator))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_blocks")
    assert as_owner.post(path(stranger)).status_code == 200


def test_the_list_is_paged_and_costs_the_same_for_any_length(
    owner: User, as_owner: APIClient, stranger: User, django_assert_num_queries: Any
) -> None:
    as_owner.post(path(stranger))
    with django_assert_num_queries(3):
        as_owner.get(LIST)
    made = [User(username=f"u{number}", email=f"u{number}@example.com") for number in range(55)]
    people = User.objects.bulk_create(made)
    Block.objects.bulk_create([Block(blocker=owner, blocked=person) for person in people])
    with django_assert_num_queries(3):
        answer = as_owner.get(LIST)
    assert (len(answer.json()), answer["X-Total-Count"], answer.json()[0]["username"]) == (50, "56", "u54")
    assert [each["username"] for each in as_owner.get(f"{LIST}?limit=2&offset=54").json()] == ["u0", "stranger"]
    assert as_owner.get(f"{LIST}?limit=x").status_code == 400


def test_rooms_hear_of_a_new_block_in_its_transaction(
    as_owner: APIClient, owner: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[User, User, bool]] = []
    hooks = [*blocking.on_block, lambda by, whom: heard.append((by, whom, connection.in_atomic_block))]
    monkeypatch.setattr(blocking, "on_block", hooks)
    for _ in range(2):
        as_owner.post(path(stranger))
    assert heard == [(owner, stranger, True)]

    def fails(blocker: User, blocked: User) -> None:
        raise RuntimeError

    as_owner.delete(path(stranger))
    monkeypatch.setattr(blocking, "on_block", [fails])
    with pytest.raises(RuntimeError):
        as_owner.post(path(stranger))
    assert Block.objects.count() == 0


def test_blocks_are_personal_data(as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User) -> None:
    as_owner.post(path(stranger))
    as_stranger.post(path(owner))
    blocks = next(part for part in all_parts() if part.name == "blocks")
    [row] = blocks.rows(owner)
    assert (tuple(row), row["blocked"]) == (blocks.columns, stranger.pk)
    before = rows_of(stranger)
    erase_all(owner)
    assert Block.objects.count() == 0
    assert rows_of(stranger) == before - 1


@pytest.mark.django_db(transaction=True)
def test_parallel_blocks_of_two_people_are_one_each(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User
) -> None:
    barrier = threading.Barrier(6)
    statuses: list[int] = []

    def one(client: APIClient, target: User) -> None:
        barrier.wait()
        try:
            statuses.append(client.post(path(target)).status_code)
        finally:
            connection.close()

    pairs = [(as_owner, stranger), (as_stranger, owner)] * 3
    threads = [threading.Thread(target=one, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 200, 200, 201, 201]
    assert Block.objects.count() == 2
