"""What the audit log remembers, and that nothing in it is changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import F
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.access_models import AppendOnly
from accounts.audit import Kind, event, record
from accounts.expiry import remove_expired
from accounts.links import EMAIL_VERIFICATION, PASSWORD_RESET, link_token
from accounts.models import ApiKey, AuditEvent, InviteCode, RefreshToken, Session, User
from accounts.origin import NOWHERE, Origin
from accounts.tests.test_admin import change_form
from accounts.tests.test_sessions import id_of, with_token
from accounts.tokens import open_session
from conftest import PASSWORD

NEW = "another horse battery"
Committed = Callable[[], AbstractContextManager[object]]


@pytest.fixture
def committed(db: None, django_capture_on_commit_callbacks: Any) -> Committed:
    """`with committed():` what is to be done after the transaction is done at its end; a test's own never ends."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.com", PASSWORD)


def log() -> list[tuple[Any, ...]]:
    """Kind, user, actor and details of each event, the first one first."""
    events = AuditEvent.objects.select_related("user", "actor").order_by("id")
    return [
        (each.kind, each.user and each.user.username, each.actor and each.actor.username, each.details)
        for each in events
    ]


def test_signing_up_and_in_is_remembered_with_the_network_and_the_client(
    anonymous: APIClient, committed: Committed, settings: Any
) -> None:
    settings.SIGN_UP_POLICY = "invite"
    invite = InviteCode.objects.create()
    ada = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}
    extra: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Player/1.0\x1b"}
    with committed():
        anonymous.post("/api/accounts/register/", {**ada, "invite_code": invite.code}, **extra)
        anonymous.post("/api/accounts/token/", ada, **extra)

    assert log() == [("signed_up", "ada", "ada", {"invite_code": str(invite.pk)}), ("signed_in", "ada", "ada", {})]
    assert set(AuditEvent.objects.values_list("ip_prefix", "user_agent")) == {("203.0.113.0/24", "Player/1.0")}


def test_a_failed_sign_in_names_a_known_user_and_hides_an_unknown_address(
    anonymous: APIClient, owner: User, committed: Committed
) -> None:
    with committed():
        for email in ("owner@example.com", "nobody@example.com", " NOBODY@example.com"):
            anonymous.post("/api/accounts/token/", {"email": email, "password": "wrong horse"})

    known, first, second = log()
    assert known == ("sign_in_failed", "owner", None, {})
    assert first == second
    assert first[:3] == ("sign_in_failed", None, None)
    assert set(first[3]) == {"address"}
    assert "nobody" not in str(first)


def test_ending_sessions_is_remembered(owner: User, boss: User, committed: Committed) -> None:
    one, two, three, four = (open_session(user=owner) for _ in range(4))
    admin = Client()
    admin.force_login(boss)
    with committed():
        with_token(one.access).post("/api/accounts/logout/")
        with_token(two.access).delete(f"/api/accounts/sessions/{id_of(three)}/")
        admin.post("/admin/accounts/session/", {"action": "end", "_selected_action": [str(id_of(two))]})
        with_token(four.access).post("/api/accounts/logout-all/")

    assert log() == [
        ("session_revoked", "owner", "owner", {"session": str(id_of(one)), "because": "signed_out"}),
        ("session_revoked", "owner", "owner", {"session": str(id_of(three)), "because": "revoked"}),
        ("session_revoked", "owner", "boss", {"session": str(id_of(two)), "because": "moderation"}),
        ("all_sessions_revoked", "owner", "owner", {"sessions": 1}),
    ]


def test_the_reuse_of_a_token_is_remembered(anonymous: APIClient, owner: User, committed: Committed) -> None:
    pair = open_session(user=owner)
    anonymous.post("/api/accounts/token/refresh/", {"refresh": pair.refresh})
    RefreshToken.objects.update(rotated_at=F("rotated_at") - timedelta(seconds=61))
    with committed():
        for _ in range(2):
            anonymous.post("/api/accounts/token/refresh/", {"refresh": pair.refresh}, REMOTE_ADDR="198.51.100.9")

    assert log() == [("token_reused", "owner", None, {"session": str(id_of(pair))})]
    assert AuditEvent.objects.get().ip_prefix == "198.51.100.0/24"


def test_passwords_and_addresses_are_remembered_without_their_content(
    anonymous: APIClient, owner: User, committed: Committed
) -> None:
    pair = open_session(user=owner)
    with committed():
        anonymous.post("/api/accounts/email/verify/", {"token": link_token(EMAIL_VERIFICATION, owner)})
        form = {"old_password": PASSWORD, "new_password": NEW}
        with_token(pair.access).post("/api/accounts/password/change/", form)
        owner.refresh_from_db()
        reset = {"token": link_token(PASSWORD_RESET, owner), "new_password": PASSWORD}
        anonymous.post("/api/accounts/password/reset/confirm/", reset)

    assert log() == [
        ("email_verified", "owner", None, {}),
        ("password_changed", "owner", "owner", {}),
        ("password_reset", "owner", None, {}),
    ]


def test_keys_are_remembered(as_owner: APIClient, boss: User, committed: Committed) -> None:
    path = "/api/accounts/api-keys/"
    admin = Client()
    admin.force_login(boss)
    with committed():
        ids = [as_owner.post(path, {"name": "Radio", "scopes": ["read"]}).json()["id"] for _ in range(2)]
        as_owner.delete(f"{path}{ids[0]}/")
        admin.post("/admin/accounts/apikey/", {"action": "revoke", "_selected_action": ids})

    assert log() == [
        ("api_key_made", "owner", "owner", {"key": ids[0], "scopes": ["read"]}),
        ("api_key_made", "owner", "owner", {"key": ids[1], "scopes": ["read"]}),
        ("api_key_revoked", "owner", "owner", {"key": ids[0]}),
        ("api_key_revoked", "owner", "boss", {"key": ids[1]}),
    ]
    assert not ApiKey.objects.filter(revoked_at=None).exists()


def test_what_the_admin_changes_of_rights_and_passwords_is_remembered(
    boss: User, owner: User, committed: Committed
) -> None:
    group = Group.objects.create(name="Curators")
    admin = Client()
    admin.force_login(boss)
    path = f"/admin/accounts/user/{owner.pk}/"
    passwords = {"usable_password": "true", "password1": NEW, "password2": NEW}
    with committed():
        admin.post(f"{path}change/", change_form(owner, **{"profile-0-bio": "No right."}))
        admin.post(f"{path}change/", change_form(owner, is_staff="on", groups=str(group.pk)))
        admin.post(f"{path}password/", passwords)
        admin.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert log() == [
        (
            "permissions_changed",
            "owner",
            "boss",
            {"is_staff": [False, True], "groups": [[], ["Curators"]]},
        ),
        ("password_changed", "owner", "boss", {"where": "admin"}),
        ("password_changed", "boss", "boss", {"where": "admin"}),
    ]


def test_what_the_admin_changes_of_a_group_is_remembered(boss: User, committed: Committed) -> None:
    group = Group.objects.create(name="Curators")
    right = Permission.objects.get(codename="view_session", content_type__app_label="accounts")
    admin = Client()
    admin.force_login(boss)
    with committed():
        admin.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Curators", "permissions": [str(right.pk)]})

    assert log() == [
        ("permissions_changed", None, "boss", {"group": "Curators", "permissions": [[], [str(right)]]}),
    ]


def test_signing_in_to_the_admin_is_remembered(boss: User, committed: Committed) -> None:
    with committed():
        for password in ("wrong horse", PASSWORD):
            Client().post("/admin/login/?next=/admin/", {"username": "BOSS@example.com", "password": password})

    assert log() == [
        ("sign_in_failed", "boss", None, {"where": "admin"}),
        ("signed_in", "boss", "boss", {"where": "admin"}),
    ]


def test_disabling_the_password_in_the_admin_ends_all_sessions(boss: User, owner: User) -> None:
    pair = open_session(user=owner)
    admin = Client()
    admin.force_login(boss)

    form = {"usable_password": "false", "unset-password": "1", "password1": "", "password2": ""}
    assert admin.post(f"/admin/accounts/user/{owner.pk}/password/", form).status_code == 302

    owner.refresh_from_db()
    assert (owner.has_usable_password(), owner.token_epoch) == (False, 1)
    assert with_token(pair.access).get("/api/accounts/profile/").status_code == 401
    assert Session.objects.get().revoked_because == "password_changed"


def test_nothing_is_changed_or_deleted(owner: User, committed: Committed) -> None:
    with committed():
        record(Kind.SIGNED_IN, user=owner, origin=NOWHERE)
    row = AuditEvent.objects.get()

    for attempt in (
        row.save,
        row.delete,
        AuditEvent.objects.all().delete,
        partial(AuditEvent.objects.update, kind="x"),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    owner.delete()  # the log outlives the account
    assert log() == [("signed_in", None, None, {})]


def test_the_log_goes_back_a_year(owner: User, settings: Any) -> None:
    now = timezone.now()
    old, young = (event(Kind.SIGNED_IN, user=owner, origin=Origin()) for _ in range(2))
    old.created_at, young.created_at = now - timedelta(days=365, seconds=1), now - timedelta(days=364)
    AuditEvent.objects.bulk_create([old, young])

    assert remove_expired(now=now) == 1
    assert AuditEvent.objects.get().pk == young.pk


def test_the_log_is_shown_and_not_edited(boss: User, owner: User, committed: Committed) -> None:
    with committed():
        record(Kind.SIGNED_IN, user=owner, origin=NOWHERE)
    admin = Client()
    admin.force_login(boss)
    path = f"/admin/accounts/auditevent/{AuditEvent.objects.get().pk}"

    assert admin.get("/admin/accounts/auditevent/?q=owner").status_code == 200
    assert admin.get(f"{path}/change/").status_code == 200
    assert [
        admin.get("/admin/accounts/auditevent/add/").status_code,
        admin.post(f"{path}/change/", {"kind": "signed_up"}).status_code,
        admin.post(f"{path}/delete/", {"post": "yes"}).status_code,
    ] == [403, 403, 403]
    assert log() == [("signed_in", "owner", None, {})]
