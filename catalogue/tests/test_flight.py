"""Single flight: threads of one process, and (on Redis) two separate ones, which is how two processes look to it."""

import threading
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings

from catalogue.flight import FAILURE_SECONDS, SingleFlight
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable

Outcome = list[str]


class Upstream:
    """Counts how often it was asked; answers after a moment, and leaves the answer in the shared tier."""

    def __init__(self, *, seconds: float = 0.2, error: Exception | None = None) -> None:
        self.asked = 0
        self.stored: str | None = None
        self._seconds, self._error, self._lock = seconds, error, threading.Lock()

    def fetch(self) -> str:
        with self._lock:
            self.asked += 1
        time.sleep(self._seconds)
        if self._error:
            raise self._error
        self.stored = "answer"
        return self.stored

    def look(self) -> str | None:
        return self.stored


def ask_at_once(count: int, ask: Callable[[int], str]) -> Outcome:
    outcomes: Outcome = []
    start = threading.Barrier(count)

    def work(number: int) -> None:
        start.wait()
        try:
            outcomes.append(ask(number))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test compares it
            outcomes.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def flown(flights: SingleFlight[str], key: str, upstream: Upstream, seconds: float = 3.0) -> str:
    return flights.fly(key, budget=Budget(seconds), look=upstream.look, fetch=upstream.fetch)


@pytest.fixture
def key() -> str:
    return f"artist:{uuid4()}"


def test_many_threads_ask_the_upstream_once(key: str) -> None:
    upstream, flights = Upstream(), SingleFlight[str]()

    outcomes = ask_at_once(30, lambda _: flown(flights, key, upstream))

    assert (outcomes, upstream.asked) == (["answer"] * 30, 1)


def test_a_failure_is_everyones_and_a_moment_later_the_next_one_asks_again(key: str) -> None:
    upstream, flights = Upstream(error=ProviderUnavailable("deezer", "slow")), SingleFlight[str]()

    outcomes = ask_at_once(10, lambda _: flown(flights, key, upstream))

    assert (outcomes, upstream.asked) == (["ProviderUnavailable: deezer: slow"] * 10, 1)
    upstream._error = None
    time.sleep(FAILURE_SECONDS + 0.1)
    assert flown(flights, key, upstream) == "answer"


def test_one_who_waits_longer_than_the_budget_is_told_so(key: str) -> None:
    upstream, flights = Upstream(seconds=0.5), SingleFlight[str]()
    leader = threading.Thread(target=flown, args=(flights, key, upstream))
    leader.start()
    time.sleep(0.1)

    with pytest.raises(ProviderUnavailable, match="did not come in time"):
        flown(flights, key, upstream, seconds=0.05)
    leader.join()


def test_different_questions_do_not_wait_for_each_other(key: str) -> None:
    upstream, flights = Upstream(), SingleFlight[str]()

    ask_at_once(3, lambda number: flown(flights, f"{key}{number}", upstream))

    assert upstream.asked == 3


if settings.REDIS_URL:

    def test_many_processes_ask_the_upstream_once(key: str) -> None:
        upstream, processes = Upstream(), [SingleFlight[str]() for _ in range(6)]

        outcomes = ask_at_once(30, lambda number: flown(processes[number % 6], key, upstream))

        assert (outcomes, upstream.asked) == (["answer"] * 30, 1)

    def test_a_failure_reaches_the_other_processes_without_a_second_call(key: str) -> None:
        upstream = Upstream(error=ProviderUnavailable("deezer", "slow"))
        processes = [SingleFlight[str]() for _ in range(6)]

        outcomes = ask_at_once(12, lambda number: flown(processes[number % 6], key, upstream))

        assert len(outcomes) == 12
        assert all(outcome.startswith("ProviderUnavailable: ") for outcome in outcomes)
        assert upstream.asked == 1

    def test_a_failure_does_not_live_longer_because_many_ask(key: str) -> None:
        upstream = Upstream(seconds=0.0, error=ProviderUnavailable("deezer", "slow"))
        flights = SingleFlight[str]()
        ask_at_once(1, lambda _: flown(flights, key, upstream))
        upstream._error = None
        started, asked_every_moment = time.monotonic(), Outcome()

        while time.monotonic() < started + FAILURE_SECONDS * 6 and "answer" not in asked_every_moment:
            asked_every_moment += ask_at_once(1, lambda _: flown(flights, key, upstream))
            time.sleep(0.05)

        assert "answer" in asked_every_moment
