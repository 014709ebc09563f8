"""The hourly round: who, in which order, when, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from recommendations import refreshing
from recommendations.lists import refresh_list
from recommendations.models import Mix, Recommendation, RecommendationLog
from recommendations.pruning import prune
from recommendations.refreshing import REFRESH_ACTIVE, ask_for_part, due_now
from recommendations.tests.world import World, make_world, play, train

TWELVE = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(minute: int) -> datetime:
    return TWELVE + timedelta(minutes=minute)


@pytest.fixture
def world(db: None) -> World:
    """Six listeners; the n-th played n times as much as the first."""
    made = make_world(listeners=0)
    users = [User.objects.create_user(f"u{n}", f"u{n}@example.com", "correct horse battery") for n in range(6)]
    with time_machine.travel(TWELVE, tick=False):
        for number, user in enumerate(users):
            play(user, made.rock[:4] * (number + 1), days_ago=1)
        away = User.objects.create_user("away", "away@example.com", "correct horse battery")
        play(away, made.rock[:4], days_ago=8)
        gone = User.objects.create_user("gone", "gone@example.com", "correct horse battery", is_active=False)
        play(gone, made.rock[:4])
    return World(made.rock, made.jazz, users, [])


def test_the_most_active_of_the_week_come_first_and_the_round_is_spread(world: World) -> None:
    most_first = [user.pk for user in reversed(world.rockers)]

    assert [due_now(at(minute)) for minute in (0, 4, 5, 10, 30, 59)] == [
        most_first[:1], most_first[:1], most_first[:1], most_first[:2], most_first[:4], most_first,
    ]  # fmt: skip


def test_each_listener_is_served_once_an_hour(world: World, run_jobs: RunJobs) -> None:
    train()
    for minute in (0, 5, 10, 29):
        with time_machine.travel(at(minute), tick=False):
            assert ask_for_part().pk == ask_for_part().pk
            run_jobs()

    jobs = Job.objects.filter(kind=REFRESH_ACTIVE).order_by("pk")
    assert [(job.state, job.done, job.total, job.result["refreshed"]) for job in jobs] == [
        ("done", 1, 1, 1), ("done", 0, 0, 0), ("done", 1, 1, 1), ("done", 1, 1, 1),
    ]  # fmt: skip
    logs = list(
        RecommendationLog.objects.order_by("created_at").values_list("user__username", "trigger", "model_version")
    )
    assert logs == [(name, "schedule", "model-000001") for name in ("u5", "u4", "u3")]
    assert due_now(at(29)) == []
    assert len(due_now(at(60))) == 1
    assert Recommendation.objects.current().values("user").distinct().count() == 3
    assert Mix.objects.values("user").distinct().count() == 3


def test_one_who_fails_keeps_nobody_waiting(world: World, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    make = refresh_list

    def fails_for_the_first(*, user: User, trigger: Any) -> Any:
        if user.username == "u5":
            raise RuntimeError("no luck")
        return make(user=user, trigger=trigger)

    monkeypatch.setattr(refreshing, "refresh_list", fails_for_the_first)
    with time_machine.travel(at(59), tick=False):
        ask_for_part()
        run_jobs()

    assert Job.objects.get(kind=REFRESH_ACTIVE).result == {"refreshed": 5, "failed": 1}


def test_old_logs_are_deleted(world: World) -> None:
    for days in (29, 31):
        RecommendationLog.objects.create(
            user=world.rockers[0], status="success", trigger="read", created_at=datetime.now(UTC) - timedelta(days=days)
        )

    assert prune() == 1
    assert RecommendationLog.objects.count() == 1
