"""Recording what listeners did, from wherever it is reported: the one way in, but for the queue's own listens.

Nothing is recorded in a private session. An `event_id` is recorded once, whatever comes with it. A track that the
catalogue does not know yet is asked for in the background (`analytics.awaiting`), and the activity is kept meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from analytics.acceptance import count_recommended
from analytics.awaiting import await_tracks, room_to_await
from analytics.events import activities_of_events, claim_events
from analytics.knowing import Known, known_of
from analytics.listening_models import AwaitedActivity
from analytics.listens import settled
from analytics.models import Activity
from analytics.repeats import repeats_of
from analytics.scrobbling.outbox import enlist
from catalogue.ids import LOCAL, CatalogueId
from catalogue.models import Track
from config.identifiers import uuid7, uuid7_at

AT_ONCE = 500
"""Activities of one transaction."""


class State(StrEnum):
    RECORDED = "recorded"
    AWAITED = "awaited"
    """Kept, while the catalogue is asked for the track."""
    DUPLICATE = "duplicate"
    PRIVATE = "private"
    UNKNOWN_TRACK = "unknown_track"
    TOO_MANY_UNKNOWN = "too_many_unknown"
    NOT_YOURS = "not_yours"
    """The recommendation is not the listener's."""


REFUSED = frozenset({State.UNKNOWN_TRACK, State.TOO_MANY_UNKNOWN, State.NOT_YOURS})


@dataclass(frozen=True, slots=True)
class NewActivity:
    """``timestamp`` is when it happened (a listen: began), None is now. ``played_ms`` of a play that nobody knows is
    the track's length. The names are what the client calls the track, for as long as the catalogue does not know it.
    """

    track: Track | CatalogueId
    action: str = Activity.Action.PLAY
    timestamp: datetime | None = None
    played_ms: int | None = None
    event_id: UUID | None = None
    context: UUID | None = None
    recommendation: UUID | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    track_name: str = ""
    artist_name: str = ""

    @property
    def catalogue_id(self) -> CatalogueId:
        return self.track if isinstance(self.track, CatalogueId) else self.track.catalogue_id


Row = Activity | AwaitedActivity


@dataclass(frozen=True, slots=True)
class Outcome:
    """``row`` is what is stored of it, with the track and its artist loaded: of a duplicate, what came first; None when
    nothing is stored, or what came first was deleted since."""

    state: State
    row: Row | None = None


OwnRecommendations = Callable[[UUID, Collection[UUID]], set[UUID]]
_own_recommendations: list[OwnRecommendations] = []


def check_recommendations_with(check: OwnRecommendations) -> None:
    """``check(user_id, ids)`` tells which of the ids are recommendations made to that user. For `AppConfig.ready` of
    the room that has them; without one, no id is anybody's."""
    _own_recommendations[:] = [check]


def record_activities(
    *,
    user: User,
    activities: Sequence[NewActivity],
    source: Activity.Source,
    same_within: timedelta | None = None,
) -> list[Outcome]:
    """Record each of them; what came of it, in their order. Safe to repeat where there are event ids.

    With ``same_within``, a listen of the same track that began less than that before or after another counts as a
    duplicate, whatever it came from: players report one listen to several scrobblers. Not to be called in a
    transaction.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(activities), AT_ONCE):
        outcomes += _recorded(user, activities[start : start + AT_ONCE], source, same_within)
    return outcomes


def _recorded(
    user: User, activities: Sequence[NewActivity], source: Activity.Source, same_within: timedelta | None
) -> list[Outcome]:
    known = _known(user, activities)
    tracks = known.tracks
    if known.is_private:
        return [Outcome(State.PRIVATE)] * len(activities)
    refused = _refusals(user, activities, tracks)
    drafts = {
        number: _draft(user, activity, tracks.get(activity.catalogue_id), source)
        for number, activity in enumerate(activities)
        if number not in refused
    }
    first = _insert(user, drafts, same_within, has_links=known.has_links) if drafts else {}
    return [
        Outcome(refused[number]) if number in refused else _outcome(drafts[number], first)
        for number in range(len(activities))
    ]


@transaction.atomic
def _insert(
    user: User, drafts: Mapping[int, Row], same_within: timedelta | None, *, has_links: bool
) -> dict[UUID, Row | None]:
    """Store what is new; of each draft that is not, by its id, what came before it."""
    before = repeats_of(user, drafts.values(), same_within) if same_within else {}
    claims: dict[UUID, UUID] = {}
    for row in drafts.values():
        if row.event_id and row.pk not in before:
            claims.setdefault(row.event_id, row.pk)
    free = claim_events(user, claims)
    taken = {row.event_id for row in drafts.values() if row.event_id and row.pk not in before} - free
    owners = {**claims, **activities_of_events(user, taken)}
    for row in drafts.values():
        if row.event_id and row.pk not in before and owners[row.event_id] != row.pk:
            before[row.pk] = owners[row.event_id]
    new = [row for row in drafts.values() if row.pk not in before]
    recorded = Activity.objects.bulk_create([row for row in new if isinstance(row, Activity)])
    count_recommended(recorded)
    if has_links:
        enlist(recorded)
    await_tracks([row for row in new if isinstance(row, AwaitedActivity)])
    return _rows(user, before, new)


def _rows(user: User, before: Mapping[UUID, UUID], new: Sequence[Row]) -> dict[UUID, Row | None]:
    if not before:
        return {}
    rows: dict[UUID, Row] = {row.pk: row for row in new}
    asked = set(before.values()) - rows.keys()
    rows |= {row.pk: row for row in Activity.objects.visible_to(user).filter(pk__in=asked).with_tracks()}
    if left := asked - rows.keys():
        rows |= {row.pk: row for row in AwaitedActivity.objects.visible_to(user).filter(pk__in=left)}
    return {draft: rows.get(first) for draft, first in before.items()}


def _outcome(draft: Row, before: Mapping[UUID, Row | None]) -> Outcome:
    if draft.pk in before:
        return Outcome(State.DUPLICATE, before[draft.pk])
    return Outcome(State.RECORDED if isinstance(draft, Activity) else State.AWAITED, draft)


def _known(user: User, activities: Sequence[NewActivity]) -> Known:
    """What is stored of the tracks and of the listener."""
    given = {each.track.catalogue_id: each.track for each in activities if isinstance(each.track, Track)}
    asked = {each.track for each in activities if isinstance(each.track, CatalogueId)} - given.keys()
    known = known_of(user, asked)
    return replace(known, tracks={**given, **known.tracks})


def _refusals(user: User, activities: Sequence[NewActivity], tracks: Mapping[CatalogueId, Track]) -> dict[int, State]:
    """By place, why an activity is not recorded."""
    named = {each.recommendation for each in activities if each.recommendation}
    strange = named - {own for check in _own_recommendations for own in check(user.pk, named)} if named else set()
    room: dict[CatalogueId, bool] = {}
    unknown = {each.catalogue_id for each in activities} - tracks.keys()
    if askable := {
        each for each in unknown if each.provider != LOCAL and each.provider in settings.CATALOGUE_PROVIDERS
    }:
        room = dict.fromkeys(askable, room_to_await(user, len(activities)))
    refused = {}
    for number, each in enumerate(activities):
        if each.recommendation in strange:
            refused[number] = State.NOT_YOURS
        elif each.catalogue_id in unknown and each.catalogue_id not in room:
            refused[number] = State.UNKNOWN_TRACK
        elif not room.get(each.catalogue_id, True):
            refused[number] = State.TOO_MANY_UNKNOWN
    return refused


def _draft(user: User, new: NewActivity, track: Track | None, source: Activity.Source) -> Row:
    """The row to be. Its id holds its time."""
    columns: dict[str, Any] = {
        "id": uuid7_at(new.timestamp) if new.timestamp else uuid7(),
        "user": user,
        "action": new.action,
        "source": source,
        "timestamp": new.timestamp or timezone.now(),
        "played_ms": new.played_ms,
        "context": new.context,
        "recommendation": new.recommendation,
        "event_id": new.event_id,
        "metadata": dict(new.metadata),
    }
    if track is not None:
        return settled(Activity(track=track, **columns))
    wanted = new.catalogue_id
    names = {"track_name": new.track_name[:500], "artist_name": new.artist_name[:300]}
    return AwaitedActivity(provider=wanted.provider, external_id=wanted.value, **names, **columns)
