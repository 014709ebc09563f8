"""Listens: when they begin, when they end, and which of them count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from analytics.listens import close_listen, record_listen
from analytics.models import Activity
from catalogue.models import Track
from config.jobs.models import Job

Tracks = Callable[..., list[Track]]
DAY_MS = 24 * 60 * 60 * 1000


def begin(**said: Any) -> Activity:
    made = record_listen(**said)
    assert made is not None
    return made


def test_a_listen_that_begins_is_a_play_without_an_end(owner: User, make_tracks: Tracks) -> None:
    [track] = make_tracks(1)
    playlist, recommendation = uuid4(), uuid4()

    made = begin(
        user=owner,
        track=track,
        source=Activity.Source.RADIO,
        context=playlist,
        recommendation=recommendation,
    )

    listen = Activity.objects.get(pk=made.pk)
    assert (listen.user, listen.track, listen.action, listen.source) == (owner, track, "play", "radio")
    assert (listen.context, listen.recommendation) == (playlist, recommendation)
    assert (listen.ended_at, listen.played_ms) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_what_goes_with_the_artist_is_learned_once_the_listen_is_kept(owner: User, make_tracks: Tracks) -> None:
    [track] = make_tracks(1)

    with transaction.atomic():
        begin(user=owner, track=track, source=Activity.Source.QUEUE)
        assert Job.objects.count() == 0

    job = Job.objects.get()
    assert (job.kind, job.arguments) == ("catalogue.learn_related", {"artist": track.artist_id})


@pytest.mark.django_db(transaction=True)
def test_a_listen_that_is_rolled_back_teaches_nothing(owner: User, make_tracks: Tracks) -> None:
    [track] = make_tracks(1)

    with transaction.atomic():
        begin(user=owner, track=track, source=Activity.Source.QUEUE)
        transaction.set_rollback(True)

    assert (Activity.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("duration", "told", "kept", "action"),
    [
        (200, 29_999, 29_999, "skip"),
        (200, 30_000, 30_000, "play"),
        (40, 19_999, 19_999, "skip"),
        (40, 20_000, 20_000, "play"),
        (0, 29_999, 29_999, "skip"),
        (0, 30_000, 30_000, "play"),
        (200, 0, 0, "skip"),
        (200, 450_000, 450_000, "play"),
        (200, 10 * DAY_MS, DAY_MS, "play"),
        (200, -5, 0, "skip"),
    ],
)
def test_what_the_client_says_was_heard_decides(
    owner: User, make_tracks: Tracks, duration: int, told: int, kept: int, action: str
) -> None:
    [track] = make_tracks(1, duration=duration)
    listen = begin(user=owner, track=track, source=Activity.Source.QUEUE)

    close_listen(listen, played_ms=told)

    stored = Activity.objects.get(pk=listen.pk)
    assert (stored.played_ms, stored.action) == (kept, action)
    assert (listen.played_ms, listen.action, listen.ended_at) == (kept, action, stored.ended_at)


@pytest.mark.parametrize(
    ("duration", "seconds", "kept", "action"),
    [(200, 12, 12_000, "skip"), (200, 90, 90_000, "play"), (200, 9_000, 200_000, "play"), (0, 700, 700_000, "play")],
)
def test_otherwise_the_time_between_counts_up_to_the_length_of_the_track(
    owner: User, make_tracks: Tracks, duration: int, seconds: int, kept: int, action: str
) -> None:
    [track] = make_tracks(1, duration=duration)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        listen = begin(user=owner, track=track, source=Activity.Source.QUEUE)
        clock.shift(seconds)

        close_listen(listen)

    stored = Activity.objects.get(pk=listen.pk)
    assert (stored.played_ms, stored.action) == (kept, action)
    assert stored.ended_at == stored.timestamp + timedelta(seconds=seconds)


def test_a_listen_ends_once(owner: User, make_tracks: Tracks) -> None:
    listen = begin(user=owner, track=make_tracks(1)[0], source=Activity.Source.QUEUE)
    close_listen(listen, played_ms=50_000)
    ended_at = Activity.objects.get(pk=listen.pk).ended_at

    close_listen(Activity.objects.get(pk=listen.pk), played_ms=1)

    stored = Activity.objects.get(pk=listen.pk)
    assert (stored.played_ms, stored.action, stored.ended_at) == (50_000, "play", ended_at)


def test_a_clock_that_was_set_back_makes_no_negative_listen(owner: User, make_tracks: Tracks) -> None:
    listen = begin(user=owner, track=make_tracks(1)[0], source=Activity.Source.QUEUE)
    listen.timestamp += timedelta(minutes=5)

    close_listen(listen)

    assert Activity.objects.get(pk=listen.pk).played_ms == 0
