"""A bounded number of clients, each with one connection, asking as fast as the answers come."""

from __future__ import annotations

import http.client
import itertools
import json
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``body`` is sent as JSON, ``cookie`` as it is."""

    method: str
    path: str
    body: Any = None
    token: str = ""
    cookie: str = ""


@dataclass(slots=True)
class Outcome:
    """``latencies`` in seconds, in no order; ``statuses`` counts answers, 0 standing for a broken connection."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The latency in ms that ``share`` (0 to 1) of the requests stayed under."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    @property
    def median(self) -> float:
        return statistics.median(self.latencies) * 1000 if self.latencies else 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """``retry_after`` in seconds, 0 where the server did not say."""

    status: int
    body: bytes
    retry_after: float
    content_type: str = ""


def ask(connection: http.client.HTTPConnection, call: Call) -> Answer:
    """One request on a kept connection."""
    headers = {"Accept": "application/json"}
    if call.token:
        headers["Authorization"] = f"Bearer {call.token}"
    if call.cookie:
        headers |= {"Cookie": call.cookie, "Accept": "text/html"}
    body = None
    if call.body is not None:
        body, headers["Content-Type"] = json.dumps(call.body), "application/json"
    connection.request(call.method, call.path, body, headers)
    answer = connection.getresponse()
    told = answer.headers
    return Answer(answer.status, answer.read(), float(told.get("Retry-After", 0)), told.get("Content-Type", ""))


def run(
    base_url: str, calls: Iterable[Call], *, clients: int, seconds: float = 3600.0, patient: bool = False
) -> Outcome:
    """Send ``calls``, shared out between the clients, until they are used up or the time is over.

    ``patient`` clients do as they are told by `Retry-After`; the others ask on at once.
    """
    outcome, lock, source = Outcome(), threading.Lock(), iter(calls)
    started = time.monotonic()

    def take() -> Call | None:
        with lock:
            return next(source, None) if time.monotonic() - started < seconds else None

    arguments = (base_url, take, outcome, lock, patient)
    threads = [threading.Thread(target=_client, args=arguments) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.monotonic() - started
    return outcome


def _client(
    base_url: str,
    take: Callable[[], Call | None],
    outcome: Outcome,
    lock: threading.Lock,
    patient: bool,  # noqa: FBT001  # of a thread
) -> None:
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    while (call := take()) is not None:
        before = time.perf_counter()
        try:
            answer = ask(connection, call)
        except (http.client.HTTPException, OSError):
            connection.close()
            answer = Answer(0, b"", 0.0)
        took = time.perf_counter() - before
        with lock:
            outcome.latencies.append(took)
            outcome.statuses[answer.status] += 1
        if patient and answer.retry_after:
            time.sleep(answer.retry_after)
    connection.close()


def repeated(call: Call, times: int) -> Iterator[Call]:
    return itertools.repeat(call, times)
