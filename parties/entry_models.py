"""What stands in a party's queue, and the votes for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber

from config.identifiers import uuid7
from parties.member_models import PartyMember


class PartyEntryQuerySet(models.QuerySet["PartyEntry"]):
    def with_tracks(self) -> PartyEntryQuerySet:
        return self.select_related("track__artist", "track__album")

    def with_positions(self) -> PartyEntryQuerySet:
        """In the queue's order, with ``position`` from 0. For the entries of one party."""
        place = Window(RowNumber(), order_by="sort_key")
        in_order = self.order_by("sort_key")
        return in_order.annotate(position=place - 1)  # type: ignore[no-redef]  # the model declares what this sets

    def with_vote_of(self, member: PartyMember | None) -> PartyEntryQuerySet:
        """``voted``: whether the member voted to move it up."""
        votes = PartyVote.objects.filter(entry=OuterRef("pk"), member=member, is_skip=False)
        return self.annotate(voted=Exists(votes) if member else Value(value=False))  # type: ignore[no-redef]  # as above


class PartyEntry(models.Model):
    """One entry; the same track may stand in a queue many times. ``votes`` is the number of those that want it sooner.

    ``position`` and ``voted`` are no columns.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.ForeignKey("Party", models.CASCADE, db_index=False, related_name="items")
    track = models.ForeignKey("catalogue.Track", models.PROTECT, related_name="+")
    sort_key = models.BigIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    votes = models.PositiveSmallIntegerField(default=0, editable=False)
    position: int
    voted: bool

    objects = PartyEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "party entries"
        ordering = ["queue", "sort_key"]
        constraints = [models.UniqueConstraint(fields=["queue", "sort_key"], name="party_entry_order")]

    def __str__(self) -> str:
        return f"{self.track_id} in {self.queue_id}"


class PartyVote(models.Model):
    """A member's wish that an entry comes sooner, or, of the current one, that it ends (``is_skip``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(PartyMember, models.CASCADE, db_index=False, related_name="votes")
    entry = models.ForeignKey(PartyEntry, models.CASCADE, related_name="+")
    is_skip = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "entry", "is_skip"], name="party_vote_once")]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.entry_id}"
