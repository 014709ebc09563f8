"""`/api/analytics/activity/`: reporting, reading and deleting what was heard."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection, connections
from rest_framework.test import APIClient

from accounts.models import User
from analytics.activities import removing
from analytics.models import Activity, ActivityEvent, AwaitedActivity
from analytics.recording import _own_recommendations, check_recommendations_with
from catalogue.models import Track

Tracks = Callable[..., list[Track]]
ClientFor = Callable[[User], APIClient]
PATH = "/api/analytics/activity/"
BATCH = f"{PATH}batch/"
NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def track(make_tracks: Tracks) -> Track:
    return make_tracks(1, artist="Ada")[0]


def play(track: Track, **fields: Any) -> dict[str, Any]:
    return {"track_id": str(track.catalogue_id), "action": "play", **fields}


def errors(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    return {field: found[0]["code"] for field, found in answer.json()["errors"].items()}


@time_machine.travel(NOW, tick=False)
def test_a_play_is_recorded_with_names_of_the_catalogue(client_for: ClientFor, owner: User, track: Track) -> None:
    as_owner = client_for(owner)
    answer = as_owner.post(PATH, play(track, metadata={"device": "kitchen"}, track_name="Other"), format="json")
    assert answer.status_code == 201
    row = Activity.objects.get()
    assert answer.json() == {
        "id": str(row.pk),
        "user": str(owner.pk),
        "recommendation": None,
        "track_id": str(track.catalogue_id),
        "track_name": "Ada 1",
        "artist_name": "Ada",
        "action": "play",
        "timestamp": "2026-03-31T12:00:00Z",
        "metadata": {"device": "kitchen"},
        "played_ms": 200_000,
        "source": "client",
        "context": None,
        "event_id": None,
        "status": "recorded",
    }
    assert (row.user, row.track, row.ended_at) == (owner, track, NOW + timedelta(seconds=200))


CASES: list[tuple[dict[str, Any], str, int | None]] = [
    ({"action": "play", "played_ms": 29_999}, "skip", 29_999),
    ({"action": "play", "played_ms": 30_000}, "play", 30_000),
    ({"action": "skip"}, "skip", None),
    ({"action": "like", "played_ms": 5}, "like", None),
    ({"action": "share"}, "share", None),
]


@pytest.mark.parametrize(("said", "action", "played_ms"), CASES)
def test_what_was_heard_decides_what_it_was(
    said: dict[str, Any], action: str, played_ms: int | None, as_owner: APIClient, track: Track
) -> None:
    answer = as_owner.post(PATH, play(track, **said), format="json").json()
    assert (answer["action"], answer["played_ms"]) == (action, played_ms)


@time_machine.travel(NOW, tick=False)
def test_bad_fields_are_named_and_nothing_is_recorded(
    client_for: ClientFor, owner: User, stranger: User, track: Track, settings: Any
) -> None:
    as_owner = client_for(owner)
    settings.CATALOGUE_PROVIDERS = ["local", "deezer"]
    for said, expected in (
        ({"user": str(stranger.pk)}, {"user": "not_you"}),
        ({"recommendation": str(uuid4())}, {"recommendation": "not_yours"}),
        ({"track_id": str(uuid4())}, {"track_id": "unknown_track"}),
        ({"track_id": "spotify:3n3Ppam7vgaVa1iaRUc9Lp"}, {"track_id": "unknown_track"}),
        ({"track_id": "no id"}, {"track_id": "invalid_id"}),
        ({"track_id": None}, {"track_id": "null"}),
        ({"action": "dance"}, {"action": "invalid_choice"}),
        ({"timestamp": (NOW - timedelta(days=30, seconds=1)).isoformat()}, {"timestamp": "too_early"}),
        ({"timestamp": (NOW + timedelta(minutes=5, seconds=1)).isoformat()}, {"timestamp": "too_late"}),
        ({"timestamp": "yesterday"}, {"timestamp": "invalid"}),
        ({"played_ms": -1}, {"played_ms": "min_value"}),
        ({"event_id": "1"}, {"event_id": "invalid"}),
        ({"metadata": []}, {"metadata": "not_an_object"}),
        ({"metadata": {"a": "x" * 9000}}, {"metadata": "max_length"}),
        ({"track_name": "x" * 501}, {"track_name": "max_length"}),
    ):
        assert errors(as_owner.post(PATH, play(track, **said), format="json")) == expected, said
    assert errors(as_owner.post(PATH, {}, format="json")) == {"track_id": "required", "action": "required"}
    assert as_owner.post(PATH, [], format="json").status_code == 400
    assert (Activity.objects.count(), AwaitedActivity.objects.count(), ActivityEvent.objects.count()) == (0, 0, 0)


@time_machine.travel(NOW, tick=False)
def test_what_happened_a_while_ago_is_kept_where_its_time_says(
    client_for: ClientFor, owner: User, track: Track
) -> None:
    as_owner = client_for(owner)
    for moment in (NOW - timedelta(days=30), NOW + timedelta(minutes=5)):
        made = as_owner.post(PATH, play(track, timestamp=moment.isoformat()), format="json").json()
        assert UUID(made["id"]).int >> 80 == moment.timestamp() * 1000


def test_an_own_recommendation_is_kept(as_owner: APIClient, owner: User, track: Track) -> None:
    mine, before = uuid4(), list(_own_recommendations)
    check_recommendations_with(lambda user, ids: {mine} & set(ids) if user == owner.pk else set())
    try:
        answer = as_owner.post(PATH, play(track, recommendation=str(mine)), format="json")
    finally:
        _own_recommendations[:] = before
    assert (answer.status_code, answer.json()["recommendation"]) == (201, str(mine))


def test_an_event_id_is_recorded_once_and_stays_deleted(
    as_owner: APIClient, as_stranger: APIClient, track: Track
) -> None:
    said = play(track, event_id=str(uuid4()))
    first = as_owner.post(PATH, said, format="json")
    again = as_owner.post(PATH, {**said, "action": "like"}, format="json")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "status": "duplicate"}
    assert as_stranger.post(PATH, said, format="json").status_code == 201
    assert as_owner.delete(f"{PATH}{first.json()['id']}/").status_code == 204
    third = as_owner.post(PATH, said, format="json")
    assert (third.status_code, third.json()) == (200, {"status": "duplicate"})
    assert Activity.objects.count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_batch_answers_for_each(
    client_for: ClientFor, owner: User, stranger: User, track: Track, settings: Any
) -> None:
    as_owner = client_for(owner)
    settings.CATALOGUE_PROVIDERS = ["local", "deezer"]
    event, other = str(uuid4()), str(uuid4())
    items = [
        play(track, event_id=event),
        play(track, event_id=event),
        play(track, event_id=other, track_id="3135556", track_name="Far", artist_name="Away"),
        play(track, user=str(stranger.pk)),
        play(track, track_id=str(uuid4())),
        play(track, timestamp="2020-01-01T00:00:00Z", event_id="x"),
        7,
        play(track, action="like"),
    ]
    answer = as_owner.post(BATCH, {"activities": items}, format="json")
    assert answer.status_code == 200
    results = answer.json()["results"]
    codes = [{field: found[0]["code"] for field, found in each.get("errors", {}).items()} for each in results]
    assert [each["status"] for each in results] == [
        "recorded", "duplicate", "awaited", "invalid", "invalid", "invalid", "invalid", "recorded",
    ]  # fmt: skip
    assert codes[3:7] == [
        {"user": "not_you"},
        {"track_id": "unknown_track"},
        {"timestamp": "too_early", "event_id": "invalid"},
        {"non_field_errors": "invalid"},
    ]
    assert results[0]["id"] == results[1]["id"]
    assert [each["event_id"] for each in results[:3]] == [event, event, other]
    assert answer.json()["recorded"] == 3
    assert Activity.objects.count() == 2
    again = as_owner.post(BATCH, {"activities": items[:3]}, format="json").json()
    assert [each["status"] for each in again["results"]] == ["duplicate"] * 3
    assert [each["id"] for each in again["results"]] == [each["id"] for each in results[:3]]


def test_a_batch_has_1_to_500_items_and_costs_the_same_for_any_number(
    as_owner: APIClient, make_tracks: Tracks, django_assert_num_queries: Any
) -> None:
    tracks = make_tracks(500)
    assert errors(as_owner.post(BATCH, {"activities": []}, format="json")) == {"activities": "empty"}
    assert errors(as_owner.post(BATCH, {"activities": [1] * 501}, format="json")) == {"activities": "max_length"}
    assert errors(as_owner.post(BATCH, {"activities": "x"}, format="json")) == {"activities": "not_a_list"}
    costs = []
    for number in (1, 500):
        items = [play(track, event_id=str(uuid4())) for track in tracks[:number]]
        with django_assert_num_queries(6) as captured:
            assert as_owner.post(BATCH, {"activities": items}, format="json").json()["recorded"] == number
        costs.append(len(captured))
    assert Activity.objects.count() == 501


def test_one_activity_costs_few_statements(as_owner: APIClient, track: Track, django_assert_num_queries: Any) -> None:
    # The caller, the track with the private session, and the row in a transaction.
    with django_assert_num_queries(5):
        as_owner.post(PATH, play(track), format="json")
    with django_assert_num_queries(6):
        as_owner.post(PATH, play(track, event_id=str(uuid4())), format="json")


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_at_once_one_records_it(owner: User, client_for: Any, make_tracks: Tracks) -> None:
    tracks = make_tracks(5)
    events = [str(uuid4()) for _ in tracks]
    clients = [client_for(owner) for _ in range(6)]
    gate = threading.Barrier(len(clients))
    answers: list[Any] = []

    def send(client: APIClient, turned: bool) -> None:  # noqa: FBT001  (a thread's argument)
        items = [play(track, event_id=event) for track, event in zip(tracks, events, strict=True)]
        gate.wait()
        try:
            answers.append(client.post(BATCH, {"activities": items[::-1] if turned else items}, format="json"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(each, number % 2 == 0)) for number, each in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 6
    states = [each["status"] for answer in answers for each in answer.json()["results"]]
    assert (states.count("recorded"), states.count("duplicate")) == (5, 25)
    assert (Activity.objects.count(), ActivityEvent.objects.count()) == (5, 5)


def test_nothing_is_recorded_in_a_private_session(as_owner: APIClient, track: Track, settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local", "deezer"]
    assert as_owner.get("/api/analytics/settings/").json() == {"time_zone": "UTC", "private_session": False}
    assert as_owner.patch("/api/analytics/settings/", {"private_session": True}, format="json").status_code == 200
    answer = as_owner.post(PATH, play(track), format="json")
    assert (answer.status_code, answer.json()) == (200, {"status": "private"})
    unknown = as_owner.post(PATH, play(track, track_id="3135556"), format="json")
    assert unknown.json() == {"status": "private"}
    batch = as_owner.post(BATCH, {"activities": [play(track)]}, format="json").json()
    assert (batch["recorded"], batch["results"][0]["status"]) == (0, "private")
    queued = as_owner.post("/api/playlists/queue/stream/", {"track_id": str(track.catalogue_id)}, format="json")
    assert queued.status_code == 200
    assert as_owner.post("/api/playlists/queue/clear/").status_code == 200
    assert (Activity.objects.count(), AwaitedActivity.objects.count()) == (0, 0)
    as_owner.patch("/api/analytics/settings/", {"private_session": False}, format="json")
    assert as_owner.post(PATH, play(track), format="json").status_code == 201


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "+01:00", "", "../etc/passwd", "Etc/GMT+5"])
def test_a_time_zone_is_one_of_the_iana_database(zone: str, as_owner: APIClient) -> None:
    assert errors(as_owner.patch("/api/analytics/settings/", {"time_zone": zone}, format="json")).keys() == {
        "time_zone"
    }
    assert as_owner.get("/api/analytics/settings/").json()["time_zone"] == "UTC"


def test_the_list_goes_on_behind_the_last_row(as_owner: APIClient, owner: User, stranger: User, track: Track) -> None:
    moments = [NOW - timedelta(minutes=number // 3) for number in range(25)]
    Activity.objects.bulk_create(Activity(user=owner, track=track, action="play", timestamp=each) for each in moments)
    Activity.objects.create(user=stranger, track=track, action="play")
    seen: list[str] = []
    url = f"{PATH}?limit=10"
    while url:
        answer = as_owner.get(url)
        seen += [each["id"] for each in answer.json()]
        url = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    expected = Activity.objects.filter(user=owner).newest_first().values_list("pk", flat=True)
    assert seen == [str(key) for key in expected]
    assert as_owner.get(f"{PATH}{seen[0]}/").json()["id"] == seen[0]
    for wrong in ("?before=x", "?before=eA", "?limit=0", "?limit=a", "?before=MjAyNi0wMS0wMSB4"):
        assert as_owner.get(f"{PATH}{wrong}").status_code == 400, wrong


def test_the_list_costs_the_same_for_1_and_50(
    as_owner: APIClient, owner: User, track: Track, django_assert_num_queries: Any
) -> None:
    for number in (1, 49):
        Activity.objects.bulk_create(Activity(user=owner, track=track, action="play") for _ in range(number))
        with django_assert_num_queries(3):
            as_owner.get(PATH)


def test_one_listen_is_deleted_by_its_listener_only(
    as_owner: APIClient, as_stranger: APIClient, anonymous: APIClient, track: Track
) -> None:
    path = f"{PATH}{as_owner.post(PATH, play(track), format='json').json()['id']}/"
    assert (anonymous.delete(path).status_code, as_stranger.delete(path).status_code) == (401, 404)
    assert (as_stranger.get(path).status_code, Activity.objects.count()) == (404, 1)
    assert (as_owner.delete(path).status_code, as_owner.delete(path).status_code) == (204, 404)


def test_the_current_listen_can_be_deleted_and_play_goes_on(as_owner: APIClient, make_tracks: Tracks) -> None:
    for each in make_tracks(2):
        as_owner.post("/api/playlists/queue/enqueue/", {"track_id": str(each.catalogue_id)}, format="json")
    assert as_owner.post("/api/playlists/queue/next/").status_code == 200
    assert as_owner.delete(f"{PATH}{Activity.objects.get().pk}/").status_code == 204
    assert as_owner.post("/api/playlists/queue/next/").status_code == 200
    assert Activity.objects.count() == 1


def test_a_period_is_deleted_and_the_rest_of_many_by_a_job(
    as_owner: APIClient, owner: User, stranger: User, track: Track, run_jobs: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(removing, "WAITED_FOR", 4)
    monkeypatch.setattr(removing, "DELETED_AT_ONCE", 3)
    days = [NOW - timedelta(days=number) for number in range(10)]
    for user in (owner, stranger):
        Activity.objects.bulk_create(Activity(user=user, track=track, action="play", timestamp=each) for each in days)
    period = f"?since={days[8].isoformat()}&until={days[0].isoformat()}".replace("+", "%2B")
    for wrong in ("", "?since=x&until=y", f"?since={NOW:%Y-%m-%d}T00:00Z&until={NOW:%Y-%m-%d}T00:00Z"):
        assert as_owner.delete(f"{PATH}{wrong}").status_code == 400
    answer = as_owner.delete(f"{PATH}{period}").json()
    assert answer == {"deleted": 6, "is_complete": False}
    run_jobs()
    left = Activity.objects.filter(user=owner).order_by("timestamp").values_list("timestamp", flat=True)
    assert (list(left), Activity.objects.filter(user=stranger).count()) == ([days[9], days[0]], 10)
    assert as_owner.delete(f"{PATH}{period}").json() == {"deleted": 0, "is_complete": True}


def test_on_postgresql_a_month_has_its_table(as_owner: APIClient, track: Track) -> None:
    as_owner.post(PATH, play(track), format="json")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT tableoid::regclass::text FROM analytics_activity")
            [(name,)] = cursor.fetchall()
        assert name == f"analytics_activity_y{datetime.now(UTC):%Ym%m}"
    assert Activity.objects.count() == 1
