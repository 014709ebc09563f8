"""The feed of whom one follows, and what one person did, with what is shown of each row.

A page takes one statement for its rows, one for each kind of them, and one for the people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.seen import seen_by
from social.feed.sources import SOURCES
from social.feed.stretches import beginning_of
from social.feed.walking import ANY_TIME, Cursor, Place, places
from social.models import Follow

MANY = 100
"""People followed, from which on it pays to look at `LATELY` first."""

LATELY = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the feed. ``items`` are rows of the kind's source, the latest first."""

    place: Place
    actor: User
    items: list[Any]

    @property
    def id(self) -> str:
        """The same for as long as the stretch is told of, whatever is added to it."""
        return f"{self.place.kind}:{self.place.actor}:{beginning_of(self.place.at):%Y%m%dT%H}"


def feed_of(*, reader: User, cursor: Cursor, limit: int) -> list[Place]:
    """The next rows of the feed.

    Of many people something lately fills the page, and of most of them nothing has to be looked at then.
    """

    def found(floor: datetime = ANY_TIME) -> list[Place]:
        return places(reader=reader, whose=reader, people=followed_people, cursor=cursor, limit=limit, floor=floor)

    if Follow.objects.accepted().filter(follower=reader)[:MANY].count() == MANY:
        latest = cursor.after.at if cursor.after else cursor.until
        if len(lately := found(latest - LATELY)) == limit:
            return lately
    return found()


def activity_of(person: User, *, reader: User, cursor: Cursor, limit: int) -> list[Place]:
    """What one person did; the caller has made sure that the reader sees it."""
    return places(reader=reader, whose=person, people=one_person, cursor=cursor, limit=limit)


def followed_people(reader: User) -> QuerySet[Any]:
    """For `places`: those whom the reader follows and was let to, with an open account."""
    follows = Follow.objects.accepted().filter(seen_by(reader, "followed"), follower=reader)
    return follows.order_by().values_list("followed_id", "followed__profile__shares_listens")


def one_person(person: User) -> QuerySet[Any]:
    """For `places`."""
    return User.objects.filter(pk=person.pk).order_by().values_list("pk", "profile__shares_listens")


def told(found: Sequence[Place]) -> list[Told]:
    """What is shown of these rows. One whose last item has gone since it was found is left out."""
    actors = User.objects.select_related("profile").in_bulk([each.actor for each in found])
    items: dict[str, dict[UUID, Any]] = {}
    for source in SOURCES:
        if keys := [key for each in found if each.kind == source.kind for key in each.items]:
            items[source.kind] = {row.pk: row for row in source.loaded().filter(pk__in=keys)}
    rows = []
    for each in found:
        there = items.get(each.kind, {})
        kept = [there[key] for key in each.items if key in there]
        if kept and each.actor in actors:
            rows.append(Told(each, actors[each.actor], kept))
    return rows
