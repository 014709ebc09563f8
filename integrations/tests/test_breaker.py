"""The circuit breaker, on whatever this suite shares state with: one process, or Redis."""

import threading
import time
from uuid import uuid4

import pytest

from integrations import breaker as module
from integrations.breaker import ENOUGH, Breaker, breaker_of


@pytest.fixture
def name() -> str:
    return f"test-{uuid4()}"


@pytest.fixture
def breaker(name: str) -> Breaker:
    return breaker_of(name)


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The breaker half-opens after a moment, so that no test waits for seconds."""
    monkeypatch.setattr(module, "OPEN_SECONDS", 0.2)
    monkeypatch.setattr(module, "PROBE_SECONDS", 0.4)


def fail(breaker: Breaker, times: int = ENOUGH) -> None:
    for _ in range(times):
        assert breaker.admits()
        breaker.report(ok=False)


def test_it_opens_when_half_of_enough_answers_failed(breaker: Breaker) -> None:
    for ok in (True, False, True, False, True):
        breaker.report(ok=ok)
    assert (breaker.state(), breaker.admits()) == ("closed", True)

    breaker.report(ok=False)

    assert (breaker.state(), breaker.admits()) == ("open", False)


def test_a_few_failures_among_successes_keep_it_closed(breaker: Breaker) -> None:
    for number in range(30):
        breaker.report(ok=number % 3 != 0)

    assert (breaker.state(), breaker.admits()) == ("closed", True)


def test_every_process_sees_the_same_breaker(name: str) -> None:
    fail(breaker_of(name))

    assert not breaker_of(name).admits()
    assert breaker_of(f"{name}-other").admits()


@pytest.mark.usefixtures("_soon")
def test_one_probe_goes_through_over_all_workers(breaker: Breaker, name: str) -> None:
    fail(breaker)
    time.sleep(0.25)
    admitted: list[bool] = []
    threads = [threading.Thread(target=lambda: admitted.append(breaker_of(name).admits())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(admitted) == [False] * 7 + [True]
    assert breaker.state() == "half-open"


@pytest.mark.usefixtures("_soon")
def test_a_good_probe_closes_it(breaker: Breaker) -> None:
    fail(breaker)
    time.sleep(0.25)
    assert breaker.admits()
    breaker.report(ok=True)

    assert (breaker.state(), breaker.admits(), breaker.admits()) == ("closed", True, True)


@pytest.mark.usefixtures("_soon")
def test_a_bad_probe_opens_it_again(breaker: Breaker) -> None:
    fail(breaker)
    time.sleep(0.25)
    assert breaker.admits()
    breaker.report(ok=False)

    assert (breaker.state(), breaker.admits()) == ("open", False)


@pytest.mark.usefixtures("_soon")
def test_a_probe_that_never_reports_back_is_given_up(breaker: Breaker) -> None:
    fail(breaker)
    time.sleep(0.25)
    assert breaker.admits()
    assert not breaker.admits()
    time.sleep(0.45)

    assert breaker.admits()


@pytest.mark.usefixtures("_soon")
def test_answers_that_were_under_way_when_it_opened_change_nothing(breaker: Breaker) -> None:
    fail(breaker)
    breaker.report(ok=True)

    assert breaker.state() == "open"
