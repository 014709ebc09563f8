"""Who follows whom, what a listener likes, and what they said: to be exported, and to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from accounts.models import User
from config.batches import DELETED_AT_ONCE, Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from playlists.models import Playlist
from social.comment_serializers import subject_of
from social.models import Comment, CommentLike, Follow, PlaylistLike

_FOLLOW = ("id", "direction", "person_id", "person", "created_at", "accepted_at")
_LIKE = ("id", "playlist_id", "playlist_name", "created_at")
_COMMENT = ("id", "on", "subject_id", "subject_name", "parent_id", "text", "created_at", "edited_at", "hidden_at")
_COMMENT_LIKE = ("id", "comment_id", "created_at")


def _follows(user: User) -> Iterator[Row]:
    """Requests too, which nobody has accepted yet."""
    for direction, oneself, other in (("following", "follower", "followed"), ("follower", "followed", "follower")):
        rows = Follow.objects.filter(**{oneself: user}).values(
            "id", "created_at", "accepted_at", person_id=F(f"{other}_id"), person=F(f"{other}__username")
        )
        yield from ({**row, "direction": direction} for row in in_batches(rows, by=("id",)))


def _of(user: User) -> QuerySet[Follow]:
    return Follow.objects.filter(Q(follower=user) | Q(followed=user))


def _erase_follows(user: User, alive: Alive) -> None:
    for oneself in ("follower", "followed"):
        delete_in_batches(Follow.objects.filter(**{oneself: user}), alive=alive)


def _likes(user: User) -> Iterator[Row]:
    likes = PlaylistLike.objects.filter(user=user)
    return in_batches(likes.values("id", "playlist_id", "created_at", playlist_name=F("playlist__name")), by=("id",))


def _erase_likes(user: User, alive: Alive) -> None:
    delete_in_batches(PlaylistLike.objects.filter(user=user), alive=alive)
    delete_in_batches(PlaylistLike.objects.filter(playlist__owner=user), alive=alive)


def _comments(user: User) -> Iterator[Row]:
    mine = Comment.objects.filter(author=user)
    plain = mine.values("id", "parent_id", "text", "created_at", "edited_at", "hidden_at")
    batch: list[Row] = []
    for row in in_batches(plain, by=("id",)):
        batch.append(row)
        if len(batch) == DELETED_AT_ONCE:
            yield from _with_subjects(batch)
            batch = []
    yield from _with_subjects(batch)


def _with_subjects(rows: list[Row]) -> Iterator[Row]:
    found = Comment.objects.with_subjects().in_bulk([row["id"] for row in rows])
    for row in rows:
        if row["id"] in found:
            about = subject_of(found[row["id"]])
            yield {**row, "on": about["on"], "subject_id": about["id"], "subject_name": about["name"]}


def _erase_comments(user: User, alive: Alive) -> None:
    """Their own; and those of others on their playlists, which go as well."""
    while _erase_replies(user) or _erase_threads(user):
        alive()
    for playlist in in_batches(Playlist.objects.owned_by(user).values("id"), by=("id",)):
        on_it = Comment.objects.filter(playlist=playlist["id"])
        delete_in_batches(on_it.filter(parent__isnull=False), alive=alive)
        delete_in_batches(on_it, alive=alive)


@transaction.atomic
def _erase_replies(user: User) -> bool:
    """A batch; False when there are none left."""
    mine = Comment.objects.filter(author=user, parent__isnull=False).order_by("pk")
    rows = list(mine.values_list("pk", "parent_id")[:DELETED_AT_ONCE])
    above = _locked({parent for _, parent in rows})
    Comment.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    left = Comment.objects.filter(parent=OuterRef("pk"))
    Comment.objects.filter(~Exists(left), pk__in=above, author=None).delete()
    return bool(rows)


@transaction.atomic
def _erase_threads(user: User) -> bool:
    """A batch of comments that are no replies: those with replies stay, without author and text."""
    mine = Comment.objects.filter(author=user, parent=None).order_by("pk")
    rows = _locked(mine.values_list("pk", flat=True)[:DELETED_AT_ONCE])
    kept = list(Comment.objects.filter(parent__in=rows).order_by().values_list("parent_id", flat=True).distinct())
    CommentLike.objects.filter(comment__in=kept).delete()
    empty = {"author": None, "text": "", "client_id": None, "hidden_at": None, "edited_at": None, "likes_total": 0}
    Comment.objects.filter(pk__in=kept).update(**empty)
    Comment.objects.filter(pk__in=rows, author=user).delete()
    return bool(rows)


def _locked(ids: object) -> list[UUID]:
    """Those that are there, locked as `social.commenting` locks them."""
    rows = Comment.objects.select_for_update().filter(pk__in=list(ids))  # type: ignore[call-overload]  # any iterable
    return [row.pk for row in rows.order_by("pk")]


def _comment_likes(user: User) -> Iterator[Row]:
    return in_batches(CommentLike.objects.filter(user=user).values(*_COMMENT_LIKE), by=("id",))


def _erase_comment_likes(user: User, alive: Alive) -> None:
    while _erase_some_likes(user):
        alive()


@transaction.atomic
def _erase_some_likes(user: User) -> bool:
    """And count them no longer; of one comment a listener has one like at most."""
    rows = list(
        CommentLike.objects.filter(user=user).order_by("pk").values_list("comment_id", flat=True)[:DELETED_AT_ONCE]
    )
    liked = _locked(rows)
    counted = CommentLike.objects.filter(user=user, comment=OuterRef("pk"))
    Comment.objects.filter(Exists(counted), pk__in=liked).update(likes_total=Greatest(F("likes_total") - 1, 0))
    CommentLike.objects.filter(user=user, comment__in=rows).delete()
    return bool(rows)


PARTS = (
    PersonalData(
        name="follows",
        columns=_FOLLOW,
        rows=_follows,
        count=lambda user: _of(user).count(),
        erase=_erase_follows,
        holds=("social.Follow",),
    ),
    PersonalData(
        name="playlist_likes",
        columns=_LIKE,
        rows=_likes,
        count=lambda user: PlaylistLike.objects.filter(user=user).count(),
        erase=_erase_likes,
        holds=("social.PlaylistLike",),
    ),
    PersonalData(
        name="comments",
        columns=_COMMENT,
        rows=_comments,
        count=lambda user: Comment.objects.filter(author=user).count(),
        erase=_erase_comments,
        holds=("social.Comment",),
    ),
    PersonalData(
        name="comment_likes",
        columns=_COMMENT_LIKE,
        rows=_comment_likes,
        count=lambda user: CommentLike.objects.filter(user=user).count(),
        erase=_erase_comment_likes,
        holds=("social.CommentLike",),
    ),
)
