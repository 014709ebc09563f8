"""How a party plays: by the server's clock, and by one command at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connections
from rest_framework.test import APIClient

from accounts.models import User
from config.tests.plugin import RunJobs
from parties.errors import StateMoved
from parties.models import Party
from parties.playing import control as command
from parties.tests.conftest import Path

T0 = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)
Control = Callable[..., Any]


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(T0, tick=False) as traveller:
        yield traveller


def after(clock: Any, seconds: float) -> None:
    clock.move_to(datetime.now(UTC) + timedelta(seconds=seconds))


def place(state: Any) -> tuple[Any, ...]:
    return (state["item_id"], state["position_ms"], state["playing"], state["at"])


def test_a_party_plays_pauses_and_seeks_by_the_servers_clock(
    clock: Any, entries: list[str], control: Control, as_guest: APIClient, at: Path
) -> None:
    assert place(as_guest.get(at("state/")).data) == (None, 0, False, None)
    first = control("play")
    assert place(first) == (entries[0], 0, True, "2026-03-06T20:00:00Z")
    after(clock, 30)
    assert place(as_guest.get(at("state/")).data) == place(first)
    assert place(control("pause")) == (entries[0], 30_000, False, "2026-03-06T20:00:30Z")
    after(clock, 60)
    assert place(control("seek", position_ms=90_000)) == (entries[0], 90_000, False, "2026-03-06T20:01:30Z")
    assert place(control("play")) == (entries[0], 90_000, True, "2026-03-06T20:01:30Z")
    assert place(control("seek", position_ms=10**7)) == (entries[0], 120_000, True, "2026-03-06T20:01:30Z")


def test_next_previous_and_jumps_move_between_entries(clock: Any, entries: list[str], control: Control) -> None:
    control("play")
    assert control("next")["item_id"] == entries[1]
    assert control("jump", item_id=entries[3])["item_id"] == entries[3]
    assert control("previous")["item_id"] == entries[2]
    after(clock, 10)
    assert place(control("previous")) == (entries[2], 0, True, "2026-03-06T20:00:10Z")
    assert control("jump", item_id=entries[0])["item_id"] == entries[0]
    assert control("previous")["item_id"] == entries[0]


def test_a_track_that_is_over_is_followed_by_the_next_though_nobody_says_anything(
    clock: Any, entries: list[str], control: Control, as_guest: APIClient, at: Path, party: Party
) -> None:
    version = control("play")["version"]
    after(clock, 250)
    state = as_guest.get(at("state/")).data
    assert place(state) == (entries[2], 0, True, "2026-03-06T20:04:00Z")
    assert state["version"] == version + 2
    party.refresh_from_db()
    assert (party.current_position, party.version) == (2, version + 2)
    after(clock, 400)
    over = as_guest.get(at("state/")).data
    assert place(over) == (None, 0, False, "2026-03-06T20:10:00Z")
    party.refresh_from_db()
    assert (party.current_position, party.track_count) == (5, 5)


def test_what_is_added_after_the_end_is_what_plays_next(
    clock: Any, entries: list[str], control: Control, as_owner: APIClient, at: Path, make_tracks: Callable[..., Any]
) -> None:
    control("play")
    after(clock, 650)
    version = as_owner.get(at("state/")).data["version"]
    refused = as_owner.post(at("state/"), {"action": "play", "version": version})
    assert (refused.status_code, refused.data["code"]) == (409, "nothing_to_play")
    [track] = make_tracks(1)
    [added] = as_owner.post(at("tracks/"), {"track_ids": [str(track.catalogue_id)]}).data["item_ids"]
    assert control("play")["item_id"] == str(added)


def test_an_outdated_command_changes_nothing_and_is_told_how_it_plays_now(
    clock: Any, entries: list[str], control: Control, as_dj: APIClient, at: Path, party: Party
) -> None:
    seen = control("play")["version"]
    assert as_dj.post(at("state/"), {"action": "next", "version": seen}).data["item_id"] == entries[1]
    late = as_dj.post(at("state/"), {"action": "next", "version": seen})
    assert (late.status_code, late.data["code"], late.data["state"]["item_id"]) == (409, "state_moved", entries[1])
    assert late.data["state"]["version"] == seen + 1
    after(clock, 121)
    late = as_dj.post(at("state/"), {"action": "pause", "version": seen + 1})
    assert (late.status_code, late.data["state"]["item_id"]) == (409, entries[2])
    assert late.data["state"]["version"] == seen + 2
    party.refresh_from_db()
    assert (party.version, party.is_playing) == (seen + 2, True)


def test_bad_commands_are_refused(entries: list[str], as_owner: APIClient, at: Path, party: Party) -> None:
    bad: list[dict[str, Any]] = [
        {},
        {"action": "play"},
        {"action": "stop", "version": 0},
        {"action": "seek", "version": 0},
        {"action": "seek", "version": 0, "position_ms": -1},
        {"action": "jump", "version": 0},
        {"action": "play", "version": "x"},
    ]
    assert [as_owner.post(at("state/"), body).status_code for body in bad] == [400] * len(bad)
    answer = as_owner.post(at("state/"), {"action": "jump", "version": 0, "item_id": str(party.pk)})
    assert (answer.status_code, answer.data["code"]) == (404, "entry_not_found")
    answer = as_owner.post(at("state/"), {"action": "pause", "version": 0})
    assert (answer.status_code, answer.data["code"]) == (409, "nothing_to_play")
    party.refresh_from_db()
    assert party.version == 0


def test_a_track_of_unknown_length_ends_too(
    clock: Any, as_owner: APIClient, at: Path, control: Control, make_tracks: Callable[..., Any]
) -> None:
    ids = [str(track.catalogue_id) for track in make_tracks(2, duration=0)]
    items = as_owner.post(at("tracks/"), {"track_ids": ids}).data["item_ids"]
    control("play")
    after(clock, 599)
    assert as_owner.get(at("state/")).data["item_id"] == str(items[0])
    after(clock, 2)
    assert as_owner.get(at("state/")).data["item_id"] == str(items[1])


def test_who_is_there_gets_a_listen_of_what_was_played(
    clock: Any,
    entries: list[str],
    control: Control,
    as_owner: APIClient,
    as_guest: APIClient,
    as_dj: APIClient,
    at: Path,
    run_jobs: RunJobs,
) -> None:
    as_guest.patch("/api/analytics/settings/", {"private_session": True})
    for client in (as_owner, as_guest):
        client.post(at("here/"))
    control("play")
    after(clock, 50)
    as_owner.post(at("here/"))
    as_guest.post(at("here/"))
    after(clock, 50)
    control("next")
    assert [job.state for job in run_jobs()] == ["done"]
    run_jobs()
    heard = [client.get("/api/playlists/queue/history/").data["history"] for client in (as_owner, as_guest, as_dj)]
    assert [len(each) for each in heard] == [1, 0, 0]
    assert (heard[0][0]["played_ms"], heard[0][0]["action"]) == (100_000, "play")
    assert heard[0][0]["played_at"] == "2026-03-06T20:00:00Z"


def test_of_two_at_once_one_moves_on_and_the_other_is_told(
    transactional_db: None, entries: list[str], control: Control, owner: User, dj: User, party: Party
) -> None:
    version = control("play")["version"]
    outcomes: list[object] = []
    together = Barrier(2)

    def move(user: User) -> None:
        together.wait()
        try:
            command(party_id=party.pk, user=user, action="next", version=version)
            outcomes.append("moved")
        except StateMoved as error:
            outcomes.append(error.extra["state"]["item_id"])
        finally:
            connections.close_all()

    threads = [Thread(target=move, args=(each,)) for each in (owner, dj)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == [entries[1], "moved"]
    party.refresh_from_db()
    assert (party.version, str(party.current_item_id)) == (version + 1, entries[1])
