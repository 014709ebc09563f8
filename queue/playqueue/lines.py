"""Entries in order with a pointer to the one that plays: what a listener's queue and a party's have in common."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

MAX_ENTRIES = 10_000
GAP = 2**32
"""Between the sort keys of neighbours: 32 entries can be put into one place before the keys are dealt out anew."""

BEGINNING = -(2**63)
"""A `current_key` before every entry."""


class Line(models.Model):
    """Its entries are its ``items``, of a model that points to it as ``queue`` and has a `track` and a `sort_key`.

    ``current_item`` is what plays, ``current_position`` its place, from 0. ``current_key`` is the sort key of the
    current entry, and stays when that entry is removed: play then goes on with the entry that followed it. Always,
    ``current_position`` is the number of entries with a smaller key.
    """

    current_key = models.BigIntegerField(default=BEGINNING, editable=False)
    current_position = models.PositiveIntegerField(default=0, editable=False)
    track_count = models.PositiveIntegerField(default=0, editable=False)

    current_item_id: UUID | None
    current_item: Any
    items: Any

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.noted: list[dict[str, Any]] = []

    def note(self, change: str, **about: Any) -> None:
        """Something of the entries changes: what clients are told when it is saved."""
        self.noted.append({"change": change, **about})

    def in_order(self) -> Any:
        return self.items.order_by("sort_key")

    def heard(self) -> Any:
        """The entries before the current one, the nearest first."""
        return self.items.filter(sort_key__lt=self.current_key).order_by("-sort_key")

    def upcoming(self) -> Any:
        """The entries after the current one, the nearest first."""
        if self.current_item_id is None:
            return self.items.filter(sort_key__gte=self.current_key).order_by("sort_key")
        return self.items.filter(sort_key__gt=self.current_key).order_by("sort_key")
