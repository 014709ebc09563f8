"""The activities by month, on PostgreSQL. Each test has a transaction, which takes all of it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from analytics.models import Activity, RollUpMark
from analytics.partitions import make_ahead, make_months, month_before, month_of, next_month, partition, split_before
from analytics.tasks import make_partitions
from catalogue.models import Track
from config.identifiers import first_at, uuid7, uuid7_at

Tracks = Callable[..., list[Track]]

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one table for all months.")


@pytest.fixture
def listen(owner: User, make_tracks: Tracks) -> Callable[[datetime], Activity]:
    [track] = make_tracks(1)

    def make(moment: datetime) -> Activity:
        return Activity.objects.create(id=uuid7_at(moment), user=owner, track=track, action="play", timestamp=moment)

    return make


def run(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def places() -> Counter[str]:
    found = run("SELECT tableoid::regclass::text FROM analytics_activity")
    return Counter(name.removeprefix("analytics_activity_") for (name,) in found)


def name(month: datetime) -> str:
    return f"y{month:%Ym%m}"


def queue_at(listen: Activity) -> Any:
    queues = apps.get_model("playqueue", "PlayQueue")._default_manager
    return queues.create(user=listen.user, current_listen=listen)


def test_an_id_has_the_time_it_is_told() -> None:
    moment = datetime(2026, 2, 28, 23, 59, 59, 999_000, tzinfo=UTC)
    made = uuid7_at(moment)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert first_at(moment) <= made < first_at(moment + timedelta(milliseconds=1))
    assert month_of(made) == datetime(2026, 2, 1, tzinfo=UTC)
    assert abs(month_of(uuid7()) - month_of(timezone.now())) < timedelta(days=32)
    assert uuid7_at(datetime(1960, 1, 1, tzinfo=UTC)).int >> 80 == 0
    december = datetime(2025, 12, 1, tzinfo=UTC)
    assert next_month(december) == datetime(2026, 1, 1, tzinfo=UTC)
    assert month_before(next_month(december)) == december


def test_nothing_is_lost_where_there_are_no_partitions_or_all_of_them(listen: Any) -> None:
    listen(timezone.now())
    for _ in range(2):
        make_partitions()
        split_before()
    assert Activity.objects.count() == 1


@ON_POSTGRESQL
def test_an_activity_lies_in_the_month_it_happened_in(listen: Any) -> None:
    now = timezone.now()
    listen(now)
    listen(datetime(2009, 7, 1, tzinfo=UTC))
    listen(now + timedelta(days=3650))
    assert places() == {name(now): 1, "before": 1, "rest": 1}


@ON_POSTGRESQL
def test_a_look_up_by_id_opens_one_partition(listen: Any) -> None:
    plan = str(Activity.objects.filter(pk=listen(timezone.now()).pk).explain())
    assert plan.count("analytics_activity_") >= 1
    assert "before" not in plan
    assert "rest" not in plan


@ON_POSTGRESQL
def test_old_months_get_their_tables_and_keys_still_point(listen: Any) -> None:
    now = timezone.now()
    for back in (40, 41, 100, 400):
        current = listen(now - timedelta(days=back))
    queue_at(current)
    RollUpMark.objects.all().delete()
    make_months(now - timedelta(days=100), now)
    assert places()["before"] == 1
    assert places()[name(now - timedelta(days=100))] == 1
    split_before()
    assert places()["before"] == 0
    assert sum(places().values()) == 4
    assert RollUpMark.objects.count() == 0, "what is only moved is not rolled up"
    make_months(now - timedelta(days=500), now + timedelta(days=200))
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=current.pk)._raw_delete("default")
    assert RollUpMark.objects.count() == 0
    current.delete()
    assert RollUpMark.objects.count() == 1, "changes are marked in every partition"


@ON_POSTGRESQL
def test_what_came_in_without_a_month_moves_to_it_when_it_is_made(listen: Any) -> None:
    later = timezone.now() + timedelta(days=150)
    queue_at(listen(later))
    assert places() == {"rest": 1}
    with time_machine.travel(later, tick=False):
        make_ahead()
        make_ahead()
    assert places() == {name(later): 1}


@ON_POSTGRESQL
def test_a_plain_table_becomes_the_first_partition(listen: Any) -> None:
    made = [listen(timezone.now() - timedelta(days=back)) for back in (0, 70)]
    run("CREATE TABLE plain (LIKE analytics_activity INCLUDING ALL)")
    run("INSERT INTO plain SELECT * FROM analytics_activity")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("DROP TABLE analytics_activity CASCADE")
    run("ALTER TABLE plain RENAME TO analytics_activity")
    run(
        "ALTER TABLE playqueue_playqueue ADD CONSTRAINT listen_key FOREIGN KEY (current_listen_id) "
        "REFERENCES analytics_activity(id) DEFERRABLE INITIALLY DEFERRED"
    )
    queue_at(made[0])
    partition()
    partition()
    assert places() == {"before": 2}
    split_before()
    assert places() == {name(each.timestamp): 1 for each in made}
    indexes = run("SELECT indexname FROM pg_indexes WHERE tablename = 'analytics_activity' ORDER BY 1")
    assert len(indexes) == 4
    keys = run(
        "SELECT count(*) FROM pg_constraint "
        "WHERE confrelid = 'analytics_activity'::regclass AND contype = 'f' AND conparentid = 0"
    )
    assert keys == [(1,)]
