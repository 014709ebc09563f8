"""Activities with tracks that the catalogue does not know yet: kept, and settled once their provider has answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from analytics.listening_models import AwaitedActivity
from analytics.listens import settled
from analytics.models import Activity
from analytics.scrobbling.outbox import enlist
from catalogue.errors import CatalogueUnavailable
from catalogue.ids import CatalogueId
from catalogue.lookup import find_tracks
from catalogue.models import Track
from config.batches import Alive
from config.jobs.services import enqueue_each
from integrations.budget import Budget

FIND_TRACK: Final = "analytics.find_awaited_track"
"""The background job."""

AWAITED_AT_MOST: Final = 5_000
"""Of one listener, those included whose provider has no such track."""

SETTLED_AT_ONCE: Final = 500
ASKED_AGAIN_AT_ONCE: Final = 200
BACKGROUND_SECONDS: Final = 20.0

_COPIED = (
    "id", "user_id", "action", "source", "timestamp", "played_ms", "context", "recommendation", "event_id", "metadata",
)  # fmt: skip


def room_to_await(user: User, number: int) -> bool:
    """Whether the listener may have that many more. One statement."""
    return AwaitedActivity.objects.visible_to(user).count() + number <= AWAITED_AT_MOST


def await_tracks(rows: Collection[AwaitedActivity]) -> None:
    """Keep the rows and have their tracks asked for. In the caller's transaction."""
    if rows:
        AwaitedActivity.objects.bulk_create(rows)
        _ask_for({CatalogueId(row.provider, row.external_id) for row in rows})


def ask_again() -> int:
    """Ask for tracks whose job was given up while their provider was away; for how many."""
    rows = AwaitedActivity.objects.filter(is_missing=False).order_by("provider", "external_id")
    found = rows.values_list("provider", "external_id").distinct()[:ASKED_AGAIN_AT_ONCE]
    ids = {CatalogueId(provider, value) for provider, value in found}
    _ask_for(ids)
    return len(ids)


def find_awaited_track(wanted: CatalogueId, *, alive: Alive) -> int:
    """Ask the catalogue for the track and settle what awaits it; how many activities came of it. Safe to repeat.

    Raises CatalogueUnavailable.
    """
    awaited = AwaitedActivity.objects.filter(provider=wanted.provider, external_id=wanted.value)
    # A hidden track is one that the catalogue knows: what was heard of it is history.
    track = Track.objects.with_ids([wanted]).first() or _found(wanted)
    if track is None:
        awaited.update(is_missing=True)
        return 0
    number = 0
    while settled_now := _settle(awaited.values_list("pk", flat=True)[:SETTLED_AT_ONCE], track):
        number += settled_now
        alive()
    return number


def _found(wanted: CatalogueId) -> Track | None:
    looked_up = find_tracks([wanted], budget=Budget(BACKGROUND_SECONDS, background=True))
    if looked_up.unavailable:
        raise CatalogueUnavailable(looked_up.retry_after)
    return looked_up.found.get(wanted)


@transaction.atomic
def _settle(keys: Any, track: Track) -> int:
    rows = list(AwaitedActivity.objects.select_for_update().filter(pk__in=list(keys)).order_by("pk"))
    columns = [{name: getattr(row, name) for name in _COPIED} for row in rows]
    enlist(Activity.objects.bulk_create([settled(Activity(track=track, **each)) for each in columns]))
    AwaitedActivity.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _ask_for(ids: Collection[CatalogueId]) -> None:
    texts = sorted(f"{each.provider}:{each.value}" for each in ids)
    enqueue_each(kind=FIND_TRACK, arguments_by_key={text: {"track": text} for text in texts})
