"""The real server: one process that does everything, or two that share Redis, with a worker apart."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import requests
from django.conf import settings
from redis import Redis

from accounts.models import User
from accounts.tokens import open_session
from config.realtime.redis_layer import client_name
from config.realtime.tests.serving import Client, opener
from config.tests.plugin import StartWorker, WorkerProcess
from notifications.services import notify


def test_what_one_process_does_is_heard_in_all(
    start_server: StartWorker, start_worker: StartWorker, owner: User, make_tracks: Callable[..., list[Any]]
) -> None:
    if settings.EMBEDDED_TASKS:
        servers = [start_server()]
    else:
        servers = [start_server(), start_server()]
        start_worker()
    token = open_session(user=owner).access
    with ExitStack() as stack:
        opens = [stack.enter_context(opener(each.address.replace("http", "ws", 1))) for each in servers]
        here, there = opens[0](token=token), opens[-1](token=token)
        assert [client.next("hello")["queue"]["version"] for client in (here, there)] == [0, 0]

        def post(path: str, body: dict[str, Any] | None = None) -> Any:
            headers = {"Authorization": f"Bearer {token}"}
            answer = requests.post(f"{servers[0].address}{path}", json=body or {}, headers=headers, timeout=30)
            assert answer.ok, answer.text
            return answer.json()

        [track] = make_tracks(1)
        post("/api/playlists/queue/enqueue/", {"track_id": str(track.catalogue_id)})
        assert [client.next("queue.changed")["version"] for client in (here, there)] == [1, 1]
        ticket = post("/api/realtime/tickets/")["ticket"]
        assert opens[-1](token=ticket, scheme="ticket").next("hello")["queue"]["version"] == 1
        post("/api/accounts/export/")
        assert [_end_of_job(client) for client in (here, there)] == ["done", "done"]
        if not settings.EMBEDDED_TASKS:
            _told_by_a_third_process_and_after_an_outage(owner, servers[-1], here, there)
        post("/api/accounts/logout/")
        assert [client.closed_with() for client in (here, there)] == [4401, 4401]
    assert [server.stop() for server in servers] == [0] * len(servers)


def _end_of_job(client: Client) -> str:
    while (state := client.next("job")["job"]["state"]) == "running":
        pass
    return str(state)


def _told_by_a_third_process_and_after_an_outage(
    owner: User, server: WorkerProcess, here: Client, there: Client
) -> None:
    notify(user=owner, kind="recommendations_ready", data={"summary": "Ten new mixes."})
    assert [client.next("notification")["notification"]["count"] for client in (here, there)] == [1, 1]
    _cut_off(server)
    there.next("resync")
    notify(user=owner, kind="recommendations_ready", data={"summary": "Eleven new mixes."})
    texts = [client.next("notification")["notification"]["text"] for client in (here, there)]
    assert texts == ["Eleven new mixes."] * 2


def _cut_off(server: WorkerProcess) -> None:
    """Redis hangs up on all connections of the server that bring what others tell."""
    name = client_name(settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"])
    name = f"{name.rpartition(':')[0]}:{server.process.pid}"
    with Redis.from_url(settings.REDIS_URL) as redis:
        mine = [each for each in redis.client_list() if each["name"] == name]
        assert mine
        for each in mine:
            redis.client_kill_filter(_id=each["id"])
