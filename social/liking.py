"""Likes on playlists and on comments."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from accounts.seen import seen_by
from notifications.services import Subject
from playlists.models import Playlist
from social import notices
from social.errors import CommentNotFound, TooManyLikes
from social.models import Comment, CommentLike, PlaylistLike
from social.seeing import doings_seen_by

MAX_LIKES = 10_000
"""Playlists that one listener likes."""


@transaction.atomic
def like_playlist(*, user: User, playlist_id: UUID) -> Playlist:
    """Repeating it changes nothing. Raises PlaylistNotFound and TooManyLikes."""
    playlist = Playlist.objects.readable_by(user, playlist_id)
    Playlist.objects.locked(playlist_id)  # or it could be deleted before this is committed
    mine = PlaylistLike.objects.filter(user=user)
    if not mine.filter(playlist=playlist).exists():
        if mine.count() >= MAX_LIKES:
            raise TooManyLikes
        PlaylistLike.objects.create(user=user, playlist=playlist)
        notices.playlist_liked(playlist=playlist, by=user)
    return playlist


@transaction.atomic
def unlike_playlist(*, user: User, playlist_id: UUID) -> Playlist:
    """Repeating it changes nothing. Raises PlaylistNotFound."""
    mine = PlaylistLike.objects.filter(user=user, playlist=playlist_id).select_related("playlist").first()
    if mine is not None:
        mine.delete()
        notices.unliked(user_id=mine.playlist.owner_id, subject=Subject("playlist", playlist_id), by=user)
    return Playlist.objects.readable_by(user, playlist_id)


def likes_of(playlist: Playlist, *, seen: User) -> QuerySet[PlaylistLike]:
    """Those of people whose doings the listener sees; of one's own playlist those of everybody but blocked people."""
    who = seen_by(seen, "user") if playlist.owner_id == seen.pk else doings_seen_by(seen, "user")
    return PlaylistLike.objects.filter(who, playlist=playlist)


@transaction.atomic
def like_comment(*, user: User, comment_id: UUID) -> None:
    """Repeating it changes nothing. Raises CommentNotFound, also for a deleted one."""
    comment = _locked(user, comment_id)
    _, is_new = CommentLike.objects.get_or_create(user=user, comment=comment)
    if is_new:
        Comment.objects.filter(pk=comment_id).update(likes_total=F("likes_total") + 1)
        notices.comment_liked(comment=comment, by=user)


@transaction.atomic
def unlike_comment(*, user: User, comment_id: UUID) -> None:
    """Repeating it changes nothing. Raises CommentNotFound."""
    comment = _locked(user, comment_id)
    if CommentLike.objects.filter(user=user, comment=comment_id).delete()[0]:
        Comment.objects.filter(pk=comment_id).update(likes_total=F("likes_total") - 1)
        if comment.author_id is not None:
            notices.unliked(user_id=comment.author_id, subject=Subject("comment", comment_id), by=user)


def _locked(user: User, comment_id: UUID) -> Comment:
    """A comment that the user sees, locked: its likes are counted in it."""
    seen = Comment.objects.visible_to(user).written().filter(pk=comment_id)
    comment = seen.select_related("author", "track", "album", "playlist").first()
    if comment is None or not list(Comment.objects.select_for_update().written().filter(pk=comment_id)):
        raise CommentNotFound
    return comment
