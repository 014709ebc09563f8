"""What is told, to whom, and how often."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.models import User
from config.notices import notice
from config.personal_data import erase_all
from notifications.kinds import KINDS, LONGEST_MESSAGE, LONGEST_NAME, text_of
from notifications.models import Notification
from notifications.services import Subject, notify, notify_each

LIST = "/api/notifications/"


def listed(client: APIClient, **query: str) -> list[dict[str, Any]]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


def texts(client: APIClient) -> list[str]:
    return [each["text"] for each in listed(client)]


def like(user: User, by: User) -> Notification | None:
    return notify(
        user=user, kind="like", subject=Subject("playlist", "p1"), actor=by, data={"name": "Mine"}, group_key="p1"
    )


def test_likes_of_one_thing_are_one_notification_until_it_is_read(
    owner: User, people: Sequence[User], as_owner: APIClient
) -> None:
    seen = []
    for person in people:
        like(owner, person)
        seen.append(texts(as_owner))
    assert seen == [
        ["fan0 liked Mine."],
        ["fan1 and one other liked Mine."],
        ["fan2 and 2 others liked Mine."],
    ]
    assert like(owner, people[0]) is None
    assert [each["count"] for each in listed(as_owner)] == [3]
    assert as_owner.post(f"{LIST}read/").json() == {"marked": 1, "unread": 0}
    like(owner, people[0])
    assert texts(as_owner) == ["fan0 liked Mine.", "fan2 and 2 others liked Mine."]
    [newest, _] = listed(as_owner)
    assert newest["subject"] == {"type": "playlist", "id": "p1"}
    assert (newest["actor"]["username"], newest["data"], newest["read_at"]) == ("fan0", {"name": "Mine"}, None)


def test_what_is_not_grouped_is_told_once_per_group_even_after_it_was_read(owner: User, as_owner: APIClient) -> None:
    data = {"artist": "Ada", "name": "Low Tide"}
    told = [notify(user=owner, kind="new_release", data=data, group_key="a1") for _ in range(2)]
    as_owner.post(f"{LIST}read/")
    told.append(notify(user=owner, kind="new_release", data=data, group_key="a1"))
    told.append(notify(user=owner, kind="new_release", data=data, group_key="a2"))
    assert [each is not None for each in told] == [True, False, False, True]
    assert texts(as_owner) == ["Ada released Low Tide."] * 2


def test_nobody_is_told_of_themselves_or_when_they_are_gone_or_do_not_want_it(
    owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    assert like(owner, owner) is None
    off = dict.fromkeys(("in_app", "push", "email"), False)
    assert as_owner.patch(f"{LIST}preferences/", {"channels": {"like": off}}).status_code == 200
    assert like(owner, stranger) is None
    owner.is_active = False
    assert notify(user=owner, kind="follow", actor=stranger) is None
    assert Notification.objects.count() == 0
    only_push = {"channels": {"follow": {"in_app": False, "push": True}}}
    assert as_stranger.patch(f"{LIST}preferences/", only_push).status_code == 200
    assert notify(user=stranger, kind="follow", actor=owner) is not None
    assert (texts(as_stranger), as_stranger.get(f"{LIST}unread-count/").json()) == ([], {"unread": 0})


def test_a_rolled_back_change_tells_nobody(owner: User, stranger: User, as_owner: APIClient) -> None:
    with transaction.atomic():
        like(owner, stranger)
        transaction.set_rollback(True)
    assert texts(as_owner) == []


def test_rooms_below_reach_it_by_name(owner: User, as_owner: APIClient) -> None:
    notice(user=owner, kind="link_expired", data={"name": "Spotify"}, group_key="spotify 1")
    assert texts(as_owner) == ["Spotify asks you to sign in again."]
    with pytest.raises(ValueError, match="needs name"):
        notice(user=owner, kind="link_expired", data={})


def test_many_are_told_in_a_few_statements(
    people: Sequence[User], owner: User, as_owner: APIClient, django_assert_num_queries: Any
) -> None:
    as_owner.patch(
        f"{LIST}preferences/", {"channels": {"new_release": {"in_app": False, "push": False, "email": False}}}
    )
    everybody = [owner, *people]
    about: dict[str, Any] = {
        "kind": "new_release",
        "subject": Subject("album", "9"),
        "data": {"artist": "Ada", "name": "Low Tide"},
        "group_key": "9",
    }
    with django_assert_num_queries(8, exact=False):
        told = notify_each(users=everybody, **about)
    assert {each.user_id for each in told} == {person.pk for person in people}
    assert notify_each(users=everybody, **about) == []


@pytest.mark.django_db(transaction=True)
def test_parallel_likes_are_counted_one_by_one(owner: User, people: Sequence[User], as_owner: APIClient) -> None:
    def one(person: User) -> None:
        try:
            like(owner, person)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(person,)) for person in people for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each["count"] for each in listed(as_owner)] == [3]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_something_on_one_line(kind: str) -> None:
    data = {name: f"a\nb\u2028{name}" + "x" * 500 for name in ("name", "artist", "summary")}
    for actor, count in (("", 0), ("", 3), ("ada", 1), ("ada", 2), ("ada", 9)):
        text = text_of(kind, actor=actor, count=count, data=data)
        assert text
        assert "\n" not in text
        assert "\u2028" not in text
        assert len(text) < (LONGEST_MESSAGE if kind == "moderation" else 3 * LONGEST_NAME)


def test_text_in_braces_is_a_name_like_any_other() -> None:
    assert text_of("like", actor="{name}", count=1, data={"name": "{who.__class__}"}) == "{name} liked {who.__class__}."


def test_who_is_deleted_leaves_the_notifications_of_others(
    owner: User, people: Sequence[User], as_owner: APIClient
) -> None:
    for person in people:
        like(owner, person)
    notify(user=owner, kind="follow", actor=people[2], group_key="follow")
    notify(user=owner, kind="invitation", actor=people[2], data={"name": "Mix"})
    erase_all(people[2])
    people[2].delete()
    assert texts(as_owner) == ["fan1 and one other liked Mine."]
    erase_all(owner)
    assert Notification.objects.count() == 0


def test_the_list_is_filtered_paged_and_costs_the_same_for_any_length(
    owner: User, stranger: User, as_owner: APIClient, django_assert_num_queries: Any
) -> None:
    def cost() -> int:
        with django_assert_num_queries(3) as captured:
            as_owner.get(LIST)
        return len(captured)

    notify(user=owner, kind="follow", actor=stranger)
    first = cost()
    for number in range(55):
        notify(user=owner, kind="comment", actor=stranger, data={"name": str(number)}, group_key=str(number))
    assert cost() == first
    answer = as_owner.get(LIST)
    assert (len(answer.json()), answer["X-Total-Count"], answer.json()[0]["text"]) == (
        50,
        "56",
        "stranger commented on 54.",
    )
    assert len(listed(as_owner, kind="follow")) == 1
    middle = answer.json()[9]["id"]
    assert as_owner.post(f"{LIST}read/", {"until": middle}).json() == {"marked": 47, "unread": 9}
    assert len(listed(as_owner, unread="true")) == 9
    ids = [answer.json()[0]["id"], answer.json()[1]["id"], middle]
    assert as_owner.post(f"{LIST}read/", {"ids": ids}).json() == {"marked": 2, "unread": 7}
    assert as_owner.get(f"{LIST}unread-count/").json() == {"unread": 7}
    assert as_owner.delete(f"{LIST}{middle}/").status_code == 204
    assert as_owner.delete(f"{LIST}{middle}/").json()["code"] == "notification_not_found"


@pytest.mark.parametrize(
    ("path", "method", "body", "field"),
    [
        ("?kind=nothing", "get", None, "kind"),
        ("?unread=perhaps", "get", None, "unread"),
        ("read/", "post", {"ids": []}, "ids"),
        ("read/", "post", {"ids": ["x"]}, "ids.0"),
        ("read/", "post", {"ids": ["019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"] * 201}, "ids"),
        ("read/", "post", {"until": "x"}, "until"),
        ("preferences/", "patch", {"time_zone": "Mars/Olympus"}, "time_zone"),
        ("preferences/", "patch", {"quiet_from": "22:00"}, "quiet_until"),
        ("preferences/", "patch", {"quiet_from": "25:00", "quiet_until": None}, "quiet_from"),
        ("preferences/", "patch", {"digest_hour": 24}, "digest_hour"),
        ("preferences/", "patch", {"channels": {"nothing": {"push": True}}}, "channels.nothing"),
        ("preferences/", "patch", {"channels": {"like": {"fax": True}}}, "channels.like"),
        ("preferences/", "patch", {"channels": {"like": {"push": "perhaps"}}}, "channels.like.push"),
        ("preferences/", "patch", {"channels": {"moderation": {"push": False}}}, "channels"),
        ("preferences/", "patch", {"channels": []}, "channels"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(
    path: str, method: str, body: Any, field: str, as_owner: APIClient
) -> None:
    before = as_owner.get(f"{LIST}preferences/").json()
    answer = getattr(as_owner, method)(LIST + path, body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert as_owner.get(f"{LIST}preferences/").json() == before


def test_preferences_are_shown_whole_and_changed_in_parts(as_owner: APIClient) -> None:
    before = as_owner.get(f"{LIST}preferences/").json()
    assert before["channels"].keys() == KINDS.keys()
    assert before["channels"]["like"] == {"in_app": True, "push": False, "email": False}
    wanted = {
        "channels": {"like": {"push": True}, "follow": {"email": False}},
        "quiet_from": "22:00",
        "quiet_until": "07:30",
    }
    as_owner.patch(f"{LIST}preferences/", wanted)
    as_owner.patch(f"{LIST}preferences/", {"channels": {"follow": {"email": True}}, "time_zone": "Europe/Berlin"})
    changed = {
        **before,
        "channels": {**before["channels"], "like": {"in_app": True, "push": True, "email": False}},
        "quiet_from": "22:00:00",
        "quiet_until": "07:30:00",
        "time_zone": "Europe/Berlin",
    }
    assert as_owner.get(f"{LIST}preferences/").json() == changed
