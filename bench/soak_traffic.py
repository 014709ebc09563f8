"""Listeners who do a bit of everything, and remember what they were told is done."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from bench.load import Answer, Call, ask

THINK_SECONDS = 0.02
WORDS = ("velvet", "night", "river", "engine", "static")


@dataclass(slots=True)
class Ledger:
    """What was acknowledged, of all listeners."""

    activities: set[str] = field(default_factory=set)
    playlists: set[str] = field(default_factory=set)
    in_playlists: set[tuple[str, str]] = field(default_factory=set)
    queued: set[str] = field(default_factory=set)
    jobs: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return sum(len(kind) for kind in (self.activities, self.playlists, self.in_playlists, self.queued, self.jobs))


@dataclass(slots=True)
class Seen:
    """Answers by status, and those that nobody should get, with the request."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, call: Call, answer: Answer) -> None:
        with self.lock:
            self.statuses[answer.status] += 1
            is_fault = answer.status == 0 or (answer.status >= 500 and not _is_honest(answer))
            if is_fault or answer.status in (400, 401, 403, 404):
                self.wrong.append(f"{call.method} {call.path}: {answer.status} {answer.body[:200]!r}")


def _is_honest(answer: Answer) -> bool:
    """A fault that says of itself that it will pass."""
    return answer.status == 503 and answer.content_type == "application/problem+json"


class Listener:
    """One client with one connection. ``tracks`` are ids of our own catalogue."""

    def __init__(self, base_url: str, token: str, tracks: list[str], ledger: Ledger, seen: Seen, seed: int) -> None:
        parts = urlsplit(base_url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._token, self._tracks, self._ledger, self._seen = token, tracks, ledger, seen
        self._random = random.Random(seed)  # noqa: S311  # a mix, no secret
        self._playlists: list[str] = []
        self.has_ended = False

    def run(self, until: float) -> None:
        doings: list[tuple[Callable[[], None], int]] = [
            (self.report, 6), (self.enqueue, 6), (self.next, 6), (self.add, 6), (self.read, 8), (self.search, 4),
            (self.playlist, 1), (self.export, 1),
        ]  # fmt: skip
        verbs, weights = zip(*doings, strict=True)
        while time.monotonic() < until:
            self._random.choices(verbs, weights)[0]()
            time.sleep(THINK_SECONDS)
        self._connection.close()
        self.has_ended = True

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """The decoded answer, None where the thing was not done."""
        call = Call(method, path, body, self._token)
        try:
            answer = ask(self._connection, call)
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            answer = Answer(0, repr(error).encode(), 0.0)
        self._seen.take(call, answer)
        return json.loads(answer.body or b"null") if 200 <= answer.status < 300 else None

    def _track(self) -> str:
        return self._random.choice(self._tracks)

    def report(self) -> None:
        body = {"track_id": self._track(), "action": "play", "event_id": str(uuid4())}
        if made := self._ask("POST", "/api/analytics/activity/", body):
            self._ledger.activities.add(made["id"])

    def enqueue(self) -> None:
        if made := self._ask("POST", "/api/playlists/queue/enqueue/", {"track_id": self._track()}):
            self._ledger.queued.add(made["item_id"])

    def next(self) -> None:
        self._ask("POST", "/api/playlists/queue/next/")

    def playlist(self) -> None:
        if made := self._ask("POST", "/api/playlists/playlists/", {"name": f"Soak {uuid4()}"}):
            self._ledger.playlists.add(made["id"])
            self._playlists.append(made["id"])

    def add(self) -> None:
        if not self._playlists:
            self.playlist()
            return
        playlist, track = self._random.choice(self._playlists), self._track()
        if self._ask("POST", f"/api/playlists/playlists/{playlist}/add_tracks/", {"tracks": [track]}):
            self._ledger.in_playlists.add((playlist, track))

    def export(self) -> None:
        if made := self._ask("POST", "/api/accounts/export/"):
            self._ledger.jobs.add(made["id"])

    def read(self) -> None:
        paths = ["queue/", "queue/tracks/?limit=20", "queue/history/", "playlists/"]
        wanted = [f"/api/playlists/{path}" for path in paths] + ["/api/notifications/", "/api/accounts/profile/"]
        self._ask("GET", self._random.choice(wanted))

    def search(self) -> None:
        self._ask("GET", f"/api/catalogue/search/?q={self._random.choice(WORDS)}")
