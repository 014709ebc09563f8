"""Comments as moderators see them, and how they are hidden."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.moderation.reportable import Content, Reportable
from social.comment_models import CommentQuerySet
from social.models import Comment

KIND = "comment"


def content_of(comment: Comment, author_id: UUID) -> Content:
    """One statement for what it is about, unless that is loaded (`with_subjects`)."""
    subject = comment.track or comment.album or comment.playlist
    return Content(
        kind=KIND,
        id=comment.pk,
        author_id=author_id,
        text={"text": comment.text},
        created_at=comment.created_at,
        hidden_at=comment.hidden_at,
        context={"on": comment.about, "name": str(subject)},
    )


def shown_to(user: User, comment_id: UUID) -> Content | None:
    return _written(Comment.objects.visible_to(user), comment_id)


def content(comment_id: UUID) -> Content | None:
    return _written(Comment.objects.all(), comment_id)


def hide(comment_id: UUID, at: datetime | None) -> None:
    Comment.objects.filter(pk=comment_id).update(hidden_at=at)


def _written(comments: CommentQuerySet, comment_id: UUID) -> Content | None:
    """None of one that was deleted."""
    found = comments.with_subjects().filter(pk=comment_id).first()
    return content_of(found, found.author_id) if found and found.author_id else None


COMMENT = Reportable(KIND, "Comment", shown_to, content, hide)
