"""Notifications of what somebody did whom one does not see: they blocked each other, or the other is suspended."""

from __future__ import annotations

from rest_framework.test import APIClient

from accounts.models import User
from notifications.models import Notification
from notifications.services import Subject, notify

LIST = "/api/notifications/"


def test_what_one_did_is_out_of_the_other_s_notifications(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, moderator: User
) -> None:
    def texts(client: APIClient) -> list[str]:
        return [each["text"] for each in client.get(LIST).json()]

    for fan in (moderator, stranger):
        notify(user=owner, kind="like", actor=fan, subject=Subject("playlist", 1), data={"name": "Mine"}, group_key="1")
    notify(user=owner, kind="follow_request", actor=stranger)
    notify(user=stranger, kind="follow_accepted", actor=owner)
    assert texts(as_owner) == ["stranger would like to follow you.", "stranger and one other liked Mine."]
    as_owner.post(f"/api/users/{stranger.pk}/block/")

    assert texts(as_owner) == ["moderator liked Mine."]
    assert texts(as_stranger) == []
    assert notify(user=owner, kind="follow", actor=stranger) is None
    assert notify(user=stranger, kind="follow", actor=owner) is None
    assert as_owner.get(f"{LIST}unread-count/").json() == {"unread": 1}


def test_what_a_suspended_listener_did_is_out_of_sight_and_comes_back(
    as_owner: APIClient, owner: User, stranger: User
) -> None:
    notify(user=owner, kind="follow_request", actor=stranger)
    notify(user=owner, kind="link_expired", data={"name": "Spotify"})
    for active, count in ((False, 1), (True, 2)):
        User.objects.filter(pk=stranger.pk).update(is_active=active)
        assert len(as_owner.get(LIST).json()) == count
        assert as_owner.get(f"{LIST}unread-count/").json() == {"unread": count}
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    assert as_owner.post(f"{LIST}read/", {}).json() == {"marked": 1, "unread": 0}
    assert Notification.objects.filter(read_at=None).count() == 1
