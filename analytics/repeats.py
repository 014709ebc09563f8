"""One listen that is reported twice, by two players or to two services, with times a little apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from analytics.listening_models import AwaitedActivity
from analytics.models import Activity
from catalogue.ids import CatalogueId

Row = Activity | AwaitedActivity
Heard = list[tuple[datetime, UUID]]

_LISTENS = (Activity.Action.PLAY, Activity.Action.SKIP)


def repeats_of(user: User, drafts: Collection[Row], within: timedelta) -> dict[UUID, UUID]:
    """The drafts that repeat a listen of the same track less than ``within`` away: their ids, and the id of that
    listen,
    which is stored or another of the drafts. To be called in a transaction, until whose end no other call for this
    listener gets on.

    Cheap for drafts of a few days: it reads the listener's listens from the first draft to the last.
    """
    listens = sorted((row for row in drafts if row.action in _LISTENS), key=lambda row: row.timestamp)
    if not listens:
        return {}
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    heard = _heard(user, listens[0].timestamp - within, listens[-1].timestamp + within)
    repeats: dict[UUID, UUID] = {}
    for row in listens:
        same = heard[_track(row)]
        first = next((key for moment, key in same if abs(moment - row.timestamp) < within), None)
        if first is None:
            same.append((row.timestamp, row.pk))
        else:
            repeats[row.pk] = first
    return repeats


def _heard(user: User, start: datetime, end: datetime) -> dict[CatalogueId, Heard]:
    """Of each track, when it was heard."""
    found: dict[CatalogueId, Heard] = defaultdict(list)
    between = {"timestamp__range": (start, end), "action__in": _LISTENS}
    stored = Activity.objects.visible_to(user).filter(**between)
    awaited = AwaitedActivity.objects.visible_to(user).filter(**between)
    for provider, value, moment, key in (
        *stored.values_list("track__provider", "track__external_id", "timestamp", "pk"),
        *awaited.values_list("provider", "external_id", "timestamp", "pk"),
    ):
        found[CatalogueId(provider, value)].append((moment, key))
    return found


def _track(row: Row) -> CatalogueId:
    return row.track.catalogue_id if isinstance(row, Activity) else CatalogueId(row.provider, row.external_id)
