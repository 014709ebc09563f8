"""The upstream quota, on whatever this suite shares state with: one process, or Redis."""

import threading
import time
from uuid import uuid4

import pytest

from integrations.quota import Quota, Rate, quota_of


@pytest.fixture
def quota() -> Quota:
    return quota_of(f"test-{uuid4()}", Rate(limit=10, window=60.0))


def test_the_whole_window_is_let_through_at_once_and_then_nothing(quota: Quota) -> None:
    granted = [quota.reserve(longest_wait=0.0) for _ in range(11)]

    assert granted == [0.0] * 10 + [None]


def test_a_request_that_can_wait_is_told_how_long_and_keeps_its_place(quota: Quota) -> None:
    for _ in range(10):
        quota.reserve(longest_wait=0.0)

    first = quota.reserve(longest_wait=100.0)
    assert first is not None
    assert 59.0 < first <= 60.0
    assert quota.reserve(longest_wait=first - 1.0) is None


def test_a_refused_request_takes_nothing_from_the_others() -> None:
    quota = quota_of(f"test-{uuid4()}", Rate(limit=2, window=0.4))
    assert [quota.reserve(longest_wait=0.0) for _ in range(2)] == [0.0, 0.0]

    assert [quota.reserve(longest_wait=0.05) for _ in range(50)] == [None] * 50
    time.sleep(0.45)

    assert [quota.reserve(longest_wait=0.0) for _ in range(3)] == [0.0, 0.0, None]


def test_background_requests_leave_half_of_the_window_to_listeners(quota: Quota) -> None:
    background = [quota.reserve(longest_wait=60.0, background=True) for _ in range(7)]
    interactive = [quota.reserve(longest_wait=0.0) for _ in range(6)]

    assert background == [0.0] * 5 + [None] * 2
    assert interactive == [0.0] * 5 + [None]


def test_background_requests_never_go_ahead_of_a_waiting_listener(quota: Quota) -> None:
    for _ in range(11):
        quota.reserve(longest_wait=100.0)

    assert quota.reserve(longest_wait=100.0, background=True) is None


def test_a_pause_holds_everyone_who_asks_for_the_same_upstream() -> None:
    name = f"test-{uuid4()}"
    quota_of(name, Rate(limit=10, window=60.0)).pause(30.0)

    other = quota_of(name, Rate(limit=10, window=60.0))
    assert other.reserve(longest_wait=1.0) is None
    wait = other.reserve(longest_wait=60.0)
    assert wait is not None
    assert 28.0 < wait <= 30.0


def test_a_shorter_pause_does_not_cut_a_longer_one(quota: Quota) -> None:
    quota.pause(30.0)
    quota.pause(1.0)

    assert quota.reserve(longest_wait=20.0) is None


def test_upstreams_do_not_share_a_window() -> None:
    rate = Rate(limit=1, window=60.0)
    one, other = quota_of(f"test-{uuid4()}", rate), quota_of(f"test-{uuid4()}", rate)

    assert (one.reserve(longest_wait=0.0), other.reserve(longest_wait=0.0)) == (0.0, 0.0)


def test_no_window_ever_holds_more_than_the_limit_with_many_threads() -> None:
    rate = Rate(limit=5, window=0.5)
    name = f"test-{uuid4()}"
    turns: list[float] = []

    def work() -> None:
        quota = quota_of(name, rate)
        for _ in range(5):
            wait = quota.reserve(longest_wait=60.0)
            assert wait is not None
            turns.append(time.monotonic() + wait)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    turns.sort()
    assert len(turns) == 20
    # The grants of five requests and more lie a window apart, but for the milliseconds between grant and reading.
    assert all(later - earlier > rate.window - 0.1 for earlier, later in zip(turns, turns[5:], strict=False))
