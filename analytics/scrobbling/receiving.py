"""Listens that players report: kept at once, recognised and recorded in the background.

A request waits for no provider, and nothing that was answered with "ok" is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from analytics.privacy import is_private_session
from analytics.scrobbling.models import Received
from config.errors import DomainError
from config.jobs.services import enqueue

RECOGNISE: Final = "scrobbling.recognise"
MAX_KEPT: Final = 100_000
"""Of one listener: those that wait and those that nobody knows."""
PLAYING_SECONDS: Final = 600
"""How long something plays whose length was not said."""

_EVENTS: Final = UUID("8f0c9d5e-6d0b-5b0a-9c55-2f6f1f0a7a11")


class TooManyKept(DomainError):
    """Whoever sends a hundred thousand listens of unknown music is not listening."""

    status = 429
    code = "too_many_unknown"
    detail = "Too many of your scrobbles could not be recognised yet. Delete some, or come back later."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "3600"})


@dataclass(frozen=True, slots=True)
class Heard:
    """``listened_at`` in seconds of the epoch: when it began. ``duration_ms`` is the track's, 0 unknown."""

    artist: str
    title: str
    listened_at: int = 0
    album: str = ""
    duration_ms: int = 0
    isrc: str = ""
    client: str = ""

    @property
    def event(self) -> UUID:
        """The same for the same listen, however often and by whichever player it is sent."""
        text = "\x1f".join((str(self.listened_at), self.artist.casefold(), self.title.casefold()))
        return uuid5(_EVENTS, text)


def receive(*, user: User, listens: Sequence[Heard]) -> None:
    """Keep these listens. In a private session nothing is kept. Raises `TooManyKept`."""
    if is_private_session(user):
        return
    if Received.objects.visible_to(user).count() + len(listens) > MAX_KEPT:
        raise TooManyKept
    with transaction.atomic():
        Received.objects.bulk_create([_row(user, each) for each in listens], ignore_conflicts=True, batch_size=500)
        enqueue(kind=RECOGNISE, key=str(user.pk), owner=user)


def _row(user: User, heard: Heard) -> Received:
    return Received(
        user=user,
        event=heard.event,
        listened_at=datetime.fromtimestamp(heard.listened_at, UTC),
        artist=heard.artist,
        title=heard.title,
        album=heard.album,
        duration_ms=heard.duration_ms,
        isrc=heard.isrc,
        client=heard.client,
    )


def now_playing(*, user: User, heard: Heard) -> None:
    """Remember it for as long as it lasts. In a private session nothing is remembered."""
    if is_private_session(user):
        return
    about = {"artist_name": heard.artist, "track_name": heard.title, "album_name": heard.album, "client": heard.client}
    cache.set(_key(user), about, heard.duration_ms // 1000 or PLAYING_SECONDS)


def playing(user: User) -> dict[str, str] | None:
    """What a player said last that it plays, if that can still be so."""
    found: dict[str, str] | None = cache.get(_key(user))
    return found


def _key(user: User) -> str:
    return f"scrobbling:playing:{user.pk}"
