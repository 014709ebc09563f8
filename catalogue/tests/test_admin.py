"""The catalogue's admin pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalogue.models import Genre, Lyrics, RelatedTrack, Snapshot, Track
from conftest import MakeTracks

MODELS = ["artist", "album", "track", "genre", "relatedtrack", "snapshot"]


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.com", "correct horse battery"))
    return client


def fill(make_tracks: MakeTracks, name: str, count: int) -> list[Track]:
    tracks = make_tracks(count, artist=name)
    for number, track in enumerate(tracks):
        Lyrics.objects.create(track=track, plain="la")
        Genre.objects.create(number=Genre.objects.count(), name=f"{name} {number}")
        RelatedTrack.objects.create(artist=track.artist, track=track, position=number)
        Snapshot.objects.create(key=f"search:1:deezer:{name} {number}", payload={}, fetched_at=timezone.now())
    return tracks


def statements(admin: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert admin.get(path).status_code == 200, path
    return len(queries)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_as_many_statements_for_20_rows_as_for_1(
    admin: Client, make_tracks: MakeTracks, model: str
) -> None:
    path = f"/admin/catalogue/{model}/"
    fill(make_tracks, "Ada", 1)
    few = statements(admin, path)
    for number in range(4):
        fill(make_tracks, f"Beda {number}", 5)

    assert statements(admin, path) == few
    assert admin.get(path, {"q": "ada"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_rows_can_be_opened_and_added(admin: Client, make_tracks: MakeTracks, model: str) -> None:
    track = fill(make_tracks, "Ada", 1)[0]
    keys = {
        "artist": track.artist_id,
        "album": track.album_id,
        "track": track.pk,
        "genre": Genre.objects.get().pk,
        "relatedtrack": RelatedTrack.objects.get().pk,
        "snapshot": Snapshot.objects.get().pk,
    }

    assert admin.get(f"/admin/catalogue/{model}/{keys[model]}/change/").status_code == 200
    assert admin.get(f"/admin/catalogue/{model}/add/").status_code == (403 if model == "snapshot" else 200)


def test_a_renamed_artist_is_found_by_the_new_name(admin: Client, make_tracks: MakeTracks) -> None:
    artist = make_tracks(1, artist="Ada")[0].artist
    fields = {"provider": "local", "external_id": artist.external_id, "name": "Béda", "nb_fan": "", "nb_album": ""}

    answer = admin.post(f"/admin/catalogue/artist/{artist.pk}/change/", fields)

    artist.refresh_from_db()
    assert answer.status_code == 302
    assert (artist.name, artist.search_name) == ("Béda", "beda")
