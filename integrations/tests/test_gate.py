"""What stands before every request: breaker and quota, on whatever this suite shares state with."""

from __future__ import annotations

import time
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from integrations import gate as gates
from integrations.breaker import ENOUGH, Breaker, breaker_of
from integrations.budget import Budget
from integrations.counters import snapshot
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderUnavailable, QuotaExceeded
from integrations.gate import gate_for
from integrations.http import Gate
from integrations.quota import Rate, quota_of

RATE = Rate(limit=10, window=60.0)


@pytest.fixture
def base_url() -> str:
    return f"http://{uuid4()}.example/v1"


@pytest.fixture
def gate(base_url: str) -> Gate:
    return gate_for("music", base_url, RATE)


@pytest.fixture
def breaker(base_url: str) -> Breaker:
    return breaker_of(urlsplit(base_url).netloc)


@pytest.fixture(autouse=True)
def _no_long_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gates, "PAUSE_SECONDS", 0.2)


def passed(gate: Gate, *, seconds: float = 3.0, background: bool = False, error: Exception | None = None) -> str:
    try:
        with gate(Budget(seconds, background=background)):
            if error:
                raise error
    except ProviderError as caught:
        return f"{type(caught).__name__}: {caught.detail}"
    return "passed"


def test_requests_pass_until_the_quota_is_used_and_are_refused_at_once_then(gate: Gate) -> None:
    started = time.monotonic()
    outcomes = [passed(gate) for _ in range(12)]

    assert outcomes == ["passed"] * 10 + ["ProviderUnavailable: has no turn left for us in time"] * 2
    assert time.monotonic() - started < 2.5, "nobody waited"


def test_a_request_waits_for_a_turn_that_comes_within_its_budget(base_url: str) -> None:
    gate = gate_for("music", base_url, Rate(limit=2, window=0.4))

    started = time.monotonic()
    outcomes = [passed(gate) for _ in range(4)]

    assert outcomes == ["passed"] * 4
    assert time.monotonic() - started >= 0.39


def test_gates_of_one_host_share_its_quota_and_others_do_not(base_url: str) -> None:
    first, second = gate_for("music", base_url, RATE), gate_for("music", f"{base_url}/other", RATE)

    assert [passed(first) for _ in range(10)] == ["passed"] * 10
    assert passed(second).startswith("ProviderUnavailable")
    assert passed(gate_for("music", f"http://{uuid4()}.example", RATE)) == "passed"


def test_the_background_leaves_listeners_their_half(gate: Gate) -> None:
    background = [passed(gate, seconds=0.6, background=True) for _ in range(6)]

    assert background == ["passed"] * 5 + ["ProviderUnavailable: has no turn left for us in time"]
    assert [passed(gate) for _ in range(5)] == ["passed"] * 5


def test_a_quota_error_holds_everyone_and_opens_no_breaker(gate: Gate, base_url: str, breaker: Breaker) -> None:
    for _ in range(ENOUGH):
        passed(gate, error=QuotaExceeded("music", "slow down", retry_after=40.0))

    assert quota_of(urlsplit(base_url).netloc, RATE).reserve(longest_wait=30.0) is None
    assert breaker.state() == "closed"


def test_failures_open_the_breaker_and_answers_do_not(gate: Gate, breaker: Breaker) -> None:
    for _ in range(ENOUGH):
        passed(gate, error=NotFoundAtProvider("music", "no such thing"))
    assert breaker.state() == "closed"

    gate_outcomes = [passed(gate, error=ProviderUnavailable("music", "down")) for _ in range(4)]
    for _ in range(ENOUGH):
        breaker.report(ok=False)

    assert gate_outcomes == ["ProviderUnavailable: down"] * 4
    assert passed(gate) == "ProviderUnavailable: is not asked while it fails"


def test_waits_refusals_and_latency_are_counted(gate: Gate) -> None:
    def refused(by: str) -> int:
        return snapshot().counts.get(("upstream_refusals", (("by", by), ("upstream", "music"))), 0)

    before = refused("quota")
    for _ in range(11):
        passed(gate)

    assert refused("quota") == before + 1
    assert ("upstream_seconds", (("outcome", "ok"), ("upstream", "music"))) in snapshot().durations
