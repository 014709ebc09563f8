"""Moderation in the admin: the queue, one case with its buttons, the word list, suspensions and the log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Suspension, User
from accounts.moderation.models import Case, Event, ListedWord
from accounts.moderation.tests.conftest import Established
from accounts.moderation.tests.contents import Notes
from accounts.moderation.tests.test_reports import reported_by

QUEUE = "/admin/moderation/case/"


@pytest.fixture
def admin_client(moderator: User) -> Client:
    """Of a moderator with the rights to moderate, and none else."""
    moderator.user_permissions.set(Permission.objects.filter(codename__in=["view_case", "change_case"]))
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def case(owner: User, stranger: User, notes: Notes) -> Case:
    reported_by([stranger], notes.write(owner, "<b>Rude</b>\nwords").id)
    return Case.objects.get()


def page(case: Case) -> str:
    return reverse("admin:moderation_case_change", args=[case.pk])


def press(client: Client, case: Case, action: str, **more: Any) -> list[str]:
    """Press the button, and say what the next page says."""
    at = reverse("admin:moderation_case_decide", args=[case.pk])
    answer = client.post(at, {"action": action, "version": case.version, "message": "", **more}, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def test_the_queue_lists_open_cases_and_others_when_asked(admin_client: Client, case: Case) -> None:
    text = admin_client.get(QUEUE).content.decode()
    assert "&lt;b&gt;Rude&lt;/b&gt; words" in text
    press(admin_client, case, "dismiss")
    assert "Rude" not in admin_client.get(QUEUE).content.decode()
    for state in ("decided", "all"):
        assert "Rude" in admin_client.get(f"{QUEUE}?state={state}").content.decode()
    assert "Rude" in admin_client.get(f"{QUEUE}?state=all&q=owner").content.decode()


def test_a_case_shows_the_content_its_reports_and_its_author(
    admin_client: Client, case: Case, notes: Notes, owner: User, established: Established
) -> None:
    reported_by(established(3), case.content_id)
    text = admin_client.get(page(case)).content.decode()
    for part in (
        "Note by owner",
        "&lt;b&gt;Rude&lt;/b&gt;\nwords",
        "wall",
        "4 reports",
        "by stranger",
        "Hidden By Reports",
    ):
        assert part in text
    assert "<b>Rude</b>" not in text
    notes.edit(notes.there[case.content_id], "Nice words")
    assert "It was changed" in admin_client.get(page(case)).content.decode()
    del notes.there[case.content_id]
    assert "It is gone" in admin_client.get(page(case)).content.decode()


@pytest.mark.parametrize("action", ["hide", "restore", "dismiss", "warn", "suspend", "ban"])
def test_each_button_does_what_it_says(action: str, admin_client: Client, case: Case, owner: User) -> None:
    until = (timezone.now() + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M")
    assert press(admin_client, case, action, until=until, message="Be kind.") == ["Done."]
    case.refresh_from_db()
    assert (case.state, case.action, case.is_hidden) == ("decided", action, action == "hide")
    suspension = Suspension.objects.filter(user=owner).first()
    if action in ("suspend", "ban"):
        assert suspension is not None
        assert (suspension.until.strftime("%Y-%m-%dT%H:%M") if suspension.until else "") == (
            until if action == "suspend" else ""
        )
    else:
        assert suspension is None
    assert [(event.kind, event.message) for event in Event.objects.all()] == [(action, "Be kind.")]


def test_what_is_refused_comes_back_with_the_reason(
    admin_client: Client, case: Case, owner: User, client: Client
) -> None:
    assert press(admin_client, case, "suspend", until="yesterday")[0].startswith("Datetime has wrong format.")
    assert press(admin_client, case, "suspend") == ["A suspension takes `until`, and nothing else does."]
    assert press(admin_client, case, "shame") == ['"shame" is not a valid choice.']
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    assert press(admin_client, case, "ban") == ["You cannot suspend or restore this account."]
    assert "Suspend</button>" not in admin_client.get(page(case)).content.decode()
    assert press(admin_client, case, "hide") == ["Done."]
    assert press(admin_client, case, "restore") == ["This case has been decided meanwhile. Look at it again."]
    case.refresh_from_db()
    assert press(admin_client, case, "restore") == ["Done."]


def test_a_decision_leads_to_the_next_open_case(
    admin_client: Client, case: Case, stranger: User, owner: User, notes: Notes
) -> None:
    reported_by([stranger], notes.write(owner).id)
    other = Case.objects.exclude(pk=case.pk).get()
    at = reverse("admin:moderation_case_decide", args=[case.pk])
    assert admin_client.post(at, {"action": "dismiss", "version": 0})["Location"] == page(other)
    at = reverse("admin:moderation_case_decide", args=[other.pk])
    assert admin_client.post(at, {"action": "dismiss", "version": 0})["Location"] == QUEUE


def test_it_takes_a_form_of_ours_a_post_and_the_right(
    admin_client: Client, case: Case, moderator: User, stranger: User
) -> None:
    at = reverse("admin:moderation_case_decide", args=[case.pk])
    assert admin_client.get(at).status_code == 405
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(moderator)
    assert forged.post(at, {"action": "hide"}).status_code == 403
    moderator.user_permissions.set(Permission.objects.filter(codename="view_case"))
    assert admin_client.post(at, {"action": "hide"}).status_code == 403
    assert "Hide</button>" not in admin_client.get(page(case)).content.decode()
    moderator.user_permissions.clear()
    assert admin_client.get(page(case)).status_code == 403
    nobody = Client()
    nobody.force_login(stranger)
    assert nobody.post(at, {"action": "hide"}).status_code == 302  # to the sign-in
    case.refresh_from_db()
    assert case.state == "open"


def test_the_page_costs_the_same_for_any_number_of_reports(
    admin_client: Client, case: Case, established: Established, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.HIDE_AFTER_REPORTS = 0
    with django_assert_num_queries(11, exact=False) as few:
        admin_client.get(page(case))
    reported_by(established(20), case.content_id)
    with django_assert_num_queries(len(few)):
        admin_client.get(page(case))


def test_words_suspensions_and_the_log(administrator: User, owner: User, case: Case) -> None:
    client = Client()
    client.force_login(administrator)
    assert client.post("/admin/moderation/listedword/add/", {"word": "Spám"}).status_code == 302
    assert ListedWord.objects.get().folded == "spam"
    again = client.post("/admin/moderation/listedword/add/", {"word": "spam"})
    assert "This word is listed already." in again.content.decode()
    press(client, case, "ban", message="Be kind.")
    at = "/admin/accounts/suspension/"
    assert "Be kind." in client.get(at).content.decode()
    client.post(at, {"action": "let_in", "_selected_action": [str(owner.pk)]})
    assert (Suspension.objects.count(), User.objects.get(pk=owner.pk).is_active) == (0, True)
    log = client.get("/admin/moderation/event/").content.decode()
    assert "Ban" in log
    assert "Account Restored" in log
    assert client.get(f"/admin/moderation/event/{Event.objects.all()[0].pk}/delete/").status_code == 403


def test_a_user_is_deleted_with_cases_and_suspension_and_those_not_by_themselves(
    administrator: User, owner: User, case: Case
) -> None:
    client = Client()
    client.force_login(administrator)
    press(client, case, "ban", hide="true")
    rows = (f"moderation/case/{case.pk}", f"accounts/suspension/{owner.pk}")
    assert [client.post(f"/admin/{row}/delete/", {"post": "yes"}).status_code for row in rows] == [403, 403]
    assert client.post(f"/admin/accounts/user/{owner.pk}/delete/", {"post": "yes"}).status_code == 302
    assert (User.objects.filter(pk=owner.pk).count(), Case.objects.count(), Suspension.objects.count()) == (0, 0, 0)
    assert [event.kind for event in Event.objects.all()] == ["ban"]


def test_switching_an_account_on_ends_its_suspension(administrator: User, owner: User) -> None:
    Suspension.objects.create(user=owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    client = Client()
    client.force_login(administrator)
    at = f"/admin/accounts/user/{owner.pk}/change/"
    form = client.get(at).context["adminform"].form
    profile = {"profile-TOTAL_FORMS": 1, "profile-INITIAL_FORMS": 1, "profile-0-user": owner.pk, "profile-0-bio": ""}
    body = {name: value for name, value in form.initial.items() if value not in (None, False) and name != "password"}
    saved = client.post(at, {**body, **profile, "is_active": "on", "groups": [], "user_permissions": []})
    assert saved.status_code == 302, saved.context["errors"]
    assert (Suspension.objects.count(), User.objects.get(pk=owner.pk).is_active) == (0, True)
