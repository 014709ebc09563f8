"""A year of listening for `bench.analytics`, made in the database, and what has to be timed inside Django.

Each command prints JSON. Activities come in the order of their time. Of the listeners, the busiest has some three
thousandths of all activities and the median one 70 of 10 million; tracks are played by Zipf's law with exponent 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.conf import settings  # noqa: E402  (Django first)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from accounts.tokens import open_session  # noqa: E402
from analytics.dashboard.page import dashboard  # noqa: E402
from analytics.dashboard.periods import PERIODS  # noqa: E402
from analytics.dashboard.sign_ups import count_sign_ups  # noqa: E402
from analytics.models import ListenerTotal  # noqa: E402
from analytics.partitions import make_months  # noqa: E402
from analytics.rollups.rolling import roll_up  # noqa: E402
from analytics.rollups.triggers import paused  # noqa: E402
from analytics.trends.models import TrendList  # noqa: E402
from analytics.trends.refreshing import refresh_trends  # noqa: E402
from catalogue.ids import LOCAL  # noqa: E402
from catalogue.models import Album, Artist, Genre, Track  # noqa: E402
from config.identifiers import uuid7_at  # noqa: E402
from playlists.models import Playlist  # noqa: E402

DAYS = 365
AT_ONCE = 500_000
BATCH = 5_000
READERS = 200

# The time in the id is the activity's, or the partitions would not be those of its month.
_INSERT = """
INSERT INTO analytics_activity
    (id, user_id, track_id, action, source, timestamp, ended_at, played_ms, context, recommendation, event_id, metadata)
SELECT
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hex, 1, 3) || '8'
        || substr(hex, 4, 15))::uuid,
    listener.id, track.id, action, 'queue', at,
    CASE WHEN action IN ('play', 'skip') THEN at + interval '3 minutes' END,
    CASE action WHEN 'play' THEN 120000 + (kind * 100000)::int WHEN 'skip' THEN (kind * 30000)::int END,
    CASE WHEN place < 0.3 THEN playlist.id END,
    CASE WHEN place > 0.85 THEN gen_random_uuid() END,
    NULL, '{{}}'
FROM (
    SELECT
        floor({users} * power(random(), 2))::int AS user_rank,
        floor(exp(random() * ln({tracks})))::int AS track_rank,
        floor({playlists} * power(random(), 2))::int AS playlist_rank,
        date_trunc('day', %s::timestamptz + (i::float8 / %s) * %s * interval '1 day')
            + (random() + random()) / 2 * interval '86399 seconds' AS at,
        (ARRAY['play', 'play', 'play', 'play', 'play', 'play', 'play', 'skip', 'skip', 'like', 'play', 'play', 'play',
               'play', 'play', 'play', 'play', 'skip', 'like', 'share'])[1 + floor(random() * 20)::int] AS action,
        random() AS kind, random() AS place, md5(random()::text) AS hex
    FROM generate_series(%s, %s) AS i
) AS drawn
JOIN bench_listener AS listener ON listener.rank = user_rank
JOIN bench_track AS track ON track.rank = track_rank
JOIN bench_playlist AS playlist ON playlist.rank = playlist_rank
"""


def fill(*, listeners: int, tracks: int) -> dict[str, Any]:
    """Listeners who joined over the year, a catalogue, and playlists of which half are public."""
    now = datetime.now(UTC)
    joined = [now - timedelta(days=DAYS * (1 - number / listeners)) for number in range(listeners)]
    people = [
        User(id=uuid7_at(at), username=f"l{number}", email=f"l{number}@example.com", date_joined=at, password="!")  # noqa: S106  # nobody's
        for number, at in enumerate(joined)
    ]
    User.objects.bulk_create(people, batch_size=BATCH)
    Profile.objects.bulk_create([Profile(user=each) for each in people], batch_size=BATCH)
    genres = Genre.objects.bulk_create([Genre(number=1_000_000 + n, name=f"Genre {n}") for n in range(25)])
    artists = Artist.objects.bulk_create(
        [_provided(Artist, name=f"Artist {n}") for n in range(max(1, tracks // 10))], batch_size=BATCH
    )
    albums = [
        _provided(Album, title=f"Album {n}", artist=artists[n % len(artists)], genre=genres[n % 25])
        for n in range(max(1, tracks // 5))
    ]
    Album.objects.bulk_create(albums, batch_size=BATCH)
    songs = [
        _provided(Track, title=f"Track {n}", artist=album.artist, album=album, duration=220)
        for n in range(tracks)
        for album in [albums[n % len(albums)]]
    ]
    Track.objects.bulk_create(songs, batch_size=BATCH)
    lists = [Playlist(owner=people[n % listeners], name=f"List {n}", is_public=n % 2 == 0) for n in range(2_000)]
    Playlist.objects.bulk_create(lists, batch_size=BATCH)
    for name, source, order in (
        ("listener", "accounts_user", "md5(id::text)"),
        ("track", "catalogue_track", "id"),
        ("playlist", "playlists_playlist", "id"),
    ):
        first = 1 if name == "track" else 0
        rank = f"row_number() OVER (ORDER BY {order}) - 1 + {first}"
        _run(f"CREATE TABLE bench_{name} AS SELECT {rank} AS rank, id FROM {source}")  # noqa: S608  # names above
        _run(f"CREATE UNIQUE INDEX ON bench_{name} (rank)")
    return {}


def _provided(model: Any, **columns: Any) -> Any:
    return model(provider=LOCAL, external_id=str(uuid4()), **columns)


def listen(*, activities: int) -> dict[str, Any]:
    """So many activities over the year up to yesterday, without marks."""
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
    make_months(start, datetime.now(UTC))
    began = time.monotonic()
    with paused():
        for first in range(0, activities, AT_ONCE):
            last = min(first + AT_ONCE, activities) - 1
            _run(_statement(), start, activities, DAYS, first, last)
    return {"seconds": time.monotonic() - began}


def day(*, activities: int) -> dict[str, Any]:
    """A day's activities, as they come in over the day, and how long their roll-up takes."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    _run(_statement(), midnight, activities, 1, 0, activities - 1)
    began = time.monotonic()
    marks = roll_up()
    return {"seconds": time.monotonic() - began, "marks": marks}


def _statement() -> str:
    sizes = {f"{name}s": _count(f"bench_{name}") for name in ("track", "playlist")}
    return _INSERT.format(users=_count("bench_listener"), **sizes)


def settle() -> dict[str, Any]:
    """As autovacuum and the daily tasks leave the tables behind."""
    count_sign_ups()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'analytics_%'")
        tables = [name for (name,) in cursor.fetchall()]
    for name in (*tables, "accounts_user", "catalogue_track"):
        _run(f'VACUUM (ANALYZE) "{name}"')
    return {"gigabytes": _value("SELECT pg_database_size(current_database())") / 2**30}


def trends() -> dict[str, Any]:
    """How long it takes to rank all windows."""
    TrendList.objects.all().delete()
    began = time.monotonic()
    refresh_trends()
    return {"seconds": time.monotonic() - began}


def readers() -> dict[str, Any]:
    """Access tokens: of the ten busiest listeners, and of others picked by chance; and staff's, with a session."""
    busiest = list(ListenerTotal.objects.order_by("-activities")[:10].values_list("user", flat=True))
    others = list(User.objects.filter(is_staff=False).order_by("?")[: READERS - 10].values_list("pk", flat=True))
    people = User.objects.in_bulk([*busiest, *others])
    staff = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("staff", "s@example.com")
    listeners = [{"id": str(pk), "token": open_session(user=user).access} for pk, user in people.items()]
    return {"listeners": listeners, "staff": open_session(user=staff).access, "cookie": _signed_in(staff)}


def _signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def statements() -> dict[str, Any]:
    """The slowest statement of the dashboard's page, for each period, the better of two; in ms."""
    user, slowest = User.objects.filter(is_superuser=True).first(), {}
    for period in PERIODS:
        slowest[period.name] = min(_slowest(user, period.name) for _ in range(2))
    return slowest


def _slowest(user: User | None, period: str) -> float:
    took: list[float] = []

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.monotonic()
        try:
            return execute(*arguments)
        finally:
            took.append((time.monotonic() - began) * 1000)

    request: Any = RequestFactory().get("/admin/dashboard/", {"period": period})
    request.user = user
    with connection.execute_wrapper(timed):
        dashboard(request).render()  # type: ignore[attr-defined]  # a template response
    return max(took)


def _run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def _count(table: str) -> int:
    return int(_value(f"SELECT COUNT(*) FROM {table}"))  # noqa: S608  # names above


def _value(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


COMMANDS = {each.__name__: each for each in (fill, listen, day, settle, trends, readers, statements)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.analytics_data", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    for name in ("listeners", "tracks", "activities"):
        parser.add_argument(f"--{name}", type=int)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    command: Callable[..., dict[str, Any]] = COMMANDS[given.pop("command")]
    sys.stdout.write(json.dumps(command(**given)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
