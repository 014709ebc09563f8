"""All insights are looked at on Sunday, 15 March 2026, at noon in UTC, unless a test travels on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from accounts.models import User

NOW = "2026-03-15T12:00:00+00:00"
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ask(owner: User, client_for: Callable[[User], Any]) -> Ask:
    """`ask("me/", period="week")`: the answer, which has to be a good one."""

    def get(path: str, *, by: User | None = None, status: int = 200, **query: Any) -> Any:
        answer = client_for(by or owner).get(f"/api/analytics/{path}", query)
        assert answer.status_code == status, answer.content
        return answer.json() if status != 200 or not answer.streaming else answer

    return get
