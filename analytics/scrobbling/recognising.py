"""From what a player called a track to the catalogue's own, and from there into the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from analytics.models import Activity
from analytics.recording import NewActivity, record_activities
from analytics.scrobbling.models import Received
from analytics.scrobbling.receiving import RECOGNISE
from catalogue.identifying.identify import identify
from catalogue.identifying.wanted import How, Match, Wanted
from catalogue.models import Track
from config.batches import Alive
from config.jobs.services import enqueue_each
from integrations.budget import Budget

AT_ONCE: Final = 100
IDENTIFY_SECONDS: Final = 60.0
"""Of one batch. A provider that is away is asked again by the job's next attempt."""
SAME_WITHIN: Final = timedelta(minutes=1)
"""The same track reported by two players in less than that is one listen."""
AGAIN_AFTER: Final = (timedelta(days=1), timedelta(days=3), timedelta(days=10), timedelta(days=30))
"""When a track is looked for again that nobody knew: catalogues grow."""
LISTENERS_AT_ONCE: Final = 200


def recognise(user: User, *, alive: Alive) -> dict[str, int]:
    """Look for the tracks of all that is due; how many were recognised and how many were not. Safe to repeat.

    Raises `ProviderUnavailable`; what was recognised until then is recorded.
    """
    counts = {"recognised": 0, "unknown": 0}
    while batch := list(Received.objects.visible_to(user).due(timezone.now()).order_by("listened_at", "id")[:AT_ONCE]):
        alive()
        matches = identify([_wanted(row) for row in batch], budget=Budget(IDENTIFY_SECONDS, background=True))
        pairs = list(zip(batch, matches, strict=True))
        known = [(row, match.track) for row, match in pairs if match.track]
        _record(user, known)
        _forget([row for row, _ in known])
        unknown = [(row, match) for row, match in pairs if match.track is None]
        _keep(unknown)
        counts["recognised"] += len(known)
        counts["unknown"] += len(unknown)
    return counts


def recognise_due() -> int:
    """Ask for it for listeners of whom something is due, 200 at most; how many."""
    due = Received.objects.due(timezone.now()).filter(user__is_active=True)
    listeners: list[UUID] = list(due.values_list("user", flat=True).distinct()[:LISTENERS_AT_ONCE])
    enqueue_each(kind=RECOGNISE, arguments_by_key={str(each): {} for each in listeners})
    return len(listeners)


def _wanted(row: Received) -> Wanted:
    return Wanted(
        title=row.title,
        artists=(row.artist,),
        album=row.album,
        duration_ms=row.duration_ms or None,
        isrc=row.isrc,
    )


def _record(user: User, known: Sequence[tuple[Received, Track]]) -> None:
    """Into the history. Their event ids make a repeat harmless."""
    activities = [
        NewActivity(
            track=track,
            timestamp=row.listened_at,
            event_id=row.event,
            metadata={"client": row.client} if row.client else {},
        )
        for row, track in known
    ]
    record_activities(user=user, activities=activities, source=Activity.Source.SCROBBLE, same_within=SAME_WITHIN)


def _forget(recorded: Sequence[Received]) -> None:
    Received.objects.filter(pk__in=[row.pk for row in recorded]).delete()


def _keep(unknown: Sequence[tuple[Received, Match]]) -> None:
    now = timezone.now()
    for row, match in unknown:
        ambiguous = match.how == How.AMBIGUOUS
        row.reason = Received.Reason.AMBIGUOUS if ambiguous else Received.Reason.NOT_FOUND
        row.next_at = now + AGAIN_AFTER[row.tries] if row.tries < len(AGAIN_AFTER) else None
        row.tries += 1
    Received.objects.bulk_update([row for row, _ in unknown], ["reason", "next_at", "tries"])
