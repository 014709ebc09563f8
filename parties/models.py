"""Listening parties: one queue and one clock for many listeners.

Every change locks the party's row first. The database is the truth; sockets are only told.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from config.identifiers import uuid7
from parties.chat_models import PartyMessage, PartyMessageQuerySet
from parties.entry_models import PartyEntry, PartyEntryQuerySet, PartyVote
from parties.member_models import Connection, PartyMember, PartyMemberQuerySet
from playqueue.lines import Line

__all__ = [
    "Connection", "Party", "PartyEntry", "PartyEntryQuerySet", "PartyMember", "PartyMemberQuerySet", "PartyMessage",
    "PartyMessageQuerySet", "PartyQuerySet", "PartyVote",
]  # fmt: skip

MAX_NAME = 100
HIDDEN_NAME = "Listening party"
"""What others than who gave it read of a name that moderators have hidden."""

ENDS_EMPTY_AFTER = timedelta(minutes=10)
KEPT_AFTER_END = timedelta(days=30)

UNKNOWN_LENGTH_MS = 10 * 60 * 1000
"""How long a track plays whose length nobody knows: a party waits for nobody to say that it is over."""


class PartyQuerySet(models.QuerySet["Party"]):
    def open(self) -> PartyQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: User) -> PartyQuerySet:
        """The open parties that the listener is a member of, and whose host they see."""
        mine = PartyMember.objects.active().filter(party=OuterRef("pk"), user=user)
        return self.open().filter(Exists(mine)).filter(seen_by(user, "host") | Q(host=None))

    def with_current(self) -> PartyQuerySet:
        return self.select_related("host", "current_item__track__artist", "current_item__track__album")

    def with_counts(self) -> PartyQuerySet:
        there = Q(members__state=PartyMember.State.ACTIVE)
        present = there & Q(members__present_since__isnull=False)
        return self.annotate(
            member_count=Count("members", filter=there), present_count=Count("members", filter=present)
        )

    def locked(self, party_id: UUID) -> Party | None:
        """The open party, locked until the caller's transaction ends. Joins nothing: what is joined to a row that had
        to be waited for may be older than the row."""
        return self.open().select_for_update(no_key=True).filter(pk=party_id).first()


class Party(Line):
    """``version`` counts the changes of how it plays, ``queue_version`` those of the entries, ``members_version`` those
    of who is there and may do what, ``message_count`` the messages.

    While ``is_playing``, the track was at ``position_ms`` at the moment ``position_at``, and ends at ``track_ends_at``.
    ``code_serial`` grows with each new code: links of earlier ones lead nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=MAX_NAME)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="hosted_parties"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    code = models.CharField(max_length=8, unique=True, editable=False)
    code_serial = models.PositiveIntegerField(default=0, editable=False)
    guests_may_add = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    empty_since = models.DateTimeField(null=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    current_item = models.ForeignKey("PartyEntry", models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, editable=False, help_text="When the current entry began.")
    is_playing = models.BooleanField(default=False, editable=False)
    position_ms = models.PositiveIntegerField(default=0, editable=False, help_text="At `position_at`.")
    position_at = models.DateTimeField(null=True, editable=False)
    track_ends_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    queue_version = models.PositiveBigIntegerField(default=0, editable=False)
    members_version = models.PositiveBigIntegerField(default=0, editable=False)
    message_count = models.PositiveBigIntegerField(default=0, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["track_ends_at"], condition=Q(ended_at=None), name="party_track_ends"),
            models.Index(fields=["empty_since"], condition=Q(ended_at=None), name="party_empty"),
            models.Index(fields=["ended_at"], name="party_ended"),
        ]

    def __str__(self) -> str:
        return self.name

    def shown_name(self, user: User) -> str:
        return self.name if self.named_by_id == user.pk else self.shown_name_to_all()

    def shown_name_to_all(self) -> str:
        return self.name if self.hidden_at is None else HIDDEN_NAME

    def role_of(self, member: PartyMember) -> str:
        if member.user_id == self.host_id:
            return PartyMember.Role.HOST
        return PartyMember.Role.DJ if member.is_dj else PartyMember.Role.GUEST

    def length_ms(self) -> int:
        """Of the current entry, whose track must be loaded."""
        seconds: int = self.current_item.track.duration if self.current_item else 0
        return seconds * 1000 or UNKNOWN_LENGTH_MS

    def position_now(self, now: datetime | None = None) -> int:
        """Milliseconds into the current track, whose track must be loaded; never past its end."""
        position = self.position_ms
        if self.is_playing and self.position_at is not None:
            position += int(((now or timezone.now()) - self.position_at).total_seconds() * 1000)
        return max(0, min(position, self.length_ms()))

    def state(self) -> dict[str, Any]:
        """What clients are told of how it plays; the current entry has its track loaded."""
        item = self.current_item
        return {
            "item_id": self.current_item_id,
            "track_id": str(item.track.catalogue_id) if item else None,
            "position_ms": self.position_ms,
            "playing": self.is_playing,
            "at": self.position_at,
            "version": self.version,
        }

    def queue(self) -> dict[str, Any]:
        return {
            "version": self.queue_version,
            "current_item_id": self.current_item_id,
            "current_position": self.current_position,
            "track_count": self.track_count,
        }
