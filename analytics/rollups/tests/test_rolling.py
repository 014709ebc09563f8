"""The roll-ups say what the activities say, whatever happens to those."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.deletion import delete_account
from accounts.models import User
from accounts.origin import NOWHERE
from analytics.insights.heard import months_of, of_all_time
from analytics.listens import close_listen, record_listen
from analytics.models import (
    Activity,
    ArtistDay,
    DayTotal,
    ListenerDay,
    ListenerMonth,
    ListenerTotal,
    ListenerTrackDay,
    RollUpMark,
    TrackDay,
)  # fmt: skip
from analytics.rollups import reading
from analytics.rollups.attribution import move_tracks
from analytics.rollups.checking import differences
from analytics.rollups.marking import mark_everybody
from analytics.rollups.rolling import roll_up, roll_up_once
from analytics.rollups.tests.by_hand import counted, stored
from analytics.settings import change_settings
from catalogue.models import Album, Artist, Genre, Track
from config.identifiers import uuid7_at

Tracks = Callable[..., list[Track]]
ZONES = ("UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago")


@pytest.fixture
def tracks(make_tracks: Tracks) -> list[Track]:
    """Six of two artists; three have a genre of their own, three that of their album."""
    genres = [Genre.objects.create(number=1_000_000 + number, name=f"Genre {number}") for number in range(2)]
    found = [*make_tracks(3, artist="Ada", genre=genres[0]), *make_tracks(3, artist="Bix")]
    assert found[3].album is not None
    found[3].album.genre = genres[1]
    found[3].album.save()
    return found


def listen(
    user: User, track: Track, at: str | datetime, *, action: str = "play", ms: int = 1000, **columns: Any
) -> Activity:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return Activity.objects.create(
        id=uuid7_at(moment), user=user, track=track, timestamp=moment, action=action, played_ms=ms, **columns
    )


def some_history(users: list[User], tracks: list[Track], chance: random.Random, number: int) -> None:
    now = timezone.now().replace(microsecond=0)
    playlists = [uuid4(), uuid4()]
    rows = []
    for _ in range(number):
        moment = now - timedelta(seconds=chance.randrange(int(timedelta(days=20).total_seconds())))
        action = chance.choice(["play", "play", "play", "skip", "like", "share"])
        rows.append(
            Activity(
                id=uuid7_at(moment),
                user=chance.choice(users),
                track=chance.choice(tracks),
                action=action,
                timestamp=moment,
                played_ms=chance.choice([None, 1_000, 180_000]) if action in ("play", "skip") else None,
                context=chance.choice([None, *playlists]),
                recommendation=chance.choice([None, uuid4()]),
            )
        )
    Activity.objects.bulk_create(rows)


def changed(users: list[User], tracks: list[Track], chance: random.Random) -> None:
    """What can happen to a history between two runs."""
    some_history(users, tracks, chance, 60)
    keys = list(Activity.objects.order_by("pk").values_list("pk", flat=True))
    chance.shuffle(keys)
    Activity.objects.filter(pk__in=keys[:15], action="play").update(action="skip", played_ms=5)
    Activity.objects.filter(pk__in=keys[15:40]).delete()
    Activity.objects.filter(pk__in=keys[40:45]).update(timestamp=timezone.now() - timedelta(days=40))
    Activity.objects.filter(pk__in=keys[45:50]).update(track=tracks[0])
    change_settings(user=users[0], time_zone=chance.choice(ZONES))


@pytest.mark.parametrize("seed", range(3))
def test_the_tables_are_what_is_counted_by_hand_after_every_change(
    seed: int, owner: User, stranger: User, moderator: User, tracks: list[Track]
) -> None:
    chance = random.Random(seed)
    users = [owner, stranger, moderator]
    change_settings(user=stranger, time_zone="Asia/Kathmandu")
    some_history(users, tracks, chance, 150)
    for step in range(4):
        # In batches of a few, and cut off between them: the next run goes on.
        roll_up_once(marks=7)
        changed(users, tracks, chance)
        if step == 2:
            Track.objects.filter(pk=tracks[3].pk).update(artist=tracks[0].artist, genre=tracks[0].genre)
        while roll_up_once(marks=31):
            pass
        move_tracks()
        assert stored() == counted(), step
    assert list(differences()) == []
    delete_account(user=stranger, by=None, origin=NOWHERE)
    assert not RollUpMark.objects.filter(user=stranger.pk).exists()
    assert not ListenerDay.objects.filter(user=stranger.pk).exists()
    roll_up()
    assert stored() == counted()


MIDNIGHTS = [
    # Zone, moment (UTC), the listener's day, the hour there.
    ("Asia/Kathmandu", "2026-03-10T18:14:59+00:00", "2026-03-10", "23"),
    ("Asia/Kathmandu", "2026-03-10T18:15:00+00:00", "2026-03-11", "0"),
    ("Asia/Kolkata", "2026-03-10T18:29:59.999+00:00", "2026-03-10", "23"),
    ("Asia/Kolkata", "2026-03-10T18:30:00+00:00", "2026-03-11", "0"),
    # Summer time begins in Berlin: 02:00 becomes 03:00.
    ("Europe/Berlin", "2026-03-29T00:59:59+00:00", "2026-03-29", "1"),
    ("Europe/Berlin", "2026-03-29T01:00:00+00:00", "2026-03-29", "3"),
    ("Europe/Berlin", "2026-03-29T22:00:00+00:00", "2026-03-30", "0"),
    # And ends in New York: 01:30 comes twice.
    ("America/New_York", "2026-11-01T05:30:00+00:00", "2026-11-01", "1"),
    ("America/New_York", "2026-11-01T06:30:00+00:00", "2026-11-01", "1"),
    ("America/New_York", "2026-11-02T04:59:59+00:00", "2026-11-01", "23"),
    # Midnight does not exist on that day in Beirut; half an hour of summer time on Lord Howe.
    ("Asia/Beirut", "2026-03-28T22:00:00+00:00", "2026-03-29", "1"),
    ("Australia/Lord_Howe", "2026-04-04T13:00:00+00:00", "2026-04-05", "0"),
    ("Australia/Lord_Howe", "2026-04-05T13:29:00+00:00", "2026-04-05", "23"),
    # Leap day, the ends of the map.
    ("UTC", "2024-02-29T00:00:00+00:00", "2024-02-29", "0"),
    ("America/Los_Angeles", "2024-03-01T07:59:59+00:00", "2024-02-29", "23"),
    ("Pacific/Kiritimati", "2024-02-28T10:00:00+00:00", "2024-02-29", "0"),
    ("Pacific/Pago_Pago", "2024-03-01T10:59:59+00:00", "2024-02-29", "23"),
]


def test_days_and_hours_are_those_of_the_listeners_clock(tracks: list[Track], db: None) -> None:
    expected = {}
    for number, (zone, moment, day, hour) in enumerate(MIDNIGHTS):
        user = User.objects.create_user(f"u{number}", f"u{number}@example.com")
        change_settings(user=user, time_zone=zone)
        listen(user, tracks[0], moment)
        expected[user.pk] = (date.fromisoformat(day), {hour: 1})
    roll_up()
    assert {row.user_id: (row.day, row.hours) for row in ListenerDay.objects.all()} == expected
    assert stored() == counted()


def test_a_listen_that_ends_later_becomes_what_it_was(owner: User, tracks: list[Track]) -> None:
    made = record_listen(user=owner, track=tracks[0], source=Activity.Source.QUEUE)
    assert made is not None
    roll_up()
    assert TrackDay.objects.values_list("plays", "skips", "played_ms", "listeners").get() == (1, 0, 0, 1)
    close_listen(made, played_ms=4_000)
    roll_up()
    assert TrackDay.objects.values_list("plays", "skips", "played_ms", "listeners").get() == (0, 1, 4_000, 0)
    assert DayTotal.objects.values_list("listens", "listeners").get() == (1, 1)


def test_the_first_listen_is_the_oldest_that_is_left(owner: User, tracks: list[Track]) -> None:
    def first() -> Any:
        roll_up()
        days = [day for month in months_of(owner, last=date.max) for day in month.days]
        heard = of_all_time(owner)
        assert sorted(set(map(date.fromordinal, heard.day.tolist()))) == days
        return (min(days, default=None), len(heard.track))

    listen(owner, tracks[0], "2026-05-05T10:00:00+00:00")
    assert first() == (date(2026, 5, 5), 1)
    late = listen(owner, tracks[0], "2025-01-31T23:30:00+00:00")
    assert first() == (date(2025, 1, 31), 2)
    change_settings(user=owner, time_zone="Europe/Berlin")
    assert first() == (date(2025, 2, 1), 2)
    late.delete()
    assert first() == (date(2026, 5, 5), 1)
    listen(owner, tracks[0], "2024-01-01T12:00:00+00:00", action="like")
    Activity.objects.exclude(action="like").delete()
    assert first() == (None, 0)
    assert ListenerMonth.objects.values_list("month", "heard").get() == (date(2024, 1, 1), 0)


def test_what_was_heard_of_a_track_moves_to_its_new_artist_and_genre(
    owner: User, stranger: User, tracks: list[Track]
) -> None:
    for user in (owner, stranger):
        listen(user, tracks[3], "2026-05-05T10:00:00+00:00")
    listen(owner, tracks[0], "2026-05-05T11:00:00+00:00")
    roll_up()
    ada, bix = tracks[0].artist, tracks[3].artist
    listeners = ArtistDay.objects.values_list("artist", "plays", "listeners").order_by("artist")
    assert list(listeners.all()) == [(ada.pk, 1, 1), (bix.pk, 2, 2)]
    Track.objects.filter(pk=tracks[3].pk).update(artist=ada)
    move_tracks()
    # The owner heard both tracks that day, and is one listener of Ada's.
    assert list(listeners.all()) == [(ada.pk, 3, 2)]
    assert tracks[3].album is not None
    tracks[3].album.genre = tracks[0].genre
    tracks[3].album.save()
    move_tracks()
    assert stored() == counted()
    assert not Artist.objects.filter(pk=bix.pk, tracks__in=ListenerTrackDay.objects.values("track")).exists()


def test_a_track_that_moves_to_another_album_takes_its_listens_along(owner: User, tracks: list[Track]) -> None:
    listen(owner, tracks[0], "2026-04-30T10:00:00+00:00")
    listen(owner, tracks[0], "2026-05-05T10:00:00+00:00")
    listen(owner, tracks[1], "2026-05-05T10:00:00+00:00")
    roll_up()
    versions = dict(ListenerMonth.objects.values_list("month", "version"))
    # Of the same artist and genre: nothing else would change.
    album = Album.objects.create(provider="local", external_id="other", title="Other", artist=tracks[0].artist)
    Track.objects.filter(pk=tracks[1].pk).update(album=album)

    assert move_tracks() == 1

    assert stored() == counted()
    after = dict(ListenerMonth.objects.values_list("month", "version"))
    assert {month for month in after if after[month] != versions[month]} == {date(2026, 5, 1)}


@pytest.mark.parametrize("many", [1, 1_000_000])
def test_days_are_the_same_whether_they_are_looked_up_or_read_with_all_others(
    many: int, owner: User, stranger: User, tracks: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MANY_SPANS", many)
    change_settings(user=stranger, time_zone="Pacific/Kiritimati")
    some_history([owner, stranger], tracks, random.Random(8), 60)
    roll_up()
    for hour in (0, 9, 10, 23):
        listen(stranger, tracks[0], f"2026-05-05T{hour:02}:59:59+00:00")
        listen(owner, tracks[1], f"2026-05-05T{hour:02}:00:00+00:00")
    roll_up()
    assert stored() == counted()


def test_the_check_names_what_is_wrong_and_the_rebuild_makes_it_right(
    owner: User, stranger: User, tracks: list[Track], capsys: Any
) -> None:
    some_history([owner, stranger], tracks, random.Random(5), 80)
    call_command("rebuild_rollups", "--check")
    right = stored()
    TrackDay.objects.filter(track=tracks[0]).update(plays=77)
    ListenerTotal.objects.filter(user=owner).delete()
    ListenerMonth.objects.filter(user=stranger).update(version="")
    ListenerTrackDay.objects.filter(track=tracks[2]).delete()
    DayTotal.objects.create(day="1999-01-01", listens=5)
    found = {each.table for each in differences()}
    assert {
        f"analytics_{name}" for name in ("trackday", "listenertotal", "listenermonth", "listenertrackday", "daytotal")
    } <= found
    with pytest.raises(CommandError, match="rows differ"):
        call_command("rebuild_rollups", "--check")
    # Stopped in the middle of it, it goes on.
    mark_everybody()
    roll_up_once(marks=1)
    call_command("rebuild_rollups", "--resume")
    call_command("rebuild_rollups", "--check")
    assert stored() == right


@pytest.mark.parametrize(
    "arguments", [["--listener", "owner@example.com"], ["--since", "2026-05-01", "--until", "2026-05-31"]]
)
def test_one_listener_or_a_period_is_rebuilt(arguments: list[str], owner: User, tracks: list[Track]) -> None:
    listen(owner, tracks[0], "2026-05-05T10:00:00+00:00")
    roll_up()
    ListenerDay.objects.all().update(plays=9)
    ListenerTrackDay.objects.all().delete()
    call_command("rebuild_rollups", *arguments)
    assert ListenerDay.objects.get().plays == 1
    assert ListenerTrackDay.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("rebuild_rollups", "--listener", "nobody@example.com")
    with pytest.raises(CommandError):
        call_command("rebuild_rollups", "--since", "2026-05-01")


def test_a_batch_takes_as_many_statements_for_any_number_of_activities(
    owner: User, stranger: User, tracks: list[Track], django_assert_max_num_queries: Any
) -> None:
    some_history([owner, stranger], tracks, random.Random(1), 5)
    with django_assert_max_num_queries(110) as few:
        roll_up_once()
    some_history([owner, stranger], tracks, random.Random(2), 300)
    with django_assert_max_num_queries(110) as many:
        assert roll_up_once() == 300
    assert len(few) == len(many)
