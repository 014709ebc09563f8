"""Activities with tracks that the catalogue has not seen yet, and listens that are reported twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from analytics import awaiting
from analytics.models import Activity, AwaitedActivity
from analytics.recording import NewActivity, State, record_activities
from analytics.tasks import ask_for_awaited_tracks
from catalogue.ids import CatalogueId
from catalogue.models import Track
from config.jobs.models import Job

Tracks = Callable[..., list[Track]]
CLIENT, SCROBBLE = Activity.Source.CLIENT, Activity.Source.SCROBBLE
MINUTE = timedelta(minutes=1)
TRACK = 81001001


@pytest.fixture(autouse=True)
def _deezer(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]


def known(number: int) -> CatalogueId:
    return CatalogueId("deezer", str(number))


def states(user: User, *activities: NewActivity, **options: Any) -> list[State]:
    return [each.state for each in record_activities(user=user, activities=activities, source=CLIENT, **options)]


def test_a_track_is_asked_for_and_the_activity_is_what_it_was(
    owner: User, stranger: User, deezer: Any, run_jobs: Any
) -> None:
    said = NewActivity(track=known(TRACK), track_name="As they call it", played_ms=31_000)
    assert states(owner, said, said) == [State.AWAITED, State.AWAITED]
    assert states(stranger, NewActivity(track=known(TRACK), action="like")) == [State.AWAITED]
    kept = {row.pk: row.timestamp for row in AwaitedActivity.objects.all()}
    assert (Activity.objects.count(), Job.objects.count()) == (0, 1)
    run_jobs()
    assert AwaitedActivity.objects.count() == 0
    assert {row.pk: row.timestamp for row in Activity.objects.all()} == kept
    assert {row.track.external_id for row in Activity.objects.all()} == {str(TRACK)}
    assert Activity.objects.filter(user=owner).values_list("played_ms", flat=True)[0] == 31_000
    assert states(owner, said) == [State.RECORDED]


def test_a_track_that_its_provider_does_not_have_stays_as_it_was_reported(
    owner: User, deezer: Any, run_jobs: Any
) -> None:
    states(owner, NewActivity(track=known(999_999_999)))
    run_jobs()
    assert AwaitedActivity.objects.values_list("is_missing", flat=True).get() is True
    ask_for_awaited_tracks()
    assert Job.objects.unfinished().count() == 0


def test_a_provider_that_is_away_is_asked_again(owner: User, deezer: Any, run_jobs: Any) -> None:
    deezer.down()
    states(owner, NewActivity(track=known(TRACK)))
    run_jobs()
    assert AwaitedActivity.objects.get().is_missing is False
    Job.objects.all().delete()
    deezer.reset()
    ask_for_awaited_tracks()
    run_jobs()
    assert Activity.objects.count() == 1


def test_nobody_has_thousands_looked_for(owner: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(awaiting, "AWAITED_AT_MOST", 2)
    activities = [NewActivity(track=known(number)) for number in (71, 72)]
    assert states(owner, *activities) == [State.AWAITED, State.AWAITED]
    assert states(owner, NewActivity(track=known(73))) == [State.TOO_MANY_UNKNOWN]
    assert states(owner, NewActivity(track=CatalogueId("apple", "1"))) == [State.UNKNOWN_TRACK]


def test_a_listen_that_two_services_report_counts_once(owner: User, stranger: User, make_tracks: Tracks) -> None:
    one, other = make_tracks(2)
    now = timezone.now()

    def at(track: Track | CatalogueId, seconds: int, action: str = "play") -> NewActivity:
        return NewActivity(track=track, timestamp=now + timedelta(seconds=seconds), action=action)

    assert states(owner, at(one, 0), at(one, 59), at(one, 60), same_within=MINUTE) == [
        "recorded",
        "duplicate",
        "recorded",
    ]
    again = [at(one, -59), at(other, 0), at(one, 0, "like"), at(one, 150), at(one, 119)]
    assert states(owner, *again, same_within=MINUTE) == ["duplicate", "recorded", "recorded", "recorded", "duplicate"]
    assert states(stranger, at(one, 0), same_within=MINUTE) == ["recorded"]
    assert states(owner, at(known(71), 0), at(known(71), 30), same_within=MINUTE) == ["awaited", "duplicate"]
    assert states(owner, at(known(71), 59), same_within=MINUTE) == ["duplicate"]
    assert states(owner, at(one, 0)) == ["recorded"]


@pytest.mark.django_db(transaction=True)
def test_of_two_services_at_once_one_is_recorded(owner: User, make_tracks: Tracks) -> None:
    [track] = make_tracks(1)
    now, gate = timezone.now(), threading.Barrier(6)
    found: list[State] = []

    def report(seconds: int) -> None:
        activity = NewActivity(track=track, timestamp=now + timedelta(seconds=seconds))
        gate.wait()
        try:
            found.extend(states(owner, activity, same_within=MINUTE))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=report, args=(seconds,)) for seconds in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["duplicate"] * 5 + ["recorded"]
    assert Activity.objects.count() == 1
