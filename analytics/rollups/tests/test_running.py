"""The roll-up beside everything else: killed in the middle, several at once, while listeners go on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from analytics.models import Activity, RollUpMark, TrackDay
from analytics.recording import NewActivity, record_activities
from analytics.rollups.rolling import roll_up
from analytics.rollups.tasks import roll_up_changes
from analytics.rollups.tests.by_hand import counted, stored
from catalogue.models import Track

Tracks = Callable[..., list[Track]]

STOPS_HALF_WAY = """
import django, sys, threading
django.setup()
from analytics.rollups import rolling

def stop():
    print("half way", flush=True)
    threading.Event().wait()

rolling.pack_months = lambda days: stop()
rolling.roll_up()
"""


def some(track: Track, number: int) -> list[NewActivity]:
    now = timezone.now()
    return [
        NewActivity(track=track, timestamp=now - timedelta(hours=7 * each), event_id=uuid4()) for each in range(number)
    ]


@pytest.mark.django_db(transaction=True)
def test_killed_half_way_it_counts_everything_once(
    owner: User, make_tracks: Tracks, start_process: Any, monkeypatch: Any
) -> None:
    [track] = make_tracks(1)
    record_activities(user=owner, activities=some(track, 5), source=Activity.Source.CLIENT)
    roll_up()
    record_activities(user=owner, activities=some(track, 20), source=Activity.Source.CLIENT)
    Activity.objects.filter(pk__in=list(Activity.objects.values_list("pk", flat=True)[:3])).delete()
    before, marks = stored(), RollUpMark.objects.count()
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    process = start_process(["-c", STOPS_HALF_WAY], "half way")
    # It has written everything by now, and nobody sees it.
    assert stored() == before
    process.kill()
    assert (stored(), RollUpMark.objects.count()) == (before, marks)
    roll_up_changes()
    assert stored() == counted()
    assert (Activity.objects.count(), RollUpMark.objects.count()) == (22, 0)


@pytest.mark.django_db(transaction=True)
def test_several_at_once_while_listeners_go_on(owner: User, stranger: User, make_tracks: Tracks) -> None:
    tracks = make_tracks(2)
    gate = threading.Barrier(5)
    failed: list[BaseException] = []

    def together(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            for _ in range(6):
                work()
        except BaseException as error:  # noqa: BLE001  (told below)
            failed.append(error)
        finally:
            connections.close_all()

    def record(user: User, track: Track) -> Callable[[], object]:
        return lambda: record_activities(user=user, activities=some(track, 4), source=Activity.Source.CLIENT)

    def forget() -> None:
        keys = Activity.objects.filter(user=owner).values_list("pk", flat=True)[:2]
        Activity.objects.filter(pk__in=list(keys)).delete()

    work = [record(owner, tracks[0]), record(stranger, tracks[0]), forget, roll_up, roll_up]
    threads = [threading.Thread(target=together, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    roll_up()
    assert stored() == counted()
    assert TrackDay.objects.filter(listeners=2).exists()
