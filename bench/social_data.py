"""A year of following, liking, commenting and listening for `bench.social`, made in the database.

Each command prints JSON. The first `READERS` listeners follow so many people each, picked by chance; everybody does as
much as anybody. Listens are of the last 60 days, of which a feed shows 30, everything else is of the last year.
"""

# ruff: noqa: S608  (our own names and numbers)

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.db import connection  # noqa: E402  (Django first)
from django.db.models import Exists, OuterRef  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from accounts.tokens import open_session  # noqa: E402
from analytics.partitions import make_months  # noqa: E402
from analytics.rollups.triggers import paused  # noqa: E402
from catalogue.ids import LOCAL  # noqa: E402
from catalogue.models import Album, Artist, Track  # noqa: E402
from social.models import Follow  # noqa: E402

READERS = 50
TRACKS = 10_000
BATCH = 5_000

_ID = (
    "(lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(hex, 1, 3) || '8' "
    "|| substr(hex, 4, 15))::uuid"
)
_DRAWN = (
    "(SELECT i, now() - random() * interval '{days} days' AS at, md5(random()::text) AS hex, "
    "floor(random() * {people})::int AS who, floor(random() * {others})::int AS other "
    "FROM generate_series(1, {events}) AS i OFFSET 0) AS drawn JOIN bench_person AS actor ON actor.rank = who"
)
_PLAYLISTS = (
    "INSERT INTO playlists_playlist (id, owner_id, name, search_name, description, is_public, cover_image, "
    "track_count, last_serial, version, follower_count, published_at, created_at, updated_at) "
    f"SELECT {_ID}, actor.id, 'List ' || i, 'list ' || i, '', i % 4 > 0, '', 0, 0, 0, 0, "
    "CASE WHEN i % 4 > 0 THEN at END, at, at FROM "
)
_LIKES = (
    f"INSERT INTO social_playlistlike (id, user_id, playlist_id, created_at) SELECT {_ID}, actor.id, p.id, at FROM "
)
_COMMENTS = (
    "INSERT INTO social_comment (id, author_id, track_id, text, likes_total, created_at) "
    f"SELECT {_ID}, actor.id, t.id, 'A comment of some length, number ' || i, 0, at FROM "
)
_FOLLOWS = (
    "INSERT INTO social_follow (id, follower_id, followed_id, created_at, accepted_at) "
    f"SELECT {_ID}, actor.id, p.id, at, at FROM "
)
_LISTENS = (
    "INSERT INTO analytics_activity (id, user_id, track_id, action, source, timestamp, ended_at, played_ms, metadata) "
    f"SELECT {_ID}, actor.id, t.id, 'play', 'queue', at, at + interval '3 minutes', 180000, '{{{{}}}}' FROM "
)


def fill(*, people: int, events: int, followed: int) -> dict[str, Any]:
    """``events`` in all: half of them listens, the others likes, comments, follows and playlists."""
    users = [User(username=f"p{n}", email=f"p{n}@example.com", password="!") for n in range(people)]  # noqa: S106  # nobody's
    User.objects.bulk_create(users, batch_size=BATCH)
    Profile.objects.bulk_create(
        [Profile(user=each, shares_listens=number % 2 == 0) for number, each in enumerate(users)], batch_size=BATCH
    )
    artist = Artist.objects.create(provider=LOCAL, external_id=str(uuid4()), name="Artist")
    album = Album.objects.create(provider=LOCAL, external_id=str(uuid4()), title="Album", artist=artist)
    Track.objects.bulk_create(
        [Track(provider=LOCAL, external_id=str(uuid4()), title=f"Track {n}", artist=artist, album=album, duration=200)
         for n in range(TRACKS)],
        batch_size=BATCH,
    )  # fmt: skip
    _ranked("person", "accounts_user", "username LIKE 'p%%'")
    _ranked("track", "catalogue_track", "true")
    _draw(_PLAYLISTS, events // 20, people, 1)
    _ranked("playlist", "playlists_playlist", "true")
    to_track, to_playlist = (
        f"JOIN bench_{name} AS {name[0]} ON {name[0]}.rank = other" for name in ("track", "playlist")
    )
    _draw(_LIKES, events // 5, people, events // 20, f"{to_playlist} ON CONFLICT DO NOTHING")
    _draw(_COMMENTS, events * 3 // 20, people, TRACKS, to_track)
    to_person = "JOIN bench_person AS p ON p.rank = other AND other <> who ON CONFLICT DO NOTHING"
    _draw(_FOLLOWS, events // 10, people, people, to_person)
    for reader in range(READERS):
        drawn = _DRAWN.format(days=365, people=1, others=people, events=followed).replace(
            "rank = who", f"rank = {reader}"
        )
        _run(f"{_FOLLOWS}{drawn} {to_person}".replace("other <> who", f"other <> {reader}"))
    now = datetime.now(UTC)
    make_months(now - timedelta(days=365), now)
    with paused():
        _draw(_LISTENS, events // 2, people, TRACKS, to_track, days=60)
    for table in ("social_follow", "social_playlistlike", "social_comment", "playlists_playlist", "analytics_activity",
                  "accounts_user", "accounts_profile", "catalogue_track"):  # fmt: skip
        _run(f"VACUUM (ANALYZE) {table}")
    return {"events": sum(_count(each) for each in ("social_follow", "social_playlistlike", "social_comment",
                                                    "playlists_playlist", "analytics_activity"))}  # fmt: skip


def readers() -> dict[str, Any]:
    """Access tokens of those who follow the most, and the id of one whom each follows."""
    people = User.objects.filter(username__in=[f"p{n}" for n in range(READERS)])
    found = []
    for each in people.filter(Exists(Follow.objects.filter(follower=OuterRef("pk")))):
        follows = Follow.objects.accepted().filter(follower=each)
        followed = follows.values_list("followed_id", flat=True)[0]
        found.append({"token": open_session(user=each).access, "follows": follows.count(), "followed": str(followed)})
    return {"readers": found, "track": str(Track.objects.order_by("pk")[0].catalogue_id)}


def _ranked(name: str, table: str, which: str) -> None:
    order = "length(username), username" if name == "person" else "id"
    rank = f"row_number() OVER (ORDER BY {order}) - 1 AS rank"
    _run(f"CREATE TABLE bench_{name} AS SELECT {rank}, id FROM {table} WHERE {which}")
    _run(f"CREATE UNIQUE INDEX ON bench_{name} (rank)")
    _run(f"ANALYZE bench_{name}")


def _draw(into: str, events: int, people: int, others: int, joined: str = "", *, days: int = 365) -> None:
    drawn = _DRAWN.format(days=days, people=people, others=others, events=events)
    _run(f"{into}{drawn} {joined}".replace("'{{}}'", "'{}'"))


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])


COMMANDS = {"fill": fill, "readers": readers}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.social_data", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    for name in ("people", "events", "followed"):
        parser.add_argument(f"--{name}", type=int)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    command: Any = COMMANDS[given.pop("command")]
    sys.stdout.write(json.dumps(command(**given)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
