"""What the tests of recommendations share: only our own catalogue to ask, and hand-made histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Genre, RelatedTrack, Track

Listen = Callable[..., None]
Relate = Callable[[Track, Iterable[Track]], None]


@pytest.fixture(autouse=True)
def _own_catalogue_only(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.fixture
def listen(db: None) -> Listen:
    """`listen(user, tracks)`: heard one after the other, the last one just now."""

    def record(user: User, tracks: Iterable[Track], *, action: str = Activity.Action.PLAY) -> None:
        now = timezone.now()
        newest_first = list(tracks)[::-1]
        Activity.objects.bulk_create(
            Activity(user=user, track=track, action=action, timestamp=now - timedelta(minutes=4 * place))
            for place, track in enumerate(newest_first)
        )

    return record


@pytest.fixture
def relate(db: None) -> Relate:
    """`relate(track, others)`: the provider plays ``others`` after music by the artist of ``track``."""

    def store(track: Track, others: Iterable[Track]) -> None:
        RelatedTrack.objects.bulk_create(
            RelatedTrack(artist=track.artist, track=other, position=place) for place, other in enumerate(others)
        )

    return store


@pytest.fixture
def rock(db: None) -> Genre:
    return Genre.objects.create(number=152, name="Rock")
