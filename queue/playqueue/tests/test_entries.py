"""queue/, queue/current/, queue/tracks/ and its entries, queue/clear/ and queue/shuffle/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.models import PlayQueue
from playqueue.tests.reading import QUEUE, ids, listens, queued, state, whole_state

TRACKS = f"{QUEUE}tracks/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def test_a_new_listener_has_an_empty_queue(as_owner: APIClient, owner: User) -> None:
    body = as_owner.get(QUEUE).json()

    assert as_owner.get(QUEUE).json() == body
    assert (body.pop("id"), bool(body.pop("updated_at"))) == (str(PlayQueue.objects.get(user=owner).pk), True)
    assert body == {
        "current_track_id": None,
        "current_position": 0,
        "track_count": 0,
        "current_item_id": None,
        "is_radio_mode": False,
        "repeat": "off",
        "radio_enabled": True,
        "version": 0,
    }
    assert as_owner.get(TRACKS).json() == []


def test_entries_are_listed_in_order_with_all_that_a_client_shows(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2, artist="Ada")
    items = play(owner, tracks[:1])
    as_owner.post(f"{QUEUE}enqueue/", {"track_id": str(tracks[1].catalogue_id)})

    first, second = as_owner.get(TRACKS).json()

    assert first["id"] == items[0]
    assert (first["source"], first["context"] is not None) == ("playlist", True)
    second.pop("id")
    assert second == {
        "track_id": str(tracks[1].catalogue_id),
        "track_title": "Ada 2",
        "artist_id": str(tracks[1].artist.catalogue_id),
        "artist_name": "Ada",
        "album_title": "Ada album",
        "album_cover": None,
        "duration": 200,
        "position": 1,
        "source": "user",
        "context": None,
    }


def test_entries_come_whole_unless_a_limit_is_given(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    items = play(owner, make_tracks(250))

    assert len(as_owner.get(TRACKS).json()) == 250
    page = as_owner.get(TRACKS, {"limit": 2, "offset": 100})

    assert [(entry["id"], entry["position"]) for entry in page.json()] == [(items[100], 100), (items[101], 101)]
    assert page["X-Total-Count"] == "250"
    assert 'offset=102>; rel="next"' in page["Link"]
    assert 'offset=98>; rel="prev"' in page["Link"]


@pytest.mark.parametrize("query", [{"limit": "abc"}, {"limit": "0"}, {"offset": "-1"}, {"offset": "9" * 30}])
@pytest.mark.parametrize("path", ["tracks", "history"])
def test_a_page_that_makes_no_sense_is_refused(as_owner: APIClient, path: str, query: dict[str, str]) -> None:
    answer = as_owner.get(f"{QUEUE}{path}/", query)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))


def test_the_current_entry_is_shown(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(3), 1)

    answer = as_owner.get(f"{QUEUE}current/")

    assert answer.status_code == 200
    assert answer.json() == as_owner.get(TRACKS).json()[1]


def test_nothing_is_current_before_anything_was_played(as_owner: APIClient) -> None:
    answer = as_owner.get(f"{QUEUE}current/")

    assert (answer.status_code, answer.json()["code"]) == (404, "nothing_playing")


def test_reading_records_nothing(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(2))
    before = whole_state(as_owner)

    for path in ("", "tracks/", "current/", "history/"):
        assert as_owner.get(f"{QUEUE}{path}").status_code == 200

    assert whole_state(as_owner) == before


@pytest.mark.parametrize(
    ("removed", "position"), [(0, 1), (1, 1), (3, 2)], ids=["before the current", "before", "after"]
)
def test_an_entry_is_removed_and_play_goes_on(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, removed: int, position: int
) -> None:
    tracks = make_tracks(4)
    items = play(owner, tracks, 2)

    answer = as_owner.delete(f"{TRACKS}{items[removed]}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert queued(as_owner) == ids(track for place, track in enumerate(tracks) if place != removed)
    assert state(as_owner) == (str(tracks[2].catalogue_id), position, 3)
    assert len(listens(as_owner)) == 1


def test_removing_the_current_entry_stops_it_and_next_takes_the_one_that_followed(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(4)
    items = play(owner, tracks, 1)

    as_owner.delete(f"{TRACKS}{items[1]}/")

    assert state(as_owner) == (None, 1, 3)
    assert as_owner.get(f"{QUEUE}current/").status_code == 404
    [(track, action, played)] = listens(as_owner)
    assert (track, action, played is None) == (str(tracks[1].catalogue_id), "skip", False)
    assert as_owner.post(f"{QUEUE}next/").json()["current_item_id"] == items[2]
    assert state(as_owner) == (str(tracks[2].catalogue_id), 1, 3)


def test_after_removing_the_current_entry_previous_takes_the_one_before(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    items = play(owner, make_tracks(3), 1)
    as_owner.delete(f"{TRACKS}{items[1]}/")

    assert as_owner.post(f"{QUEUE}previous/").json()["current_item_id"] == items[0]


@pytest.mark.parametrize(
    ("source", "target", "order", "position"),
    [
        (0, 3, [1, 2, 3, 0], 0),
        (3, 0, [3, 0, 1, 2], 2),
        (1, 2, [0, 2, 1, 3], 2),
        (1, 0, [1, 0, 2, 3], 0),
        (2, 2, [0, 1, 2, 3], 1),
        (2, 1, [0, 2, 1, 3], 2),
        (3, 2, [0, 1, 3, 2], 1),
    ],
)
def test_an_entry_is_moved_and_play_goes_on(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, source: int, target: int, order: list[int],
    position: int,
) -> None:  # fmt: skip
    tracks = make_tracks(4)
    items = play(owner, tracks, 1)

    answer = as_owner.post(f"{TRACKS}{items[source]}/move/", {"position": target})

    assert (answer.status_code, answer.json()) == (200, {"id": items[source], "position": target})
    assert queued(as_owner) == ids(tracks[place] for place in order)
    assert state(as_owner) == (str(tracks[1].catalogue_id), position, 4)
    assert len(listens(as_owner)) == 1


def test_what_is_moved_to_the_end_of_a_queue_that_ran_out_plays_next(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    items = play(owner, make_tracks(3), 2)
    as_owner.delete(f"{TRACKS}{items[2]}/")

    as_owner.post(f"{TRACKS}{items[0]}/move/", {"position": 1})

    assert as_owner.get(QUEUE).json()["current_position"] == 1
    assert as_owner.post(f"{QUEUE}next/").json()["current_item_id"] == items[0]


@pytest.mark.parametrize("position", [-1, "abc", 10**30, "\x00", None, True, 1.5, [], 3, 9_999])
def test_an_entry_cannot_be_moved_to_what_is_no_position(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, position: Any
) -> None:
    items = play(owner, make_tracks(3))
    before = whole_state(as_owner)

    answer = as_owner.post(f"{TRACKS}{items[0]}/move/", {"position": position})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["position"])
    assert whole_state(as_owner) == before


def test_entries_of_others_are_not_found_and_stay(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2)
    play(owner, tracks)
    theirs = play(stranger, tracks)
    before = whole_state(as_stranger)

    for item in (theirs[1], str(uuid4())):
        for answer in (
            as_owner.delete(f"{TRACKS}{item}/"),
            as_owner.post(f"{TRACKS}{item}/move/", {"position": 0}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "entry_not_found")

    assert whole_state(as_stranger) == before
    assert queued(as_owner) == ids(tracks)


def test_clearing_stops_and_keeps_history_and_settings(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks, 1)
    play(stranger, tracks, 1)
    as_owner.patch(QUEUE, {"repeat": "all", "radio_enabled": False})
    before = whole_state(as_stranger)

    answer = as_owner.post(f"{QUEUE}clear/", {"played_ms": 31_000})

    assert (answer.status_code, answer.json()) == (200, {"message": "Queue cleared"})
    assert (queued(as_owner), state(as_owner)) == ([], (None, 0, 0))
    assert listens(as_owner) == [(str(tracks[1].catalogue_id), "play", 31_000)]
    settings = as_owner.get(QUEUE).json()
    assert (settings["repeat"], settings["radio_enabled"]) == ("all", False)
    assert as_owner.post(f"{QUEUE}clear/").status_code == 200
    assert whole_state(as_stranger) == before


def test_clearing_refuses_a_time_that_makes_no_sense(as_owner: APIClient) -> None:
    assert list(as_owner.post(f"{QUEUE}clear/", {"played_ms": -5}).json()["errors"]) == ["played_ms"]


def test_shuffling_mixes_only_what_comes_next(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(60)
    play(owner, tracks, 9)
    play(stranger, tracks, 9)
    before = whole_state(as_stranger)

    answer = as_owner.post(f"{QUEUE}shuffle/")

    assert (answer.status_code, answer.json()) == (200, {"message": "Queue shuffled", "track_count": 60})
    order = queued(as_owner)
    assert order[:10] == ids(tracks[:10])
    assert order[10:] != ids(tracks[10:])
    assert sorted(order) == sorted(ids(tracks))
    assert state(as_owner) == (str(tracks[9].catalogue_id), 9, 60)
    assert len(listens(as_owner)) == 1
    assert whole_state(as_stranger) == before


def test_shuffling_an_empty_queue_does_nothing(as_owner: APIClient) -> None:
    assert as_owner.post(f"{QUEUE}shuffle/").json() == {"message": "Queue shuffled", "track_count": 0}
