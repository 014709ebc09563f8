from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from analytics.dashboard.models import SignUpDay
from analytics.dashboard.sign_ups import count_sign_ups, sign_ups_by_day
from analytics.tasks import count_sign_ups_task
from config.identifiers import first_at, uuid7_at

FIRST, TODAY = date(2026, 3, 1), date(2026, 3, 15)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel("2026-03-15T12:00:00+00:00", tick=False) as traveller:
        yield traveller


def join(name: str, at: str) -> User:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return User.objects.create(
        id=uuid7_at(moment), username=name, email=f"{name}@example.com", date_joined=moment, password="!"
    )


@pytest.fixture
def accounts(db: None) -> list[User]:
    days = ("2026-02-28 23:59:59", "2026-03-01 00:00:00", "2026-03-13 23:59:59", "2026-03-13 00:00:00")
    return [join(f"u{number}", at) for number, at in enumerate((*days, "2026-03-15 11:00:00"))]


def test_the_days_are_the_same_whether_they_were_counted_or_not(accounts: list[User]) -> None:
    before = sign_ups_by_day(FIRST, TODAY)
    count_sign_ups_task()

    assert SignUpDay.objects.count() == 3  # not today
    assert before == sign_ups_by_day(FIRST, TODAY) == {FIRST: 1, date(2026, 3, 13): 2, TODAY: 1}
    assert sign_ups_by_day(date(2026, 2, 1), date(2026, 2, 28)) == {date(2026, 2, 28): 1}


def test_days_that_came_since_are_counted_when_they_are_asked_for(accounts: list[User], now: Any) -> None:
    count_sign_ups()
    now.move_to("2026-03-17T12:00:00+00:00")
    join("new", "2026-03-16 08:00:00")

    with CaptureQueriesContext(connection) as captured:
        found = sign_ups_by_day(FIRST, date(2026, 3, 17))

    assert (found[TODAY], found[date(2026, 3, 16)]) == (1, 1)
    [counted] = [query["sql"] for query in captured if '"accounts_user"' in query["sql"]]
    # Users are looked through from the day after the last one that was counted, by their key.
    since = first_at(datetime(2026, 3, 14, tzinfo=UTC))
    assert since.hex in counted.replace("-", "")
    assert len(captured) == 3


def test_deleted_accounts_are_gone_the_next_day(accounts: list[User]) -> None:
    count_sign_ups()
    accounts[1].delete()
    accounts[2].delete()

    count_sign_ups()

    assert sign_ups_by_day(FIRST, TODAY) == {date(2026, 3, 13): 1, TODAY: 1}
