"""Letting listeners read a playlist by their names, without asking them to join."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.blocking import lock_people
from accounts.errors import UserNotFound
from accounts.models import User
from accounts.seen import are_blocked, seen_by
from config.realtime.publishing import recheck
from playlists.models import Playlist, SharedWith
from playlists.screening import expose
from playlists.sharing.errors import TooManyListeners
from playlists.sharing.members import tell_of_invitation

MOST: Final = 100


def listeners_of(playlist: Playlist, *, asking: User) -> QuerySet[SharedWith]:
    return SharedWith.objects.filter(seen_by(asking, "user"), playlist=playlist).select_related("user").order_by("pk")


@transaction.atomic
def share_with(*, playlist: Playlist, person: User, by: User) -> tuple[SharedWith, bool]:
    """The row, and whether it is new. Raises what `members.invite` raises, `TooManyListeners` for its maximum."""
    lock_people([by.pk, person.pk])
    if are_blocked(by.pk, person.pk):
        raise UserNotFound
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    if there := locked.shared_with.filter(user=person).first():
        return there, False
    if locked.shared_with.count() >= MOST:
        raise TooManyListeners
    expose(locked, by)
    made = SharedWith.objects.create(playlist=locked, user=person)
    tell_of_invitation(locked, person, "", by)
    return made, True


@transaction.atomic
def share_no_more_with(*, playlist: Playlist, user_id: UUID, by: User) -> None:
    """A repeat is no error. Raises `NotYourPlaylist` and `PlaylistNotFound`."""
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    locked.shared_with.filter(user=user_id).delete()
    recheck([user_id])
