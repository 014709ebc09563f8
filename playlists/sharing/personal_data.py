"""What listeners share, join and follow: to be exported, and to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import F

from accounts.models import User
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from playlists.models import Member, PlaylistFollow, SharedWith, ShareLink
from playlists.sharing.follows import forget

_NAME: Final = {"playlist_name": F("playlist__name")}
_MEMBER: Final = ("id", "playlist_id", "role", "state", "created_at", "joined_at")
_SHARED: Final = ("id", "playlist_id", "created_at")
_LINK: Final = ("id", "playlist_id", "role", "created_at", "expires_at")


def _members(user: User) -> Iterator[Row]:
    return in_batches(Member.objects.filter(user=user).values(*_MEMBER, **_NAME), by=("id",))


def _shared(user: User) -> Iterator[Row]:
    return in_batches(SharedWith.objects.filter(user=user).values(*_SHARED, **_NAME), by=("id",))


def _follows(user: User) -> Iterator[Row]:
    return in_batches(PlaylistFollow.objects.of(user).values(*_SHARED, **_NAME), by=("id",))


def _links(user: User) -> Iterator[Row]:
    links = ShareLink.objects.filter(playlist__owner=user).with_opens()
    return in_batches(links.values(*_LINK, "opens", **_NAME), by=("id",))


def _erase_members(user: User, alive: Alive) -> None:
    delete_in_batches(Member.objects.filter(user=user), alive=alive)


def _erase_shared(user: User, alive: Alive) -> None:
    delete_in_batches(SharedWith.objects.filter(user=user), alive=alive)


def _erase_follows(user: User, alive: Alive) -> None:
    """One by one, since each is counted."""
    while some := list(PlaylistFollow.objects.of(user).values_list("playlist_id", flat=True)[:100]):
        for playlist_id in some:
            forget(playlist_id=playlist_id, user=user)
        alive()


PARTS: Final = (
    PersonalData(
        name="playlist_members",
        columns=(*_MEMBER, *_NAME),
        rows=_members,
        count=lambda user: Member.objects.filter(user=user).count(),
        erase=_erase_members,
        holds=("playlists.Member",),
    ),
    PersonalData(
        name="playlists_shared_with_me",
        columns=(*_SHARED, *_NAME),
        rows=_shared,
        count=lambda user: SharedWith.objects.filter(user=user).count(),
        erase=_erase_shared,
        holds=("playlists.SharedWith",),
    ),
    PersonalData(
        name="playlist_follows",
        columns=(*_SHARED, *_NAME),
        rows=_follows,
        count=lambda user: PlaylistFollow.objects.of(user).count(),
        erase=_erase_follows,
        holds=("playlists.PlaylistFollow",),
    ),
    PersonalData(
        name="playlist_links",
        columns=(*_LINK, "opens", *_NAME),
        rows=_links,
        count=lambda user: ShareLink.objects.filter(playlist__owner=user).count(),
        holds=(),
    ),
)
