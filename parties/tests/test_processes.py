"""Real servers: what one does is heard in all, and neither the death of one nor a new Redis loses anything."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests
from django.conf import settings

from accounts.models import User
from accounts.tokens import open_session
from config.realtime.tests.serving import Client, opener
from config.tests.plugin import StartWorker, WorkerProcess, eventually
from parties.models import Party


class OwnRedis:
    """A Redis of this test's own, which can be stopped and started again."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        command = [shutil.which("redis-server") or "redis-server", "--port", str(self.port), "--save", ""]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  (a fixed command)
        assert eventually(self._answers)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def own_redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnRedis | None]:
    """What the servers of the test share; None where one process does everything."""
    if not settings.REDIS_URL:
        yield None
        return
    redis = OwnRedis()
    monkeypatch.setitem(os.environ, "REDIS_URL", f"redis://127.0.0.1:{redis.port}/0")
    yield redis
    redis.stop()


class Member:
    """A listener, wherever they are connected."""

    def __init__(self, user: User, party: Party) -> None:
        self.token = open_session(user=user).access
        self.path = f"parties/{party.pk}/"

    def enter(self, stack: ExitStack, server: WorkerProcess) -> tuple[Client, dict[str, Any]]:
        opens = stack.enter_context(opener(server.address.replace("http", "ws", 1)))
        client = opens(f"/ws/{self.path}", self.token)
        return client, client.next("hello")

    def ask(self, server: WorkerProcess, method: str, path: str, **about: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.request(
            method, f"{server.address}/api/{self.path}{path}", headers=headers, timeout=30, **about
        )
        assert answer.ok, answer.text
        return answer.json()


def test_a_killed_process_and_a_new_redis_lose_nothing(
    own_redis: OwnRedis | None, party: Party, owner: User, guest: User, entries: list[str], start_server: StartWorker
) -> None:
    first = start_server()
    second = first if settings.EMBEDDED_TASKS else start_server()
    host, member = Member(owner, party), Member(guest, party)
    with ExitStack() as stack:
        here, _ = host.enter(stack, first)
        there, _ = member.enter(stack, second)
        playing = here.ask("state.set", action="play", version=0)["state"]
        assert there.next("state.changed")["state"] == playing
        here.ask("chat.send", text="One")
        assert there.next("chat.message")["message"]["text"] == "One"
        first.kill()
        if settings.EMBEDDED_TASKS:
            second = start_server()
            there, _ = member.enter(stack, second)
        there.ask("chat.send", text="Two")
        here, again = host.enter(stack, second)
        assert (again["role"], again["state"]) == ("host", playing)
        assert [each["text"] for each in again["chat"]["messages"]] == ["One", "Two"]
        assert [each["username"] for each in again["members"]["present"]] == ["owner", "guest"]
        # Coming back within seconds was no news.
        assert again["members"]["version"] == there.ask("sync")["members_version"]
        if own_redis is not None:
            _redis_starts_anew(own_redis, second, host, there)
        here.ask("chat.send", text="Last")
        while there.next("chat.message")["message"]["text"] != "Last":
            pass


def _redis_starts_anew(redis: OwnRedis, server: WorkerProcess, host: Member, there: Client) -> None:
    redis.stop()
    assert host.ask(server, "POST", "messages/", json={"text": "Into the void"})["number"] == 3
    redis.start()
    there.next("resync")
    assert there.ask("sync")["last_number"] == 3
    found = host.ask(server, "GET", "messages/", params={"after": 2})
    assert [each["text"] for each in found] == ["Into the void"]
