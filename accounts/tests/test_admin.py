"""Accounts in the admin, and the superuser made on the command line."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, RefreshToken, Session, User
from accounts.tokens import open_session
from config.images import replace_file
from conftest import PASSWORD

ADMIN = "/admin/accounts/"


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.com", PASSWORD)


@pytest.fixture
def admin(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return client


@pytest.fixture
def staff(moderator: User) -> Client:
    """A moderator who may change and delete users."""
    moderator.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client = Client()
    client.force_login(moderator)
    return client


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("room", ["user", "session", "refreshtoken"])
def test_a_list_takes_as_many_queries_for_50_rows_as_for_few(admin: Client, owner: User, room: str) -> None:
    open_session(user=owner)
    few = queries_of(admin, f"{ADMIN}{room}/")
    for number in range(50):
        open_session(user=User.objects.create_user(f"user{number}", f"user{number}@example.com", None))

    assert queries_of(admin, f"{ADMIN}{room}/") == few
    assert admin.get(f"{ADMIN}{room}/?q=user7").status_code == 200


def test_one_signs_in_to_the_admin_by_address(client: Client, boss: User) -> None:
    answer = client.post("/admin/login/?next=/admin/", {"username": "BOSS@example.com", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_a_user_added_in_the_admin_has_a_profile_and_can_sign_in(admin: Client, client: Client) -> None:
    form = {
        "email": "New@Example.com",
        "username": "newbie",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert admin.get(f"{ADMIN}user/add/").status_code == 200
    answer = admin.post(f"{ADMIN}user/add/", form)

    user = User.objects.get(username="newbie")
    assert (answer.status_code, user.email) == (302, "new@example.com")
    assert Profile.objects.filter(user=user).count() == 1
    signed_in = client.post("/api/accounts/token/", {"email": user.email, "password": PASSWORD}, "application/json")
    assert signed_in.status_code == 200


def test_the_add_form_refuses_names_that_are_taken(admin: Client, owner: User) -> None:
    form = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    address = admin.post(f"{ADMIN}user/add/", {**form, "email": "OWNER@example.com", "username": "newbie"})
    name = admin.post(f"{ADMIN}user/add/", {**form, "email": "new@example.com", "username": "OWNER"})
    letters = admin.post(f"{ADMIN}user/add/", {**form, "email": "new@example.com", "username": "a b"})

    assert [answer.status_code for answer in (address, name, letters)] == [200, 200, 200]
    assert list(address.context["adminform"].errors) == ["email"]
    assert list(name.context["adminform"].errors) == ["username"]
    assert list(letters.context["adminform"].errors) == ["username"]


def change_form(user: User, **changes: str) -> dict[str, str]:
    return {
        "email": user.email,
        "username": user.username,
        "is_active": "on",
        "profile-TOTAL_FORMS": "1",
        "profile-INITIAL_FORMS": "1",
        "profile-0-user": str(user.pk),
        **changes,
    }


def test_a_user_and_their_profile_are_changed_on_one_page(admin: Client, owner: User) -> None:
    path = f"{ADMIN}user/{owner.pk}/change/"
    assert admin.get(path).status_code == 200

    answer = admin.post(path, change_form(owner, **{"profile-0-bio": "Moderated."}))

    assert answer.status_code == 302
    assert Profile.objects.get(user=owner).bio == "Moderated."


def test_a_password_set_in_the_admin_ends_all_tokens(admin: Client, owner: User) -> None:
    api = Client(headers={"authorization": f"Bearer {open_session(user=owner).access}"})
    form = {"usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"}

    answer = admin.post(f"{ADMIN}user/{owner.pk}/password/", form)

    owner.refresh_from_db()
    assert (answer.status_code, owner.check_password("another horse battery")) == (302, True)
    assert api.get("/api/accounts/profile/").status_code == 401


def test_staff_hand_out_no_rights(staff: Client, owner: User) -> None:
    rights = {"is_staff": "on", "is_superuser": "on", "profile-0-bio": "x"}

    answer = staff.post(f"{ADMIN}user/{owner.pk}/change/", change_form(owner, **rights))

    owner.refresh_from_db()
    assert answer.status_code == 302
    assert (owner.is_staff, owner.is_superuser, owner.profile.bio) == (False, False, "x")


def test_staff_neither_see_nor_touch_superusers(staff: Client, boss: User, owner: User) -> None:
    for user in (boss, owner):
        open_session(user=user)
    password = {"usable_password": "true", "password1": "another horse battery", "password2": "another horse battery"}

    staff.post(f"{ADMIN}user/{boss.pk}/change/", change_form(boss, username="conquered"))
    staff.post(f"{ADMIN}user/{boss.pk}/password/", password)
    staff.post(f"{ADMIN}user/{boss.pk}/delete/", {"post": "yes"})
    staff.post(f"{ADMIN}user/", {"action": "sign_out", "_selected_action": [str(boss.pk), str(owner.pk)]})
    every = [str(session.pk) for session in Session.objects.all()]
    staff.post(f"{ADMIN}session/", {"action": "end", "_selected_action": every})

    boss.refresh_from_db()
    assert (boss.username, boss.check_password(PASSWORD)) == ("boss", True)
    assert b"boss@example.com" not in staff.get(f"{ADMIN}user/").content
    assert [session.user for session in Session.objects.active()] == [boss]


def test_sessions_and_tokens_are_shown_and_not_changed(admin: Client, owner: User) -> None:
    open_session(user=owner)
    session, token = Session.objects.get(), RefreshToken.objects.get()

    assert admin.get(f"{ADMIN}session/{session.pk}/change/").status_code == 200
    assert admin.get(f"{ADMIN}refreshtoken/{token.pk}/change/").status_code == 200
    assert admin.get(f"{ADMIN}session/add/").status_code == 403
    assert admin.post(f"{ADMIN}refreshtoken/{token.pk}/change/", {}).status_code == 403


def test_sessions_can_be_ended(admin: Client, owner: User) -> None:
    access = open_session(user=owner).access
    session = Session.objects.get()

    answer = admin.post(f"{ADMIN}session/", {"action": "end", "_selected_action": [str(session.pk)]})

    assert answer.status_code == 302
    api = Client(headers={"authorization": f"Bearer {access}"})
    assert api.get("/api/accounts/profile/").status_code == 401
    assert Session.objects.get().revoked_because == "moderation"


def test_avatars_can_be_removed(admin: Client, owner: User, django_capture_on_commit_callbacks: Any) -> None:
    replace_file(instance=owner.profile, field_name="avatar", content=ContentFile(b"bytes", name="a.png"))
    storage, name = owner.profile.avatar.storage, str(owner.profile.avatar.name)

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(f"{ADMIN}user/", {"action": "remove_avatars", "_selected_action": [str(owner.pk)]})

    assert not Profile.objects.get(user=owner).avatar
    assert not storage.exists(name)


def test_a_superuser_is_made_on_the_command_line(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Root@Example.com", username="root", stdout=io.StringIO())

    user = User.objects.get()
    assert (user.email, user.is_superuser, user.profile.bio) == ("root@example.com", True, "")
    assert client.login(username="ROOT@example.com", password=PASSWORD)
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", interactive=False, email="root@example.COM", username="root2")
