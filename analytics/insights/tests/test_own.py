from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers

from accounts.models import User
from analytics.insights.heard import days_and_tracks
from analytics.insights.serializers import InsightsSerializer, YearSerializer
from analytics.insights.spans import Span
from analytics.insights.tests.histories import activity, heard, in_zone, of_genre
from analytics.models import Activity, ListenerMonth
from analytics.rollups.rolling import roll_up
from catalogue.models import Track

Ask = Callable[..., Any]
MakeTracks = Callable[..., list[Track]]


@pytest.fixture
def music(make_tracks: MakeTracks) -> tuple[Track, Track, Track]:
    """Two tracks by Ada, which are rock, and one by Bob, which is nothing."""
    one, two = make_tracks(2, artist="Ada")
    [three] = make_tracks(1, artist="Bob")
    of_genre([one, two], "Rock", 152)
    return one, two, three


@pytest.fixture
def history(owner: User, music: tuple[Track, Track, Track]) -> None:
    one, two, three = music
    heard(
        # The week before last, then the last seven days: 9 to 15 March.
        activity(owner, one, "2026-03-07 08:00", ms=120_000),
        activity(owner, one, "2026-03-09 23:59"),
        activity(owner, two, "2026-03-10 00:00"),
        activity(owner, two, "2026-03-10 09:10", ms=200_000),
        activity(owner, two, "2026-03-10 09:20"),
        activity(owner, three, "2026-03-12 21:00", "skip"),
        activity(owner, three, "2026-03-12 21:01", "like"),
        activity(owner, two, "2026-03-14 21:00"),
        activity(owner, two, "2026-03-14 22:00", "share"),
        activity(owner, one, "2026-03-15 11:00"),
    )


def test_a_week_in_exact_numbers(ask: Ask, history: None, music: tuple[Track, Track, Track]) -> None:
    one, two = (str(track.catalogue_id) for track in music[:2])

    found = ask("me/", period="week")

    assert (found["first_day"], found["last_day"], found["time_zone"]) == ("2026-03-09", "2026-03-15", "UTC")
    assert (found["minutes"], found["listens"], found["plays"], found["skips"]) == (8, 7, 6, 1)
    assert (found["likes"], found["shares"], found["active_days"], found["skip_rate"]) == (1, 1, 5, 0.1429)
    assert (found["distinct_tracks"], found["distinct_artists"]) == (3, 2)
    assert [(t["track_id"], t["plays"], t["minutes"]) for t in found["top_tracks"]] == [(two, 4, 6), (one, 2, 2)]
    assert [(a["artist_name"], a["plays"], a["minutes"], a["tracks"]) for a in found["top_artists"]] == [
        ("Ada", 6, 8, 2)
    ]
    assert [(a["album_title"], a["artist_name"], a["plays"]) for a in found["top_albums"]] == [("Ada album", "Ada", 6)]
    assert found["top_genres"] == [{"id": 152, "name": "Rock", "plays": 6, "minutes": 8}]
    assert {hour: count for hour, count in enumerate(found["clock"]) if count} == {0: 1, 9: 2, 11: 1, 21: 2, 23: 1}
    assert found["weekdays"] == [1, 3, 0, 1, 0, 1, 1]
    assert found["streaks"] == {
        "current": 2, "longest": 2, "longest_from": "2026-03-09", "longest_to": "2026-03-10",
    }  # fmt: skip
    assert found["discovery"] == {"new_tracks": 2, "new_artists": 1, "rate": 0.6667}
    assert (found["first_listen"]["track_id"], found["first_listen"]["at"]) == (one, "2026-03-09T23:59:00Z")
    replayed = found["most_replayed"]
    assert (replayed["track_id"], replayed["day"], replayed["plays"]) == (two, "2026-03-10", 3)
    assert (found["previous"]["first_day"], found["previous"]["last_day"]) == ("2026-03-02", "2026-03-08")
    assert (found["previous"]["minutes"], found["previous"]["listens"]) == (2, 1)
    assert (found["change"]["minutes"], found["change"]["plays"], found["change"]["skips"]) == (3.0, 5.0, None)


def test_everything_has_no_time_before_it(ask: Ask, history: None) -> None:
    found = ask("me/", period="all")

    assert (found["first_day"], found["listens"], found["previous"], found["change"]) == ("2026-03-07", 8, None, None)
    assert found["discovery"] == {"new_tracks": 3, "new_artists": 2, "rate": 1.0}
    assert found["top_tracks"][1]["plays"] == 3


def test_of_several_lists_each_is_as_long_as_was_asked_for(ask: Ask, history: None) -> None:
    assert [len(ask("me/", period="all", limit=limit)["top_tracks"]) for limit in (1, 2, 99)] == [1, 2, 2]


@pytest.mark.parametrize(
    "path", ["me/?period=week", "me/?period=month", "me/?period=year", "me/?period=all", "me/year/2026/"]
)
def test_a_newcomer_gets_empty_lists_and_zeros(ask: Ask, path: str) -> None:
    found = ask(path)

    assert (found["minutes"], found["listens"], found["skip_rate"], found["discovery"]["rate"]) == (0, 0, None, None)
    assert [found[f"top_{kind}"] for kind in ("tracks", "artists", "albums", "genres")] == [[], [], [], []]
    assert (found["clock"], found["weekdays"]) == ([0] * 24, [0] * 7)
    assert (found["first_listen"], found["most_replayed"]) == (None, None)


ZONES = [
    # zone, when in UTC, the listener's day and hour then
    ("Asia/Kolkata", "2026-03-14 18:45", "2026-03-15", 0),
    ("Asia/Kathmandu", "2026-03-14 18:14", "2026-03-14", 23),
    ("Pacific/Kiritimati", "2026-03-14 10:00", "2026-03-15", 0),
    ("America/St_Johns", "2026-03-15 02:29", "2026-03-14", 23),
    # The clocks went forward on 8 March at 2:00.
    ("America/New_York", "2026-03-08 06:59", "2026-03-08", 1),
    ("America/New_York", "2026-03-08 07:00", "2026-03-08", 3),
    ("America/New_York", "2026-03-09 03:59", "2026-03-08", 23),
    # And back on 25 October: the hour from 2:00 came twice.
    ("Europe/Berlin", "2025-10-25 22:00", "2025-10-26", 0),
    ("Europe/Berlin", "2025-10-26 00:30", "2025-10-26", 2),
    ("Europe/Berlin", "2025-10-26 01:30", "2025-10-26", 2),
    ("Europe/Berlin", "2025-10-26 22:59", "2025-10-26", 23),
    # Leap day and the turn of the year.
    ("Europe/Berlin", "2024-02-28 23:00", "2024-02-29", 0),
    ("Europe/Berlin", "2024-02-29 23:00", "2024-03-01", 0),
    ("Europe/Berlin", "2025-12-31 23:00", "2026-01-01", 0),
    ("America/Los_Angeles", "2026-01-01 07:59", "2025-12-31", 23),
]


@pytest.mark.parametrize(("zone", "at", "day", "hour"), ZONES)
def test_days_and_hours_are_the_listeners_own(
    ask: Ask, owner: User, make_tracks: MakeTracks, zone: str, at: str, day: str, hour: int
) -> None:
    in_zone(owner, zone)
    heard(activity(owner, make_tracks(1)[0], at))

    found = ask(f"me/year/{day[:4]}/")

    assert (found["time_zone"], found["best_day"]["day"], found["clock"].index(1)) == (zone, day, hour)
    assert found["months"][int(day[5:7]) - 1] == {"month": int(day[5:7]), "minutes": 1, "listens": 1}


def test_today_begins_at_the_listeners_midnight(ask: Ask, owner: User, now: Any) -> None:
    in_zone(owner, "Asia/Kolkata")
    now.move_to("2026-03-15T18:29:59+00:00")
    assert ask("me/")["last_day"] == "2026-03-15"
    now.move_to("2026-03-15T18:30:00+00:00")
    assert ask("me/")["last_day"] == "2026-03-16"


def test_a_year_in_review(ask: Ask, owner: User, make_tracks: MakeTracks) -> None:
    old, new = make_tracks(2)
    heard(
        activity(owner, old, "2024-12-31 10:00", ms=600_000),
        *(activity(owner, old, f"2025-02-{day:02} 10:00") for day in (26, 27, 28)),
        *(activity(owner, new, f"2025-03-01 {hour}:00") for hour in (10, 11)),
        activity(owner, old, "2025-12-31 23:59"),
        activity(owner, old, "2026-01-01 00:00"),
    )

    found = ask("me/year/2025/")

    assert (found["first_day"], found["last_day"], found["is_complete"]) == ("2025-01-01", "2025-12-31", True)
    assert (found["listens"], found["minutes"], found["active_days"]) == (6, 6, 5)
    assert [m["listens"] for m in found["months"]] == [0, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert found["streaks"] == {"longest": 4, "longest_from": "2025-02-26", "longest_to": "2025-03-01"}
    assert found["best_day"] == {"day": "2025-03-01", "minutes": 2, "listens": 2}
    assert (found["best_discovery"]["track_id"], found["best_discovery"]["plays"]) == (str(new.catalogue_id), 2)
    assert found["discovery"] == {"new_tracks": 1, "new_artists": 0, "rate": 0.5}
    assert (found["previous"]["minutes"], found["change"]["minutes"]) == (10, -0.4)


def test_a_year_that_runs_is_compared_with_the_same_part_of_the_one_before(
    ask: Ask, owner: User, make_tracks: MakeTracks, now: Any
) -> None:
    [track] = make_tracks(1)
    heard(*(activity(owner, track, f"{day} 10:00") for day in ("2023-02-28", "2023-03-01", "2024-02-29")))
    now.move_to("2024-02-29T12:00:00+00:00")

    found = ask("me/year/2024/")

    assert (found["is_complete"], found["last_day"]) == (False, "2024-02-29")
    assert (found["previous"]["last_day"], found["previous"]["listens"], found["change"]["listens"]) == (
        "2023-02-28",
        1,
        0.0,
    )


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("me/?period=decade", 400, "period"),
        ("me/?period=week&limit=0", 400, "limit"),
        ("me/?limit=ten", 400, "limit"),
        ("me/year/2026/?limit=-1", 400, "limit"),
        ("me/year/1999/", 404, None),
        ("me/year/2027/", 404, None),
        ("me/year/99999999999999999999/", 404, None),
        ("me/year/this/", 404, None),
    ],
)
def test_what_cannot_be_meant_is_said_so(ask: Ask, path: str, status: int, field: str | None) -> None:
    found = ask(path, status=status)

    assert list(found.get("errors", [])) == ([field] if field else [])


def test_nobody_sees_anything_of_anybody_elses(ask: Ask, history: None, stranger: User) -> None:
    assert ask("me/", by=stranger, period="all")["listens"] == 0


def test_a_track_that_was_hidden_stays_in_the_history_of_who_heard_it(
    ask: Ask, history: None, music: tuple[Track, Track, Track]
) -> None:
    Track.objects.update(is_hidden=True)

    assert len(ask("me/", period="all")["top_tracks"]) == 2


def statements(call: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured]


def test_an_answer_is_kept_until_something_was_heard_or_deleted(
    ask: Ask, history: None, owner: User, music: tuple[Track, Track, Track]
) -> None:
    def count() -> int:
        return int(ask("me/", period="week")["top_tracks"][0]["plays"])

    assert count() == 4
    again = statements(count)
    assert not any("listenertrack" in sql for sql in again)
    assert sum("listenermonth" in sql for sql in again) == 1
    late = heard(activity(owner, music[1], "2026-03-11 10:00"))
    assert count() == 5
    Activity.objects.filter(pk=late[0].pk).delete()
    roll_up()
    assert count() == 4


def test_a_year_that_is_over_is_not_worked_out_again_for_a_listen_of_today(
    ask: Ask, history: None, owner: User, music: tuple[Track, Track, Track]
) -> None:
    ask("me/year/2025/")
    heard(activity(owner, music[1], "2026-03-15 11:30"))
    again = statements(lambda: ask("me/year/2025/"))

    assert not any("listenertrack" in sql for sql in again)
    assert sum("listenermonth" in sql for sql in again) == 1


@pytest.mark.parametrize(
    "path", ["me/?period=week&limit=50", "me/?period=all&limit=50", "me/year/2026/?limit=50", "user/{}/"]
)
def test_the_number_of_statements_does_not_grow(ask: Ask, owner: User, make_tracks: MakeTracks, path: str) -> None:
    first = make_tracks(1, artist="Only")
    heard(activity(owner, first[0], "2026-03-14 09:00"), activity(owner, first[0], "2026-03-14 10:00"))
    few = statements(lambda: ask(path.format(owner.pk)))
    more = [track for name in range(20) for track in make_tracks(2, artist=f"Artist {name}")]
    of_genre(more, "Rock", 152)
    heard(*(activity(owner, track, f"2026-03-{day} 10:00") for track in more for day in (12, 13, 15)))

    many = statements(lambda: ask(path.format(owner.pk)))

    # One more: the genres, of which there were none.
    assert len(few) <= len(many) <= len(few) + 1


def tables(statement: str) -> set[str]:
    """Those that it reads, as Django writes their names."""
    return set(re.findall(r'(?:FROM|JOIN) "(\w+)"', statement))


@pytest.mark.parametrize("path", ["me/?period=week", "me/?period=year", "me/?period=all", "me/year/2026/"])
def test_an_answer_is_nine_statements_and_never_looks_at_activities(ask: Ask, history: None, path: str) -> None:
    # Without those that sign the listener in.
    found = [names for names in map(tables, statements(lambda: ask(path))) if names]

    assert found[:4] == [
        {"accounts_session", "accounts_user"},
        {"analytics_listeningsettings"},
        {"analytics_listenermonth"},
        {"analytics_listenermonth"},
    ]
    # When the first listen was, on its day; then the names. A year in review names its best discovery too.
    assert found[4] == {"analytics_listenertrackday"}
    assert len(found) == (10 if "year/" in path else 9)
    assert all(each <= {f"catalogue_{kind}" for kind in ("track", "artist", "album", "genre")} for each in found[5:])


def test_of_earlier_months_only_the_beginning_is_read(ask: Ask, owner: User, make_tracks: MakeTracks) -> None:
    """What was known before decides what is new; plays and times of it are nobody's business."""
    old, new = make_tracks(1, artist="Old")[0], make_tracks(1, artist="New")[0]
    again = Track.objects.create(provider="local", external_id="again", title="Again", artist=old.artist, duration=200)
    heard(
        activity(owner, old, "2024-02-29 10:00"),
        activity(owner, old, "2026-03-02 10:00"),
        *(activity(owner, track, "2026-03-10 10:00") for track in (old, new, again)),
    )

    found = ask("me/", period="week")

    assert found["discovery"] == {"new_tracks": 2, "new_artists": 1, "rate": 0.6667}
    assert (found["listens"], found["distinct_tracks"], found["distinct_artists"]) == (3, 3, 2)
    user, days = User.objects.get(pk=owner.pk), Span(date(2026, 3, 9), date(2026, 3, 15))
    _, inside = days_and_tracks(user, days, since=days.first)
    assert sorted(inside.known_tracks.tolist()) == [old.pk, old.pk]
    assert sorted(inside.track.tolist()) == sorted([old.pk, new.pk, again.pk])


def test_a_month_is_looked_up_by_its_listener(owner: User, history: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL's planner")
    rows = ListenerMonth.objects.filter(user=owner, month__lte=date(2026, 3, 15)).order_by("month")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.values("month", "version").explain()
    assert "Index Scan using analytics_listenermonth_pkey" in plan
    assert f"((user_id = '{owner.pk}'::uuid) AND (month <= '2026-03-15'::date))" in plan
    assert "Sort" not in plan


def shape(serializer: Any) -> Any:
    if isinstance(serializer, serializers.ListSerializer):
        return [shape(serializer.child)]
    if isinstance(serializer, serializers.Serializer):
        return {name: shape(field) for name, field in serializer.fields.items()}
    return None


def shape_of(answer: Any, like: Any) -> Any:
    """Of an answer; where it has nothing to show, as it is expected to be."""
    if isinstance(answer, dict):
        known = like if isinstance(like, dict) else {}
        return {name: shape_of(value, known.get(name)) for name, value in answer.items()}
    if isinstance(answer, list) and isinstance(like, list):
        return [shape_of(answer[0], like[0])] if answer else like
    return like if answer is None else None


@pytest.mark.parametrize(
    ("path", "serializer"), [("me/", InsightsSerializer()), ("me/year/2026/", YearSerializer())], ids=["me", "year"]
)
def test_answers_have_the_documented_shape(
    ask: Ask, history: None, path: str, serializer: serializers.Serializer[Any]
) -> None:
    documented = shape(serializer)

    assert shape_of(ask(path), documented) == documented
