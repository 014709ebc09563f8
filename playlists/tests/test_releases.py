"""New releases by artists whose tracks one likes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.ids import LOCAL
from catalogue.models import Album, Artist
from playlists import releases
from playlists.models import Favorite
from playlists.tasks import tell_of_new_releases_task


@pytest.fixture
def artist(owner: User, stranger: User, make_tracks: Callable[..., list[Any]]) -> Artist:
    """Two listeners like tracks of this artist, one of them two."""
    first, second = make_tracks(2, artist="Ada")
    long_ago = timezone.now() - timedelta(days=100)
    for user, track in ((owner, first), (owner, second), (stranger, first)):
        Favorite.objects.create(user=user, track=track, added_at=long_ago)
    by: Artist = first.artist
    return by


def album(artist: Artist | None, title: str, *, days_ago: int = 1, **columns: Any) -> Album:
    day = _today() - timedelta(days=days_ago)
    return Album.objects.create(
        provider=LOCAL, external_id=title, title=title, artist=artist, release_date=day, **columns
    )


def _today() -> date:
    return timezone.now().date()


def texts(client: APIClient) -> list[str]:
    return [each["text"] for each in client.get("/api/notifications/").json()]


def test_who_likes_the_artist_is_told_once(artist: Artist, as_owner: APIClient, as_stranger: APIClient) -> None:
    new = album(artist, "Low Tide")
    for _ in range(2):
        tell_of_new_releases_task()
    assert (texts(as_owner), texts(as_stranger)) == (["Ada released Low Tide."], ["Ada released Low Tide."])
    [told] = as_owner.get("/api/notifications/").json()
    assert told["subject"] == {"type": "album", "id": str(new.catalogue_id)}
    as_owner.post("/api/notifications/read/")
    album(artist, "High Tide")
    tell_of_new_releases_task()
    assert texts(as_owner) == ["Ada released High Tide.", "Ada released Low Tide."]


def test_nobody_is_told_of_what_is_old_to_come_hidden_or_by_others(
    artist: Artist, as_owner: APIClient, make_tracks: Callable[..., list[Any]]
) -> None:
    album(artist, "Old", days_ago=14)
    album(artist, "To come", days_ago=-1)
    album(artist, "Hidden", is_hidden=True)
    album(make_tracks(1, artist="Nobody's")[0].artist, "Not liked")
    album(None, "Various")
    tell_of_new_releases_task()
    assert texts(as_owner) == []


def test_who_found_the_artist_by_the_album_is_not_told_of_it(
    artist: Artist, owner: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    album(artist, "Low Tide")
    Favorite.objects.filter(user=owner).update(added_at=timezone.now() + timedelta(seconds=1))
    tell_of_new_releases_task()
    assert (texts(as_owner), texts(as_stranger)) == ([], ["Ada released Low Tide."])


def test_many_listeners_are_told_in_portions(
    artist: Artist, as_owner: APIClient, monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(releases, "TOLD_AT_ONCE", 7)
    [track] = artist.tracks.all()[:1]
    fans = User.objects.bulk_create(User(username=f"fan{n}", email=f"fan{n}@example.com") for n in range(20))
    Favorite.objects.bulk_create(
        Favorite(user=fan, track=track, added_at=timezone.now() - timedelta(days=9)) for fan in fans
    )
    album(artist, "Low Tide")
    with django_assert_max_num_queries(60):
        assert releases.tell_of_new_releases() == 22
    assert releases.tell_of_new_releases() == 0
