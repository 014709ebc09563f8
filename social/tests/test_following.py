"""Following people, asking private ones, and the lists of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.blocking import block
from accounts.errors import UserNotFound
from accounts.models import Block, Profile, User
from social import following
from social.models import Follow
from social.tests.conftest import NewPerson, follow, names, ok, pages

SOCIAL = "/api/social/"


def at(user: User, what: str = "follow") -> str:
    return f"/api/users/{user.pk}/{what}/"


def standing(client: APIClient, user: User) -> tuple[str, bool, int | None, int | None]:
    found = ok(client.get(at(user, "social")))
    person = found["person"]
    return person["is_followed"], person["follows_you"], found["followers"], found["following"]


def texts(client: APIClient) -> list[str]:
    return [each["text"] for each in ok(client.get("/api/notifications/"))]


def go_private(user: User, *, is_private: bool = True) -> None:
    Profile.objects.filter(user=user).update(is_private=is_private)


def test_following_is_at_once_and_only_once(
    owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    made = [ok(as_stranger.post(at(owner))) for _ in range(2)]
    since = Follow.objects.get().accepted_at
    assert made[0] == made[1]
    assert made[0] == {
        "id": str(owner.pk),
        "username": "owner",
        "avatar": None,
        "is_private": False,
        "is_followed": "yes",
        "follows_you": False,
        "since": since.isoformat().replace("+00:00", "Z") if since else None,
    }
    assert names(as_stranger, f"{SOCIAL}following/") == names(as_owner, at(stranger, "following")) == ["owner"]
    assert names(as_owner, f"{SOCIAL}followers/") == names(as_stranger, at(owner, "followers")) == ["stranger"]
    assert standing(as_stranger, owner) == ("yes", False, 1, 0)
    assert standing(as_owner, stranger) == ("no", True, 0, 1)
    assert texts(as_owner) == ["stranger now follows you."]
    assert [as_stranger.delete(at(owner)).status_code for _ in range(2)] == [204, 204]
    assert (names(as_owner, f"{SOCIAL}followers/"), standing(as_stranger, owner)) == ([], ("no", False, 0, 0))


def test_a_private_profile_is_asked_and_answers(
    owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    go_private(owner)
    assert standing(as_stranger, owner) == ("no", False, None, None)
    assert [ok(as_stranger.post(at(owner)))["is_followed"] for _ in range(2)] == ["requested"] * 2
    assert texts(as_owner) == ["stranger would like to follow you."]
    assert ok(as_stranger.get(at(owner, "followers")), 404)["code"] == "user_not_found"
    assert as_stranger.get(at(owner, "public")).status_code == 404
    assert names(as_stranger, f"{SOCIAL}following/") == names(as_owner, f"{SOCIAL}followers/") == []
    assert names(as_stranger, f"{SOCIAL}requests/?direction=outgoing") == ["owner"]
    assert names(as_owner, f"{SOCIAL}requests/?direction=outgoing") == names(as_stranger, f"{SOCIAL}requests/") == []
    [asked] = ok(as_owner.get(f"{SOCIAL}requests/"))
    assert (asked["person"]["username"], asked["person"]["follows_you"]) == ("stranger", False)
    accept = f"{SOCIAL}requests/{asked['id']}/accept/"
    assert ok(as_stranger.post(accept), 404)["code"] == "follow_request_not_found"
    assert ok(as_owner.post(accept))["follows_you"] is True
    assert ok(as_owner.post(accept), 404)["code"] == "follow_request_not_found"
    assert as_owner.delete(f"{SOCIAL}requests/{asked['id']}/").status_code == 404
    assert standing(as_stranger, owner) == ("yes", False, 1, 0)
    assert ok(as_stranger.get(at(owner, "public")))["username"] == "owner"
    assert (texts(as_owner), texts(as_stranger)) == ([], ["owner lets you follow them."])


@pytest.mark.parametrize("by", ["owner", "stranger"])
def test_a_request_is_declined_or_withdrawn_and_may_come_again_in_silence(
    by: str, owner: User, as_owner: APIClient, as_stranger: APIClient, client_for: Any, person: NewPerson
) -> None:
    go_private(owner)
    as_stranger.post(at(owner))
    path = f"{SOCIAL}requests/{Follow.objects.get().pk}/"
    assert client_for(person("third")).delete(path).status_code == 404
    answers = [(as_owner if by == "owner" else as_stranger).delete(path).status_code for _ in range(2)]
    assert (answers, Follow.objects.count(), texts(as_owner)) == ([204, 404], 0, [])
    as_stranger.post(at(owner))
    assert texts(as_owner) == ["stranger would like to follow you."]
    assert as_stranger.delete(at(owner)).status_code == 204
    assert (Follow.objects.count(), texts(as_owner)) == (0, [])


def test_going_public_answers_no_request_and_whoever_asks_again_follows(
    owner: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    go_private(owner)
    as_stranger.post(at(owner))
    go_private(owner, is_private=False)
    assert names(as_owner, f"{SOCIAL}requests/") == ["stranger"]
    assert ok(as_stranger.post(at(owner)))["is_followed"] == "yes"
    assert (names(as_owner, f"{SOCIAL}requests/"), texts(as_owner)) == ([], ["stranger now follows you."])
    go_private(owner)
    assert ok(as_stranger.post(at(owner)))["is_followed"] == "yes"


def test_a_follower_is_removed(owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient) -> None:
    follow(stranger, owner)
    follow(owner, stranger)
    path = f"{SOCIAL}followers/{stranger.pk}/"
    assert [as_owner.delete(path).status_code for _ in range(2)] == [204, 204]
    assert standing(as_stranger, owner) == ("no", True, 0, 1)
    assert as_owner.delete(f"{SOCIAL}followers/{uuid4()}/").status_code == 204


def test_whom_nobody_can_follow(
    owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient, person: NewPerson
) -> None:
    gone, foe = person("gone"), person("foe")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Block.objects.create(blocker=foe, blocked=owner)
    for method in (as_owner.post, as_owner.delete):
        assert ok(method(at(owner)), 400)["code"] == "oneself"
        for who in (gone, foe):
            assert ok(method(at(who)), 404)["code"] == "user_not_found"
        assert method(f"/api/users/{uuid4()}/follow/").status_code == 404
    assert Follow.objects.count() == 0


def test_a_block_ends_follows_and_requests_both_ways(
    owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    follow(stranger, owner)
    go_private(stranger)
    as_owner.post(at(stranger))
    assert texts(as_stranger) == ["owner would like to follow you."]
    assert as_owner.post(at(stranger, "block")).status_code in (200, 201)
    assert (Follow.objects.count(), texts(as_stranger)) == (0, [])
    assert as_owner.delete(at(stranger, "block")).status_code == 204
    assert standing(as_owner, stranger) == ("no", False, None, None)


def test_somebody_is_found_by_their_whole_name(
    owner: User, stranger: User, as_owner: APIClient, person: NewPerson
) -> None:
    person("shy", is_private=True)
    assert names(as_owner, f"{SOCIAL}people/?username=SHY") == ["shy"]
    assert names(as_owner, f"{SOCIAL}people/?username=sh") == []
    assert list(ok(as_owner.get(f"{SOCIAL}people/"), 400)["errors"]) == ["username"]
    Block.objects.create(blocker=stranger, blocked=owner)
    assert names(as_owner, f"{SOCIAL}people/?username=stranger") == []


def test_there_is_a_maximum_and_requests_count(
    owner: User, as_owner: APIClient, person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "MAX_FOLLOWS", 2)
    people = [person("one"), person("two", is_private=True), person("three")]
    statuses = [as_owner.post(at(each)).status_code for each in people]
    assert (statuses, as_owner.post(at(people[0])).status_code) == ([200, 200, 409], 200)
    as_owner.delete(at(people[1]))
    assert as_owner.post(at(people[2])).status_code == 200


@pytest.mark.parametrize("path", ["following/", "followers/", "requests/", "requests/?direction=outgoing"])
def test_lists_are_paged_and_cost_the_same_for_any_length(
    path: str, owner: User, as_owner: APIClient, person: NewPerson, django_assert_num_queries: Any
) -> None:
    def one(number: int) -> None:
        other = person(f"p{number:02}")
        pair = (
            {"follower": owner, "followed": other}
            if path in ("following/", "requests/?direction=outgoing")
            else {
                "follower": other,
                "followed": owner,
            }
        )
        made = Follow.objects.create(**pair)
        if not path.startswith("requests"):
            Follow.objects.filter(pk=made.pk).update(accepted_at=made.created_at)

    one(0)
    with django_assert_num_queries(3):
        assert names(as_owner, SOCIAL + path) == ["p00"]
    for number in range(1, 51):
        one(number)
    with django_assert_num_queries(3):
        assert names(as_owner, SOCIAL + path) == [f"p{number:02}" for number in range(50, 0, -1)]
    limited = f"{SOCIAL}{path}{'&' if '?' in path else '?'}limit=20"
    found = [[each.get("person", each)["username"] for each in page] for page in pages(as_owner, limited)]
    assert [len(page) for page in found] == [20, 20, 11]
    assert [name for page in found for name in page] == [f"p{number:02}" for number in range(50, -1, -1)]
    assert list(ok(as_owner.get(SOCIAL + path, {"limit": 0}), 400)["errors"]) == ["limit"]


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each gives, or what it raises."""
    found: list[object] = [None] * len(works)

    def run(number: int) -> None:
        try:
            found[number] = works[number]()
        except Exception as error:  # noqa: BLE001  (for the test to look at)
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_following_twice_at_once_is_one_follow(owner: User, stranger: User, as_owner: APIClient) -> None:
    found = at_once([lambda: following.follow(follower=stranger, user_id=owner.pk)] * 6)
    assert {type(each) for each in found} == {Follow}
    assert (Follow.objects.count(), texts(as_owner)) == (1, ["stranger now follows you."])


@pytest.mark.django_db(transaction=True)
def test_a_block_wins_over_a_follow_at_the_same_moment(owner: User, stranger: User) -> None:
    for _ in range(4):
        found = at_once(
            [
                lambda: following.follow(follower=stranger, user_id=owner.pk),
                lambda: block(blocker=owner, user_id=stranger.pk),
                lambda: following.follow(follower=owner, user_id=stranger.pk),
            ]
        )
        assert [type(found[0]) in (Follow, UserNotFound), type(found[2]) in (Follow, UserNotFound)] == [True, True]
        assert (Follow.objects.count(), Block.objects.count()) == (0, 1)
        Block.objects.all().delete()
