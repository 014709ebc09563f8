"""The admin pages of queues and their entries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.models import PlayQueue, QueueItem
from playqueue.tests.reading import QUEUE, ids, listens, queued, state
from playqueue.tests.test_costs import statements

Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("chief", "chief@example.com", "correct horse battery"))
    return client


@pytest.mark.parametrize("model", ["playqueue", "queueitem"])
def test_lists_take_as_many_statements_for_any_number_of_rows(
    admin: Client, owner: User, stranger: User, make_tracks: Tracks, play: Play, model: str
) -> None:
    path = f"/admin/playqueue/{model}/"
    play(owner, make_tracks(1))
    few = statements(lambda: admin.get(path))

    play(stranger, make_tracks(60))
    many = statements(lambda: admin.get(path))

    assert len(few) == len(many)


def test_pages_can_be_opened(admin: Client, owner: User, make_tracks: Tracks, play: Play) -> None:
    [item] = play(owner, make_tracks(1))
    queue = PlayQueue.objects.get(user=owner)

    for path in ("playqueue/add/", f"playqueue/{queue.pk}/change/", f"queueitem/{item}/change/"):
        assert admin.get(f"/admin/playqueue/{path}").status_code == 200
    for path in ("playqueue/?q=owner", "queueitem/?q=An+Artist", "queueitem/?source__exact=radio"):
        assert admin.get(f"/admin/playqueue/{path}").status_code == 200
    assert admin.get("/admin/playqueue/queueitem/add/").status_code == 403


def test_a_change_of_the_settings_undoes_no_move(
    admin: Client, as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(3))
    queue = PlayQueue.objects.get(user=owner)

    answer = admin.post(f"/admin/playqueue/playqueue/{queue.pk}/change/", {"user": str(owner.pk), "repeat": "all"})

    assert answer.status_code == 302
    settings = as_owner.get(QUEUE).json()
    assert (settings["repeat"], settings["radio_enabled"], settings["track_count"]) == ("all", False, 3)


def test_a_queue_is_made_for_a_listener_who_has_none(admin: Client, owner: User) -> None:
    answer = admin.post("/admin/playqueue/playqueue/add/", {"user": str(owner.pk), "repeat": "one"})

    assert answer.status_code == 302
    assert PlayQueue.objects.get(user=owner).repeat == "one"


def test_deleted_entries_keep_the_counts_true(
    admin: Client, as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(5)
    items = play(owner, tracks, 2)

    chosen = {"action": "delete_selected", "_selected_action": [items[0], items[2]], "post": "yes"}
    assert admin.post("/admin/playqueue/queueitem/", chosen).status_code == 302
    assert admin.post(f"/admin/playqueue/queueitem/{items[4]}/delete/", {"post": "yes"}).status_code == 302

    assert queued(as_owner) == ids([tracks[1], tracks[3]])
    assert state(as_owner) == (None, 1, 2)
    assert listens(as_owner)[0][1:] != ("play", None)
    assert QueueItem.objects.count() == 2


def test_a_listener_with_a_queue_can_be_deleted(admin: Client, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(3), 1)

    owner.delete()

    assert (PlayQueue.objects.count(), QueueItem.objects.count()) == (0, 0)
