"""A small world with a model: two genres, listeners of either, and what they played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import Profile, User
from analytics.models import Activity
from catalogue.ids import LOCAL
from catalogue.models import Album, Artist, Genre, Track
from recommendations import serving
from recommendations.models import ModelVersion
from recommendations.training.fitting import fit
from recommendations.training.publishing import publish_if_good

ARTISTS, EACH = 4, 5
"""Of a genre, and tracks of an artist."""


@dataclass(frozen=True)
class World:
    """Tracks by genre, album after album; listeners by genre."""

    rock: list[Track]
    jazz: list[Track]
    rockers: list[User]
    jazzers: list[User]


def make_world(listeners: int = 6, plays: int = 12) -> World:
    """Everybody of a genre plays ``plays`` tracks of it in their order, each beginning somewhere else."""
    rock, jazz = (_genre(number, name) for number, name in ((152, "Rock"), (129, "Jazz")))
    rockers, jazzers = (_listeners(name, listeners) for name in ("rocker", "jazzer"))
    for users, tracks in ((rockers, rock), (jazzers, jazz)):
        for number, user in enumerate(users):
            start = 3 * number
            play(user, [tracks[(start + step) % len(tracks)] for step in range(plays)])
    return World(rock, jazz, rockers, jazzers)


def play(user: User, tracks: Sequence[Track], *, action: str = Activity.Action.PLAY, days_ago: float = 0) -> None:
    """One after the other, the last one just now."""
    now = timezone.now() - timedelta(days=days_ago)
    Activity.objects.bulk_create(
        Activity(user=user, track=track, action=action, timestamp=now - timedelta(minutes=4 * place))
        for place, track in enumerate(reversed(tracks))
    )


def train() -> ModelVersion:
    """As the job does it, in this process."""
    serving.folder().mkdir(parents=True, exist_ok=True)
    return publish_if_good(fit(serving.folder(), lambda *_: None))


def _genre(number: int, name: str) -> list[Track]:
    genre = Genre.objects.create(number=number, name=name)
    made: list[Track] = []
    for at in range(ARTISTS):
        artist = Artist.objects.create(
            provider=LOCAL, external_id=str(uuid4()), name=f"{name} {at}", search_name=f"{name} {at}".lower()
        )
        album = Album.objects.create(
            provider=LOCAL,
            external_id=str(uuid4()),
            title=f"{name} album {at}",
            artist=artist,
            cover_medium=f"https://covers.example/{name}-{at}.jpg",
        )
        made += [_track(f"{name} {at}.{each}", artist, album, genre) for each in range(EACH)]
    return Track.objects.bulk_create(made)


def _track(title: str, artist: Artist, album: Album, genre: Genre) -> Track:
    return Track(
        provider=LOCAL,
        external_id=str(uuid4()),
        title=title,
        search_title=title.lower(),
        artist=artist,
        album=album,
        genre=genre,
        duration=200,
        rank=10,
        readable=True,
        has_preview=True,
    )


def new_track(like: Track, title: str = "Brand new") -> Track:
    """By the same artist, in the same genre."""
    track = _track(title, like.artist, like.album, like.genre)  # type: ignore[arg-type]
    track.save()
    return track


def _listeners(name: str, number: int) -> list[User]:
    users = User.objects.bulk_create(
        User(username=f"{name}{at}", email=f"{name}{at}@example.com", password="!") for at in range(number)
    )
    Profile.objects.bulk_create(Profile(user=user) for user in users)
    return users
