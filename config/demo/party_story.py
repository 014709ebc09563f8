"""The steps about a listening party: two listeners, two sockets, one song."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from config.demo.client import Api, StepFailed

PASSWORD = "another passphrase of the demo"  # noqa: S105  (of a user who lives for a minute)
PATIENCE = 10.0
APART_MS = 100.0


class Listener:
    """One end of a party's socket, which knows how far its clock is off."""

    def __init__(self, api: Api, party: str) -> None:
        address = f"{api.address.replace('http', 'ws', 1)}/ws/parties/{party}/"
        offered = [Subprotocol("bearer"), Subprotocol(api.access)]
        self._line: ClientConnection = connect(address, subprotocols=offered)
        self._state = self._next("hello")["state"]
        sent = time.time()
        self._line.send(json.dumps({"type": "ping"}))
        told = _seconds(self._next("pong")["server_time"])
        self._offset = told - (sent + time.time()) / 2

    def hear_state(self) -> None:
        self._state = self._next("state.changed")["state"]

    def hear_message(self) -> str:
        return str(self._next("chat.message")["message"]["text"])

    def position_at(self, moment: float) -> float:
        """Where this client takes the track to be, in ms, at that moment by its own clock."""
        return float(self._state["position_ms"]) + (moment + self._offset - _seconds(self._state["at"])) * 1000

    def close(self) -> None:
        self._line.close()

    def _next(self, kind: str) -> Any:
        while (event := json.loads(self._line.recv(timeout=PATIENCE)))["type"] != kind:
            pass
        return event


class PartyStory:
    """``ada`` is signed in; ``tracks`` finds what she plays."""

    def __init__(self, ada: Api, tracks: Callable[[], list[str]]) -> None:
        self._ada = ada
        self._tracks = tracks
        self._grace = Api(ada.address)
        self._party: dict[str, Any] = {}
        self._listeners: list[Listener] = []

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("Beginning a listening party", self.begin),
            ("A friend joining it by its code", self.join),
            ("Adding tracks to it", self.add),
            ("Playing one song to both", self.play),
            ("Writing to each other", self.write),
        ]

    def begin(self) -> str:
        self._party = self._ada.ask("POST", "/api/parties/", {"name": "Friday night"}, expected=201)
        return f"“{self._party['name']}”, whose code is {self._party['code']}"

    def join(self) -> str:
        account = {"username": "grace", "email": "grace@example.com", "password": PASSWORD}
        self._grace.ask("POST", "/api/accounts/register/", account, expected=201)
        self._grace.sign_in(self._grace.ask("POST", "/api/accounts/token/", account)["access"])
        joined = self._grace.ask("POST", "/api/parties/join/", {"code": self._party["code"]})
        self._ada.last = self._grace.last
        return f"grace is its {joined['role']}, {joined['member_count']} members"

    def add(self) -> str:
        chosen = {"track_ids": self._tracks()[:3]}
        added = self._ada.ask("POST", f"/api/parties/{self._party['id']}/tracks/", chosen, expected=201)
        return f"{len(added['item_ids'])} tracks"

    def play(self) -> str:
        self._listeners = [Listener(api, self._party["id"]) for api in (self._ada, self._grace)]
        path = f"/api/parties/{self._party['id']}/state/"
        self._ada.ask("POST", path, {"action": "play", "version": self._party["state"]["version"]})
        for each in self._listeners:
            each.hear_state()
        now = time.time()
        first, second = (each.position_at(now) for each in self._listeners)
        if abs(first - second) > APART_MS:
            raise StepFailed(f"expected both at the same place, not at {first:.0f} and {second:.0f} ms")
        return f"two sockets, one song: {abs(first - second):.1f} ms apart"

    def write(self) -> str:
        path = f"/api/parties/{self._party['id']}/messages/"
        self._grace.ask("POST", path, {"text": "What a song!"}, expected=201)
        self._ada.last = self._grace.last
        heard = {each.hear_message() for each in self._listeners}
        for each in self._listeners:
            each.close()
        return f"both read “{heard.pop()}”"


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
