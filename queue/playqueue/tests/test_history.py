"""GET queue/history/."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Track
from playlists.models import Playlist
from playqueue.models import PlayQueue
from playqueue.tests.reading import QUEUE, ids, listens

HISTORY = f"{QUEUE}history/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def test_the_newest_listen_comes_first(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(2, artist="Ada")
    play(owner, tracks)
    as_owner.post(f"{QUEUE}next/", {"played_ms": 60_000})

    body = as_owner.get(HISTORY).json()

    newest, oldest = body["history"]
    assert body["count"] == 2
    assert (newest["track_id"], newest["played_ms"]) == (str(tracks[1].catalogue_id), None)
    listen = Activity.objects.get(track=tracks[0])
    assert oldest == {
        "id": str(listen.pk),
        "track_id": str(tracks[0].catalogue_id),
        "track_title": "Ada 1",
        "artist_id": str(tracks[0].artist.catalogue_id),
        "artist_name": "Ada",
        "album_title": "Ada album",
        "album_cover": None,
        "duration": 200,
        "played_at": listen.timestamp.isoformat().replace("+00:00", "Z"),
        "played_ms": 60_000,
        "action": "play",
        "source": "queue",
    }


def test_the_history_is_read_in_pages(as_owner: APIClient, owner: User, make_tracks: Tracks) -> None:
    tracks = make_tracks(1)
    Activity.objects.bulk_create(
        [Activity(user=owner, track=tracks[0], action=Activity.Action.PLAY) for _ in range(230)]
    )

    whole = as_owner.get(HISTORY, {"limit": 100_000}).json()
    page = as_owner.get(HISTORY, {"limit": 20, "offset": 190})

    assert (len(whole["history"]), whole["count"]) == (200, 230)
    assert len(as_owner.get(HISTORY).json()["history"]) == 50
    assert page.json()["history"][:10] == whole["history"][190:]
    assert (page.json()["count"], page["X-Total-Count"]) == (230, "230")
    assert 'offset=210>; rel="next"' in page["Link"]


def test_only_listens_of_the_listener_are_shown(
    as_owner: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(1)
    play(stranger, tracks)
    Activity.objects.create(user=owner, track=tracks[0], action=Activity.Action.LIKE)
    Activity.objects.create(user=owner, track=tracks[0], action=Activity.Action.SHARE)

    assert as_owner.get(HISTORY).json() == {"history": [], "count": 0}


def test_the_history_outlives_the_playlist_and_the_queue(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2)
    play(owner, tracks)
    as_owner.post(f"{QUEUE}next/")

    for playlist in Playlist.objects.all():
        assert as_owner.delete(f"/api/playlists/playlists/{playlist.pk}/").status_code == 204
    as_owner.post(f"{QUEUE}clear/")
    PlayQueue.objects.all().delete()

    assert [track for track, _, _ in listens(as_owner)] == ids(reversed(tracks))
    assert as_owner.get(HISTORY).json()["count"] == 2


def test_play_goes_on_when_the_listen_was_deleted(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(2))
    Activity.objects.all().delete()

    assert as_owner.post(f"{QUEUE}next/").json()["position"] == 1
    assert len(listens(as_owner)) == 1
