"""Copying a playlist that one may read: a private one of one's own, with all its tracks in the same order."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone

from accounts.models import User
from playlists.models import Playlist, PlaylistTrack
from playlists.ordering import GAP

AT_ONCE: Final = 2_500
"""Rows of one statement."""


@transaction.atomic
def copy_playlist(*, source: Playlist, user: User, name: str = "") -> Playlist:
    """``source`` was found by `readable_by`. What it holds is read in one statement, so that it is of one moment."""
    tracks = list(source.entries.in_order().values_list("track_id", flat=True))
    made = Playlist(
        owner=user,
        name=name or source.name,
        description=source.description,
        track_count=len(tracks),
        last_serial=len(tracks),
    )
    made.save(force_insert=True)
    now = timezone.now()
    rows = (
        PlaylistTrack(playlist=made, track_id=track, sort_key=serial * GAP, serial=serial, added_at=now, added_by=user)
        for serial, track in enumerate(tracks, start=1)
    )
    PlaylistTrack.objects.bulk_create(rows, batch_size=AT_ONCE)
    _remember_origin(made, source)
    return made


def _remember_origin(made: Playlist, source: Playlist) -> None:
    """Last of all, and null when the source was deleted meanwhile."""
    there = Playlist.objects.filter(pk=source.pk).values("pk")[:1]
    Playlist.objects.filter(pk=made.pk).update(copied_from=Subquery(there))
    made.copied_from_id = source.pk
