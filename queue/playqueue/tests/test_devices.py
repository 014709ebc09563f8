"""Devices: registering, reporting, handing over, and what the others hear of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from config.realtime.tests.serving import Client, Opener
from playqueue.models import Device, PlayQueue
from playqueue.tasks import prune_devices_task

QUEUE = "/api/playlists/queue/"
DEVICES = f"{QUEUE}devices/"
T0 = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def song(owner: User, as_owner: APIClient, make_tracks: Callable[..., list[Any]]) -> str:
    """The id of the entry that plays, 200 s long; another one follows."""
    for track in make_tracks(2):
        as_owner.post(f"{QUEUE}enqueue/", {"track_id": str(track.catalogue_id)})
    return str(as_owner.post(f"{QUEUE}next/").json()["current_item_id"])


def register(client: APIClient, name: str = "Phone") -> str:
    answer = client.post(DEVICES, {"name": name, "kind": "mobile"})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def report(client: APIClient, device: str, item: str | None, position: int, *, playing: bool = True) -> Any:
    body = {"item_id": item, "position_ms": position, "playing": playing}
    return client.post(f"{DEVICES}{device}/report/", body)


def state(client: APIClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{QUEUE}state/").json()
    return found


def test_playing_goes_over_from_one_device_to_another(owner: User, client_for: Any, song: str) -> None:
    with time_machine.travel(T0, tick=False) as clock:
        client = client_for(owner)
        phone, desk = register(client), register(client, "Desk")
        assert report(client, phone, song, 10_000).json()["device_id"] == phone
        clock.shift(30)
        refused = report(client, desk, song, 0)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_active_device")
        assert refused.json()["state"]["device_id"] == phone
        over = client.post(f"{DEVICES}{desk}/play/").json()
        assert (over["device_id"], over["position_ms"], over["playing"], over["at"]) == (
            desk,
            40_000,
            True,
            "2026-03-01T20:00:30Z",
        )
        assert report(client, phone, song, 41_000).status_code == 409
        assert report(client, phone, song, 41_000, playing=False).status_code == 200
        shown = {each["name"]: (each["is_active"], each["is_online"]) for each in client.get(DEVICES).json()}
        assert shown == {"Desk": (True, True), "Phone": (False, True)}
        clock.shift(91)
        # The desk has been silent for too long to be in anybody's way.
        assert report(client, phone, song, 50_000).json()["device_id"] == phone


def test_reports_that_say_what_is_expected_are_no_news(owner: User, client_for: Any, song: str) -> None:
    with time_machine.travel(T0, tick=False) as clock:
        client = client_for(owner)
        phone = register(client)
        begun = report(client, phone, song, 0).json()["version"]
        clock.shift(30)
        versions = [report(client, phone, song, position).json()["version"] for position in (29_000, 31_000, 60_000)]
        versions += [report(client, phone, song, 60_000, playing=False).json()["version"]]
        assert [version - begun for version in versions] == [0, 0, 1, 2]
        clock.shift(600)
        assert state(client)["position_ms"] == 60_000
        wrong = report(client, phone, str(uuid4()), 0)
        assert (wrong.status_code, wrong.json()["code"], wrong.json()["current_item_id"]) == (409, "queue_moved", song)


def test_any_device_pauses_jumps_and_goes_on(owner: User, client_for: Any, song: str) -> None:
    with time_machine.travel(T0, tick=False) as clock:
        client = client_for(owner)
        client.post(f"{QUEUE}next/")
        clock.shift(5)
        paused = client.post(f"{QUEUE}state/", {"playing": False}).json()
        assert (paused["playing"], paused["position_ms"]) == (False, 5_000)
        jumped = client.post(f"{QUEUE}state/", {"position_ms": 999_000, "version": paused["version"]}).json()
        assert (jumped["playing"], jumped["position_ms"], jumped["version"]) == (False, 200_000, paused["version"] + 1)
        late = client.post(f"{QUEUE}state/", {"playing": True, "version": paused["version"]})
        assert (late.status_code, late.json()["code"], late.json()["state"]["version"]) == (
            409,
            "state_moved",
            jumped["version"],
        )
        assert state(client) == jumped
        again = client.post(f"{QUEUE}previous/").json()["current_item_id"]
        assert (state(client)["item_id"], state(client)["playing"], state(client)["position_ms"]) == (again, True, 0)
        client.post(f"{QUEUE}clear/")
        assert (state(client)["item_id"], state(client)["playing"]) == (None, False)
        nothing = client.post(f"{QUEUE}state/", {"playing": True})
        assert (nothing.status_code, nothing.json()["code"]) == (404, "nothing_playing")


def test_the_active_device_that_is_forgotten_pauses(owner: User, client_for: Any, song: str) -> None:
    with time_machine.travel(T0, tick=False) as clock:
        client = client_for(owner)
        phone = register(client)
        report(client, phone, song, 1_000)
        clock.shift(2)
        assert client.delete(f"{DEVICES}{phone}/").status_code == 204
        now = state(client)
        assert (now["device_id"], now["playing"], now["position_ms"]) == (None, False, 3_000)
        assert client.delete(f"{DEVICES}{phone}/").json()["code"] == "device_not_found"


def test_there_are_twenty_devices_at_most_and_none_for_ever(owner: User, client_for: Any) -> None:
    with time_machine.travel(T0, tick=False) as clock:
        client = client_for(owner)
        active = register(client, "active")
        client.post(f"{DEVICES}{active}/play/")
        for number in range(21):
            clock.shift(1)
            register(client, str(number))
        names = [each["name"] for each in client.get(DEVICES).json()]
        assert names == [*(str(number) for number in range(20, 1, -1)), "active"]
        clock.shift(timedelta(days=91))
        prune_devices_task()
        assert (Device.objects.count(), PlayQueue.objects.get().active_device) == (0, None)


@pytest.mark.parametrize(
    ("path", "method", "body", "field"),
    [
        ("devices/", "post", {}, "name"),
        ("devices/", "post", {"name": " "}, "name"),
        ("devices/", "post", {"name": "x" * 65}, "name"),
        ("devices/", "post", {"name": "a\u0007b"}, "name"),
        ("devices/", "post", {"name": "a", "kind": "toaster"}, "kind"),
        ("devices/{id}/", "patch", {"name": None}, "name"),
        ("devices/{id}/report/", "post", {"position_ms": 0, "playing": True}, "item_id"),
        ("devices/{id}/report/", "post", {"item_id": None, "position_ms": -1, "playing": True}, "position_ms"),
        ("devices/{id}/report/", "post", {"item_id": None, "position_ms": 86_400_001, "playing": True}, "position_ms"),
        ("devices/{id}/report/", "post", {"item_id": None, "position_ms": 0, "playing": "maybe"}, "playing"),
        ("devices/{id}/play/", "post", {"position_ms": "x"}, "position_ms"),
        ("state/", "post", {"version": -1}, "version"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(
    path: str, method: str, body: Any, field: str, as_owner: APIClient
) -> None:
    device = register(as_owner)
    before = [as_owner.get(DEVICES).json(), state(as_owner)["version"]]
    answer = getattr(as_owner, method)(QUEUE + path.format(id=device), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert [as_owner.get(DEVICES).json(), state(as_owner)["version"]] == before


@pytest.mark.django_db(transaction=True)
def test_of_devices_that_take_over_at_once_each_comes_after_another(
    as_owner: APIClient, client_for: Any, owner: User, song: str
) -> None:
    devices = [register(as_owner, str(number)) for number in range(6)]
    clients = [client_for(owner) for _ in devices]
    before = state(as_owner)["version"]
    answers: list[Any] = []

    def take_over(client: APIClient, device: str, version: int | None) -> None:
        try:
            answers.append(client.post(f"{DEVICES}{device}/play/", {} if version is None else {"version": version}))
        finally:
            connection.close()

    for version, expected in ((None, [200] * 6), (before + 6, [200, *[409] * 5])):
        answers.clear()
        threads = [
            threading.Thread(target=take_over, args=(client, device, version))
            for client, device in zip(clients, devices, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answer.status_code for answer in answers) == expected
    assert state(as_owner)["version"] == before + 7


def test_devices_hear_what_the_others_do(
    open_socket: Opener, as_owner: APIClient, token_of: Any, song: str, make_tracks: Callable[..., list[Any]]
) -> None:
    desk = open_socket("/ws/me/", token_of(as_owner))
    hello = desk.next("hello")
    assert (hello["queue"]["track_count"], hello["state"]["item_id"], hello["unread"]) == (2, song, 0)
    phone = _device_of(as_owner, desk)

    done = as_owner.post(f"{DEVICES}{phone}/play/", {"position_ms": 5_000}).json()
    told = desk.next("state.changed")["state"]
    assert told == {name: done[name] for name in told}
    assert (told["device_id"], told["position_ms"]) == (phone, 5_000)

    playlist = as_owner.post("/api/playlists/playlists/", {"name": "Long"}).json()["id"]
    ids = [str(track.catalogue_id) for track in make_tracks(30, artist="B")]
    as_owner.post(f"/api/playlists/playlists/{playlist}/add_tracks/", {"tracks": ids})
    as_owner.post(f"/api/playlists/playlists/{playlist}/play/")
    filled = desk.next("queue.changed")
    entries = as_owner.get(f"{QUEUE}tracks/").json()
    assert filled["version"] == hello["queue"]["version"] + 1
    assert [each["change"] for each in filled["changes"]] == ["emptied", "added"]
    assert filled["changes"][1] == {
        "change": "added",
        "position": 0,
        "count": 30,
        "item_ids": [each["id"] for each in entries[:20]],
    }
    assert (filled["state"]["track_id"], filled["state"]["playing"], filled["track_count"]) == (ids[0], True, 30)

    as_owner.post(f"{QUEUE}tracks/{entries[5]['id']}/move/", {"position": 9})
    as_owner.delete(f"{QUEUE}tracks/{entries[6]['id']}/")
    as_owner.post(f"{QUEUE}shuffle/")
    as_owner.delete(f"{QUEUE}tracks/{entries[0]['id']}/")
    events = [desk.next("queue.changed") for _ in range(4)]
    assert [event["changes"] for event in events] == [
        [{"change": "moved", "item_id": entries[5]["id"], "position": 9}],
        [{"change": "removed", "item_id": entries[6]["id"]}],
        [{"change": "shuffled", "position": 1}],
        [{"change": "removed", "item_id": entries[0]["id"]}],
    ]
    assert [event["version"] for event in events] == [filled["version"] + number for number in range(1, 5)]
    assert (events[3]["state"]["item_id"], events[3]["state"]["playing"]) == (None, False)


def _device_of(client: APIClient, socket: Client) -> str:
    device = register(client)
    assert socket.next("devices.changed") == {"type": "devices.changed"}
    return device


def test_commands_on_a_socket_do_what_the_endpoints_do(
    open_socket: Opener, as_owner: APIClient, as_stranger: APIClient, token_of: Any, song: str
) -> None:
    socket = open_socket("/ws/me/", token_of(as_owner))
    socket.next("hello")
    phone, theirs = register(as_owner), register(as_stranger)

    answer = socket.ask("device.report", device_id=phone, item_id=song, position_ms=0, playing=True)
    assert (answer["type"], answer["state"]["device_id"]) == ("state", phone)
    answer = socket.ask("state.set", playing=False)
    assert (answer["state"]["playing"], state(as_owner)["playing"]) == (False, False)
    answer = socket.ask("device.play", device_id=phone, position_ms=7_000)
    assert (answer["state"]["position_ms"], answer["state"]["playing"]) == (7_000, True)

    refused = socket.ask("device.play", device_id=theirs)["error"]
    assert (refused["status"], refused["code"]) == (404, "device_not_found")
    refused = socket.ask("device.report", device_id=phone, item_id=str(uuid4()), position_ms=0, playing=True)["error"]
    assert (refused["code"], refused["current_item_id"]) == ("queue_moved", song)
    socket.send("state.set", id=1, position_ms="x")
    refused = socket.next("error")
    assert (refused["re"], list(refused["error"]["errors"])) == (1, ["position_ms"])
    socket.send("device.play", id=2)
    assert list(socket.next("error")["error"]["errors"]) == ["device_id"]


def test_notifications_and_jobs_come_by_the_socket(
    open_socket: Opener,
    as_owner: APIClient,
    as_stranger: APIClient,
    owner: User,
    stranger: User,
    token_of: Any,
    run_jobs: Any,
) -> None:
    from notifications.services import notify

    mine, theirs = (open_socket("/ws/me/", token_of(client)) for client in (as_owner, as_stranger))
    mine.next("hello"), theirs.next("hello")
    notify(user=owner, kind="follow", actor=stranger, group_key="follow")
    told = mine.next("notification")["notification"]
    assert [told] == as_owner.get("/api/notifications/").json()
    as_owner.post("/api/notifications/read/", {"ids": [told["id"]]})
    assert mine.next("notifications.read") == {"type": "notifications.read", "ids": [told["id"]], "unread": 0}

    job = as_owner.post("/api/accounts/export/").json()["id"]
    run_jobs()
    steps = [mine.next("job")["job"]]
    while steps[-1]["state"] != "done":
        steps.append(mine.next("job")["job"])
    assert {step["id"] for step in steps} == {job}
    assert steps[0]["state"] == "running"
    assert [step["done"] for step in steps] == sorted(step["done"] for step in steps)
    assert theirs.told_nothing() == []
