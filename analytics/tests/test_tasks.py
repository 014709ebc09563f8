"""What was played keeps warm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from analytics.models import Activity
from analytics.tasks import most_played_artists, warm_played_artists
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.models import Snapshot, Track
from catalogue.tests.fixtures import CatalogueDeezer


@pytest.fixture
def heard(owner: User, deezer: CatalogueDeezer) -> list[Track]:
    """Of 7001 once, of 7002 twice, of 7003 skipped, of 7005 two weeks ago."""
    tracks = [find_track(CatalogueId("deezer", f"{album}001")) for album in (81001, 81003, 81005, 81008)]
    play, skip = Activity.Action.PLAY, Activity.Action.SKIP
    for track, action, days in ((0, play, 1), (1, play, 2), (1, play, 6), (2, skip, 1), (2, skip, 1), (3, play, 14)):
        when = timezone.now() - timedelta(days=days)
        Activity.objects.create(user=owner, track=tracks[track], action=action, timestamp=when)
    return tracks


def test_the_artists_of_last_week_come_most_played_first(heard: list[Track]) -> None:
    assert most_played_artists() == [CatalogueId("deezer", "7002"), CatalogueId("deezer", "7001")]


def test_their_pages_are_kept_warm(heard: list[Track]) -> None:
    warm_played_artists()

    kept = Snapshot.objects.filter(key__startswith="artist:").values_list("key", flat=True)
    assert set(kept) == {"artist:1:deezer:7001", "artist:1:deezer:7002"}
