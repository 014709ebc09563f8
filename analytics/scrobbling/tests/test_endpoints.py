"""Scrobbling as its listener sees and switches it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from analytics.scrobbling.flushing import flush
from analytics.scrobbling.models import Received, Scrobble
from analytics.scrobbling.outbox import enlist
from analytics.scrobbling.receiving import Heard, receive
from analytics.scrobbling.tests.conftest import Linked, Listen
from config.batches import nobody_waits
from config.jobs.models import Job
from config.personal_data import all_parts
from integrations.standins.lastfm.server import LastfmStandin

LIST = "/api/scrobbling/"
LASTFM = "/api/scrobbling/lastfm/"


def test_nothing_is_linked(as_owner: APIClient) -> None:
    assert as_owner.get(LIST).json() == []
    for method in (as_owner.get, as_owner.patch):
        missing, unknown = method(LASTFM, {"enabled": "x"}), method("/api/scrobbling/spotify/")
        assert (missing.status_code, missing.json()["code"]) == (404, "not_linked")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_service")


def test_how_a_service_stands(
    as_owner: APIClient, as_stranger: APIClient, owner: User, linked: Linked,
    waiting: Callable[[int], list[Activity]], lastfm: LastfmStandin,
) -> None:  # fmt: skip
    account = linked(owner, "lastfm")
    linked(owner, "listenbrainz")
    made = waiting(4)
    lastfm.methods.ignore_at(int(made[0].timestamp.timestamp()), 1)
    lastfm.methods.daily_limit = 3
    flush(account.pk, alive=nobody_waits)

    shown = as_owner.get(LASTFM).json()

    assert {name: shown[name] for name in ("service", "account_name", "enabled", "state", "last_error")} == {
        "service": "lastfm", "account_name": "Ada", "enabled": True, "state": "active", "last_error": "",
    }  # fmt: skip
    assert (shown["pending"], shown["sent"], shown["dropped"]) == (1, 2, 1)
    assert shown["dropped_by_reason"] == {"artist_ignored": 1}
    assert shown["last_sent_at"] < shown["next_attempt_at"]
    assert [(each["service"], each["pending"]) for each in as_owner.get(LIST).json()] == [
        ("lastfm", 1),
        ("listenbrainz", 4),
    ]
    assert as_stranger.get(LIST).json() == []
    assert as_stranger.get(LASTFM).status_code == 404

    rows = as_owner.get(f"{LASTFM}scrobbles/").json()
    assert [row["state"] for row in rows] == ["pending", "sent", "sent", "dropped"]
    assert (rows[3]["reason"], rows[3]["detail"], rows[3]["artist_name"]) == (
        "artist_ignored", "Artist was ignored", "Ada",
    )  # fmt: skip
    only = as_owner.get(f"{LASTFM}scrobbles/", {"state": "sent", "limit": "1"})
    assert (len(only.json()), only["X-Total-Count"]) == (1, "2")
    wrong = as_owner.get(f"{LASTFM}scrobbles/", {"state": "lost"})
    assert (wrong.status_code, wrong.json()["errors"]["state"][0]["code"]) == (400, "invalid_choice")
    assert as_stranger.get(f"{LASTFM}scrobbles/").status_code == 404


def test_off_and_on_again(as_owner: APIClient, owner: User, linked: Linked, listen: Listen) -> None:
    account = linked(owner, "lastfm")
    enlist([listen()])
    Job.objects.update(state=Job.State.DONE)

    assert as_owner.patch(LASTFM, {"enabled": False}).json()["enabled"] is False
    enlist([listen()])
    assert Scrobble.objects.count() == 1
    assert flush(account.pk, alive=nobody_waits) == 0

    assert as_owner.patch(LASTFM, {"enabled": True}).json()["enabled"] is True
    assert Job.objects.unfinished().filter(kind="scrobbling.flush").count() == 1
    for bad in ({}, {"enabled": "perhaps"}, {"enabled": None}):
        assert as_owner.patch(LASTFM, bad).status_code == 400
    assert as_owner.get(LASTFM).json()["enabled"] is True


def test_what_is_not_known_yet(as_owner: APIClient, as_stranger: APIClient, owner: User) -> None:
    now = int(timezone.now().timestamp())
    receive(user=owner, listens=[Heard("Ada", f"T{each}", now - each, client="mpd") for each in range(2)])

    rows = as_owner.get("/api/scrobbling/received/").json()

    assert [(row["track_title"], row["client"], row["reason"]) for row in rows] == [
        ("T0", "mpd", ""),
        ("T1", "mpd", ""),
    ]
    one = f"/api/scrobbling/received/{rows[0]['id']}/"
    assert as_stranger.get("/api/scrobbling/received/").json() == []
    assert as_stranger.delete(one).status_code == 404
    assert (as_owner.delete(one).status_code, as_owner.delete(one).status_code) == (204, 404)
    assert Received.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "queries"),
    [(LIST, 3), (LASTFM, 4), (f"{LASTFM}scrobbles/", 4), ("/api/scrobbling/received/", 3)],
)
def test_statements_do_not_grow(
    as_owner: APIClient, owner: User, linked: Linked, waiting: Callable[[int], list[Activity]],
    django_assert_num_queries: Any, path: str, queries: int,
) -> None:  # fmt: skip
    linked(owner, "lastfm")
    now = int(timezone.now().timestamp())
    for count in (1, 50):
        waiting(count)
        receive(user=owner, listens=[Heard("Ada", f"T{each}", now - each) for each in range(count)])
        with django_assert_num_queries(queries):
            as_owner.get(path)


def test_everything_is_exported_and_erased(owner: User, linked: Linked, listen: Listen) -> None:
    linked(owner, "lastfm")
    enlist([listen(at=timezone.now() - timedelta(hours=1)), listen()])
    receive(user=owner, listens=[Heard("Ada", "T", int(timezone.now().timestamp()))])
    parts = {part.name: part for part in all_parts()}

    for name, number in (("scrobbles", 2), ("received_scrobbles", 1)):
        rows = list(parts[name].rows(owner))
        assert (len(rows), parts[name].count(owner)) == (number, number)
        assert set(rows[0]) == set(parts[name].columns)

    for name in ("scrobbles", "received_scrobbles"):
        parts[name].erase(owner, nobody_waits)
    assert (Scrobble.objects.count(), Received.objects.count()) == (0, 0)
