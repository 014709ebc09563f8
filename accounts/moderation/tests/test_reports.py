"""Listeners report content, and what enough of them report is hidden."""

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

from accounts.models import User
from accounts.moderation.models import Case, Event, Report
from accounts.moderation.reporting import report
from accounts.moderation.tests.conftest import Established
from accounts.moderation.tests.contents import Notes
from accounts.tests.test_blocks import path as block_path
from config.personal_data import all_parts, erase_all
from conftest import ClientFor

Notification: Any = apps.get_model("notifications", "Notification")  # a room above
PATH = "/api/reports/"


def form(content_id: object, kind: str = "note", **said: Any) -> dict[str, Any]:
    return {"kind": kind, "id": str(content_id), "reason": "spam", "note": "Again.", **said}


def reported_by(people: list[User], content_id: Any) -> None:
    for person in people:
        report(reporter=person, kind="note", content_id=content_id, reason="spam", note="")


def test_a_report_is_made_once_and_opens_one_case(
    as_owner: APIClient, as_moderator: APIClient, owner: User, stranger: User, notes: Notes
) -> None:
    note = notes.write(stranger)
    made, again = as_owner.post(PATH, form(note.id)), as_owner.post(PATH, form(note.id, reason="hate"))

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json() == as_owner.get(PATH).json()[0]
    [report] = Report.objects.all()
    assert made.json() == {
        "id": str(report.pk),
        "kind": "note",
        "content_id": str(note.id),
        "reason": "spam",
        "note": "Again.",
        "state": "open",
        "created_at": made.json()["created_at"],
        "answered_at": None,
    }
    assert as_moderator.post(PATH, form(note.id)).status_code == 201
    [case] = Case.objects.all()
    assert (case.author, case.text, case.reported, case.is_hidden) == (stranger, note.text, 2, False)
    assert as_moderator.get(PATH).json() != as_owner.get(PATH).json()


def test_a_profile_can_be_reported(as_owner: APIClient, stranger: User, as_stranger: APIClient) -> None:
    assert as_owner.post(PATH, form(stranger.pk, "profile")).status_code == 201
    assert Case.objects.get().text == {"username": "stranger", "bio": ""}
    as_stranger.patch("/api/accounts/profile/", {"is_private": True})
    Case.objects.all().delete()
    assert as_owner.post(PATH, form(stranger.pk, "profile")).status_code == 404
    as_stranger.patch("/api/accounts/profile/", {"is_private": False})
    as_stranger.post(block_path(User.objects.get(username="owner")))
    assert as_owner.post(PATH, form(stranger.pk, "profile")).status_code == 404


def test_one_s_own_and_what_is_not_to_be_seen_cannot_be_reported(
    as_owner: APIClient, owner: User, stranger: User, notes: Notes
) -> None:
    hidden = notes.write(stranger)
    notes.edit(hidden, "Gone.", hidden_at=timezone.now())
    answers = [as_owner.post(PATH, form(each)) for each in (notes.write(owner).id, hidden.id, uuid4())]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (400, "validation_error"),
        (404, "content_not_found"),
        (404, "content_not_found"),
    ]
    assert answers[0].json()["errors"]["id"][0]["code"] == "own_content"
    assert (Case.objects.count(), Report.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "thought"}, "kind"),
        ({"id": "x"}, "id"),
        ({"reason": "dislike"}, "reason"),
        ({"note": "x" * 1001}, "note"),
        ({"note": "\x00"}, "note"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(
    change: dict[str, Any], field: str, as_owner: APIClient, stranger: User, notes: Notes
) -> None:
    answer = as_owner.post(PATH, form(notes.write(stranger).id, **change))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Case.objects.count() == 0


def test_own_reports_are_filtered_paged_and_cost_the_same_for_any_length(
    as_owner: APIClient, owner: User, stranger: User, notes: Notes, django_assert_num_queries: Any
) -> None:
    for number in range(51):
        reported_by([owner], notes.write(stranger).id)
        if number == 0:
            with django_assert_num_queries(3):
                as_owner.get(PATH)
    with django_assert_num_queries(3):
        answer = as_owner.get(PATH)
    assert (len(answer.json()), answer["X-Total-Count"]) == (50, "51")
    Report.objects.filter(pk=answer.json()[0]["id"]).update(answer="acted")
    counts = [as_owner.get(f"{PATH}?state={state}")["X-Total-Count"] for state in ("open", "acted", "dismissed")]
    assert counts == ["50", "1", "0"]
    assert as_owner.get(f"{PATH}?state=lost").status_code == 400


def test_three_established_listeners_hide_it_until_a_moderator_looks(
    owner: User, established: Established, notes: Notes
) -> None:
    note = notes.write(owner)
    people = established(4)
    reported_by(people[:2], note.id)
    assert (notes.hides, Event.objects.count()) == ([], 0)
    reported_by(people[1:3], note.id)
    assert (notes.hides, notes.is_hidden(note)) == ([(note.id, True)], True)
    case = Case.objects.get()
    assert (case.is_hidden, case.is_automatic, case.reported, case.state) == (True, True, 3, "open")
    assert [event.kind for event in Event.objects.all()] == ["hidden_by_reports"]
    assert [each.text for each in Notification.objects.filter(user=owner)] == [
        "Your note was reported. It is hidden until a moderator has looked at it."
    ]


def test_a_report_that_was_under_way_as_it_was_hidden_hides_nothing_again(
    owner: User, established: Established, notes: Notes
) -> None:
    note, people = notes.write(owner), established(4)
    reported_by(people[:3], note.id)
    notes.there[note.id] = note  # as the last one had read it
    reported_by(people[3:], note.id)
    assert notes.hides == [(note.id, True)]
    assert Case.objects.get().reported == 4


def test_new_and_unverified_accounts_count_for_nothing(
    owner: User, established: Established, notes: Notes, settings: Any
) -> None:
    settings.REPORTER_IS_VERIFIED = True
    note, people = notes.write(owner), established(5)
    User.objects.filter(pk=people[2].pk).update(email_verified_at=None)
    User.objects.filter(pk=people[3].pk).update(date_joined=timezone.now() - timedelta(days=6, hours=23))
    reported_by(people[:4], note.id)
    assert notes.hides == []
    settings.HIDE_AFTER_REPORTS = 0
    reported_by(people[4:], note.id)
    assert notes.hides == []
    settings.HIDE_AFTER_REPORTS, settings.REPORTER_IS_VERIFIED = 5, False
    settings.REPORTER_AGE = timedelta(days=1)
    reported_by(established(1), note.id)
    assert notes.is_hidden(note)


def test_what_a_moderator_restored_is_not_hidden_again(
    owner: User, established: Established, notes: Notes, as_moderator: APIClient
) -> None:
    note, people = notes.write(owner), established(6)
    reported_by(people[:3], note.id)
    decide = f"/api/admin/reports/{Case.objects.get().pk}/decide/"
    assert as_moderator.post(decide, {"action": "restore"}).status_code == 200
    reported_by(people, note.id)
    case = Case.objects.get()
    assert (case.state, case.reported, case.is_hidden) == ("open", 6, False)
    assert notes.hides == [(note.id, True), (note.id, False)]
    assert Report.objects.count() == 9


def test_reports_outlive_their_reporter_without_a_name(owner: User, stranger: User, notes: Notes) -> None:
    reported_by([owner], notes.write(stranger).id)
    parts = {part.name: part for part in all_parts()}
    [row] = parts["reports"].rows(owner)
    assert (tuple(row), row["reason"], row["content_kind"]) == (parts["reports"].columns, "spam", "note")
    erase_all(owner)
    [report] = Report.objects.all()
    assert (report.reporter, report.note, report.case.reported) == (None, "", 1)
    erase_all(stranger)
    assert (Report.objects.count(), Case.objects.count()) == (0, 0)


def test_reports_are_rate_limited(as_owner: APIClient, stranger: User, notes: Notes, settings: Any) -> None:
    settings.RATELIMIT_ENABLE, settings.RATELIMITS = True, {**settings.RATELIMITS, "report": (2, 3600)}
    statuses = [as_owner.post(PATH, form(notes.write(stranger).id)).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]


@pytest.mark.django_db(transaction=True)
def test_the_last_report_that_it_takes_twice_at_once_hides_it_once(
    owner: User, established: Established, notes: Notes, client_for: ClientFor
) -> None:
    note, people = notes.write(owner), established(4)
    reported_by(people[:2], note.id)
    clients = [client_for(person) for person in people[2:] for _ in range(3)]
    barrier = threading.Barrier(len(clients))
    statuses: list[int] = []

    def one(client: APIClient) -> None:
        barrier.wait()
        try:
            statuses.append(client.post(PATH, form(note.id)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert notes.hides == [(note.id, True)]
    assert Event.objects.filter(kind="hidden_by_reports").count() == 1
    # Who comes when it is hidden already does not find it.
    made = Report.objects.count()
    assert made in (3, 4)
    assert statuses.count(201) == made - 2
    assert set(statuses) <= {200, 201, 404}
    assert Case.objects.get().reported == made
