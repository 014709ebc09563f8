"""The day's mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from config.tests.plugin import RunJobs
from notifications.models import Delivery
from notifications.services import notify
from notifications.tasks import prune_task, send_due_task

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def verified(owner: User) -> User:
    owner.email_verified_at = NOON
    owner.save()
    return owner


def comment(user: User, by: User, name: str) -> None:
    notify(user=user, kind="comment", actor=by, data={"name": name}, group_key=name)


def tell_and_send(user: User, by: User, run_jobs: RunJobs, names: Sequence[str] = ("One", "Two")) -> None:
    """Comments at noon, and what goes out the next morning at eight."""
    with time_machine.travel(NOON, tick=False):
        for name in names:
            comment(user, by, name)
        run_jobs()
    send_at(MORNING, run_jobs)


def send_at(moment: datetime, run_jobs: RunJobs) -> None:
    with time_machine.travel(moment, tick=False):
        send_due_task()
        run_jobs()


def test_what_is_unread_comes_once_a_day_in_one_mail(verified: User, stranger: User, run_jobs: RunJobs) -> None:
    with time_machine.travel(NOON, tick=False):
        comment(verified, stranger, "One")
        run_jobs()
    send_at(MORNING - timedelta(seconds=1), run_jobs)
    assert mail.outbox == []
    tell_and_send(verified, stranger, run_jobs, ["Two"])
    send_at(MORNING + timedelta(minutes=1), run_jobs)
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("2 new notifications", ["owner@example.com"])
    assert "- stranger commented on Two.\n- stranger commented on One.\n" in sent.body
    assert {row.state for row in Delivery.objects.all()} == {"sent"}


def test_only_verified_addresses_get_mail_and_only_of_what_is_unread(
    owner: User, stranger: User, as_owner: APIClient, run_jobs: RunJobs
) -> None:
    tell_and_send(owner, stranger, run_jobs)
    assert (mail.outbox, Delivery.objects.count()) == ([], 0)
    owner.email_verified_at = NOON
    owner.save()
    with time_machine.travel(NOON, tick=False):
        comment(owner, stranger, "Three")
        run_jobs()
    owner.notifications.mark_read()
    send_at(MORNING, run_jobs)
    assert (mail.outbox, [row.state for row in Delivery.objects.all()]) == ([], ["skipped"])


def test_a_long_list_is_cut(verified: User, stranger: User, run_jobs: RunJobs) -> None:
    tell_and_send(verified, stranger, run_jobs, [str(number) for number in range(23)])
    [sent] = mail.outbox
    assert (sent.subject, sent.body.count("commented on"), "- and 3 more" in sent.body) == (
        "23 new notifications",
        20,
        True,
    )


def test_a_mail_that_was_not_taken_is_sent_later(
    verified: User, stranger: User, run_jobs: RunJobs, settings: Any
) -> None:
    works = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    tell_and_send(verified, stranger, run_jobs)
    assert [(row.state, row.error) for row in Delivery.objects.all()] == [("pending", "ConnectionRefusedError")] * 2
    settings.EMAIL_BACKEND = works
    send_at(MORNING + timedelta(hours=1), run_jobs)
    assert len(mail.outbox) == 1


def test_the_hour_is_the_listeners(verified: User, stranger: User, client_for: Any, run_jobs: RunJobs) -> None:
    with time_machine.travel(NOON, tick=False):
        wishes = {"time_zone": "America/New_York", "digest_hour": 7}
        assert client_for(verified).patch("/api/notifications/preferences/", wishes).status_code == 200
    tell_and_send(verified, stranger, run_jobs)
    assert mail.outbox == []
    send_at(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), run_jobs)  # 7:00 in New York
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("by_mail_program", [True, False])
def test_the_link_in_the_mail_ends_them(
    by_mail_program: bool,  # noqa: FBT001  (a parameter of the table)
    verified: User,
    stranger: User,
    as_owner: APIClient,
    run_jobs: RunJobs,
) -> None:
    tell_and_send(verified, stranger, run_jobs)
    [sent] = mail.outbox
    found = re.search(r"http://localhost:8000(/unsubscribe\?token=\S+)", str(sent.body))
    assert found is not None
    assert sent.extra_headers["List-Unsubscribe"] == f"<http://localhost:8000{found[1]}>"
    browser = Client(enforce_csrf_checks=True)
    with time_machine.travel(MORNING + timedelta(days=30)):
        assert browser.get(found[1]).status_code == 200
        assert _has_digest(verified)
        path, _, token = found[1].partition("?token=")
        answer = browser.post(
            *((found[1], {"List-Unsubscribe": "One-Click"}) if by_mail_program else (path, {"token": token}))
        )
        assert answer.status_code == 200
        assert browser.post(path, {"token": f"{token}x"}).status_code == 400
    assert not _has_digest(verified)
    tell_and_send(verified, stranger, run_jobs, ["Later"])
    assert len(mail.outbox) == 1


def _has_digest(user: User) -> bool:
    from notifications.models import Preferences

    return Preferences.objects.of(user).has_digest


def test_notifications_are_kept_for_ninety_days(owner: User, stranger: User) -> None:
    with time_machine.travel(NOON, tick=False):
        comment(owner, stranger, "One")
    for days, left in ((90, 1), (91, 0)):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            prune_task()
        assert owner.notifications.count() == left
