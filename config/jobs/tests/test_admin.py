from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.jobs.models import Job

LIST = "/admin/jobs/job/"


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("boss", "boss@example.com", "correct horse battery"))
    return client


def _make(count: int, owner: AbstractUser) -> None:
    Job.objects.bulk_create(Job(kind="tests.add", key=f"{owner.pk}-{n}", owner_id=owner.pk) for n in range(count))


def _queries(admin: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert admin.get(LIST).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_for_one_job_and_for_fifty(
    admin: Client, owner: AbstractUser, stranger: AbstractUser
) -> None:
    _make(1, owner)
    one = _queries(admin)
    _make(49, stranger)
    assert _queries(admin) == one


def test_a_job_can_be_found_and_looked_at_but_not_made_or_changed(admin: Client, owner: AbstractUser) -> None:
    _make(1, owner)
    job = Job.objects.get()
    assert str(job.pk) in admin.get(LIST, {"q": "owner@example.com"}).content.decode()
    page = admin.get(f"{LIST}{job.pk}/change/")
    assert page.status_code == 200
    assert "tests.add" in page.content.decode()
    assert admin.post(f"{LIST}{job.pk}/change/", {"kind": "x"}).status_code == 403
    assert admin.get(f"{LIST}add/").status_code == 403


def test_chosen_jobs_can_be_cancelled_and_sent_again(admin: Client, owner: AbstractUser) -> None:
    _make(3, owner)
    first, second, third = Job.objects.order_by("pk")
    Job.objects.filter(pk=third.pk).update(state=Job.State.DONE)
    for action, chosen in [("cancel_jobs", [first, third]), ("run_again", [second, third])]:
        answer = admin.post(LIST, {"action": action, "_selected_action": [job.pk for job in chosen]}, follow=True)
        assert "1 cancelled." in answer.content.decode() or "1 sent." in answer.content.decode()
    states = [Job.objects.get(pk=job.pk).state for job in (first, second, third)]
    assert states == ["cancelled", "queued", "done"]
