"""Keeping somebody out, what that ends and hides, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Session, Suspension, User
from accounts.moderation.models import Event
from accounts.moderation.suspending import end_suspensions
from accounts.tasks import end_suspensions as scheduled
from accounts.tests.test_api_keys import key_of, with_key
from config.jobs.schedule import SCHEDULE
from config.personal_data import erase_all, hide_all
from config.tests.plugin import RunJobs
from conftest import PASSWORD, ClientFor

Notification: Any = apps.get_model("notifications", "Notification")  # a room above
SIGN_IN = "/api/accounts/token/"
PROFILE = "/api/accounts/profile/"
WEEK = timedelta(days=7)


def at(user: User, verb: str = "suspend") -> str:
    return f"/api/admin/users/{user.pk}/{verb}/"


def signs_in(user: User, password: str = PASSWORD) -> Any:
    return APIClient().post(SIGN_IN, {"email": user.email, "password": password})


def suspended(by: APIClient, user: User, *, reason: str = "Be kind.", until: Any = "a week") -> Any:
    until = (timezone.now() + WEEK).isoformat() if until == "a week" else until
    answer = by.post(at(user), {"until": until, "reason": reason})
    assert answer.status_code == 200, answer.content
    return answer.json()["suspension"]["until"]


def test_tokens_keys_and_sessions_die_at_once_and_what_they_made_is_gone(
    as_moderator: APIClient, as_owner: APIClient, as_stranger: APIClient, owner: User
) -> None:
    refresh = signs_in(owner).json()["refresh"]
    key = with_key(key_of(owner, "read"))
    assert (as_owner.get(PROFILE).status_code, key.get(PROFILE).status_code) == (200, 200)
    until = suspended(as_moderator, owner)

    owner.refresh_from_db()
    assert (owner.is_active, owner.token_epoch) == (False, 1)
    assert as_owner.get(PROFILE).status_code == 401
    assert APIClient().post(f"{SIGN_IN}refresh/", {"refresh": refresh}).status_code == 401
    assert Session.objects.filter(user=owner).active().count() == 0
    refused = key.get(PROFILE)
    assert (refused.status_code, refused.json()["code"], refused.json()["until"]) == (403, "account_suspended", until)
    assert as_stranger.get(f"/api/users/{owner.pk}/public/").status_code == 404


def test_the_right_password_is_told_why_and_a_wrong_one_nothing(
    as_moderator: APIClient, owner: User, stranger: User
) -> None:
    until = suspended(as_moderator, owner)
    suspended(as_moderator, stranger, until=None, reason="")
    answers = [signs_in(owner), signs_in(stranger), signs_in(owner, "wrong"), signs_in(User(email="no@example.com"))]

    assert [answer.status_code for answer in answers] == [403, 403, 401, 401]
    told = [{name: answer.json().get(name) for name in ("code", "until", "reason")} for answer in answers]
    assert told == [
        {"code": "account_suspended", "until": until, "reason": "Be kind."},
        {"code": "account_suspended", "until": None, "reason": ""},
        {"code": "sign_in_failed", "until": None, "reason": None},
        {"code": "sign_in_failed", "until": None, "reason": None},
    ]
    assert answers[2].json() == answers[3].json()
    assert answers[0]["Content-Type"] == "application/problem+json"


def test_being_told_uses_up_no_attempts(as_moderator: APIClient, owner: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_ACCOUNT = 2
    suspended(as_moderator, owner)
    assert [signs_in(owner).status_code for _ in range(4)] == [403] * 4


def test_an_account_that_is_switched_off_is_not_told_apart_from_none(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert signs_in(owner).json()["code"] == "sign_in_failed"


def test_a_suspension_ends_by_itself_every_minute(as_moderator: APIClient, owner: User, stranger: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        suspended(as_moderator, owner)
        suspended(as_moderator, stranger, until=None)
        clock.shift(WEEK - timedelta(seconds=1))
        assert scheduled() == 0
        clock.shift(timedelta(seconds=1))
        assert (scheduled(), scheduled()) == (1, 0)
        assert signs_in(owner).status_code == 200
        assert signs_in(stranger).status_code == 403
    assert [each.user_id for each in Suspension.objects.all()] == [stranger.pk]
    assert Event.objects.get(kind="suspension_ended").moderator is None
    assert [each.task for each in SCHEDULE if each.every == timedelta(minutes=1)].count(
        "accounts.tasks.end_suspensions"
    ) == 1


@pytest.mark.parametrize("way", ["password", "key"])
def test_whoever_comes_back_in_time_need_not_wait_for_that(way: str, as_moderator: APIClient, owner: User) -> None:
    key = with_key(key_of(owner, "read"))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        suspended(as_moderator, owner)
        clock.shift(WEEK)
        answer = signs_in(owner) if way == "password" else key.get(PROFILE)
        assert answer.status_code == 200
        if way == "password":
            assert with_key(answer.json()["access"], "Bearer").get(PROFILE).status_code == 200
    assert Suspension.objects.count() == 0
    assert scheduled() == 0


def test_a_moderator_lets_them_in_again_and_it_all_comes_back(
    as_moderator: APIClient,
    as_stranger: APIClient,
    owner: User,
    moderator: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        suspended(as_moderator, owner)
    again = as_moderator.post(at(owner), {"until": None})
    assert (again.status_code, again.json()["code"]) == (409, "already_suspended")
    with django_capture_on_commit_callbacks(execute=True):
        restored = as_moderator.post(at(owner, "restore"), {"message": "Our mistake."})
    assert (restored.status_code, restored.json()["suspension"], restored.json()["is_active"]) == (200, None, True)
    assert as_stranger.get(f"/api/users/{owner.pk}/public/").status_code == 200
    assert signs_in(owner).status_code == 200
    twice = as_moderator.post(at(owner, "restore"))
    assert (twice.status_code, twice.json()["code"]) == (409, "not_suspended")
    kinds = [(event.kind, event.moderator, event.message) for event in Event.objects.order_by("id")]
    assert kinds == [("suspend", moderator, "Be kind."), ("account_restored", moderator, "Our mistake.")]
    audit = AuditEvent.objects.filter(user=owner, actor=moderator).order_by("id").values_list("kind", flat=True)
    assert [kind for kind in audit if kind.startswith("account")] == ["account_suspended", "account_restored"]


def test_the_user_is_told_in_the_list_and_by_mail(
    client_for: ClientFor, moderator: User, owner: User, stranger: User, run_jobs: RunJobs, mailoutbox: list[Any]
) -> None:
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False):
        as_moderator = client_for(moderator)
        suspended(as_moderator, owner)
        suspended(as_moderator, stranger, until=None, reason="")
        run_jobs()
        texts = Notification.objects.filter(kind="moderation").order_by("pk")
        assert [(each.user, each.text) for each in texts] == [
            (owner, "Your account was suspended until 08 March 2026, 10:00 UTC. Be kind."),
            (stranger, "Your account was suspended for good."),
        ]
        [to_owner, to_stranger] = sorted(mailoutbox, key=lambda mail: mail.to)
    assert (to_owner.to, to_owner.subject) == (["owner@example.com"], "Your account is suspended")
    assert "until 8 March 2026, 10:00 UTC.\n\nBe kind.\n" in to_owner.body
    assert "for good.\n" in to_stranger.body


def test_a_suspension_that_ended_before_the_mail_was_sent_sends_none(
    as_moderator: APIClient, owner: User, run_jobs: RunJobs, mailoutbox: list[Any]
) -> None:
    suspended(as_moderator, owner)
    as_moderator.post(at(owner, "restore"))
    run_jobs()
    assert mailoutbox == []


def test_who_may_suspend_whom(
    client_for: ClientFor,
    as_moderator: APIClient,
    moderator: User,
    second_moderator: User,
    administrator: User,
    owner: User,
) -> None:
    body = {"until": None, "reason": ""}
    as_administrator = client_for(administrator)
    second = User.objects.create_superuser("second-administrator", "second-administrator@example.com", "x")
    expected = {
        "staff, themselves": (as_moderator, moderator, 403),
        "staff, staff": (as_moderator, second_moderator, 403),
        "staff, a superuser": (as_moderator, administrator, 404),
        "staff, a listener": (as_moderator, owner, 200),
        "a superuser, themselves": (as_administrator, administrator, 403),
        "a superuser, staff": (as_administrator, second_moderator, 200),
        "a superuser, a superuser": (as_administrator, second, 200),
    }
    got = {name: by.post(at(user), body).status_code for name, (by, user, _) in expected.items()}
    assert got == {name: status for name, (*_, status) in expected.items()}
    assert as_moderator.post(at(second_moderator, "restore")).status_code == 403
    assert as_administrator.post(at(second_moderator, "restore")).status_code == 200
    out = User.objects.filter(is_active=False).values_list("username", flat=True)
    assert sorted(out) == ["owner", "second-administrator"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "until"),
        ({"until": "soon"}, "until"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"until": "2099-01-01T00:00:00Z"}, "until"),
        ({"until": None, "reason": "x" * 501}, "reason"),
        ({"until": None, "reason": "\x00"}, "reason"),
    ],
)
def test_bad_input_suspends_nobody(body: Any, field: str, as_moderator: APIClient, owner: User) -> None:
    answer = as_moderator.post(at(owner), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Suspension.objects.count() == 0


def test_an_account_that_was_switched_off_is_not_opened_by_a_suspension(as_moderator: APIClient, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    answer = as_moderator.post(at(owner), {"until": None})
    assert (answer.status_code, answer.json()["code"]) == (409, "account_disabled")
    assert as_moderator.post(at(owner, "restore")).status_code == 409


@pytest.mark.parametrize("take_out", [hide_all, erase_all])
def test_an_account_that_is_deleted_while_suspended_stays_closed(
    take_out: Callable[[User], None], as_moderator: APIClient, owner: User
) -> None:
    suspended(as_moderator, owner)
    owner.refresh_from_db()
    take_out(owner)
    assert end_suspensions(now=timezone.now() + 2 * WEEK) == 0
    assert not User.objects.get(pk=owner.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_an_open_socket_is_closed_at_once(
    as_moderator: APIClient, as_owner: APIClient, owner: User, open_socket: Any, token_of: Any
) -> None:
    token = token_of(as_owner)
    socket = open_socket("/ws/me/", token)
    socket.send("ping")
    socket.next("pong")
    suspended(as_moderator, owner)
    assert socket.closed_with() == 4401
    assert open_socket("/ws/me/", token).closed_with() == 4401
