"""Comments with what is shown of them: likes, and of comments also the first replies. Three statements for a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from social.comment_models import CommentQuerySet
from social.commenting import CHANGED_WITHIN
from social.models import Comment, CommentLike
from social.subjects import Subject, column_of

SORTS = {"newest": ("-id",), "oldest": ("id",), "top": ("-likes_total", "-id")}
FIRST_REPLIES = 2
"""That come with a comment."""


@dataclass(slots=True)
class Shown:
    """``reply_count`` is None of a reply, ``first_replies`` are the oldest."""

    comment: Comment
    likes: int = 0
    liked: bool = False
    is_yours: bool = False
    can_edit: bool = False
    reply_count: int | None = None
    first_replies: list[Shown] = field(default_factory=list)


def comments_on(subject: Subject, *, user: User) -> CommentQuerySet:
    """Those that the user sees, without replies."""
    return Comment.objects.seen_by(user).filter(parent=None, **{column_of(subject): subject}).with_author()


def replies_to(comment: Comment, *, user: User) -> CommentQuerySet:
    return Comment.objects.seen_by(user).filter(parent=comment).with_author()


def shown(comments: Sequence[Comment], *, user: User) -> list[Shown]:
    """As the user sees them; replies may be among them."""
    parents = [each.pk for each in comments if each.parent_id is None]
    firsts, counts = _first_replies(parents, user) if parents else ([], {})
    made = {each.pk: _bare(each, user) for each in (*comments, *firsts)}
    for pk in parents:
        made[pk].reply_count = counts.get(pk, 0)
    for reply in firsts:
        if reply.parent_id is not None:
            made[reply.parent_id].first_replies.append(made[reply.pk])
    _add_likes(made, user)
    return [made[each.pk] for each in comments]


def _bare(comment: Comment, user: User) -> Shown:
    is_yours = comment.author_id == user.pk
    return Shown(
        comment, is_yours=is_yours, can_edit=is_yours and timezone.now() - comment.created_at <= CHANGED_WITHIN
    )


def _first_replies(parents: Iterable[UUID], user: User) -> tuple[list[Comment], dict[Any, int]]:
    """The oldest few of each, in their order, and how many each has."""
    replies = Comment.objects.seen_by(user).filter(parent__in=parents).with_author()
    numbered = replies.annotate(
        number=Window(RowNumber(), partition_by="parent_id", order_by="id"),
        among=Window(Count("pk"), partition_by="parent_id"),
    )
    rows = list(numbered.filter(number__lte=FIRST_REPLIES).order_by("id"))
    among: dict[Any, int] = {row.parent_id: getattr(row, "among") for row in rows}  # noqa: B009  (annotated)
    return rows, among


def _add_likes(made: dict[UUID, Shown], user: User) -> None:
    """The likes of people whose account is open and whom the user does not block."""
    rows = CommentLike.objects.filter(seen_by(user, "user"), comment__in=made).order_by().values("comment_id")
    counted = rows.annotate(number=Count("pk"), mine=Count("pk", filter=Q(user=user.pk)))
    for row in counted:
        made[row["comment_id"]].likes = row["number"]
        made[row["comment_id"]].liked = bool(row["mine"])
