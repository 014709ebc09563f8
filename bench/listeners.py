"""Listeners with playlists, queues and histories for `bench.hot`; prints who they are as JSON.

Readers only read. Players play: their queues have as many entries, and everything in them is repeated.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402  (Django first)
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework_simplejwt.tokens import AccessToken  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from accounts.tokens import open_session  # noqa: E402
from analytics.models import Activity  # noqa: E402
from analytics.partitions import make_months  # noqa: E402
from analytics.rollups.rolling import roll_up  # noqa: E402
from analytics.trends.refreshing import refresh_trends  # noqa: E402
from bench.stack import PASSWORD  # noqa: E402
from catalogue.ids import LOCAL  # noqa: E402
from catalogue.models import Album, Artist, Genre, Track  # noqa: E402
from config.identifiers import uuid7_at  # noqa: E402
from playlists.models import Playlist  # noqa: E402
from playlists.services import append_tracks  # noqa: E402
from playqueue.models import PlayQueue, QueueItem  # noqa: E402
from playqueue.ordering import append  # noqa: E402

READERS, PLAYERS = 16, 32
TRACKS = 2_000
PLAYLISTS, ENTRIES = 25, 100
LISTENS, DAYS = 300, 60


def catalogue() -> list[Track]:
    """Tracks of artists whose relations were learned, as those of all that is played are."""
    genres = Genre.objects.bulk_create([Genre(number=1_000_000 + n, name=f"Genre {n}") for n in range(20)])
    now = timezone.now()
    artists = Artist.objects.bulk_create(
        [_own(Artist, name=f"Artist {n}", related_at=now) for n in range(TRACKS // 10)]
    )
    albums = Album.objects.bulk_create(
        [
            _own(Album, title=f"Album {n}", artist=artists[n % len(artists)], cover_medium=f"/media/covers/{n}.webp")
            for n in range(TRACKS // 5)
        ]
    )
    return Track.objects.bulk_create(
        [
            _own(Track, title=f"Track {n}", artist=album.artist, album=album, genre=genres[n % 20], duration=200)
            for n in range(TRACKS)
            for album in [albums[n % len(albums)]]
        ]
    )


def _own(model: Any, **columns: Any) -> Any:
    return model(provider=LOCAL, external_id=str(uuid4()), **columns)


def people() -> list[User]:
    """All with one password, whose hash is made once."""
    hashed = make_password(PASSWORD)
    users = User.objects.bulk_create(
        [
            User(username=f"listener{n}", email=f"listener{n}@example.com", password=hashed)
            for n in range(READERS + PLAYERS)
        ]
    )
    Profile.objects.bulk_create([Profile(user=user, bio="Listens at night.") for user in users])
    return users


def playlists(user: User, tracks: list[Track]) -> str:
    """Some playlists, of which the first has entries: its id."""
    made = [
        Playlist.objects.create(owner=user, name=f"Playlist {n}", description="For a rainy day.", is_public=n % 2 == 0)
        for n in range(PLAYLISTS)
    ]
    append_tracks(playlist=made[0], tracks=tracks[:ENTRIES], by=user)
    return str(made[0].pk)


@transaction.atomic
def queue(user: User, tracks: list[Track]) -> None:
    made = PlayQueue.objects.locked(user)
    append(made, [track.pk for track in tracks[:ENTRIES]], source=QueueItem.Source.USER)
    made.repeat = PlayQueue.Repeat.ALL
    made.save()


def history(user: User, tracks: list[Track], rank: int) -> None:
    now = datetime.now(UTC)
    moments = [now - timedelta(hours=DAYS * 24 * (n + 1) / LISTENS) for n in range(LISTENS)]
    Activity.objects.bulk_create(
        [
            Activity(
                id=uuid7_at(at),
                user=user,
                track=tracks[(n * n + rank) % len(tracks)],
                action=Activity.Action.PLAY if n % 5 else Activity.Action.SKIP,
                source=Activity.Source.QUEUE,
                timestamp=at,
                ended_at=at + timedelta(minutes=3),
                played_ms=180_000,
            )
            for n, at in enumerate(moments)
        ]
    )


def fill() -> dict[str, Any]:
    make_months(datetime.now(UTC) - timedelta(days=DAYS + 1), datetime.now(UTC))
    tracks, found = catalogue(), []
    for rank, user in enumerate(people()):
        part = tracks[rank * 37 % 1_500 :]
        found.append(
            {
                "id": str(user.pk),
                "email": user.email,
                "token": open_session(user=user).access,
                "bare_token": str(AccessToken.for_user(user)),
                "playlist": playlists(user, part),
            }
        )
        queue(user, part)
        history(user, tracks, rank)
    while roll_up():
        pass
    refresh_trends()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    ids = [str(track.catalogue_id) for track in tracks]
    return {"readers": found[:READERS], "players": found[READERS:], "tracks": ids}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill()))
