"""Recommended playlists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.settings import change_settings
from catalogue.models import Track
from conftest import ClientFor
from playlists.models import Playlist
from recommendations.models import Mix, MixTrack
from recommendations.pruning import prune
from recommendations.tests.asking import ids, ids_in
from recommendations.tests.world import World, make_world, new_track, play, train

URL = "/api/recommendations/playlists/"


@pytest.fixture
def world(owner: User) -> World:
    """An owner of two tastes, who repeats six tracks."""
    made = make_world()
    train()
    play(owner, [*made.jazz[:4], *made.rock[:5], *made.rock[:5], made.jazz[0]])
    return made


def mixes(client: APIClient) -> list[dict[str, Any]]:
    answer = client.get(URL)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()
    return found


def tracks_of(client: APIClient, mix: dict[str, Any]) -> list[dict[str, Any]]:
    tracks: list[dict[str, Any]] = client.get(f"{URL}{mix['id']}/").json()["tracks"]
    return tracks


def test_each_kind_is_there_with_its_tracks_covers_and_reasons(owner: User, as_owner: APIClient, world: World) -> None:
    releases = [
        new_track(track, f"Out now {number}") for number, track in enumerate([*world.rock[:3], *world.jazz[:3]])
    ]
    Track.objects.filter(title__startswith="Out now").update(release_date=timezone.localdate() - timedelta(days=3))
    old = new_track(world.rock[0], "Out long ago")
    Track.objects.filter(pk=old.pk).update(release_date=date(2001, 1, 1))

    found = mixes(as_owner)

    assert [(mix["kind"], mix["name"]) for mix in found] == [
        ("daily_mood", "Your Daily Mood: Rock"),
        ("daily_mood", "Your Daily Mood: Jazz"),
        ("discover_weekly", "Discover Weekly"),
        ("on_repeat", "On repeat"),
        ("new_releases", "New releases for you"),
    ]
    rock, jazz, discover, repeat, new = (tracks_of(as_owner, mix) for mix in found)
    assert ids_in(rock) <= ids([*world.rock, *releases, old])
    assert ids_in(jazz) <= ids([*world.jazz, *releases])
    assert rock[0]["reason"] == "You played this lately"
    assert ids_in(discover).isdisjoint(ids([*world.rock[:5], *world.jazz[:4]]))
    assert ids_in(repeat) == ids([*world.rock[:5], world.jazz[0]])
    assert {each["reason"] for each in repeat} == {"You played this 2 times in the last 30 days"}
    assert ids_in(new) == ids(releases)
    assert {each["reason"][:15] for each in new} <= {"New by Rock 0, ", "New by Jazz 0, "}
    for mix, tracks in zip(found, (rock, jazz, discover, repeat, new), strict=True):
        assert 5 <= mix["track_count"] == len(tracks) <= 30
        assert [each["position"] for each in tracks] == sorted({each["position"] for each in tracks})
        assert 1 <= len(mix["covers"]) <= 4
        assert mix["cover_image"] == mix["covers"][0] == tracks[0]["album_cover"]
        assert as_owner.get(f"{URL}{mix['id']}/tracks/").json() == tracks


def test_moods_that_were_declared_have_mixes_of_their_own(stranger: User, as_stranger: APIClient, world: World) -> None:
    stranger.profile.moods = ["Jazz", "nothing of the kind"]
    stranger.profile.save()

    [mood, *_] = mixes(as_stranger)

    assert (mood["name"], mood["description"]) == ("Your Daily Mood: Jazz", "For your mood: Jazz")
    assert ids_in(tracks_of(as_stranger, mood)) <= ids(world.jazz)
    assert {each["reason"] for each in tracks_of(as_stranger, mood)} == {"For your mood: Jazz"}


def test_a_newcomer_sees_what_it_takes(as_stranger: APIClient, db: None) -> None:
    found = mixes(as_stranger)

    assert [(mix["id"], mix["kind"], mix["track_count"], mix["cover_image"], mix["covers"]) for mix in found] == [
        (None, kind, 0, None, []) for kind in ("daily_mood", "discover_weekly", "on_repeat", "new_releases")
    ]
    assert all(mix["description"].startswith("Comes ") for mix in found)


def test_mixes_stay_for_the_day_of_the_listener_and_the_week(owner: User, client_for: ClientFor) -> None:
    change_settings(user=owner, time_zone="Pacific/Auckland")
    with time_machine.travel("2026-11-20T10:30:00Z", tick=False):  # Friday, half past eleven in the evening there
        world, as_owner = make_world(), client_for(owner)
        play(owner, world.rock[:5] * 2)
        friday = mixes(as_owner)
        play(owner, world.jazz)
        assert mixes(as_owner) == friday
    with time_machine.travel("2026-11-20T11:00:00Z", tick=False):
        as_owner = client_for(owner)
        saturday = mixes(as_owner)
        # Somebody may still have it open.
        assert tracks_of(as_owner, friday[0])
    with time_machine.travel("2026-11-22T11:00:00Z", tick=False):
        monday = mixes(client_for(owner))

    days = [{mix["kind"]: (mix["id"], mix["begins"], mix["ends"]) for mix in day} for day in (friday, saturday, monday)]
    weekly = [day["discover_weekly"] for day in days]
    assert weekly[0] == weekly[1] == (weekly[0][0], "2026-11-16", "2026-11-23")
    assert weekly[2][1:] == ("2026-11-23", "2026-11-30")
    assert [day["daily_mood"][1] for day in days] == ["2026-11-20", "2026-11-21", "2026-11-23"]
    assert len({day["daily_mood"][0] for day in days}) == 3


def test_old_mixes_are_deleted(owner: User, as_owner: APIClient, world: World) -> None:
    mixes(as_owner)
    Mix.objects.filter(kind="on_repeat").update(ends=timezone.localdate() - timedelta(days=9))
    there = Mix.objects.exclude(kind="on_repeat").count()

    assert prune() >= 1
    assert Mix.objects.count() == there


def test_a_mix_can_be_saved_as_a_playlist(
    owner: User, as_owner: APIClient, as_stranger: APIClient, world: World
) -> None:
    [first, *_] = mixes(as_owner)
    wanted = tracks_of(as_owner, first)

    saved = as_owner.post(f"{URL}{first['id']}/save/", {"name": "Mine now"})
    again = as_owner.post(f"{URL}{first['id']}/save/")

    assert [saved.status_code, again.status_code] == [201, 201]
    assert (saved.json()["name"], saved.json()["track_count"]) == ("Mine now", len(wanted))
    assert again.json()["name"] == first["name"]
    entries = as_owner.get(f"/api/playlists/playlists/{saved.json()['id']}/tracks/").json()
    assert [each["track_id"] for each in entries] == [each["track_id"] for each in wanted]
    for path in ("", "tracks/"):
        assert as_stranger.get(f"{URL}{first['id']}/{path}").json()["code"] == "mix_not_found"
    assert as_stranger.post(f"{URL}{first['id']}/save/").status_code == 404
    assert as_owner.post(f"{URL}{uuid4()}/save/").status_code == 404
    assert list(as_owner.post(f"{URL}{first['id']}/save/", {"name": "a\nb"}).json()["errors"]) == ["name"]
    Track.objects.update(is_hidden=True)
    assert as_owner.post(f"{URL}{first['id']}/save/").json()["code"] == "mix_empty"
    assert Playlist.objects.count() == 2


def test_the_list_of_mixes_costs_the_same_however_much_is_in_it(owner: User, as_owner: APIClient, world: World) -> None:
    for track in world.rock[:5]:
        new_track(track, f"New {track.title}")
    Track.objects.filter(title__startswith="New").update(release_date=timezone.localdate())

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert all(mix["id"] for mix in mixes(as_owner))
        return len(asked)

    mixes(as_owner)
    all_of_them = statements()
    MixTrack.objects.filter(position__gte=1).delete()
    assert statements() == all_of_them
    assert all_of_them <= 6
