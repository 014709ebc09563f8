"""What members of a party write to each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from config.identifiers import uuid7

MAX_TEXT = 500


class PartyMessageQuerySet(models.QuerySet["PartyMessage"]):
    def visible_to(self, user: User) -> PartyMessageQuerySet:
        """Their own, and of those whom they see what is not hidden. For the messages of a party they may see."""
        return self.filter(Q(author=user) | Q(seen_by(user, "author"), hidden_at=None))

    def with_authors(self) -> PartyMessageQuerySet:
        return self.select_related("author")


class PartyMessage(models.Model):
    """``number`` counts the messages of the party, from 1: a client that knows one asks for what came after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey("Party", models.CASCADE, db_index=False, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="party_messages")
    number = models.PositiveBigIntegerField()
    text = models.CharField(max_length=MAX_TEXT)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PartyMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="party_message_number")]

    def __str__(self) -> str:
        return f"{self.number} in {self.party_id}"
