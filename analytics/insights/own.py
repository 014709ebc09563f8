"""A listener's own insights, of a period and of a year."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from analytics.insights import days as of_days
from analytics.insights import discovery, showing, spans, tops
from analytics.insights.days import Day
from analytics.insights.kept import CLOSED, OPEN, Body, kept
from analytics.insights.spans import Span


def insights(*, user: User, period: str, limit: int, today: date, zone: ZoneInfo) -> Body:
    """Of the last days, ``today`` being the listener's; ``limit`` is how long the lists of the most heard are."""
    span = spans.period(period, today=today)
    before = span.before()
    days = of_days.days_of(user, [span, *([before] if before else [])])
    head = {
        "period": period,
        "first_day": span.first or _first_day(days),
        "last_day": span.last,
        "time_zone": str(zone),
    }

    def make() -> Body:
        return _numbers(user, span, before, days, today) | _lists(user, span, limit)

    name = f"me {user.pk} {period} {span} {zone} {limit}"
    return head | kept(name, of=days, make=make, lasting=OPEN)


def year_in_review(*, user: User, year: int, limit: int, today: date, zone: ZoneInfo) -> Body:
    """Of a calendar year, compared with the same part of the one before. Raises YearNotHere."""
    span = spans.year(year, today=today)
    before = spans.year_before(span)
    days = of_days.days_of(user, [before, span])
    in_year = of_days.within(days, span)
    is_complete = span.last < today
    head = {
        "year": year,
        "first_day": span.first,
        "last_day": span.last,
        "time_zone": str(zone),
        "is_complete": is_complete,
    }

    def make() -> Body:
        found = _numbers(user, span, before, days, today) | _lists(user, span, limit)
        found["streaks"].pop("current")
        found["months"] = of_days.months(in_year)
        found["best_day"] = of_days.best_day(in_year)
        found["best_discovery"] = _best_discovery(user, span)
        return found

    name = f"year {user.pk} {span} {zone} {limit}"
    return head | kept(name, of=days, make=make, lasting=CLOSED if is_complete else OPEN)


def _first_day(days: list[Day]) -> date | None:
    return days[0].day if days else None


def _numbers(user: User, span: Span, before: Span | None, days: list[Day], today: date) -> Body:
    """What the days alone say."""
    now = of_days.within(days, span)
    totals = of_days.totals(now)
    then = of_days.totals(of_days.within(days, before))
    return {
        **asdict(totals),
        "skip_rate": of_days.share(totals.skips, totals.listens),
        "clock": of_days.clock(now),
        "weekdays": of_days.weekdays(now),
        "streaks": asdict(of_days.streaks(of_days.days_with_listens(user), span=span, today=today)),
        "previous": {"first_day": before.first, "last_day": before.last, **asdict(then)} if before else None,
        "change": of_days.changes(totals, then) if before else None,
    }


def _lists(user: User, span: Span, limit: int) -> Body:
    """What was heard."""
    rows = tops.heard(user, span)
    artists_of = {each.track: each.artist for each in rows}
    new = discovery.new_things(user, span, artists_of)
    most = tops.top_tracks(rows, limit)
    first, replayed = discovery.first_listen(user, span), discovery.most_replayed(user, span)
    named = [each.key for each in most] + ([first[0]] if first else []) + ([replayed.track] if replayed else [])
    tracks = showing.tracks_by_key(named)
    return {
        "distinct_tracks": len(artists_of),
        "distinct_artists": len(set(artists_of.values())),
        "top_tracks": showing.shown_tracks(most, tracks),
        "top_artists": showing.shown_artists(tops.top_artists(rows, limit)),
        "top_albums": showing.shown_albums(tops.top_albums(rows, limit)),
        "top_genres": showing.shown_genres(tops.top_genres(rows, limit)),
        "discovery": {
            "new_tracks": new.tracks,
            "new_artists": new.artists,
            "rate": of_days.share(new.tracks, len(artists_of)),
        },
        "first_listen": tracks[first[0]] | {"at": first[1]} if first and first[0] in tracks else None,
        "most_replayed": (
            tracks[replayed.track] | {"day": replayed.day, "plays": replayed.plays}
            if replayed and replayed.track in tracks
            else None
        ),
    }


def _best_discovery(user: User, span: Span) -> dict[str, Any] | None:
    found = discovery.best_discovery(user, span)
    if found is None:
        return None
    track = showing.tracks_by_key([found[0]]).get(found[0])
    return track | {"plays": found[1]} if track else None
