"""The listener's list with a model: where it comes from, in both forms, and what it costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Track
from config.personal_data import erase_all
from config.ratelimits import group_of
from config.tests.plugin import RunJobs, clear_cache
from conftest import ClientFor
from recommendations import lists
from recommendations.feedback import Subject, give_feedback
from recommendations.models import Recommendation, RecommendationLog
from recommendations.personal_data import PARTS
from recommendations.services import recommend
from recommendations.tests.asking import URL, ids, ids_in, recommended
from recommendations.tests.world import World, make_world, new_track, play, train
from recommendations.training.publishing import serve_version

Trigger = RecommendationLog.Trigger


@pytest.fixture
def world(owner: User) -> World:
    """With a model, and an owner who has just played four rock tracks."""
    made = make_world()
    train()
    play(owner, made.rock[:4])
    return made


def url_of(user: User) -> str:
    return f"/api/recommendations/{user.pk}/"


def test_the_model_comes_first_and_names_what_the_listener_played(as_owner: APIClient, world: World) -> None:
    entries = recommended(as_owner, limit=5)

    played = {f"{track.title} by {track.artist.name}" for track in world.rock[:4]}
    assert {entry["source"] for entry in entries} == {"model"}
    assert ids_in(entries) <= ids(world.rock[4:])
    assert {entry["reason"].removeprefix("Because you played ") for entry in entries} <= played


def test_a_list_is_fresh_then_cached_then_out_of_the_database(as_owner: APIClient, world: World) -> None:
    first = as_owner.get(URL).json()
    with CaptureQueriesContext(connection) as statements:
        second = as_owner.get(URL).json()
    clear_cache()
    third = as_owner.get(URL).json()

    assert [each["source"] for each in (first, second, third)] == ["fresh", "cache", "database"]
    assert first["recommendations"] == second["recommendations"] == third["recommendations"]
    # Who is asking, and nothing else.
    assert len(statements) <= 1


def test_a_page_is_kept_for_a_model_version(as_owner: APIClient, world: World) -> None:
    first = train()
    as_owner.get(URL)
    assert as_owner.get(URL).json()["source"] == "cache"
    train()
    assert as_owner.get(URL).json()["source"] == "database"
    serve_version(first)
    assert as_owner.get(URL).json()["source"] == "cache"


def test_a_list_is_made_anew_after_a_day(as_owner: APIClient, world: World) -> None:
    as_owner.get(URL)
    Recommendation.objects.update(refreshed_at=timezone.now() - timedelta(hours=25))
    clear_cache()

    assert as_owner.get(URL).json()["source"] == "fresh"


def test_the_same_list_in_the_other_form(owner: User, as_owner: APIClient, world: World) -> None:
    entries = recommended(as_owner, limit=3)

    answer = as_owner.get(url_of(owner), {"limit": 3}).json()

    row = Recommendation.objects.current().with_tracks()[0]
    assert (answer["user_id"], answer["source"], answer["count"]) == (str(owner.pk), "database", 3)
    assert [each["id"] for each in answer["recommendations"]] == [each["id"] for each in entries]
    first = answer["recommendations"][0]
    audio = first.pop("preview_url")
    assert audio.startswith(f"http://testserver/api/catalogue/stream/{row.track.catalogue_id}/audio?")
    assert first == {
        "id": str(row.pk),
        "track_id": str(row.track.catalogue_id),
        "track_name": row.track.title,
        "artist_name": row.track.artist.name,
        "album_name": row.track.album.title if row.track.album else "",
        "spotify_url": None,
        "album_art_url": row.track.album.cover_medium if row.track.album else "",
        "duration_ms": 200_000,
        "popularity": 0,
        "metadata": {"slot": "ranked", "propensity": 1.0, "model": "model-000001"},
        "created_at": row.created_at.isoformat().replace("+00:00", "Z"),
        "reason": entries[0]["reason"],
        "source": "model",
        "position": 0,
    }
    assert as_owner.get(url_of(owner)).json()["source"] == "cache"


def test_a_users_list_is_for_that_user_and_staff(
    owner: User, as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient, world: World
) -> None:
    theirs = as_moderator.get(url_of(owner))

    assert as_stranger.get(url_of(owner)).json()["code"] == "user_not_found"
    assert as_stranger.post(f"{url_of(owner)}refresh/").status_code == 404
    assert theirs.status_code == 200
    assert ids_in(theirs.json()["recommendations"]) == ids_in(as_owner.get(url_of(owner)).json()["recommendations"])
    assert as_owner.get(f"/api/recommendations/{uuid4()}/").status_code == 404
    assert list(as_owner.get(url_of(owner), {"limit": "0"}).json()["errors"]) == ["limit"]


def test_a_refresh_is_a_task_of_ones_own_and_one_at_a_time(
    owner: User, as_owner: APIClient, as_stranger: APIClient, world: World, run_jobs: RunJobs
) -> None:
    before = ids_in(recommended(as_owner))
    answer = as_owner.post(f"{url_of(owner)}refresh/")
    task = answer.json()["task_id"]
    assert answer.status_code == 202
    assert answer.json() == {
        "message": "Recommendations are being refreshed",
        "user_id": str(owner.pk),
        "task_id": task,
        "status": "queued",
    }
    assert as_owner.post(f"{url_of(owner)}refresh/").json()["task_id"] == task
    play(owner, [track for track in world.rock if str(track.catalogue_id) in before])

    run_jobs()

    done = as_owner.get(f"/api/recommendations/tasks/{task}/").json()
    assert (done["task_id"], done["status"], done["error"]) == (task, "done", "")
    assert as_stranger.get(f"/api/recommendations/tasks/{task}/").json()["code"] == "task_not_found"
    after = as_owner.get(URL).json()
    assert done["count"] == Recommendation.objects.visible_to(owner).current().count()
    assert after["source"] == "database"
    assert ids_in(after["recommendations"]).isdisjoint(before)
    log = RecommendationLog.objects.visible_to(owner).latest("created_at")
    assert (log.trigger, log.status, log.source, log.count) == ("refresh", "success", "fallback", done["count"])


def test_what_left_the_list_keeps_its_row_for_a_while(owner: User, as_owner: APIClient, world: World) -> None:
    shown = recommended(as_owner, limit=2)
    play(owner, [track for track in world.rock if str(track.catalogue_id) == shown[0]["track_id"]])
    lists.refresh_list(user=owner, trigger=Trigger.REFRESH)

    gone = Recommendation.objects.get(pk=shown[0]["id"])
    assert gone.retired_at is not None
    assert lists.own_recommendations(owner.pk, [gone.pk, uuid4()]) == {gone.pk}
    activity = {"track_id": shown[0]["track_id"], "action": "play", "recommendation": shown[0]["id"]}
    assert as_owner.post("/api/analytics/activity/", activity).status_code == 201
    Recommendation.objects.filter(pk=gone.pk).update(retired_at=timezone.now() - lists.KEPT_RETIRED * 1.1)
    lists.refresh_list(user=owner, trigger=Trigger.REFRESH)
    assert not Recommendation.objects.filter(pk=gone.pk).exists()


def test_a_new_track_gets_a_place_of_its_own_with_its_chance(owner: User, as_owner: APIClient, world: World) -> None:
    fresh = [new_track(world.rock[0], f"New {number}") for number in range(2)]
    train()

    found = [each for each in recommended(as_owner, limit=50) if each["track_id"] in ids(fresh)]

    rows = Recommendation.objects.filter(pk__in=[each["id"] for each in found])
    assert {row.slot for row in rows} == {"new"}
    assert {row.propensity for row in rows} == {1.0}
    assert len(found) == 2
    assert all(each["reason"].startswith("New: because you played Rock 0.") for each in found)


def test_skips_weigh_against_what_is_like_them(owner: User, as_owner: APIClient, world: World) -> None:
    play(owner, world.jazz[:2])
    liked = ids_in(recommended(as_owner, limit=50)[:12])
    play(owner, world.jazz[:2] * 8, action=Activity.Action.SKIP)
    lists.refresh_list(user=owner, trigger=Trigger.REFRESH)
    clear_cache()

    after = recommended(as_owner, limit=12)

    assert liked & ids(world.jazz)
    assert not {each["track_id"] for each in after if each["source"] == "model"} & ids(world.jazz)


def test_a_newcomer_is_asked_for_genres_artists_and_moods(stranger: User, as_stranger: APIClient, world: World) -> None:
    stranger.profile.favorite_genres = ["JAZZ"]
    stranger.profile.save()
    assert recommended(as_stranger)[0]["reason"] == "From JAZZ, a genre you like"

    stranger.profile.favorite_genres, stranger.profile.favorite_artists = [], ["jazz 2"]
    stranger.profile.save()
    lists.refresh_list(user=stranger, trigger=Trigger.REFRESH)
    clear_cache()
    assert "By Jazz 2, an artist you like" in {each["reason"] for each in recommended(as_stranger)}

    stranger.profile.favorite_artists, stranger.profile.moods = [], ["Jazz!"]
    stranger.profile.save()
    lists.refresh_list(user=stranger, trigger=Trigger.REFRESH)
    clear_cache()
    assert recommended(as_stranger)[0]["reason"] == "For your mood: Jazz!"


def test_what_is_said_while_a_list_is_made_holds(
    owner: User, world: World, as_owner: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = recommend

    def hide_meanwhile(**asked: Any) -> Any:
        found = make(**asked)
        give_feedback(user=owner, action="hide", subject=Subject(track=found[0].track))
        hidden.append(found[0].track)
        return found

    hidden: list[Track] = []
    monkeypatch.setattr(lists, "recommend", hide_meanwhile)
    first = recommended(as_owner, limit=50)
    monkeypatch.undo()

    assert ids(hidden).isdisjoint(ids_in(first))
    assert as_owner.get(URL).json()["source"] == "database"


def test_a_list_that_cannot_be_made_is_logged(
    owner: User, world: World, monkeypatch: pytest.MonkeyPatch, as_owner: APIClient
) -> None:
    def fails(**asked: Any) -> Any:
        raise RuntimeError("no luck")

    monkeypatch.setattr(lists, "recommend", fails)
    with pytest.raises(RuntimeError):
        as_owner.get(URL)
    log = RecommendationLog.objects.get()
    assert (log.status, log.error, log.count) == ("failed", "RuntimeError: no luck", 0)


def test_parallel_refreshes_leave_one_whole_list(transactional_db: None, owner: User) -> None:
    world = make_world()
    play(owner, world.rock[:4])

    def refresh(_: int) -> set[UUID]:
        try:
            return {row.pk for row in lists.refresh_list(user=owner, trigger=Trigger.REFRESH)}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(refresh, range(4)))

    current = Recommendation.objects.visible_to(owner).current()
    assert {row.pk for row in current} == found[-1]
    assert [row.position for row in current] == list(range(len(found[0])))
    assert RecommendationLog.objects.filter(status="success").count() == 4


def test_everything_is_exported_and_erased(
    owner: User, stranger: User, as_owner: APIClient, client_for: ClientFor, world: World
) -> None:
    for client in (as_owner, client_for(stranger)):
        recommended(client)
        client.get("/api/recommendations/playlists/")
        track = str(world.jazz[0].catalogue_id)
        client.post("/api/recommendations/feedback/", {"action": "hide", "track_id": track})
        artist = str(world.jazz[-1].artist.catalogue_id)
        client.post("/api/recommendations/feedback/", {"action": "more", "artist_id": artist})

    exported = {part.name: list(part.rows(owner)) for part in PARTS}
    assert {name: len(rows) for name, rows in exported.items()} == {part.name: part.count(owner) for part in PARTS}
    assert all(exported.values())
    assert all(set(part.columns) <= row.keys() for part in PARTS for row in exported[part.name])
    assert [(row["action"], row["track_title"], row["artist_name"]) for row in exported["feedback"]] == [
        ("hide", "Jazz 0.0", "Jazz 0"),
        ("more", "", "Jazz 3"),
    ]
    assert len(exported["mixes"][0]["tracks"]) >= 5
    erase_all(owner)
    assert [part.count(owner) for part in PARTS] == [0, 0, 0, 0]
    assert all(part.count(stranger) for part in PARTS)


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("<uuid:user_id>/", "recommendations"),
        ("<uuid:user_id>/refresh/", "refresh"),
        ("similar/<str:track_id>/", "recommendations"),
        ("playlists/", "recommendations"),
        ("playlists/<uuid:mix_id>/", "recommendations"),
        ("playlists/<uuid:mix_id>/save/", "recommendations"),
        ("tasks/<uuid:task_id>/", "other"),
        ("feedback/", "other"),
    ],
)
def test_each_path_counts_in_its_group(path: str, group: str) -> None:
    assert group_of(f"api/recommendations/{path}", posted=False) == group


def test_similar_tracks_say_what_they_go_with(as_owner: APIClient, world: World) -> None:
    about = world.jazz[0]
    answer = as_owner.get(f"/api/recommendations/similar/{about.catalogue_id}/", {"limit": 4}).json()

    assert answer["track_id"] == str(about.catalogue_id)
    assert {each["source"] for each in answer["recommendations"]} == {"model"}
    assert ids_in(answer["recommendations"]) <= ids(world.jazz[1:])
    assert len(answer["recommendations"]) == 4
    assert {each["reason"] for each in answer["recommendations"]} <= {
        "Goes with Jazz 0.0 by Jazz 0",
        "More by Jazz 0",
    }
    for unknown in (uuid4(), "no-id"):
        assert as_owner.get(f"/api/recommendations/similar/{unknown}/").status_code == 404
