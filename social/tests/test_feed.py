"""The feed: which rows, in which order, on which page, and of whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.models import Block, Profile, User
from analytics.models import Activity
from catalogue.models import Track
from config.identifiers import uuid7_at
from playlists.models import Playlist
from social.feed import reading
from social.models import Comment, Follow, PlaylistLike
from social.tests.conftest import NOON, NewPerson, ago, follow, next_of, ok, pages, playlist

FEED = "/api/social/feed/"

MakeTracks = Callable[..., list[Track]]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(person: NewPerson) -> User:
    return person("ada", shares_listens=True)


@pytest.fixture
def bob(person: NewPerson) -> User:
    return person("bob")


def listened(user: User, track: Track, at: datetime, **columns: Any) -> Activity:
    made = {"action": "play", "source": "queue", **columns}
    return Activity.objects.create(id=uuid7_at(at), user=user, track=track, timestamp=at, **made)


def liked(user: User, what: Playlist, at: datetime) -> PlaylistLike:
    return PlaylistLike.objects.create(user=user, playlist=what, created_at=at)


def commented(user: User, track: Track, text: str, at: datetime, **columns: Any) -> Comment:
    return Comment.objects.create(author=user, track=track, text=text, created_at=at, **columns)


def brief(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(row["actor"]["username"], row["kind"], row["count"]) for row in rows]


def test_a_history_is_told_row_by_row(
    owner: User, stranger: User, ada: User, bob: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    """Three hours each: from 9 to 12, from 6 to 9, and so on; noon is 12."""
    follow(owner, ada, at=ago(days=40))
    follow(owner, bob, at=ago(days=40))
    tracks = make_tracks(7, artist="Tide")
    theirs = playlist(stranger, "Harbour", at=ago(days=90))
    for number, track in enumerate(tracks):
        listened(ada, track, ago(minutes=30 + number))
    liked(ada, theirs, ago(minutes=60))
    commented(bob, tracks[0], "The bridge!", ago(minutes=45))
    listened(ada, tracks[0], ago(hours=3, minutes=1))
    mix = playlist(bob, "Mix", at=ago(hours=5))
    follow(bob, ada, at=ago(days=2))
    rows = ok(as_owner.get(FEED))
    assert brief(rows) == [
        ("ada", "listen", 7),
        ("bob", "comment", 1),
        ("ada", "like", 1),
        ("ada", "listen", 1),
        ("bob", "playlist", 1),
        ("bob", "follow", 1),
    ]
    assert [row["at"] for row in rows[:2]] == ["2026-11-20T11:30:00Z", "2026-11-20T11:15:00Z"]
    assert rows[0]["id"] == f"listen:{ada.pk}:20261120T09"
    assert [item["track"]["track_title"] for item in rows[0]["items"]] == [f"Tide {n}" for n in range(1, 6)]
    assert rows[1]["items"] == [
        {
            "at": "2026-11-20T11:15:00Z",
            "playlist": None,
            "comment": {
                "id": str(Comment.objects.get().pk),
                "text": "The bridge!",
                "about": {"on": "track", "id": str(tracks[0].catalogue_id), "name": "Tide 1"},
            },
            "person": None,
            "track": None,
        }
    ]
    assert rows[2]["items"][0]["playlist"] == {
        "id": str(theirs.pk),
        "name": "Harbour",
        "cover_image": None,
        "track_count": 0,
        "owner": {"id": str(stranger.pk), "username": "stranger"},
    }
    assert rows[4]["items"][0]["playlist"]["id"] == str(mix.pk)
    assert rows[5]["items"][0]["person"] == {"id": str(ada.pk), "username": "ada", "avatar": None}
    assert brief(ok(as_owner.get("/api/social/activity/"))) == [("owner", "follow", 2)]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
def test_pages_join_without_gap_or_repetition(
    limit: int, owner: User, ada: User, bob: User, stranger: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    """Also where two did something at the same moment, within a stretch and at its very ends."""
    track = make_tracks(1)[0]
    theirs = [playlist(stranger, f"List {number}", at=ago(days=90)) for number in range(6)]
    for one in (ada, bob):
        follow(owner, one, at=ago(days=400))
        for number, each in enumerate(theirs):
            liked(one, each, ago(hours=3 * number))  # the first moment of a stretch
            listened(one, track, ago(hours=3 * number, microseconds=1))  # the last moment of one
            commented(one, track, "!", ago(hours=3 * number, minutes=7))
    Profile.objects.filter(user=bob).update(shares_listens=True)
    whole = ok(as_owner.get(f"{FEED}?limit=50"))
    assert len(whole) == len({row["id"] for row in whole}) == 2 * (6 + 6 + 6)
    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)
    found = pages(as_owner, f"{FEED}?limit={limit}")
    assert [row for page in found for row in page] == whole
    assert {len(page) for page in found[:-1]} <= {limit}


@pytest.mark.parametrize("lately", [timedelta(hours=1), timedelta(hours=7), timedelta(days=9)])
def test_looking_at_what_was_lately_first_changes_no_page(
    lately: timedelta, owner: User, ada: User, bob: User, as_owner: APIClient, make_tracks: MakeTracks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    track = make_tracks(1)[0]
    for one in (ada, bob):
        follow(owner, one, at=ago(days=400))
        for number in range(8):
            commented(one, track, "!", ago(hours=2 * number, minutes=7))
            listened(one, track, ago(hours=5 * number))
    whole = pages(as_owner, f"{FEED}?limit=3")
    monkeypatch.setattr(reading, "MANY", 2)
    monkeypatch.setattr(reading, "LATELY", lately)
    assert [row for page in pages(as_owner, f"{FEED}?limit=3") for row in page] == [r for page in whole for r in page]
    assert len(whole) > 4


def test_what_happens_between_two_pages_moves_nothing(
    owner: User, ada: User, bob: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(2)
    for one in (ada, bob):
        follow(owner, one, at=ago(days=400))
    listened(ada, tracks[0], ago(minutes=-1))
    commented(bob, tracks[0], "First", ago(minutes=-2))
    commented(ada, tracks[0], "Second", ago(hours=10))
    with time_machine.travel(NOON + timedelta(minutes=3), tick=False):
        first = as_owner.get(f"{FEED}?limit=1")
        assert brief(ok(first)) == [("bob", "comment", 1)]
    # Both go on within the same three hours, and something new begins.
    listened(ada, tracks[1], NOON + timedelta(minutes=4))
    commented(bob, tracks[1], "Third", NOON + timedelta(minutes=4))
    playlist(ada, "New", at=NOON + timedelta(minutes=5))
    with time_machine.travel(NOON + timedelta(minutes=6), tick=False):
        rest = [row for page in pages(as_owner, next_of(first)) for row in page]
        fresh = ok(as_owner.get(FEED))
    assert brief(rest) == [("ada", "listen", 1), ("ada", "comment", 1)]
    assert brief(fresh) == [
        ("ada", "playlist", 1),
        ("bob", "comment", 2),
        ("ada", "listen", 2),
        ("ada", "comment", 1),
    ]


def test_listens_are_told_only_of_those_who_share_them_for_thirty_days(
    owner: User, ada: User, bob: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    track = make_tracks(1)[0]
    for one in (ada, bob):
        follow(owner, one, at=ago(days=400))
        listened(one, track, ago(minutes=1))
        listened(one, track, ago(days=29))
        listened(one, track, ago(days=31))
    listened(ada, track, ago(minutes=2), action="skip")
    listened(ada, track, ago(minutes=3), action="like")
    listened(ada, track, ago(minutes=4), source="import")
    assert brief(ok(as_owner.get(FEED))) == [("ada", "listen", 1), ("ada", "listen", 1)]
    Profile.objects.filter(user=ada).update(shares_listens=False)
    assert ok(as_owner.get(FEED)) == []


def test_nothing_is_told_that_the_reader_could_not_see(
    owner: User, ada: User, bob: User, person: NewPerson, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    """What ada did was all about something, or somebody, that is hidden from the reader."""
    follow(owner, ada, at=ago(days=400))
    shy, gone, foe = person("shy", is_private=True), person("gone"), person("foe")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Block.objects.create(blocker=foe, blocked=owner)
    track, hidden = make_tracks(2)
    Track.objects.filter(pk=hidden.pk).update(is_hidden=True)
    for other in (shy, gone, foe):
        follow(ada, other, at=ago(minutes=5))
    for other in (gone, foe):
        liked(ada, playlist(other, "Theirs"), ago(minutes=6))
    liked(ada, playlist(bob, "Not public", is_public=False), ago(minutes=6))
    liked(ada, Playlist.objects.create(owner=bob, name="Rude", is_public=True, hidden_at=NOON), ago(minutes=6))
    playlist(ada, "Was public", at=ago(minutes=6), is_public=False)
    Playlist.objects.create(owner=ada, name="Rude", is_public=True, hidden_at=NOON)
    commented(ada, hidden, "On something hidden", ago(minutes=7))
    held = commented(ada, track, "Rude", ago(minutes=8), hidden_at=NOON)
    Follow.objects.create(follower=ada, followed=bob)
    assert ok(as_owner.get(FEED)) == []
    Comment.objects.filter(pk=held.pk).update(hidden_at=None)
    assert brief(ok(as_owner.get(FEED))) == [("ada", "comment", 1)]
    follow(owner, shy, at=ago(days=1))
    assert brief(ok(as_owner.get(FEED))) == [("ada", "follow", 1), ("ada", "comment", 1)]


def test_whoever_is_not_followed_any_more_is_told_nothing_of(
    owner: User, ada: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    there = follow(owner, ada, at=ago(days=400))
    commented(ada, make_tracks(1)[0], "Here", ago(minutes=1))
    found = [brief(ok(as_owner.get(FEED)))]
    for change in (
        lambda: User.objects.filter(pk=ada.pk).update(is_active=False),
        lambda: User.objects.filter(pk=ada.pk).update(is_active=True),
        lambda: Follow.objects.filter(pk=there.pk).update(accepted_at=None),
        lambda: Follow.objects.filter(pk=there.pk).update(accepted_at=NOON),
        lambda: Profile.objects.filter(user=ada).update(is_private=True),
        lambda: Block.objects.create(blocker=owner, blocked=ada),
    ):
        change()
        found.append(brief(ok(as_owner.get(FEED))))
    told = [("ada", "comment", 1)]
    assert found == [told, [], told, [], told, told, []]


def test_the_activity_of_one_person_is_what_those_who_may_see_them_get(
    owner: User, ada: User, as_owner: APIClient, as_stranger: APIClient, client_for: Any, make_tracks: MakeTracks
) -> None:
    track = make_tracks(1)[0]
    listened(ada, track, ago(minutes=1))
    commented(ada, track, "Here", ago(minutes=2))
    at = f"/api/users/{ada.pk}/activity/"
    told = [("ada", "listen", 1), ("ada", "comment", 1)]
    assert brief(ok(as_stranger.get(at))) == told
    assert brief(ok(client_for(ada).get("/api/social/activity/"))) == told
    Profile.objects.filter(user=ada).update(is_private=True, shares_listens=False)
    assert ok(as_stranger.get(at), 404)["code"] == "user_not_found"
    follow(owner, ada, at=ago(days=1))
    assert brief(ok(as_owner.get(at))) == brief(ok(client_for(ada).get("/api/social/activity/"))) == told[1:]
    assert brief(ok(client_for(ada).get(at))) == told[1:]


def test_a_page_costs_the_same_for_one_row_and_for_fifty(
    owner: User, person: NewPerson, stranger: User, as_owner: APIClient, make_tracks: MakeTracks,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    tracks = make_tracks(2)

    def everything(user: User, number: int) -> None:
        follow(owner, user, at=ago(days=400))
        follow(user, stranger, at=ago(minutes=number))
        liked(user, playlist(user, "Mix", at=ago(minutes=number)), ago(minutes=number))
        listened(user, tracks[0], ago(minutes=number))
        commented(user, tracks[1], "!", ago(minutes=number))

    everything(person("p", shares_listens=True), 1)
    with django_assert_num_queries(9):
        assert len(ok(as_owner.get(f"{FEED}?limit=50"))) == 5
    for number in range(12):
        everything(person(f"p{number}", shares_listens=True), number)
    with django_assert_num_queries(9):
        answer = as_owner.get(f"{FEED}?limit=50")
    assert len(ok(answer)) == 50
    with django_assert_num_queries(9):
        assert len(ok(as_owner.get(next_of(answer)))) == 15


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "eyJhIjoxfQ", "W1siYSJdXQ", "A" * 400])
def test_a_cursor_that_no_page_gave_is_refused(cursor: str, as_owner: APIClient) -> None:
    for path in (FEED, "/api/social/activity/", "/api/social/following/"):
        assert list(ok(as_owner.get(path, {"cursor": cursor}), 400)["errors"]) == ["cursor"]
