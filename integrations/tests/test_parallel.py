from __future__ import annotations

from threading import Barrier, Event

import pytest

from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderUnavailable
from integrations.parallel import run_side_by_side, start


def test_results_come_in_the_order_of_the_calls() -> None:
    assert run_side_by_side([lambda: 1, lambda: 2, lambda: 3], Budget()) == [1, 2, 3]


def test_calls_run_at_the_same_time() -> None:
    met = Barrier(3)

    results = run_side_by_side([lambda: met.wait(5) >= 0] * 3, Budget(5))

    assert results == [True, True, True]


def test_an_error_stands_where_its_call_stood() -> None:
    missing = NotFoundAtProvider("deezer", "no data")

    def fail() -> int:
        raise missing

    assert run_side_by_side([lambda: 1, fail, lambda: 3], Budget()) == [1, missing, 3]


def test_a_call_that_is_not_done_in_time_counts_as_unavailable() -> None:
    release = Event()

    done, late = run_side_by_side([lambda: True, lambda: release.wait(10)], Budget(0.1), service="deezer")
    release.set()

    assert done is True
    assert isinstance(late, ProviderUnavailable)
    assert str(late) == "deezer: not done in time"


def test_a_call_given_up_stays_given_up() -> None:
    release = Event()
    pending = start(lambda: release.wait(10), Budget(0))
    with pytest.raises(ProviderUnavailable):
        pending.result()
    release.set()


def test_more_calls_than_threads_all_come_back() -> None:
    def square(number: int) -> int:
        return number * number

    calls = [lambda number=number: square(number) for number in range(100)]

    assert run_side_by_side(calls, Budget()) == [number * number for number in range(100)]


def test_a_defect_of_ours_is_not_hidden() -> None:
    def broken() -> int:
        raise KeyError("x")

    with pytest.raises(KeyError):
        run_side_by_side([broken], Budget())


def test_no_calls_no_results() -> None:
    assert run_side_by_side([], Budget()) == []


def test_background_calls_cannot_take_the_listeners_threads() -> None:
    release, background = Event(), Budget(10, background=True)
    sleeping = [start(lambda: release.wait(10), background) for _ in range(100)]

    assert start(lambda: "at once", Budget(1)).result() == "at once"
    release.set()
    assert all(each.result() for each in sleeping)
