"""Verifying addresses, where the server asks for it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.links import EMAIL_VERIFICATION, link_token
from accounts.models import User
from accounts.tests.test_password_change import codes
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from conftest import PASSWORD

REGISTER = "/api/accounts/register/"
VERIFY = "/api/accounts/email/verify/"
RESEND = "/api/accounts/email/verify/resend/"
TOKEN = "/api/accounts/token/"
ADA = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


def mailed_token() -> str:
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["ada@example.com"], "Confirm your e-mail address")
    found = re.search(r"/verify-email\?token=(\S+)", str(message.body))
    assert found is not None
    return found[1]


def test_required_refuses_the_sign_in_until_the_link_was_opened(
    anonymous: APIClient, run_jobs: RunJobs, settings: Any
) -> None:
    settings.EMAIL_VERIFICATION = "required"
    anonymous.post(REGISTER, ADA)
    run_jobs()
    before, wrong = (
        anonymous.post(TOKEN, {"email": ADA["email"], "password": password}) for password in (PASSWORD, "wrong one")
    )

    verified = anonymous.post(VERIFY, {"token": mailed_token()})

    assert (before.status_code, before.json()["code"]) == (403, "email_not_verified")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_failed")
    assert (verified.status_code, verified.json()) == (200, {"message": "The address was verified."})
    assert anonymous.post(TOKEN, {"email": ADA["email"], "password": PASSWORD}).status_code == 200
    assert codes(anonymous.post(VERIFY, {"token": mailed_token()})) == {"token": ["invalid_token"]}


def test_being_refused_for_it_is_no_failed_attempt(anonymous: APIClient, owner: User, settings: Any) -> None:
    settings.EMAIL_VERIFICATION = "required"
    form = {"email": owner.email, "password": PASSWORD}

    assert {anonymous.post(TOKEN, form).status_code for _ in range(8)} == {403}


def test_optional_mails_a_link_and_lets_in(anonymous: APIClient, run_jobs: RunJobs, settings: Any) -> None:
    settings.EMAIL_VERIFICATION = "optional"
    anonymous.post(REGISTER, ADA)
    run_jobs()

    assert anonymous.post(TOKEN, {"email": ADA["email"], "password": PASSWORD}).status_code == 200
    assert anonymous.post(VERIFY, {"token": mailed_token()}).status_code == 200
    assert User.objects.get().email_verified_at is not None


def test_off_mails_nothing(anonymous: APIClient, run_jobs: RunJobs) -> None:
    anonymous.post(REGISTER, ADA)
    assert not Job.objects.exists()

    assert anonymous.post(RESEND, {"email": ADA["email"]}).status_code == 202
    run_jobs()
    assert mail.outbox == []


def test_asking_again_answers_the_same_to_everybody_and_mails_only_the_unverified(
    anonymous: APIClient, owner: User, stranger: User, run_jobs: RunJobs, settings: Any
) -> None:
    settings.EMAIL_VERIFICATION = "required"
    User.objects.filter(pk=stranger.pk).update(email_verified_at=timezone.now())

    answers = [
        anonymous.post(RESEND, {"email": f"{name}@example.com"}) for name in ("owner", "stranger", "nobody", "owner")
    ]
    run_jobs()

    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert [message.to for message in mail.outbox] == [["owner@example.com"]]


def test_a_link_is_good_for_three_days_and_for_the_address_it_was_mailed_to(anonymous: APIClient, owner: User) -> None:
    token = link_token(EMAIL_VERIFICATION, owner)

    with time_machine.travel(timezone.now() + timedelta(days=3, seconds=2), tick=False):
        assert codes(anonymous.post(VERIFY, {"token": token})) == {"token": ["invalid_token"]}
    owner.email = "moved@example.com"
    owner.save()
    assert codes(anonymous.post(VERIFY, {"token": token})) == {"token": ["invalid_token"]}


def test_a_changed_password_does_not_break_the_link(anonymous: APIClient, owner: User) -> None:
    token = link_token(EMAIL_VERIFICATION, owner)
    owner.set_password("another horse battery")
    owner.save()

    assert anonymous.post(VERIFY, {"token": token}).status_code == 200


@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": 5}, {"token": "x" * 600}])
def test_a_form_of_another_shape_is_invalid(anonymous: APIClient, db: None, body: dict[str, object]) -> None:
    assert set(codes(anonymous.post(VERIFY, body))) == {"token"}


def test_a_superuser_is_vouched_for(anonymous: APIClient, db: None, settings: Any) -> None:
    settings.EMAIL_VERIFICATION = "required"
    User.objects.create_superuser("boss", "boss@example.com", PASSWORD)

    assert anonymous.post(TOKEN, {"email": "boss@example.com", "password": PASSWORD}).status_code == 200
