"""A listener's play queue: its entries in order, and the one pointer to the entry that plays.

Every change locks the queue's row first. Under that lock `current_position` and `track_count` are kept in step with
the entries, so that no request has to count them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.expressions import Case, When, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from config.identifiers import uuid7
from config.prepared import Prepared, overwrite
from config.realtime.publishing import push, user_group
from playqueue.device_models import Device
from playqueue.lines import BEGINNING, GAP, MAX_ENTRIES, Line

__all__ = [
    "BEGINNING", "GAP", "MAX_ENTRIES", "Device", "PlayQueue", "PlayQueueQuerySet", "QueueItem", "QueueItemQuerySet",
]  # fmt: skip


class PlayQueueQuerySet(models.QuerySet["PlayQueue"]):
    def visible_to(self, user: User) -> PlayQueueQuerySet:
        return self.filter(user=user)

    def with_current(self) -> PlayQueueQuerySet:
        return self.select_related("current_item__track__artist", "current_item__track__album")

    def of(self, user: User) -> PlayQueue:
        """The listener's queue with its current track, for reading; made when they have none yet."""
        found = self.with_current().visible_to(user).first()
        if found is None:
            self._make(user)
            found = self.with_current().get(user=user)
        return found

    def locked(self, user: User) -> PlayQueue:
        """The listener's queue, locked until the caller's transaction ends; made when they have none yet.

        Joins nothing: what is joined to a row that had to be waited for may be older than the row.
        """
        queue = _LOCKED.first(user=user.pk)
        if queue is None:
            self._make(user)
            queue = self.select_for_update().get(user=user)
        queue.user = user
        return queue

    def _make(self, user: User) -> None:
        # Of two that come at once the second waits for the first, and then inserts nothing.
        self.bulk_create([PlayQueue(user=user)], ignore_conflicts=True)


class PlayQueue(Line):
    """``version`` counts the changes of the entries, the pointer and the settings, ``state_version`` those of how it
    plays (`playqueue.state`). Every save is a change, and tells the listener's devices what was noted of it.
    """

    class Repeat(models.TextChoices):
        OFF = "off"
        ALL = "all"
        ONE = "one"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="play_queue")
    current_item = models.ForeignKey("QueueItem", models.SET_NULL, null=True, blank=True, related_name="+")
    current_listen = models.ForeignKey(
        "analytics.Activity", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    repeat = models.CharField(max_length=3, choices=Repeat, default=Repeat.OFF)
    radio_enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveBigIntegerField(default=0, editable=False)
    active_device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    is_playing = models.BooleanField(default=False, editable=False)
    position_ms = models.PositiveIntegerField(default=0, editable=False, help_text="At `position_at`.")
    position_at = models.DateTimeField(null=True, editable=False)
    state_version = models.PositiveBigIntegerField(default=0, editable=False)

    objects = PlayQueueQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.new_state: dict[str, Any] | None = None

    def __str__(self) -> str:
        return f"Queue of {self.user_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.version += 1
            if self._state.adding or not overwrite(self):
                super().save(*args, **kwargs)
        else:  # of a queue that is not locked
            self.version = F("version") + 1
            super().save(*args, **{**kwargs, "update_fields": {*kwargs["update_fields"], "version"}})
            self.refresh_from_db(fields=["version"])
        push(user_group(self.user_id), self._changed())
        self.noted, self.new_state = [], None

    def _changed(self) -> dict[str, Any]:
        told = {
            "type": "queue.changed",
            "version": self.version,
            "changes": self.noted,
            "current_item_id": self.current_item_id,
            "current_position": self.current_position,
            "track_count": self.track_count,
            "repeat": self.repeat,
            "radio_enabled": self.radio_enabled,
        }
        return told if self.new_state is None else {**told, "state": self.new_state}

    @property
    def is_radio_mode(self) -> bool:
        return self.current_item is not None and self.current_item.source == QueueItem.Source.RADIO

    def nearest(self, **track: Any) -> QueueItem | None:
        """An entry of that track, to be started: the current one or the next after it, else the first of all."""
        behind = Case(When(sort_key__lt=self.current_key, then=1), default=0)
        return self.items.filter(**track).to_start().order_by(behind, "sort_key").first()


_LOCKED = Prepared(lambda user: PlayQueue.objects.select_for_update().filter(user=user).order_by(), user=UUID)


class QueueItemQuerySet(models.QuerySet["QueueItem"]):
    def visible_to(self, user: User) -> QueueItemQuerySet:
        return self.filter(queue__user=user)

    def with_tracks(self) -> QueueItemQuerySet:
        return self.select_related("track__artist", "track__album")

    def with_positions(self) -> QueueItemQuerySet:
        """In queue order, with ``position`` from 0. For the entries of one queue."""
        place = Window(RowNumber(), order_by="sort_key")
        in_order = self.order_by("sort_key")
        return in_order.annotate(position=place - 1)  # type: ignore[no-redef]  # the model declares what this sets

    def to_start(self) -> QueueItemQuerySet:
        """With what starting an entry needs: its track, and the listen that ends then, in one statement."""
        return self.with_tracks().select_related("queue__current_listen__track")


class QueueItem(models.Model):
    """One entry. The same track may stand in a queue many times. ``context`` is the playlist that it came from.

    ``position`` is no column: it is there when `with_positions` or the caller has counted it.
    """

    class Source(models.TextChoices):
        USER = "user"
        PLAYLIST = "playlist"
        RADIO = "radio"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    queue = models.ForeignKey(PlayQueue, models.CASCADE, related_name="items")
    track = models.ForeignKey("catalogue.Track", models.PROTECT, related_name="+")
    sort_key = models.BigIntegerField()
    source = models.CharField(max_length=8, choices=Source, default=Source.USER)
    context = models.UUIDField(null=True, blank=True)
    position: int

    objects = QueueItemQuerySet.as_manager()

    class Meta:
        ordering = ["queue", "sort_key"]
        constraints = [models.UniqueConstraint(fields=["queue", "sort_key"], name="queue_item_order")]
        indexes = [models.Index(fields=["queue", "track"], name="queue_item_track")]

    def __str__(self) -> str:
        return f"{self.track_id} in {self.queue_id}"
