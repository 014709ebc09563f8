"""A listener's own insights, of a period and of a year."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from analytics.insights import days as of_days
from analytics.insights import discovery, showing, spans
from analytics.insights.heard import Heard, Month, days_and_tracks, months_of
from analytics.insights.kept import CLOSED, OPEN, Body, kept
from analytics.insights.spans import Span
from analytics.insights.tops import Tops, different


def insights(*, user: User, period: str, limit: int, today: date, zone: ZoneInfo) -> Body:
    """Of the last days, ``today`` being the listener's; ``limit`` is how long the lists of the most heard are."""
    span = spans.period(period, today=today)
    months = months_of(user, last=span.last)
    head = {"period": period, "first_day": span.first, "last_day": span.last, "time_zone": str(zone)}

    def make() -> Body:
        found = _Found(user, span, span.before(), months)
        first = {} if span.first else {"first_day": found.days[0].day if found.days else None}
        return first | _numbers(found, today) | _lists(found, limit)

    name = f"me {user.pk} {period} {span} {zone} {limit}"
    return head | kept(name, of=months, make=make, lasting=OPEN)


def year_in_review(*, user: User, year: int, limit: int, today: date, zone: ZoneInfo) -> Body:
    """Of a calendar year, compared with the same part of the one before. Raises YearNotHere."""
    span = spans.year(year, today=today)
    months = months_of(user, last=span.last)
    is_complete = span.last < today
    head = {
        "year": year,
        "first_day": span.first,
        "last_day": span.last,
        "time_zone": str(zone),
        "is_complete": is_complete,
    }

    def make() -> Body:
        found = _Found(user, span, spans.year_before(span), months)
        answer = _numbers(found, today) | _lists(found, limit)
        answer["streaks"].pop("current")
        answer["months"] = of_days.months(found.now)
        answer["best_day"] = of_days.best_day(found.now)
        answer["best_discovery"] = _best_discovery(found.heard)
        return answer

    name = f"year {user.pk} {span} {zone} {limit}"
    return head | kept(name, of=months, make=make, lasting=CLOSED if is_complete else OPEN)


class _Found:
    """What an answer is made of. ``months`` are all of the listener's up to the span's last day."""

    def __init__(self, user: User, span: Span, before: Span | None, months: list[Month]) -> None:
        self.user, self.span, self.before = user, span, before
        self.heard_on = [day for month in months for day in month.days if day <= span.last]
        self.days, self.heard = days_and_tracks(user, span, since=before.first if before else None)
        self.now = of_days.within(self.days, span)


def _numbers(found: _Found, today: date) -> Body:
    """What the days alone say."""
    now, before = found.now, found.before
    totals = of_days.totals(now)
    then = of_days.totals(of_days.within(found.days, before))
    return {
        **asdict(totals),
        "skip_rate": of_days.share(totals.skips, totals.listens),
        "clock": of_days.clock(now),
        "weekdays": of_days.weekdays(now),
        "streaks": asdict(of_days.streaks(found.heard_on, span=found.span, today=today)),
        "previous": {"first_day": before.first, "last_day": before.last, **asdict(then)} if before else None,
        "change": of_days.changes(totals, then) if before else None,
    }


def _lists(found: _Found, limit: int) -> Body:
    """What was heard."""
    heard, top = found.heard, Tops(found.heard)
    distinct = different(heard.track)
    new, most = discovery.new_things(heard), top.tracks(limit)
    first, replayed = discovery.first_listen(found.user, heard), discovery.most_replayed(heard)
    named = [each.key for each in most] + ([first[0]] if first else []) + ([replayed.track] if replayed else [])
    tracks = showing.tracks_by_key(named)
    return {
        "distinct_tracks": distinct,
        "distinct_artists": different(heard.artist),
        "top_tracks": showing.shown_tracks(most, tracks),
        "top_artists": showing.shown_artists(top.artists(limit)),
        "top_albums": showing.shown_albums(top.albums(limit)),
        "top_genres": showing.shown_genres(top.genres(limit)),
        "discovery": {
            "new_tracks": new.tracks,
            "new_artists": new.artists,
            "rate": of_days.share(new.tracks, distinct),
        },
        "first_listen": tracks[first[0]] | {"at": first[1]} if first and first[0] in tracks else None,
        "most_replayed": (
            tracks[replayed.track] | {"day": replayed.day, "plays": replayed.plays}
            if replayed and replayed.track in tracks
            else None
        ),
    }


def _best_discovery(heard: Heard) -> dict[str, Any] | None:
    found = discovery.best_discovery(heard)
    if found is None:
        return None
    track = showing.tracks_by_key([found[0]]).get(found[0])
    return track | {"plays": found[1]} if track else None
