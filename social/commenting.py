"""Writing, changing and deleting comments.

A reply, and the deletion of what can have replies, lock the comment that stands above: neither is a reply given to what
is being deleted, nor is a comment with a reply deleted whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.moderation.screening import Hold, held, verdict
from playlists.models import Playlist
from social import notices
from social.errors import (
    CommentNotFound,
    CommentTooOld,
    NoReplyToReplies,
    NotYourComment,
    TooManyComments,
    TooManyReplies,
)
from social.models import Comment
from social.moderation import KIND, content_of
from social.subjects import Subject, column_of

CHANGED_WITHIN = timedelta(minutes=15)
MAX_COMMENTS = 10_000
"""Of one listener."""

MAX_REPLIES = 1_000
"""To one comment."""


def write_comment(
    *, author: User, subject: Subject, text: str, parent_id: UUID | None = None, client_id: UUID | None = None
) -> tuple[Comment, bool]:
    """The comment, loaded as `found_comment` does it, and whether it is new: what the same ``client_id`` wrote before
    is given back as it is.

    Raises CommentNotFound, NoReplyToReplies, TooManyReplies and TooManyComments, and PlaylistNotFound where the
    playlist was deleted a moment ago.
    """
    if (there := _written_before(author, client_id)) is not None:
        return there, False
    hold = verdict(author=author, kind=KIND, texts=[text])
    draft = Comment(author=author, text=text, client_id=client_id, hidden_at=timezone.now() if hold else None)
    setattr(draft, column_of(subject), subject)
    try:
        with transaction.atomic():
            _store(draft, parent_id, hold)
    except IntegrityError:
        # A twin with the same id was faster.
        if (there := _written_before(author, client_id)) is None:
            raise
        return there, False
    return found_comment(user=author, comment_id=draft.pk), True


@transaction.atomic
def change_text(*, comment: Comment, text: str, by: User) -> None:
    """Raises NotYourComment, CommentTooOld, and CommentNotFound where it was deleted a moment ago."""
    if comment.author_id != by.pk:
        raise NotYourComment
    hold = verdict(author=by, kind=KIND, texts=[text])
    locked = Comment.objects.select_for_update().filter(pk=comment.pk, author=by).first()
    if locked is None:
        raise CommentNotFound
    if timezone.now() - locked.created_at > CHANGED_WITHIN:
        raise CommentTooOld
    locked.text, locked.edited_at = text, timezone.now()
    locked.hidden_at = locked.hidden_at or (timezone.now() if hold else None)
    locked.save(update_fields=["text", "edited_at", "hidden_at"])
    if hold:
        held(content=content_of(locked, by.pk), why=hold)


@transaction.atomic
def delete_comment(*, comment: Comment, by: User) -> None:
    """By its author, or by the owner of the playlist it is on. Raises NotYourComment and CommentNotFound."""
    owner = comment.playlist.owner_id if comment.playlist else None
    if by.pk not in (comment.author_id, owner):
        raise NotYourComment
    list(Comment.objects.select_for_update().filter(pk=comment.parent_id or comment.pk))
    there = Comment.objects.written().filter(pk=comment.pk).first()
    if there is None:
        raise CommentNotFound
    take_out([there])


def take_out(comments: Iterable[Comment]) -> None:
    """Delete these; of those with replies the row stays, without author and text, until its last reply goes.

    The caller has locked what stands above them, in a transaction.
    """
    for comment in comments:
        notices.forget_comment(comment)
        comment.likes.all().delete()
        if comment.parent_id is None and comment.replies.exists():
            empty = {"author": None, "text": "", "client_id": None, "hidden_at": None, "edited_at": None}
            Comment.objects.filter(pk=comment.pk).update(**empty, likes_total=0)
        else:
            Comment.objects.filter(pk=comment.pk).delete()
            _drop_if_empty(comment.parent_id)


def found_comment(*, user: User, comment_id: UUID) -> Comment:
    """A comment that the user sees, with its author and what it is about; raises CommentNotFound."""
    comments = Comment.objects.visible_to(user).with_author().with_subjects()
    found = comments.filter(pk=comment_id).first()
    if found is None:
        raise CommentNotFound
    return found


def _store(draft: Comment, parent_id: UUID | None, hold: Hold | None) -> None:
    author = draft.author
    if author is None:
        raise CommentNotFound
    if Comment.objects.filter(author=author).count() >= MAX_COMMENTS:
        raise TooManyComments
    if draft.playlist_id:
        Playlist.objects.locked(draft.playlist_id)  # or it could be deleted before this is committed
    if parent_id:
        draft.parent = _parent(author, parent_id, draft)
    draft.save(force_insert=True)
    if hold:
        held(content=content_of(draft, author.pk), why=hold)
    else:
        notices.commented(comment=draft, by=author)


def _parent(author: User, parent_id: UUID, draft: Comment) -> Comment:
    column = f"{draft.about}_id"
    seen = Comment.objects.visible_to(author).written()
    same = seen.select_related("author").filter(pk=parent_id, **{column: getattr(draft, column)})
    parent = same.first()
    if parent is None:
        raise CommentNotFound
    if parent.parent_id is not None:
        raise NoReplyToReplies
    if not list(Comment.objects.select_for_update().written().filter(pk=parent_id)):
        raise CommentNotFound
    if Comment.objects.filter(parent=parent).count() >= MAX_REPLIES:
        raise TooManyReplies
    return parent


def _drop_if_empty(parent_id: UUID | None) -> None:
    """What is left of a deleted comment has no reason to stay without replies."""
    if parent_id is not None and not Comment.objects.filter(parent=parent_id).exists():
        Comment.objects.filter(pk=parent_id, author=None).delete()


def _written_before(author: User, client_id: UUID | None) -> Comment | None:
    if client_id is None:
        return None
    mine = Comment.objects.filter(author=author, client_id=client_id)
    return mine.with_author().with_subjects().first()
