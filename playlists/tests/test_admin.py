from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from conftest import MakeTracks
from playlists.favorites import add_favorite
from playlists.models import Favorite, Playlist, PlaylistTrack, Shuffle, ShuffleCard
from playlists.shuffle import hand_out_next
from playlists.tests.conftest import MakePlaylist

MODELS = [Playlist, PlaylistTrack, Favorite, Shuffle, ShuffleCard]
ADDED_HERE = [Playlist, Favorite]


@pytest.fixture
def as_admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "correct horse battery"))
    return client


@pytest.fixture
def furnish(make_playlist: MakePlaylist, make_tracks: MakeTracks) -> Callable[[int], None]:
    """Rows of every model, by listeners of their own."""

    def make(count: int) -> None:
        for number in range(count):
            listener = User.objects.create_user(f"u{number}", f"u{number}@example.com")
            playlist = make_playlist(make_tracks(1), by=listener)
            hand_out_next(user=listener, playlist=playlist)
            add_favorite(user=listener, track=playlist.entries.get().track)

    return make


def address(model: type[Model], tail: str = "") -> str:
    return f"/admin/playlists/{model._meta.model_name}/{tail}"


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_as_many_statements_for_one_row_as_for_20(
    as_admin: Client, furnish: Callable[[int], None], model: Any
) -> None:
    furnish(1)
    as_admin.get(address(model))
    with CaptureQueriesContext(connection) as one:
        assert as_admin.get(address(model)).status_code == 200
    model.objects.all().delete()
    User.objects.filter(username__startswith="u").delete()
    furnish(20)
    with CaptureQueriesContext(connection) as many:
        assert as_admin.get(address(model)).status_code == 200
    assert model.objects.count() == 20
    assert len(many) == len(one)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_can_be_searched(as_admin: Client, furnish: Callable[[int], None], model: Any) -> None:
    furnish(1)
    assert as_admin.get(address(model, "?q=mix")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_a_row_can_be_opened(as_admin: Client, furnish: Callable[[int], None], model: Any) -> None:
    furnish(1)
    assert as_admin.get(address(model, f"{model.objects.get().pk}/change/")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_only_what_needs_no_lock_is_added_here(as_admin: Client, model: Any) -> None:
    assert as_admin.get(address(model, "add/")).status_code == (200 if model in ADDED_HERE else 403)


def test_a_playlist_is_made_and_renamed_without_touching_its_count(
    as_admin: Client, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    form = {"owner": owner.pk, "name": "Made here", "description": "", "is_public": "on"}
    assert as_admin.post(address(Playlist, "add/"), form).status_code == 302
    assert Playlist.objects.get().is_public
    playlist = make_playlist(make_tracks(2))
    as_admin.post(address(Playlist, f"{playlist.pk}/change/"), {**form, "name": "Renamed"})
    playlist.refresh_from_db()
    assert (playlist.name, playlist.track_count, playlist.is_public) == ("Renamed", 2, True)


def test_a_playlist_is_deleted_with_its_entries(as_admin: Client, furnish: Callable[[int], None]) -> None:
    furnish(1)
    gone = address(Playlist, f"{Playlist.objects.get().pk}/delete/")
    assert as_admin.get(gone).status_code == 200
    assert as_admin.post(gone, {"post": "yes"}).status_code == 302
    assert not PlaylistTrack.objects.exists()
    assert not ShuffleCard.objects.exists()


def test_what_is_deleted_from_a_list_goes_the_same_way(
    as_admin: Client, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    kept, gone = make_playlist(make_tracks(3)), make_playlist(make_tracks(1))
    removed = kept.entries.in_order()[0]
    action = {"action": "delete_selected", "post": "yes"}
    as_admin.post(address(PlaylistTrack), {**action, "_selected_action": [str(removed.pk)]})
    as_admin.post(address(Playlist), {**action, "_selected_action": [str(gone.pk)]})
    as_admin.post(address(PlaylistTrack, f"{kept.entries.in_order()[0].pk}/delete/"), {"post": "yes"})
    left = Playlist.objects.get()
    assert (left, left.track_count, left.entries.count()) == (kept, 1, 1)
