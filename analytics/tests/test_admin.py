"""The admin pages of activities."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Track

Tracks = Callable[..., list[Track]]
LIST = "/admin/analytics/activity/"


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("chief", "chief@example.com", "correct horse battery"))
    return client


def test_the_list_takes_as_many_statements_for_any_number_of_rows(
    admin: Client, owner: User, stranger: User, make_tracks: Tracks
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(LIST).status_code == 200
        return len(captured)

    Activity.objects.create(user=owner, track=make_tracks(1)[0], action="play")
    few = cost()
    Activity.objects.bulk_create(
        [Activity(user=user, track=track, action="skip") for user in (owner, stranger) for track in make_tracks(30)]
    )

    assert cost() == few


def test_what_happened_can_be_looked_at_and_deleted_but_not_changed(
    admin: Client, owner: User, make_tracks: Tracks
) -> None:
    activity = Activity.objects.create(user=owner, track=make_tracks(1)[0], action="like")

    assert admin.get(f"{LIST}{activity.pk}/change/").status_code == 200
    assert admin.get(f"{LIST}?q=owner&action__exact=like&source__exact=client").status_code == 200
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{activity.pk}/change/", {"action": "play"}).status_code == 403
    assert admin.post(f"{LIST}{activity.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Activity.objects.count() == 0
