"""What those who are there have heard: a listen of each, once a track is over, recorded by a job after the commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from accounts.models import User
from analytics.models import Activity
from analytics.recording import NewActivity, record_activities
from catalogue.models import Track
from config.jobs.models import Job
from config.jobs.services import enqueue
from parties.member_models import SILENT_FOR
from parties.models import Party, PartyEntry

RECORD: Final = "parties.record_listens"
SAID_ALIVE_EVERY: Final = 25
LEAST_MS: Final = 1_000
"""What was there for less has heard nothing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """``played_ms`` is how much of it was played at most, between ``began`` and ``ended``."""

    entry: PartyEntry
    began: datetime
    ended: datetime
    played_ms: int


def record_later(party: Party, heard: Heard) -> None:
    """A job for those who are present; one statement when nobody is."""
    if heard.played_ms < LEAST_MS:
        return
    there = party.members.present().filter(
        present_since__lt=heard.ended, connections__seen_at__gt=heard.ended - SILENT_FOR
    )
    since = dict(there.values_list("user_id", "present_since"))
    listeners = {
        str(user_id): min(heard.played_ms, _milliseconds(heard.ended - max(began, heard.began)))
        for user_id, began in since.items()
        if began is not None
    }
    if not listeners:
        return
    arguments: dict[str, Any] = {
        "entry": str(heard.entry.pk),
        "track": heard.entry.track_id,
        "ended": heard.ended.isoformat(),
        "listeners": listeners,
    }
    enqueue(kind=RECORD, key=f"{heard.entry.pk} {heard.began.isoformat()}", arguments=arguments)


def record(job: Job, alive: Any) -> int:
    """Record the listens of the job, each once however often it runs; how many listeners there were."""
    told = job.arguments
    track = Track.objects.select_related("artist", "album").filter(pk=told["track"]).first()
    if track is None:
        return 0
    ended = datetime.fromisoformat(told["ended"])
    users = User.objects.filter(is_active=True).in_bulk([UUID(each) for each in told["listeners"]])
    for done, (user_id, user) in enumerate(users.items(), start=1):
        played = told["listeners"][str(user_id)]
        listen = NewActivity(
            track=track,
            timestamp=ended - timedelta(milliseconds=played),
            played_ms=played,
            event_id=uuid5(UUID(told["entry"]), f"{told['ended']} {user_id}"),
        )
        record_activities(user=user, activities=[listen], source=Activity.Source.QUEUE)
        if done % SAID_ALIVE_EVERY == 0:
            alive(job, done=done, total=len(users))
    return len(users)


def _milliseconds(span: timedelta) -> int:
    return max(0, int(span.total_seconds() * 1000))
