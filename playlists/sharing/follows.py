"""Following public playlists, and telling followers, a few hundred at a time, that something has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from accounts.seen import seen_by
from config.batches import Alive, nobody_waits
from notifications.fan_out import AT_ONCE, notify_group
from notifications.services import Subject
from playlists.models import Playlist, PlaylistFollow
from playlists.sharing.errors import NotPublic, OwnPlaylist

KIND: Final = "playlist_change"


@transaction.atomic
def follow(*, playlist: Playlist, user: User) -> bool:
    """Whether it is new. Raises `OwnPlaylist` and `NotPublic`."""
    if playlist.owner_id == user.pk:
        raise OwnPlaylist
    if not playlist.is_public:
        raise NotPublic
    _, is_new = PlaylistFollow.objects.get_or_create(playlist=playlist, user=user)
    if is_new:
        _count(playlist.pk, 1)
    return is_new


@transaction.atomic
def forget(*, playlist_id: UUID, user: User) -> bool:
    """Whether there was a follow."""
    deleted, _ = PlaylistFollow.objects.of(user).filter(playlist=playlist_id).delete()
    if deleted:
        _count(playlist_id, -deleted)
    return bool(deleted)


def unfollow(*, playlist_id: UUID, user: User) -> None:
    """Also what is out of the user's sight by now; a repeat is no error.

    Raises `PlaylistNotFound` for what was not followed and is not to be seen.
    """
    if not forget(playlist_id=playlist_id, user=user):
        Playlist.objects.readable_by(user, playlist_id)


def forget_follow(locked: Playlist, user: User) -> None:
    """The row of the playlist is locked, and for the caller to save with its ``follower_count``."""
    deleted, _ = PlaylistFollow.objects.of(user).filter(playlist=locked).delete()
    locked.follower_count -= deleted


def followed_by(user: User) -> QuerySet[PlaylistFollow]:
    """What of it is public and in sight, the latest followed first, each with its playlist's id alone."""
    in_sight = Playlist.objects.visible_to(user).filter(is_public=True)
    return PlaylistFollow.objects.of(user).filter(playlist__in=in_sight).order_by("-pk")


def tell_followers(*, playlist_id: UUID, by: UUID, alive: Alive = nobody_waits) -> int:
    """How many were told: those who were not told before of what this editor does, or have read that."""
    playlist = Playlist.objects.open_to_all().filter(pk=playlist_id, is_public=True).select_related("owner").first()
    editor = User.objects.filter(pk=by, is_active=True).first()
    if playlist is None or editor is None:
        return 0
    told = 0
    for users in _batches(playlist, editor):
        told += notify_group(
            users=users,
            kind=KIND,
            subject=Subject("playlist", playlist.pk),
            actor=editor,
            data={"name": playlist.name},
            group_key=f"playlist:{playlist.pk}",
        )
        alive()
    return told


def _batches(playlist: Playlist, editor: User) -> Iterator[list[User]]:
    """Followers who see both the owner and the editor."""
    follows = Exists(PlaylistFollow.objects.filter(user=OuterRef("pk"), playlist=playlist))
    followers = User.objects.filter(follows, seen_by(playlist.owner), seen_by(editor)).exclude(pk=editor.pk)
    last = UUID(int=0)
    while users := list(followers.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield users
        last = users[-1].pk


def _count(playlist_id: UUID, by: int) -> None:
    Playlist.objects.filter(pk=playlist_id).update(follower_count=F("follower_count") + by)
