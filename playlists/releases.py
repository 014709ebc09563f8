"""Telling listeners of new releases by artists whose tracks they like.

What is new in the catalogue is what the providers' lists and the artists' pages brought; the pages of liked artists
are renewed here, a few at a time. An album is told once: who was told is found by the notification itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from catalogue.models import Album, Artist
from catalogue.warming import warm_artists
from notifications.models import Notification
from notifications.services import TOLD_AT_ONCE, Subject, notify_each
from playlists.models import Favorite

KIND: Final = "new_release"
NEW_FOR: Final = timedelta(days=14)
"""After this nobody is told any more; far less than notifications are kept, so that nobody is told twice."""

ALBUMS_AT_ONCE: Final = 500
ARTISTS_AT_ONCE: Final = 30
RUN_SECONDS: Final = 60.0
"""After which a run leaves the rest to the next one."""


def renew_liked_artists() -> int:
    """Renew the pages of liked artists that were not asked for the longest; how many."""
    liked = Artist.objects.filter(Exists(Favorite.objects.filter(track__artist=OuterRef("pk"))))
    due = liked.order_by(F("fetched_at").asc(nulls_first=True), "pk")[:ARTISTS_AT_ONCE]
    return warm_artists(artist.catalogue_id for artist in due)


def tell_of_new_releases() -> int:
    """Tell everybody who was not told yet, within a run's time; how many were."""
    until = time.monotonic() + RUN_SECONDS
    told = 0
    for album in _new_albums():
        for fans in _batches(album):
            told += len(_tell(album, fans))
            if time.monotonic() > until:
                return told
    return told


def _new_albums() -> Iterable[Album]:
    today = timezone.now().date()
    recent = Album.objects.shown().filter(release_date__gt=today - NEW_FOR, release_date__lte=today)
    liked = Exists(Favorite.objects.filter(track__artist=OuterRef("artist")))
    return recent.filter(liked).select_related("artist").order_by("-release_date", "pk")[:ALBUMS_AT_ONCE]


def _batches(album: Album) -> Iterable[list[User]]:
    """Those who liked the artist before the album was known here, and were not told of it."""
    last = UUID(int=0)
    while fans := list(_fans(album).filter(pk__gt=last).order_by("pk")[:TOLD_AT_ONCE]):
        yield fans
        last = fans[-1].pk


def _fans(album: Album) -> QuerySet[User]:
    likes = Favorite.objects.filter(user=OuterRef("pk"), track__artist=album.artist_id, added_at__lt=album.created_at)
    told = Notification.objects.filter(user=OuterRef("pk"), kind=KIND, group_key=_key(album))
    return User.objects.filter(Exists(likes), ~Exists(told), is_active=True)


def _tell(album: Album, fans: list[User]) -> list[Notification]:
    data = {"artist": album.artist.name if album.artist else "", "name": album.title, "cover": album.cover_medium}
    subject = Subject("album", album.catalogue_id)
    return notify_each(users=fans, kind=KIND, subject=subject, data=data, group_key=_key(album))


def _key(album: Album) -> str:
    return str(album.catalogue_id)
