"""What players report becomes history once its track is known, and is kept until then."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from analytics.listening_models import ListeningSettings
from analytics.models import Activity
from analytics.scrobbling.models import Received
from analytics.scrobbling.receiving import Heard, receive
from analytics.scrobbling.recognising import recognise, recognise_due
from catalogue.models import Track
from config.batches import nobody_waits
from config.jobs.models import Job
from config.tests.plugin import RunJobs

NOW = int(time.time()) - 3_600
Tracks = Callable[..., list[Track]]


@pytest.fixture(autouse=True)
def _only_local(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]


def heard(title: str = "Ada 1", **fields: Any) -> Heard:
    return Heard(**{"artist": "Ada", "title": title, "listened_at": NOW, **fields})


def test_a_listen_is_recognised_by_its_code_or_its_names(owner: User, make_tracks: Tracks, run_jobs: RunJobs) -> None:
    tracks = make_tracks(2, artist="Ada")
    Track.objects.filter(pk=tracks[1].pk).update(isrc="ZZPLP1001001")

    receive(
        user=owner,
        listens=[
            heard(client="mpd", duration_ms=201_000),
            heard("Whatever", isrc="ZZPLP1001001", listened_at=NOW + 300),
        ],
    )
    run_jobs()

    rows = Activity.objects.filter(user=owner).order_by("timestamp")
    assert [(row.track, row.source, row.metadata) for row in rows] == [
        (tracks[0], "scrobble", {"client": "mpd"}),
        (tracks[1], "scrobble", {}),
    ]
    assert [row.played_ms for row in rows] == [200_000, 200_000]
    assert int(rows[0].timestamp.timestamp()) == NOW
    assert Job.objects.get(kind="scrobbling.recognise").result == {"recognised": 2, "unknown": 0}


def test_an_unknown_track_is_kept_and_found_when_it_is_there(
    owner: User, make_tracks: Tracks, run_jobs: RunJobs
) -> None:
    receive(user=owner, listens=[heard("Not there yet")])
    run_jobs()

    row = Received.objects.get()
    assert (row.reason, row.tries) == ("not_found", 1)
    assert row.next_at is not None
    assert timedelta(hours=23) < row.next_at - timezone.now() <= timedelta(days=1)
    assert recognise_due() == 0
    make_tracks(1, artist="Ada", title="Not there yet", search_title="not there yet")

    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert recognise_due() == 1
        run_jobs()

    assert not Received.objects.exists()
    [activity] = Activity.objects.filter(user=owner)
    assert int(activity.timestamp.timestamp()) == NOW


def test_it_is_looked_for_five_times(owner: User) -> None:
    receive(user=owner, listens=[heard("Nobody knows")])
    moment, pauses = timezone.now(), []
    for _ in range(5):
        with time_machine.travel(moment, tick=False):
            recognise(owner, alive=nobody_waits)
        next_at = Received.objects.get().next_at
        pauses.append(None if next_at is None else (next_at - moment).days)
        moment += timedelta(days=31)

    assert pauses == [1, 3, 10, 30, None]
    with time_machine.travel(moment):
        assert recognise(owner, alive=nobody_waits) == {"recognised": 0, "unknown": 0}


def test_a_track_that_could_be_several_says_so(owner: User, make_tracks: Tracks) -> None:
    for duration in (200, 300):
        make_tracks(1, artist="Ada", title="Twin", search_title="twin", duration=duration)
    receive(user=owner, listens=[heard("Twin")])

    recognise(owner, alive=nobody_waits)

    assert (Received.objects.get().reason, Activity.objects.count()) == ("ambiguous", 0)


def test_a_worker_that_dies_between_the_history_and_the_inbox_doubles_nothing(
    owner: User, make_tracks: Tracks, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tracks(1, artist="Ada")
    receive(user=owner, listens=[heard()])
    with monkeypatch.context() as patched:

        def die(*arguments: object) -> None:
            raise KeyboardInterrupt

        patched.setattr("analytics.scrobbling.recognising._keep", die)
        patched.setattr("analytics.scrobbling.recognising._forget", die)
        with pytest.raises(KeyboardInterrupt):
            recognise(owner, alive=nobody_waits)
    assert (Activity.objects.count(), Received.objects.count()) == (1, 1)

    recognise(owner, alive=nobody_waits)

    assert (Activity.objects.count(), Received.objects.count()) == (1, 0)


def test_a_private_session_that_began_meanwhile_records_nothing(owner: User, make_tracks: Tracks) -> None:
    make_tracks(1, artist="Ada")
    receive(user=owner, listens=[heard()])
    ListeningSettings.objects.create(user=owner, private_session=True)

    recognise(owner, alive=nobody_waits)

    assert not Activity.objects.exists()


def test_a_provider_that_is_away_is_asked_again(owner: User, run_jobs: RunJobs, settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"
    receive(user=owner, listens=[heard("Somewhere else")])

    run_jobs()

    job = Job.objects.get(kind="scrobbling.recognise")
    assert (job.state, Received.objects.get().reason) == ("queued", "")


def test_statements_do_not_grow_with_listens(
    owner: User, make_tracks: Tracks, django_assert_max_num_queries: Any
) -> None:
    make_tracks(50, artist="Ada")
    receive(user=owner, listens=[heard(f"Ada {each}", listened_at=NOW + each * 120) for each in range(1, 51)])

    with django_assert_max_num_queries(30):
        recognise(owner, alive=nobody_waits)

    assert Activity.objects.count() == 50
