"""What the social room tells listeners, and takes back. Nobody is told of what they would not see."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from accounts.models import User
from notifications.models import Notification
from notifications.services import Subject, notify
from playlists.models import Playlist
from social.models import Comment, Follow

_ASKED = "follow_request"


def followed(*, follower: User, followed: User) -> None:
    notify(user=followed, kind="follow", subject=Subject("user", followed.pk), actor=follower, group_key="follow")


def asked(*, follower: User, followed: User) -> None:
    """Once for each who asks; who withdraws and asks again is listed again, without a message."""
    about = Subject("user", follower.pk)
    key = str(follower.pk)
    if notify(user=followed, kind=_ASKED, subject=about, actor=follower, group_key=key) is None:
        again = Notification.objects.filter(user=followed, kind=_ASKED, group_key=key)
        again.update(is_listed=True, read_at=None, updated_at=timezone.now())


def request_is_over(request: Follow) -> None:
    """It was answered or withdrawn: it asks nothing any more."""
    asked = Notification.objects.filter(user=request.followed_id, kind=_ASKED, group_key=str(request.follower_id))
    asked.update(is_listed=False)


def accepted(*, follower: User, by: User) -> None:
    notify(user=follower, kind="follow_accepted", subject=Subject("user", by.pk), actor=by)


def playlist_liked(*, playlist: Playlist, by: User) -> None:
    _tell("like", playlist.owner, by, Subject("playlist", playlist.pk), playlist.name, f"playlist {playlist.pk}")


def unliked(*, user_id: UUID, subject: Subject, by: User) -> None:
    """Nothing is left of a notification that told of this like alone."""
    told = Notification.objects.filter(user=user_id, kind="like", actor=by, count=1)
    told.filter(subject_type=subject.type, subject_id=str(subject.id)).delete()


def comment_liked(*, comment: Comment, by: User) -> None:
    if comment.author is not None:
        name = f"your comment on {name_of(comment)}"
        _tell("like", comment.author, by, Subject("comment", comment.pk), name, f"comment {comment.pk}")


def commented(*, comment: Comment, by: User) -> None:
    """The playlist's owner of a comment, its author of a reply; one message where both are the same."""
    parent, playlist = comment.parent, comment.playlist
    about, name = Subject("comment", comment.parent_id or comment.pk), name_of(comment)
    replied_to = parent.author if parent else None
    if replied_to is not None:
        _tell("reply", replied_to, by, about, name, f"comment {comment.parent_id}")
    if playlist is not None and playlist.owner != replied_to:
        subject = Subject("playlist", playlist.pk)
        _tell("comment", playlist.owner, by, subject, name, f"playlist {playlist.pk}")


def name_of(comment: Comment) -> str:
    """Of what it is about. Needs that loaded (`with_subjects`)."""
    subject = comment.track or comment.album or comment.playlist
    return str(subject)


def forget_comment(comment: Comment) -> None:
    """The notifications that are about nothing else go with it: there is nothing to open any more."""
    if comment.author_id is None:
        return
    to_author = Notification.objects.filter(user=comment.author_id)
    to_author.filter(subject_type="comment", subject_id=str(comment.pk)).delete()
    others = Comment.objects.filter(author=comment.author_id).exclude(pk=comment.pk)
    by_author = Notification.objects.filter(actor=comment.author_id, count=1)
    if comment.parent_id and not others.filter(parent=comment.parent_id).exists():
        by_author.filter(kind="reply", subject_id=str(comment.parent_id)).delete()
    if comment.playlist_id and not others.filter(playlist=comment.playlist_id).exists():
        by_author.filter(kind="comment", subject_id=str(comment.playlist_id)).delete()


def _tell(kind: str, user: User, by: User, subject: Subject, name: str, group_key: str) -> None:
    notify(user=user, kind=kind, subject=subject, actor=by, data={"name": name[:200]}, group_key=group_key)
