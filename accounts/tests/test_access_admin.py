"""Invitations and API keys in the admin."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit import Kind, event
from accounts.keys import make_key
from accounts.models import ApiKey, AuditEvent, InviteCode, User
from accounts.origin import NOWHERE
from accounts.tests.test_api_keys import key_of
from conftest import PASSWORD

ADMIN = "/admin/accounts/"


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.com", PASSWORD)


@pytest.fixture
def admin(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


def add_rows(count: int) -> None:
    """Of each kind, each of another user."""
    for _ in range(count):
        number = User.objects.count()
        other = User.objects.create_user(f"user{number}", f"user{number}@example.com", None)
        make_key(user=other, name="Radio", scopes=["read"], expires_at=None, origin=NOWHERE)
        InviteCode.objects.create(made_by=other)
        event(Kind.SIGNED_IN, user=other, actor=other, origin=NOWHERE).save()


@pytest.mark.parametrize("room", ["invitecode", "apikey", "auditevent"])
def test_a_list_takes_as_many_queries_for_50_rows_as_for_one(admin: Client, room: str) -> None:
    seen = []
    for count in (1, 49):
        add_rows(count)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(f"{ADMIN}{room}/").status_code == 200
        seen.append(len(queries))

    assert seen[0] == seen[1]
    assert admin.get(f"{ADMIN}{room}/?q=user7").status_code == 200


def test_an_invite_code_is_made_with_uses_and_an_end(admin: Client, boss: User) -> None:
    page = admin.get(f"{ADMIN}invitecode/add/")
    form = {
        "code": page.context["adminform"].form["code"].value(),
        "uses_left": "3",
        "expires_at_0": "2099-01-01",
        "expires_at_1": "00:00:00",
    }

    answer = admin.post(f"{ADMIN}invitecode/add/", form)

    made = InviteCode.objects.get()
    assert answer.status_code == 302
    assert (made.code, made.uses_left, made.made_by) == (form["code"], 3, boss)
    assert made.expires_at is not None
    assert made.expires_at.year == 2099
    assert len(made.code) == 16
    assert admin.get(f"{ADMIN}invitecode/{made.pk}/change/").status_code == 200


def test_a_code_cannot_be_given_twice(admin: Client, db: None) -> None:
    code = InviteCode.objects.create().code

    answer = admin.post(f"{ADMIN}invitecode/add/", {"code": code, "uses_left": "1"})

    assert (answer.status_code, list(answer.context["adminform"].errors)) == (200, ["code"])


def test_keys_are_shown_without_their_hash_and_not_changed(admin: Client, owner: User) -> None:
    key_of(owner)
    key = ApiKey.objects.get()

    page = admin.get(f"{ADMIN}apikey/{key.pk}/change/")

    assert page.status_code == 200
    assert key.digest not in page.content.decode()
    assert admin.get(f"{ADMIN}apikey/add/").status_code == 403
    assert admin.post(f"{ADMIN}apikey/{key.pk}/change/", {"scopes": '["write"]'}).status_code == 403


def test_addresses_can_be_taken_for_verified(admin: Client, owner: User) -> None:
    answer = admin.post(f"{ADMIN}user/", {"action": "verify_addresses", "_selected_action": [str(owner.pk)]})

    owner.refresh_from_db()
    assert answer.status_code == 302
    assert owner.email_verified_at is not None


def test_a_user_with_keys_and_events_can_be_deleted(admin: Client, owner: User) -> None:
    key_of(owner)
    event(Kind.SIGNED_IN, user=owner, actor=owner, origin=NOWHERE).save()

    answer = admin.post(f"{ADMIN}user/{owner.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 302
    assert not ApiKey.objects.exists()
    assert AuditEvent.objects.get().user is None
