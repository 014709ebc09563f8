"""Hiding, and asking for more: at once, everywhere, and undone again."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from conftest import MakeTracks
from recommendations import feedback
from recommendations.models import Feedback
from recommendations.services import radio, similar
from recommendations.tests.asking import ids, ids_in, recommended
from recommendations.tests.world import World, make_world, play, train

URL = "/api/recommendations/feedback/"


@pytest.fixture
def world(owner: User) -> World:
    made = make_world()
    train()
    play(owner, made.rock[:4])
    return made


def say(client: APIClient, action: str, **what: Any) -> dict[str, Any]:
    answer = client.post(URL, {"action": action, **{name: str(row.catalogue_id) for name, row in what.items()}})
    assert answer.status_code in (200, 201), answer.content
    body: dict[str, Any] = answer.json()
    return body


def everywhere(user: User, client: APIClient, world: World) -> set[str]:
    """What the listener is given in any way."""
    mixes = client.get("/api/recommendations/playlists/").json()
    tracks = [client.get(f"/api/recommendations/playlists/{mix['id']}/").json()["tracks"] for mix in mixes if mix["id"]]
    found = [*radio(user=user, seeds=world.rock[:2], limit=20), *similar(user=user, track=world.rock[0], limit=20)]
    generated = client.post("/api/playlists/generate/", {"genre_id": 152}).json()["id"]
    inside = client.get(f"/api/playlists/playlists/{generated}/tracks/").json()
    return ids_in([*recommended(client, limit=50), *(entry for mix in tracks for entry in mix), *inside]) | ids(
        [each.track for each in found]
    )


@pytest.mark.parametrize("models", ["recommender", "none"])
def test_what_is_hidden_is_given_nowhere_until_it_is_undone(
    owner: User, as_owner: APIClient, world: World, settings: Any, tmp_path: Any, models: str
) -> None:
    settings.RECOMMENDER_DIR = tmp_path / models
    track, artist = world.rock[4], world.rock[6].artist
    hidden = {track, *(each for each in world.rock if each.artist_id == artist.pk)}
    assert ids(list(hidden)) <= everywhere(owner, as_owner, world)

    said = [say(as_owner, "hide", track_id=track), say(as_owner, "hide", artist_id=artist)]

    assert ids(list(hidden)).isdisjoint(everywhere(owner, as_owner, world))
    for each in said:
        assert as_owner.delete(f"{URL}{each['id']}/").status_code == 204
    assert ids(list(hidden)) <= everywhere(owner, as_owner, world)


def test_a_hidden_track_is_no_reason(owner: User, as_owner: APIClient, world: World) -> None:
    for track in world.rock[:3]:
        say(as_owner, "hide", track_id=track)

    reasons = {entry["reason"] for entry in recommended(as_owner, limit=50)}

    assert "Because you played Rock 0.3 by Rock 0" in reasons
    assert not [each for each in reasons for track in world.rock[:3] if track.title in each]


def test_more_brings_what_is_like_it_forward_and_says_so(owner: User, as_owner: APIClient, world: World) -> None:
    before = recommended(as_owner, limit=5)
    say(as_owner, "more", track_id=world.jazz[7])
    after = recommended(as_owner, limit=5)

    assert not ids_in(before) & ids(world.jazz)
    reasons = [entry["reason"] for entry in after if entry["track_id"] in ids(world.jazz)]
    assert reasons
    assert set(reasons) <= {
        "Because you asked for more like Jazz 1.2 by Jazz 1",
        "More by Jazz 1, because you asked for more like Jazz 1.2",
    }


def test_of_one_thing_the_last_word_counts(owner: User, as_owner: APIClient, world: World) -> None:
    body = {"action": "hide", "track_id": str(world.rock[0].catalogue_id)}
    answers = [as_owner.post(URL, {**body, "action": action}) for action in ("hide", "hide", "more")]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert as_owner.get(URL).json() == [answers[-1].json()]
    assert answers[-1].json() == {
        "id": answers[0].json()["id"],
        "action": "more",
        "track": {
            "track_id": str(world.rock[0].catalogue_id),
            "track_title": "Rock 0.0",
            "artist_name": "Rock 0",
        },
        "artist": None,
        "created_at": answers[-1].json()["created_at"],
    }


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, "action"),
        ({"action": "hide"}, 400, "non_field_errors"),
        ({"action": "burn", "track_id": "1"}, 400, "action"),
        ({"action": "hide", "track_id": "no id"}, 400, "track_id"),
        ({"action": "hide", "track_id": "1", "artist_id": "1"}, 400, "non_field_errors"),
        ({"action": "hide", "track_id": str(uuid4())}, 404, ""),
        ({"action": "hide", "artist_id": str(uuid4())}, 404, ""),
    ],
)
def test_nonsense_is_refused(as_owner: APIClient, body: dict[str, str], status: int, field: str) -> None:
    answer = as_owner.post(URL, body)

    assert answer.status_code == status
    assert list(answer.json().get("errors", {})) == ([field] if field else [])
    assert not Feedback.objects.exists()


def test_feedback_has_an_end(
    as_owner: APIClient, as_stranger: APIClient, make_tracks: MakeTracks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MAX_FEEDBACK", 2)
    tracks: list[Track] = make_tracks(3)
    said = [say(as_owner, "hide", track_id=track) for track in tracks[:2]]

    refused = as_owner.post(URL, {"action": "hide", "track_id": str(tracks[2].catalogue_id)})

    assert (refused.status_code, refused.json()["code"]) == (409, "feedback_full")
    say(as_owner, "more", track_id=tracks[0])
    assert as_stranger.delete(f"{URL}{said[0]['id']}/").json()["code"] == "feedback_not_found"
    assert as_owner.delete(f"{URL}{said[0]['id']}/").status_code == 204
    assert as_owner.delete(f"{URL}{said[0]['id']}/").status_code == 404
    say(as_owner, "hide", track_id=tracks[2])
    assert as_stranger.get(URL).json() == []


def test_the_list_of_feedback_is_paged_and_costs_the_same(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(50)

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_owner.get(URL).status_code == 200
        return len(asked)

    say(as_owner, "hide", track_id=tracks[0])
    one = statements()
    Feedback.objects.bulk_create(Feedback(user=owner, action="hide", track=track) for track in tracks[1:])
    assert statements() == one
    page = as_owner.get(URL, {"limit": 3, "offset": 48})
    assert (len(page.json()), page["X-Total-Count"]) == (2, "50")
