"""What listeners say about tracks, albums and playlists."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from config.identifiers import uuid7
from playlists.models import Playlist
from social.seeing import doings_seen_by

MAX_TEXT = 2_000

ABOUT = ("track", "album", "playlist")
"""What is commented on: the names of the columns, of which one is set."""

_ONE_SUBJECT = Q()
for _name in ABOUT:
    _ONE_SUBJECT |= Q(**{f"{each}__isnull": each != _name for each in ABOUT})


class CommentQuerySet(models.QuerySet["Comment"]):
    def seen_by(self, user: User) -> CommentQuerySet:
        """Of comments on something that the user may read: their own, those of people whose doings they see, what is
        said to them, and what is left of deleted ones. Neither hidden ones nor those of people they do not see.
        """
        to_them = Q(playlist__owner=user) | Q(parent__author=user)
        others = doings_seen_by(user, "author") | (to_them & seen_by(user, "author"))
        return self.filter(Q(author=user) | Q(author=None) | (Q(hidden_at=None) & others))

    def visible_to(self, user: User) -> CommentQuerySet:
        """Those that the user finds somewhere: what they are about is there for them, and so is what they answer."""
        about = (
            Q(track__is_hidden=False)
            | Q(album__is_hidden=False)
            | Q(playlist__in=Playlist.objects.visible_to(user).order_by().values("pk"))
        )
        answered = Comment.objects.seen_by(user).filter(pk=models.OuterRef("parent_id"))
        return self.seen_by(user).filter(about).filter(Q(parent=None) | models.Exists(answered))

    def written(self) -> CommentQuerySet:
        """Without those that were deleted."""
        return self.filter(author__isnull=False)

    def with_author(self) -> CommentQuerySet:
        return self.select_related("author__profile")

    def with_subjects(self) -> CommentQuerySet:
        """With what they are about, as answers show it."""
        return self.select_related("track__artist", "album__artist", "playlist__owner")


class Comment(models.Model):
    """A comment on one track, album or playlist, or a reply to such a comment, which has no replies itself.

    What was deleted is gone; of a comment with replies the row stays, without author and text. ``likes_total`` counts
    all likes, whoever gave them: it orders comments, and is not shown. ``hidden_at`` is when it was hidden from all but
    its author. ``client_id`` is the id that a client made up, so that sending twice writes once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, db_index=False, related_name="comments"
    )
    track = models.ForeignKey(
        "catalogue.Track", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    album = models.ForeignKey(
        "catalogue.Album", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    playlist = models.ForeignKey(
        Playlist, models.CASCADE, null=True, blank=True, db_index=False, related_name="comments"
    )
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, db_index=False, related_name="replies")
    text = models.TextField(max_length=MAX_TEXT, validators=[MaxLengthValidator(MAX_TEXT)])
    client_id = models.UUIDField(null=True, blank=True, editable=False)
    likes_total = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=_ONE_SUBJECT, name="comment_on_one_thing"),
            models.CheckConstraint(condition=Q(author__isnull=False) | Q(text=""), name="comment_deleted_is_empty"),
            models.UniqueConstraint(
                fields=["author", "client_id"], condition=Q(client_id__isnull=False), name="comment_once"
            ),
        ]
        indexes = [
            *(
                models.Index(fields=[name, *order], condition=Q(**{f"{name}__isnull": False}, parent=None), name=index)
                for name in ABOUT
                for order, index in (
                    (["-id"], f"comment_{name}_latest"),
                    (["-likes_total", "-id"], f"comment_{name}_top"),
                )
            ),
            # With the replies, for when what they are about is deleted.
            *(
                models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"comment_{name}_all")
                for name in ABOUT
            ),
            models.Index(fields=["parent", "id"], condition=Q(parent__isnull=False), name="comment_replies"),
            models.Index(fields=["author", "-created_at", "-id"], name="comment_author_time"),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk}"

    @property
    def about(self) -> str:
        """One of `ABOUT`."""
        return next(name for name in ABOUT if getattr(self, f"{name}_id") is not None)

    @property
    def is_deleted(self) -> bool:
        return self.author_id is None


class CommentLike(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, db_index=False, related_name="comment_likes")
    comment = models.ForeignKey(Comment, models.CASCADE, db_index=False, related_name="likes")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="comment_like_once"),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="comment_like_user")]

    def __str__(self) -> str:
        return f"{self.user_id} likes {self.comment_id}"
