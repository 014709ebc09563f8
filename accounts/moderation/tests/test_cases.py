"""What moderators see of a case, and what their decisions do."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.expiry import remove_expired
from accounts.models import Suspension, User
from accounts.moderation.cases import hold_content
from accounts.moderation.models import AppendOnly, Case, Event, Report
from accounts.moderation.tests.conftest import Established
from accounts.moderation.tests.contents import Notes
from accounts.moderation.tests.test_reports import form, reported_by
from config.personal_data import all_parts, erase_all
from conftest import ClientFor

Notification: Any = apps.get_model("notifications", "Notification")  # a room above
LIST = "/api/admin/reports/"


def at(case: Case, verb: str = "") -> str:
    return f"{LIST}{case.pk}/{verb}"


def decides(client: APIClient, case: Case, action: str, **more: Any) -> Any:
    return client.post(at(case, "decide/"), {"action": action, **more})


def a_case(notes: Notes, author: User, *by: User) -> Case:
    note = notes.write(author)
    reported_by(list(by), note.id)
    return Case.objects.get(content_id=note.id)


def told(user: User) -> list[str]:
    return [each.text for each in Notification.objects.filter(user=user).order_by("pk")]


def test_the_queue_has_what_most_people_reported_first(
    as_moderator: APIClient, owner: User, stranger: User, moderator: User, established: Established, notes: Notes
) -> None:
    one = a_case(notes, owner, stranger)
    two = a_case(notes, owner, stranger, moderator)
    profile = "/api/reports/"
    as_moderator.post(profile, form(stranger.pk, "profile"))
    ids = [each["id"] for each in as_moderator.get(LIST).json()]
    assert ids[:2] == [str(two.pk), str(one.pk)]
    assert [each["kind"] for each in as_moderator.get(f"{LIST}?kind=profile").json()] == ["profile"]
    assert as_moderator.get(LIST).json()[0] == {
        "id": str(two.pk),
        "kind": "note",
        "content_id": str(two.content_id),
        "author": {"id": str(owner.pk), "username": "owner"},
        "text": {"text": "Something rude."},
        "held_for": "",
        "held_detail": "",
        "state": "open",
        "reported": 2,
        "is_hidden": False,
        "is_automatic": False,
        "action": "",
        "decided_by": None,
        "decided_at": None,
        "opened_at": as_moderator.get(LIST).json()[0]["opened_at"],
        "version": 0,
    }
    decides(as_moderator, two, "dismiss")
    assert len(as_moderator.get(LIST).json()) == 2
    assert [each["id"] for each in as_moderator.get(f"{LIST}?state=decided").json()] == [str(two.pk)]
    assert len(as_moderator.get(f"{LIST}?state=all&author={owner.pk}").json()) == 2
    wrong = [as_moderator.get(f"{LIST}?{query}").status_code for query in ("state=x", "kind=x", "author=x", "limit=0")]
    assert wrong == [400, 400, 400, 400]


def test_pages_cost_the_same_for_any_length(
    as_moderator: APIClient,
    owner: User,
    stranger: User,
    established: Established,
    notes: Notes,
    settings: Any,
    django_assert_num_queries: Any,
) -> None:
    settings.HIDE_AFTER_REPORTS = 0
    case = a_case(notes, owner, stranger)
    with django_assert_num_queries(3):
        as_moderator.get(LIST)
    with django_assert_num_queries(6):
        as_moderator.get(at(case))
    for _ in range(50):
        a_case(notes, owner, stranger)
    reported_by(established(10), case.content_id)
    with django_assert_num_queries(3):
        answer = as_moderator.get(LIST)
    assert (len(answer.json()), answer["X-Total-Count"]) == (50, "51")
    with django_assert_num_queries(6):
        assert len(as_moderator.get(at(case)).json()["reports"]) == 11


def test_one_case_shows_the_content_its_reports_and_its_author(
    as_moderator: APIClient, owner: User, stranger: User, notes: Notes, moderator: User
) -> None:
    before = a_case(notes, owner, stranger)
    decides(as_moderator, before, "warn", message="Be kind.")
    case = a_case(notes, owner, stranger)
    note = notes.edit(notes.there[case.content_id], "Something nice.")
    found = as_moderator.get(at(case)).json()

    assert found["text"] == {"text": "Something rude."}
    assert found["content"]["text"] == {"text": "Something nice."}
    assert (found["content"]["context"], found["content"]["hidden_at"]) == ({"wall": "Mine"}, None)
    assert [(each["reporter"]["username"], each["reason"]) for each in found["reports"]] == [("stranger", "spam")]
    assert (found["author"]["username"], found["author"]["suspension"]) == ("owner", None)
    history = found["history"]
    assert {name: history[name] for name in ("cases", "open", "hidden", "actions")} == {
        "cases": 2,
        "open": 1,
        "hidden": 0,
        "actions": {"warn": 1},
    }
    [event] = history["events"]
    assert (event["kind"], event["moderator"]["username"], event["message"], event["content_kind"]) == (
        "warn",
        "moderator",
        "Be kind.",
        "note",
    )
    del notes.there[note.id]
    assert as_moderator.get(at(case)).json()["content"] is None
    assert decides(as_moderator, case, "hide").status_code == 200
    assert as_moderator.get(f"{LIST}{uuid4()}/").json()["code"] == "case_not_found"


def test_hiding_and_restoring(
    as_moderator: APIClient, as_stranger: APIClient, owner: User, stranger: User, moderator: User, notes: Notes
) -> None:
    case = a_case(notes, owner, stranger)
    note = notes.there[case.content_id]
    hidden = decides(as_moderator, case, "hide", message="Be kind.").json()
    assert (hidden["state"], hidden["action"], hidden["is_hidden"], hidden["reported"], hidden["version"]) == (
        "decided", "hide", True, 0, 1,
    )  # fmt: skip
    assert hidden["decided_by"]["username"] == "moderator"
    assert notes.is_hidden(note)
    assert as_stranger.get("/api/reports/").json()[0]["state"] == "acted"
    assert as_stranger.post("/api/reports/", form(note.id)).status_code == 404
    assert decides(as_moderator, case, "restore").json()["code"] == "case_decided"
    shown = decides(as_moderator, case, "restore", version=1).json()
    assert (shown["action"], shown["is_hidden"], notes.is_hidden(note)) == ("restore", False, False)
    assert told(owner) == ["A moderator hid your note. Be kind.", "Your note is shown again."]
    log = Event.objects.order_by("id").values_list("kind", "moderator", "user", "case", "message")
    assert list(log) == [
        ("hide", moderator.pk, owner.pk, case.pk, "Be kind."),
        ("restore", moderator.pk, owner.pk, case.pk, ""),
    ]


def test_dismissing_shows_what_reports_or_screening_hid_and_nothing_that_a_moderator_did(
    as_moderator: APIClient, as_stranger: APIClient, owner: User, stranger: User, established: Established, notes: Notes
) -> None:
    by_reports = a_case(notes, owner, *established(3))
    held = notes.write(owner)
    notes.edit(held, "spam", hidden_at=timezone.now())
    screened = hold_content(notes.there[held.id], why=Case.Why.WORD_LIST, detail="spam")
    plain = a_case(notes, owner, stranger)
    for case in (by_reports, screened, plain):
        assert decides(as_moderator, case, "dismiss").json()["is_hidden"] is False
    assert not any(notes.is_hidden(note) for note in notes.there.values())
    assert as_stranger.get("/api/reports/").json()[0]["state"] == "dismissed"
    assert told(owner).count("Your note is shown again.") == 2
    decides(as_moderator, plain, "hide", version=1)
    assert decides(as_moderator, plain, "dismiss", version=2).json()["is_hidden"] is True


def test_warning_with_and_without_hiding(as_moderator: APIClient, owner: User, stranger: User, notes: Notes) -> None:
    one, two = a_case(notes, owner, stranger), a_case(notes, owner, stranger)
    assert decides(as_moderator, one, "warn", message="Be kind.").json()["is_hidden"] is False
    assert decides(as_moderator, two, "warn", hide=True).json()["is_hidden"] is True
    assert told(owner) == [
        "A moderator warns you about your note. Be kind.",
        "A moderator hid your note and warns you about it.",
    ]
    assert notes.hides == [(two.content_id, True)]


def test_suspending_and_banning_through_a_case(
    as_moderator: APIClient, as_owner: APIClient, owner: User, stranger: User, notes: Notes
) -> None:
    cases = [a_case(notes, owner, stranger) for _ in range(3)]
    week = timezone.now() + timedelta(days=7)
    answer = decides(as_moderator, cases[0], "suspend", until=week.isoformat(), message="Be kind.", hide=True)
    assert answer.status_code == 200
    assert answer.json()["author"]["is_active"] is False
    assert answer.json()["author"]["suspension"]["reason"] == "Be kind."
    assert as_owner.get("/api/accounts/profile/").status_code == 401
    assert notes.is_hidden(notes.there[cases[0].content_id])
    day = timezone.now() + timedelta(days=1)
    decides(as_moderator, cases[1], "suspend", until=day.isoformat())
    assert Suspension.objects.get().until == week
    decides(as_moderator, cases[2], "ban")
    assert Suspension.objects.get().until is None
    assert [event.kind for event in Event.objects.order_by("id")] == ["suspend", "suspend", "ban"]
    assert [event.until for event in Event.objects.order_by("id")] == [week, week, None]


def test_nobody_decides_about_themselves_and_staff_does_not_suspend_staff(
    as_moderator: APIClient,
    client_for: ClientFor,
    moderator: User,
    second_moderator: User,
    administrator: User,
    stranger: User,
    notes: Notes,
) -> None:
    own, other, above = (a_case(notes, user, stranger) for user in (moderator, second_moderator, administrator))
    assert decides(as_moderator, own, "dismiss").json()["code"] == "own_case"
    for case in (other, above):
        assert decides(as_moderator, case, "ban", hide=True).json()["code"] == "not_yours_to_suspend"
    assert (notes.hides[-1][1], Case.objects.filter(state="open").count(), Event.objects.count()) == (True, 3, 0)
    assert decides(as_moderator, above, "hide").status_code == 200
    assert decides(client_for(administrator), other, "ban").status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "shame"}, "action"),
        ({"action": "suspend"}, "until"),
        ({"action": "hide", "until": "2099-01-01T00:00:00Z"}, "until"),
        ({"action": "suspend", "until": "2020-01-01T00:00:00Z"}, "until"),
        ({"action": "restore", "hide": True}, "hide"),
        ({"action": "hide", "message": "x" * 501}, "message"),
        ({"action": "hide", "version": -1}, "version"),
    ],
)
def test_bad_input_decides_nothing(
    body: dict[str, Any], field: str, as_moderator: APIClient, owner: User, stranger: User, notes: Notes
) -> None:
    case = a_case(notes, owner, stranger)
    answer = as_moderator.post(at(case, "decide/"), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Case.objects.get().state == "open"


def test_a_case_that_is_reported_again_is_open_again(
    as_moderator: APIClient, as_stranger: APIClient, owner: User, stranger: User, notes: Notes
) -> None:
    case = a_case(notes, owner, stranger)
    decides(as_moderator, case, "warn")
    notes.edit(notes.there[case.content_id], "Ruder.")
    assert as_stranger.post("/api/reports/", form(case.content_id)).status_code == 201
    [found] = as_moderator.get(LIST).json()
    assert (found["id"], found["text"], found["action"], found["decided_by"]) == (
        str(case.pk), {"text": "Ruder."}, "", None,
    )  # fmt: skip
    assert [each["state"] for each in as_stranger.get("/api/reports/").json()] == ["open", "acted"]


def test_the_log_is_added_to_and_forgets_who_it_was_about(
    as_moderator: APIClient, owner: User, stranger: User, moderator: User, notes: Notes
) -> None:
    decides(as_moderator, a_case(notes, owner, stranger), "hide", message="Be kind.")
    [event] = Event.objects.all()
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    part = next(part for part in all_parts() if part.name == "moderation")
    [row] = part.rows(owner)
    assert (tuple(row), row["kind"], row["text"]) == (part.columns, "hide", {"text": "Something rude."})
    erase_all(owner)
    erase_all(moderator)
    [event] = Event.objects.all()
    assert (event.kind, event.user, event.moderator, event.case, event.message) == ("hide", None, None, None, "")
    assert Report.objects.count() == 0


def test_what_was_done_long_ago_is_forgotten_but_for_what_it_still_does(
    as_moderator: APIClient, owner: User, stranger: User, notes: Notes
) -> None:
    cases = {action: a_case(notes, owner, stranger) for action in ("warn", "hide", "restore")}
    waiting = a_case(notes, owner, stranger)
    for action, case in cases.items():
        decides(as_moderator, case, action)
    year = timedelta(days=365)
    remove_expired(now=timezone.now() + year - timedelta(hours=1))
    assert (Case.objects.count(), Event.objects.count()) == (4, 3)
    remove_expired(now=timezone.now() + year)
    kept = {cases["hide"].pk, cases["restore"].pk, waiting.pk}
    assert (set(Case.objects.values_list("pk", flat=True)), Event.objects.count()) == (kept, 0)
    assert Report.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_the_second_is_told(
    client_for: ClientFor, moderator: User, second_moderator: User, owner: User, stranger: User, notes: Notes
) -> None:
    case = a_case(notes, owner, stranger)
    actions = {"hide": client_for(moderator), "dismiss": client_for(second_moderator), "warn": client_for(moderator)}
    barrier = threading.Barrier(len(actions))
    answers: dict[str, Any] = {}

    def one(action: str, client: APIClient) -> None:
        barrier.wait()
        try:
            answers[action] = decides(client, case, action, version=0)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=each) for each in actions.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 409, 409]
    [won] = [action for action, answer in answers.items() if answer.status_code == 200]
    refused = [answer.json() for answer in answers.values() if answer.status_code == 409]
    assert {(each["code"], each["action"], each["version"]) for each in refused} == {("case_decided", won, 1)}
    case.refresh_from_db()
    assert (case.action, case.version, Event.objects.count()) == (won, 1, 1)
