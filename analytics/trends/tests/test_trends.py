"""Trends on Sunday, 15 March 2026: the week goes from the 8th on, the one before from the 1st to the 7th."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from analytics.insights.tests.histories import activity, heard, of_genre
from analytics.insights.tests.test_own import shape, shape_of
from analytics.models import Activity
from analytics.rollups.rolling import roll_up
from analytics.trends.models import TrendList
from analytics.trends.refreshing import refresh, refresh_trends
from analytics.trends.serializers import TrendsSerializer
from catalogue.models import Album, Artist, Track
from config.tests.plugin import clear_cache

Ask = Callable[..., Any]
Playlist: Any = apps.get_model("playlists", "Playlist")  # a room above
MakeTracks = Callable[..., list[Track]]

LISTS = {
    "genres": "trending_genres",
    "artists": "trending_artists",
    "tracks": "popular_tracks",
    "playlists": "trending_playlists",
}


@pytest.fixture
def listeners(db: None) -> list[User]:
    return [User.objects.create_user(f"l{number}", f"l{number}@example.com") for number in range(4)]


def ranked(ask: Ask, kind: str = "tracks", **query: Any) -> list[dict[str, Any]]:
    """Ranked anew, whatever was kept."""
    clear_cache()
    for name in ("day", "week", "month"):
        refresh(name, now=timezone.now(), last=TrendList.objects.filter(window=name).first())
    found: list[dict[str, Any]] = ask("trends/", **query)[LISTS[kind]]
    return found


def names(found: list[dict[str, Any]]) -> list[str]:
    return [each.get("track_name") or each["name"] for each in found]


def played(user: User, track: Track, times: int, day: str = "2026-03-14", **more: Any) -> list[Activity]:
    return [activity(user, track, f"{day} {n // 60:02}:{n % 60:02}", **more) for n in range(times)]


def test_one_listener_makes_no_trend(ask: Ask, listeners: list[User], make_tracks: MakeTracks) -> None:
    obsession, liked = make_tracks(2, artist="Ada")
    a, b, c, _ = listeners
    heard(*played(a, obsession, 300), *played(b, liked, 1), *played(c, liked, 1))

    [only] = ranked(ask)

    assert (only["track_name"], only["play_count"], only["listeners"], only["score"]) == ("Ada 2", 2, 2, 2)


def test_a_listener_counts_for_three_points_at_most(ask: Ask, listeners: list[User], make_tracks: MakeTracks) -> None:
    obsession, liked, spread = make_tracks(3, artist="Ada")
    a, b, *_ = listeners
    heard(
        *played(a, obsession, 300), *played(b, obsession, 1),
        *(each for user in listeners for each in played(user, liked, 2)),
        *(each for user in (a, b) for day in (9, 10, 11) for each in played(user, spread, 1, f"2026-03-{day:02}")),
    )  # fmt: skip

    found = [(each["track_name"], each["play_count"], each["score"], each["rank"]) for each in ranked(ask)]

    # 300 plays are three points, 2 are one, 3 on different days are two.
    assert found == [("Ada 1", 301, 4, 1), ("Ada 2", 8, 4, 2), ("Ada 3", 6, 4, 3)]


def test_points_of_seven_three_and_one_play(ask: Ask, listeners: list[User], make_tracks: MakeTracks) -> None:
    tracks = make_tracks(4, artist="Ada")
    a, b, *_ = listeners
    rows = [row for track, times in zip(tracks, (7, 6, 3, 2), strict=True) for row in played(a, track, times)]
    heard(*rows, *(row for track in tracks for row in played(b, track, 1)))

    assert [each["score"] for each in ranked(ask)] == [4, 3, 3, 2]


def test_skips_and_likes_are_no_plays(ask: Ask, listeners: list[User], make_tracks: MakeTracks) -> None:
    [track] = make_tracks(1, artist="Ada")
    a, b, *_ = listeners
    heard(*played(a, track, 1), *played(b, track, 1, action="skip"), activity(b, track, "2026-03-14 12:00", "like"))
    assert ranked(ask) == []

    heard(*played(b, track, 1, "2026-03-13"))

    assert [each["play_count"] for each in ranked(ask)] == [2]
    assert [(each["play_count"], each["activity_count"]) for each in ranked(ask, "artists")] == [(2, 4)]


def test_artists_genres_and_playlists_trend_too(
    ask: Ask, listeners: list[User], make_tracks: MakeTracks, owner: User
) -> None:
    one, two = make_tracks(2, artist="Ada")
    [other] = make_tracks(1, artist="Bob")
    of_genre([one, two], "Rock", 152)
    shared = Playlist.objects.create(owner=owner, name="Late night", is_public=True, track_count=3)
    secret = Playlist.objects.create(owner=owner, name="My secret", is_public=False)
    a, b, *_ = listeners
    heard(
        # Nobody but these two plays them, and no track of Ada's by both.
        *played(a, one, 1, context=shared.pk), *played(b, two, 1, context=shared.pk),
        *played(a, other, 3, context=secret.pk), *played(b, other, 3, "2026-03-13", context=secret.pk),
    )  # fmt: skip

    assert [(e["name"], e["play_count"], e["score"], e["listeners"]) for e in ranked(ask, "artists")] == [
        ("Bob", 6, 4, 2), ("Ada", 2, 2, 2),
    ]  # fmt: skip
    assert names(ranked(ask, "tracks")) == ["Bob 1"]
    assert [(e["id"], e["name"], e["count"], e["score"]) for e in ranked(ask, "genres")] == [(152, "Rock", 2, 2)]
    [playlist] = ranked(ask, "playlists")
    assert (playlist["playlist_id"], playlist["name"], playlist["play_count"]) == (str(shared.pk), "Late night", 2)
    assert (playlist["track_count"], playlist["cover_image"], playlist["listeners"]) == (3, None, 2)


def test_a_playlist_that_becomes_private_is_gone_at_once(
    ask: Ask, listeners: list[User], make_tracks: MakeTracks, owner: User
) -> None:
    [track] = make_tracks(1)
    playlist = Playlist.objects.create(owner=owner, name="Late night", is_public=True)
    heard(*(row for user in listeners for row in played(user, track, 1, context=playlist.pk)))
    assert names(ranked(ask, "playlists")) == ["Late night"]

    Playlist.objects.update(is_public=False)

    assert ask("trends/")["trending_playlists"] == []


@pytest.mark.parametrize("what", [Track, Artist, Album])
def test_what_is_hidden_is_left_out_and_those_behind_move_up(
    ask: Ask, listeners: list[User], make_tracks: MakeTracks, what: type[Any]
) -> None:
    [first], [second] = make_tracks(1, artist="Ada"), make_tracks(1, artist="Bob")
    rows = [row for user in listeners for row in played(user, first, 3) + played(user, second, 1)]
    heard(*rows)
    assert names(ranked(ask)) == ["Ada 1", "Bob 1"]

    hidden: dict[Any, Any] = {Track: first, Artist: first.artist, Album: first.album}
    what.objects.filter(pk=hidden[what].pk).update(is_hidden=True)
    clear_cache()  # as it forgets after ten seconds

    found = ask("trends/")
    assert [(each["track_name"], each["rank"]) for each in found["popular_tracks"]] == [("Bob 1", 1)]
    assert names(found["trending_artists"]) == (["Bob"] if what is Artist else ["Ada", "Bob"])


def test_ranks_are_compared_with_the_window_before(ask: Ask, listeners: list[User], make_tracks: MakeTracks) -> None:
    risen, fallen, new = make_tracks(3, artist="Ada")
    a, b, c, _ = listeners
    heard(
        *(row for user in (a, b, c) for row in played(user, fallen, 1, "2026-03-07")),
        *(row for user in (a, b) for row in played(user, risen, 1, "2026-03-01")),
        *(row for user in (a, b) for row in played(user, new, 1, "2026-02-28")),  # before the window before
        *(row for user in (a, b, c) for row in played(user, risen, 3, "2026-03-08")),
        *(row for user in (a, b) for row in played(user, fallen, 3, "2026-03-15")),
        *(row for user in (a, b) for row in played(user, new, 1, "2026-03-15")),
    )

    found = [(e["track_name"], e["rank"], e["previous_rank"], e["change"]) for e in ranked(ask)]

    assert found == [("Ada 1", 1, 2, 1), ("Ada 2", 2, 1, -1), ("Ada 3", 3, None, None)]


@pytest.mark.parametrize(
    ("window", "first", "plays"), [("day", "2026-03-14", 2), ("week", "2026-03-08", 4), ("month", "2026-02-13", 6)]
)
def test_windows_begin_so_many_full_days_back(
    ask: Ask, listeners: list[User], make_tracks: MakeTracks, window: str, first: str, plays: int
) -> None:
    [track] = make_tracks(1)
    days = ("2026-03-14", "2026-03-13", "2026-03-08", "2026-03-07", "2026-02-13", "2026-02-12")
    chosen = {"day": days[:2], "week": days[:4], "month": days}[window]
    heard(*(row for user in listeners[:2] for day in chosen for row in played(user, track, 1, day)))

    [found] = ranked(ask, window=window)

    assert found["play_count"] == {"day": 2, "week": 6, "month": 10}[window]
    answer = ask("trends/", window=window)
    assert (answer["window"], answer["first_day"], answer["last_day"]) == (window, first, "2026-03-16")
    assert answer["computed_at"] == "2026-03-15T12:00:00Z"


def test_a_new_server_has_empty_lists(ask: Ask) -> None:
    found = ask("trends/")

    assert (found["computed_at"], found["first_day"]) == (None, "2026-03-08")
    assert [found[key] for key in LISTS.values()] == [[], [], [], []]


def test_the_shape_is_the_documented_one(ask: Ask, listeners: list[User], make_tracks: MakeTracks, owner: User) -> None:
    tracks = make_tracks(1)
    of_genre(tracks, "Rock", 152)
    playlist = Playlist.objects.create(owner=owner, name="Late night", is_public=True)
    heard(*(row for user in listeners for row in played(user, tracks[0], 1, context=playlist.pk)))

    assert all(ranked(ask, kind) for kind in LISTS)
    assert shape_of(ask("trends/"), shape(TrendsSerializer())) == shape(TrendsSerializer())


@pytest.mark.parametrize("query", [{"window": "year"}, {"window": "week", "limit": 0}, {"limit": "all"}])
def test_what_is_no_window_or_limit_is_refused(ask: Ask, query: dict[str, Any]) -> None:
    wrong = next(name for name in ("limit", "window") if name in query)
    assert list(ask("trends/", status=400, **query)["errors"]) == [wrong]


def test_the_number_of_statements_does_not_grow(ask: Ask, listeners: list[User], make_tracks: MakeTracks) -> None:
    def statements() -> int:
        clear_cache()
        with CaptureQueriesContext(connection) as captured:
            ask("trends/", limit=50)
        return len(captured)

    few = make_tracks(1)
    of_genre(few, "Rock", 152)
    heard(*(row for user in listeners for row in played(user, few[0], 1)))
    ranked(ask)
    before = statements()
    many = [track for name in range(15) for track in make_tracks(2, artist=f"Artist {name}")]
    heard(*(row for user in listeners for track in many for row in played(user, track, 1)))
    assert len(ranked(ask, limit=50)) == 31

    assert statements() == before


def test_each_window_is_ranked_anew_when_its_time_has_come(
    listeners: list[User], make_tracks: MakeTracks, now: Any
) -> None:
    assert refresh_trends() == ["day", "week", "month"]
    assert refresh_trends() == []
    now.shift(timedelta(minutes=2))
    assert refresh_trends() == ["day"]
    now.shift(timedelta(minutes=13))
    assert refresh_trends() == ["day", "week"]
    now.shift(timedelta(minutes=45))
    assert refresh_trends() == ["day", "week", "month"]


def test_the_window_before_is_ranked_once_a_day(listeners: list[User], make_tracks: MakeTracks, now: Any) -> None:
    [track] = make_tracks(1)
    heard(*(row for user in listeners for row in played(user, track, 1, "2026-03-13")))
    refresh_trends()
    assert TrendList.objects.get(window="day").before["tracks"] == [track.pk]

    Activity.objects.all().delete()
    roll_up()
    now.shift(timedelta(minutes=5))
    refresh_trends()
    assert TrendList.objects.get(window="day").before["tracks"] == [track.pk]
    now.shift(timedelta(days=1))
    refresh_trends()
    assert TrendList.objects.get(window="day").before["tracks"] == []
