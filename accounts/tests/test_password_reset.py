"""A new password by mail."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
import requests
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.links import PASSWORD_RESET, link_token
from accounts.models import User
from accounts.tests.test_password_change import codes
from accounts.tests.test_sessions import lives
from accounts.tokens import open_session
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from conftest import PASSWORD

ASK = "/api/accounts/password/reset/"
CONFIRM = "/api/accounts/password/reset/confirm/"
NEW = "another horse battery"


class UnreachableServer(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("no mail server")


def test_a_mailed_link_sets_a_new_password_once_and_ends_all_sessions(
    anonymous: APIClient, owner: User, run_jobs: RunJobs, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://music.example.org"
    pair = open_session(user=owner)
    assert anonymous.post(ASK, {"email": " OWNER@example.com"}).status_code == 202
    assert mail.outbox == []  # not before the answer
    run_jobs()
    (message,) = mail.outbox
    found = re.search(r"^https://music\.example\.org/password-reset\?token=(\S+)$", str(message.body), re.MULTILINE)
    assert found is not None

    answers = [anonymous.post(CONFIRM, {"token": found[1], "new_password": NEW}) for _ in range(2)]

    owner.refresh_from_db()
    assert (message.to, message.subject) == (["owner@example.com"], "Choose a new password")
    assert "Hello owner," in str(message.body)
    assert (answers[0].status_code, answers[0].json()) == (200, {"message": "The password was changed."})
    assert codes(answers[1]) == {"token": ["invalid_token"]}
    assert (owner.check_password(NEW), owner.email_verified_at is not None) == (True, True)
    assert lives(pair) == (False, False)


def test_the_answer_and_its_work_are_the_same_for_every_address(
    anonymous: APIClient, owner: User, stranger: User, run_jobs: RunJobs
) -> None:
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    answers, statements = [], []
    for email in ("owner@example.com", "nobody@example.com", "stranger@example.com"):
        with CaptureQueriesContext(connection) as seen:
            answers.append(anonymous.post(ASK, {"email": email}))
        statements.append([re.sub(r"'[^']*'|[0-9a-f]{16,}", "?", query["sql"])[:60] for query in seen])

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    assert statements[0] == statements[1] == statements[2]
    run_jobs()
    assert [message.to for message in mail.outbox] == [["owner@example.com"]]


def test_the_address_is_forgotten_once_the_mail_is_out(anonymous: APIClient, run_jobs: RunJobs) -> None:
    anonymous.post(ASK, {"email": "nobody@example.com"})

    (job,) = run_jobs()

    assert (job.state, job.arguments, job.result) == (Job.State.DONE, {}, {"sent": False})
    assert "nobody" not in job.key


def test_an_account_without_a_password_is_sent_none(anonymous: APIClient, owner: User, run_jobs: RunJobs) -> None:
    owner.set_unusable_password()
    owner.save()

    anonymous.post(ASK, {"email": owner.email})

    run_jobs()
    assert mail.outbox == []


def test_an_address_gets_three_mails_an_hour_at_most(anonymous: APIClient, owner: User, run_jobs: RunJobs) -> None:
    for _ in range(5):
        assert anonymous.post(ASK, {"email": owner.email}).status_code == 202
        run_jobs()
    assert len(mail.outbox) == 3

    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        anonymous.post(ASK, {"email": owner.email})
        run_jobs()
    assert len(mail.outbox) == 4


def test_a_mail_server_that_is_down_delays_the_mail(
    anonymous: APIClient, owner: User, run_jobs: RunJobs, settings: Any
) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.UnreachableServer"
    anonymous.post(ASK, {"email": owner.email})
    assert [job.state for job in run_jobs()] == [Job.State.QUEUED]

    settings.EMAIL_BACKEND = backend
    assert [job.state for job in run_jobs()] == [Job.State.DONE]
    assert len(mail.outbox) == 1


def test_a_link_is_good_for_an_hour(anonymous: APIClient, owner: User) -> None:
    token = link_token(PASSWORD_RESET, owner)

    with time_machine.travel(timezone.now() + timedelta(minutes=60, seconds=2), tick=False):
        assert codes(anonymous.post(CONFIRM, {"token": token, "new_password": NEW})) == {"token": ["invalid_token"]}
    with time_machine.travel(timezone.now() + timedelta(minutes=59), tick=False):
        assert anonymous.post(CONFIRM, {"token": token, "new_password": NEW}).status_code == 200


def test_a_weak_password_does_not_use_up_the_link(anonymous: APIClient, owner: User) -> None:
    token = link_token(PASSWORD_RESET, owner)

    weak = anonymous.post(CONFIRM, {"token": token, "new_password": "12345678"})

    assert codes(weak) == {"new_password": ["password_too_common", "password_entirely_numeric"]}
    assert anonymous.post(CONFIRM, {"token": token, "new_password": NEW}).status_code == 200


def test_a_link_dies_with_what_it_was_made_for(anonymous: APIClient, owner: User, stranger: User) -> None:
    tokens = {user.pk: link_token(PASSWORD_RESET, user) for user in (owner, stranger)}
    owner.email = "moved@example.com"
    owner.save()
    User.objects.filter(pk=stranger.pk).update(is_active=False)

    answers = [anonymous.post(CONFIRM, {"token": token, "new_password": NEW}) for token in tokens.values()]

    assert [codes(answer) for answer in answers] == [{"token": ["invalid_token"]}] * 2


def test_a_link_is_for_its_user_and_its_purpose_only(anonymous: APIClient, owner: User, stranger: User) -> None:
    mine = link_token(PASSWORD_RESET, owner)
    forged = mine.replace(owner.pk.hex, stranger.pk.hex)

    assert codes(anonymous.post(CONFIRM, {"token": forged, "new_password": NEW})) == {"token": ["invalid_token"]}
    assert codes(anonymous.post("/api/accounts/email/verify/", {"token": mine})) == {"token": ["invalid_token"]}


@pytest.mark.parametrize("token", ["x", "...", "019a9f5e3a147c529d0f6a1b2c3d4e5f", "ä.ö.ü", "\u0661" * 32])
def test_a_broken_token_is_invalid(anonymous: APIClient, db: None, token: str) -> None:
    assert codes(anonymous.post(CONFIRM, {"token": token, "new_password": NEW})) == {"token": ["invalid_token"]}


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        (ASK, {}, {"email"}),
        (ASK, {"email": "nobody"}, {"email"}),
        (ASK, {"email": ["a@b.de"]}, {"email"}),
        (CONFIRM, {}, {"token", "new_password"}),
        (CONFIRM, {"token": 5, "new_password": []}, {"token", "new_password"}),
        (CONFIRM, {"token": "x" * 600, "new_password": NEW}, {"token"}),
    ],
)
def test_a_form_of_another_shape_is_invalid(
    anonymous: APIClient, db: None, path: str, body: object, fields: set[str]
) -> None:
    assert set(codes(anonymous.post(path, body))) == fields


def test_a_right_password_is_signed_in_with_after_the_reset(anonymous: APIClient, owner: User) -> None:
    anonymous.post(CONFIRM, {"token": link_token(PASSWORD_RESET, owner), "new_password": NEW})

    old, new = (
        anonymous.post("/api/accounts/token/", {"email": owner.email, "password": password})
        for password in (PASSWORD, NEW)
    )

    assert (old.status_code, new.status_code) == (401, 200)


@pytest.mark.django_db(transaction=True)
def test_of_parallel_resets_with_one_link_one_wins(live_server: Any, owner: User) -> None:
    token = link_token(PASSWORD_RESET, owner)
    answers: dict[int, int] = {}
    barrier = threading.Barrier(6)

    def reset(number: int) -> None:
        barrier.wait()
        form = {"token": token, "new_password": f"{NEW} {number}"}
        answers[number] = requests.post(live_server.url + CONFIRM, json=form, timeout=60).status_code

    threads = [threading.Thread(target=reset, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    owner.refresh_from_db()
    assert sorted(answers.values()) == [200] + [400] * 5
    assert owner.check_password(f"{NEW} {next(number for number, status in answers.items() if status == 200)}")
    assert owner.token_epoch == 1
