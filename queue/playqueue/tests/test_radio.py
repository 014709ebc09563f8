"""What happens past the end of the queue, and POST play-recommendation/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Track
from playqueue.tests.reading import QUEUE, brief, ids, listens, queued, state, whole_state

NEXT = f"{QUEUE}next/"
RECOMMENDED = "/api/playlists/play-recommendation/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]
LongQueue = Callable[..., None]


def test_past_the_end_the_radio_goes_on(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    own = make_tracks(2)
    play(owner, own, 1)
    other = ids([*make_tracks(4, artist="Bo"), *make_tracks(4, artist="Cleo"), *make_tracks(4, artist="Dov")])

    answer = as_owner.post(NEXT)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["position"], body["is_radio_mode"]) == (2, True)
    entries = as_owner.get(f"{QUEUE}tracks/").json()
    assert [entry["source"] for entry in entries] == ["playlist"] * 2 + ["radio"] * 5
    assert {entry["track_id"] for entry in entries[2:]} <= set(other)
    assert entries[2]["track_id"] == body["current_track"]["track_id"]
    assert Activity.objects.latest("id").source == Activity.Source.RADIO
    assert as_owner.get(QUEUE).json()["is_radio_mode"] is True
    assert as_owner.post(NEXT).json()["position"] == 3
    assert len(queued(as_owner)) == 7


def test_the_radio_never_plays_more_than_two_in_a_row_by_one_artist(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    ada = make_tracks(30, artist="Ada")
    play(owner, ada[:2], 1)
    for artist in ("Bo", "Cleo"):
        make_tracks(30, artist=artist)

    for _ in range(24):
        assert as_owner.post(NEXT).status_code == 200

    artists = [entry["artist_name"] for entry in as_owner.get(f"{QUEUE}tracks/").json()]
    runs = [artists[place : place + 3] for place in range(len(artists) - 2)]
    assert [run for run in runs if len(set(run)) == 1] == []


def test_the_radio_repeats_nothing_and_plays_nothing_hidden(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(1))
    hidden = {str(track.catalogue_id) for track in make_tracks(5, artist="Hidden", is_hidden=True)}
    for artist in ("Bo", "Cleo", "Dov", "Eve"):
        make_tracks(10, artist=artist)

    for _ in range(20):
        assert as_owner.post(NEXT).status_code == 200

    order = queued(as_owner)
    assert len(set(order)) == len(order)
    assert hidden.isdisjoint(order)


def test_an_empty_queue_starts_with_the_radio(as_owner: APIClient, make_tracks: Tracks) -> None:
    for artist in ("Bo", "Cleo", "Dov"):
        make_tracks(3, artist=artist)

    answer = as_owner.post(NEXT)

    assert (answer.status_code, answer.json()["position"], answer.json()["is_radio_mode"]) == (200, 0, True)
    assert state(as_owner)[1:] == (0, 5)


def test_where_nothing_can_be_proposed_nothing_moves(
    as_owner: APIClient, as_stranger: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(2), 1)
    Track.objects.update(is_hidden=True)
    before = whole_state(as_owner)

    at_the_end, empty = as_owner.post(NEXT), as_stranger.post(NEXT)

    assert (at_the_end.status_code, at_the_end.json()["code"]) == (409, "end_of_queue")
    assert (empty.status_code, empty.json()["code"]) == (409, "nothing_to_play")
    assert empty.json()["current_track"] is None
    assert whole_state(as_owner) == before


def test_the_radio_leaves_a_full_queue_as_it_is(
    as_owner: APIClient, owner: User, make_tracks: Tracks, long_queue: LongQueue
) -> None:
    long_queue(owner, make_tracks(10), length=9_998, position=9_997)
    for artist in ("Bo", "Cleo", "Dov"):
        make_tracks(5, artist=artist)
    before = as_owner.get(QUEUE).json()

    answer = as_owner.post(NEXT)

    assert (answer.status_code, answer.json()["code"]) == (409, "queue_full")
    assert as_owner.get(QUEUE).json() == before


def test_a_provider_that_cannot_be_asked_does_not_stop_the_radio(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, settings: Any
) -> None:
    # Every test runs without a network: this provider refuses the connection.
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"
    play(owner, make_tracks(1))
    for artist in ("Bo", "Cleo", "Dov"):
        make_tracks(3, artist=artist)

    assert as_owner.post(NEXT).json()["is_radio_mode"] is True


def test_a_recommendation_plays_with_radio_after_it(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    before_it = make_tracks(2, artist="Before")
    play(owner, before_it)
    play(stranger, before_it)
    for artist in ("Bo", "Cleo", "Dov"):
        make_tracks(10, artist=artist)
    [track] = make_tracks(1, artist="Ada")
    theirs = whole_state(as_stranger)

    answer = as_owner.post(RECOMMENDED, {"track_id": str(track.catalogue_id), "played_ms": 40_000})

    assert answer.status_code == 200
    entries = as_owner.get(f"{QUEUE}tracks/").json()
    assert answer.json() == {
        "message": "Radio mode started with recommended track",
        "current_track": brief(track),
        "queue_length": 21,
        "position": 0,
        "current_item_id": entries[0]["id"],
    }
    assert [entry["source"] for entry in entries] == ["user"] + ["radio"] * 20
    assert str(before_it[0].catalogue_id) not in queued(as_owner)
    assert str(track.catalogue_id) not in queued(as_owner)[1:]
    assert [played for _, _, played in listens(as_owner)] == [None, 40_000]
    assert whole_state(as_stranger) == theirs


def test_an_unknown_recommendation_changes_nothing(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(2))
    before = whole_state(as_owner)

    answer = as_owner.post(RECOMMENDED, {"track_id": str(uuid4())})

    assert (answer.status_code, answer.json()["code"]) == (404, "track_not_found")
    assert whole_state(as_owner) == before
