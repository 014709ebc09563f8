"""Who belongs to a party, and who is there at the moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from config.identifiers import uuid7

SILENT_FOR = timedelta(seconds=60)
"""Who gave no sign of life for so long is gone: their process may have died. A host's party is handed over then."""

BACK_WITHIN = timedelta(seconds=10)
"""Who closed their last connection is gone after so long; who is back before that was never away."""


class PartyMemberQuerySet(models.QuerySet["PartyMember"]):
    def active(self) -> PartyMemberQuerySet:
        """Those whose account is open too: a suspended member may do nothing, and is seen by nobody."""
        return self.filter(state=PartyMember.State.ACTIVE, user__is_active=True)

    def present(self) -> PartyMemberQuerySet:
        return self.active().filter(present_since__isnull=False)

    def shown_to(self, user: User) -> PartyMemberQuerySet:
        """Without those who block them or whom they block, though the music brings both together."""
        return self.active().filter(seen_by(user, "user") | Q(user=user))

    def longest_there(self) -> PartyMemberQuerySet:
        """Who is next to be host: DJs first, and of each the one who has been there for the longest."""
        return self.present().order_by("-is_dj", "present_since", "pk")


class PartyMember(models.Model):
    """One row per listener and party, whatever became of them. ``present_since`` is null while they are away;
    ``seen_at`` is then their last sign of life.

    Who is host stands in the party; ``is_dj`` is of everybody else.
    """

    class State(models.TextChoices):
        INVITED = "invited"
        ACTIVE = "active"
        LEFT = "left"
        KICKED = "kicked"

    class Role(models.TextChoices):
        HOST = "host"
        DJ = "dj", "DJ"
        GUEST = "guest"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("Party", models.CASCADE, db_index=False, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="party_memberships")
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    is_dj = models.BooleanField(default=False)
    is_muted = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    present_since = models.DateTimeField(null=True, editable=False)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PartyMemberQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["party", "user"], name="party_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.party_id}"


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def standing(self, now: datetime) -> ConnectionQuerySet:
        """Those that make their member present."""
        opened = Q(is_closed=False, seen_at__gt=now - SILENT_FOR)
        return self.filter(opened | Q(is_closed=True, seen_at__gt=now - BACK_WITHIN))

    def over(self, now: datetime) -> ConnectionQuerySet:
        opened = Q(is_closed=False, seen_at__lte=now - SILENT_FOR)
        return self.filter(opened | Q(is_closed=True, seen_at__lte=now - BACK_WITHIN))


class Connection(models.Model):
    """One socket of a member, or a client that says by REST that it is there. Its process says every 20 seconds that it
    still stands; when it closes, its row waits a little for the member to come back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(PartyMember, models.CASCADE, related_name="connections")
    seen_at = models.DateTimeField(default=timezone.now)
    is_closed = models.BooleanField(default=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="party_connection_seen")]

    def __str__(self) -> str:
        return f"Connection of {self.member_id}"
