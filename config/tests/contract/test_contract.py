"""Goes through every endpoint that clients were promised, over real HTTP, and checks method, status, keys and types."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from PIL import Image

from config.tests.contract import endpoints
from config.tests.contract.client import ContractClient

NewClient = Callable[[endpoints.Endpoints], ContractClient]
P = "/api/playlists/playlists/{id}/"
Q = "/api/playlists/queue/"


@pytest.fixture
def client_of(live_server: Any, settings: Any) -> NewClient:
    """A client for one room, against a server whose only provider is our own catalogue."""
    settings.CATALOGUE_PROVIDERS = ["local"]
    return lambda room: ContractClient(live_server.url, room)


@pytest.fixture
def tracks(make_tracks: Callable[..., list[Any]], genre: Any) -> list[str]:
    """Ids of tracks of one genre by four artists."""
    artists = ("Ada", "Bo", "Cleo", "Dov")
    rows = [row for artist in artists for row in make_tracks(8, artist=artist, genre=genre, rank=500_000)]
    return [str(row.catalogue_id) for row in rows]


@pytest.fixture
def genre(transactional_db: None) -> Any:
    # The kernel names rooms only by string.
    return apps.get_model("catalogue", "Genre").objects.create(number=152, name="Rock")


def picture() -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(content, "PNG")
    content.seek(0)
    return content


def test_accounts_keep_the_contract(client_of: NewClient) -> None:
    client = client_of(endpoints.ACCOUNTS)
    ada = {"username": "ada", "email": "ada@example.com", "password": "correct horse battery"}
    bo = {"username": "bo", "email": "bo@example.com", "password": "correct horse battery"}

    client.call("POST", "/api/accounts/register/", ada)
    client.call("POST", "/api/auth/register/", bo)
    client.call("POST", "/api/auth/login/", bo)
    tokens = client.call("POST", "/api/accounts/token/", ada)
    tokens = client.call("POST", "/api/accounts/token/refresh/", {"refresh": tokens["refresh"]})
    client.session.headers["Authorization"] = f"Bearer {tokens['access']}"
    client.call("GET", "/api/accounts/profile/")
    changed = client.call("PATCH", "/api/accounts/profile/", {"bio": "Listens at night."})
    uploaded = client.call("POST", "/api/accounts/upload-avatar/", files={"avatar": ("me.png", picture())})

    assert changed["bio"] == "Listens at night."
    assert client.call("GET", "/api/accounts/profile/")["avatar"] == uploaded["avatar_url"]
    assert client.not_called() == []


def test_playlists_keep_the_contract(client_of: NewClient, tracks: list[str]) -> None:
    client = client_of(endpoints.PLAYLISTS)
    client.sign_up()

    made = client.call("POST", "/api/playlists/playlists/", {"name": "Night", "description": "Slow", "is_public": True})
    ids = {"id": made["id"]}
    client.call("POST", P + "add_track/", {"track_id": tracks[0]}, ids=ids)
    assert client.call("POST", P + "add_tracks/", {"tracks": tracks[:6]}, ids=ids)["added_count"] == 5
    whole = client.call("GET", P, ids=ids)
    assert [entry["track_id"] for entry in whole["tracks"]] == tracks[:6]
    assert [entry["position"] for entry in whole["tracks"]] == list(range(6))
    item = {**ids, "item": whole["tracks"][5]["id"]}
    assert client.call("POST", P + "tracks/{item}/move/", {"position": 0}, ids=item)["position"] == 0
    client.call("DELETE", P + "tracks/{item}/", ids=item)
    client.call("DELETE", P + "remove_track/", ids=ids, params={"track_id": tracks[4]})
    client.call("PATCH", P, {"name": "Late night"}, ids=ids)
    client.call("POST", P + "upload-cover/", ids=ids, files={"cover_image": ("cover.png", picture())})
    assert client.call("POST", P + "play/", {"position": 1}, ids=ids)["current_track"]["track_id"] == tracks[1]
    client.call("GET", "/api/playlists/playlists/")
    client.call("GET", "/api/playlists/playlists/", params={"me": "true"})
    client.call("GET", "/api/playlists/{id}/shuffle/next/", ids=ids)
    client.call("GET", "/api/playlists/")
    client.call("PUT", "/api/playlists/{id}/", {"name": "Later still"}, ids=ids)
    client.call("GET", "/api/playlists/{id}/tracks/", ids=ids)
    assert client.call("GET", "/api/playlists/{id}/", ids=ids)["name"] == "Later still"
    assert client.call("POST", "/api/playlists/generate/", {"genre": "rock"})["track_count"] > 0
    client.call("DELETE", P, ids=ids)

    assert client.not_called() == []


def test_favourites_keep_the_contract(client_of: NewClient, tracks: list[str]) -> None:
    client = client_of(endpoints.FAVOURITES)
    client.sign_up()

    client.call("POST", "/api/playlists/favorites/add/", {"track_id": tracks[0]})
    client.call("GET", "/api/playlists/favorites/")
    assert client.plain("POST", f"/api/me/liked/{tracks[1]}/").status_code == 201
    liked = client.call("GET", "/api/me/liked/")
    client.call("DELETE", "/api/playlists/favorites/remove/", params={"track_id": tracks[0]})

    assert [entry["track_id"] for entry in liked] == [tracks[1], tracks[0]]
    assert client.plain("DELETE", f"/api/me/liked/{tracks[1]}/").ok
    assert client.plain("GET", "/api/me/liked/").json() == []
    assert client.not_called() == []


def test_the_queue_keeps_the_contract(client_of: NewClient, tracks: list[str]) -> None:
    client = client_of(endpoints.QUEUE)
    client.sign_up()

    for position, track in enumerate(tracks[:5]):
        assert client.call("POST", Q + "enqueue/", {"track_id": track})["position"] == position
    client.call("POST", Q + "position/", {"position": 0})
    assert client.call("POST", Q + "next/")["current_track"]["track_id"] == tracks[1]
    assert client.call("POST", Q + "previous/")["current_track"]["track_id"] == tracks[0]
    streamed = client.call("POST", Q + "stream/", {"track_id": tracks[2]})
    assert (streamed["in_queue"], streamed["position"]) == (True, 2)
    assert client.fetch(streamed["stream_url"]).status_code == 200
    assert client.call("PATCH", Q, {"current_position": 3})["current_track_id"] == tracks[3]
    assert client.call("PATCH", Q, {"current_track_id": tracks[1]})["current_position"] == 1
    assert client.call("GET", Q)["track_count"] == 5
    assert client.call("GET", Q + "current/")["track_id"] == tracks[1]
    client.call("POST", Q + "shuffle/")
    assert [entry["position"] for entry in client.call("GET", Q + "tracks/")] == [0, 1, 2, 3, 4]
    history = client.call("GET", Q + "history/", params={"limit": 2})
    client.call("POST", Q + "clear/")

    assert [entry["track_id"] for entry in history["history"]] == [tracks[1], tracks[3]]
    assert history["count"] == 6
    assert client.plain("GET", Q + "tracks/").json() == []
    assert client.not_called() == []


def test_recommendations_keep_the_contract(client_of: NewClient, tracks: list[str]) -> None:
    client = client_of(endpoints.RECOMMENDATIONS)
    client.sign_up()
    client.plain("POST", "/api/playlists/favorites/add/", {"track_id": tracks[0]})

    found = client.call("GET", "/api/playlists/recommendations/", params={"limit": 5})["recommendations"]
    playing = client.call("POST", "/api/playlists/play-recommendation/", {"track_id": found[0]["track_id"]})

    assert len(found) == 5
    assert playing["current_track"]["track_id"] == found[0]["track_id"]
    assert playing["queue_length"] > 1
    assert client.not_called() == []


def test_the_catalogue_keeps_the_contract(client_of: NewClient, tracks: list[str]) -> None:
    client = client_of(endpoints.CATALOGUE)
    client.sign_up()

    found = client.call("GET", "/api/catalogue/search/", params={"q": "ada", "limit": 3})
    assert len(found["tracks"]) == 3
    client.call("GET", "/api/catalogue/artists/{id}/", ids={"id": found["artists"][0]["id"]})
    client.call("GET", "/api/catalogue/albums/{id}/", ids={"id": found["albums"][0]["id"]})
    client.call("GET", "/api/catalogue/tracks/{id}/", ids={"id": tracks[0]})
    audio = client.call("GET", "/api/catalogue/stream/{id}/", ids={"id": tracks[0]})["preview_url"]
    client.call("GET", "/api/catalogue/genres/")
    client.call("GET", "/api/charts/genre/{id}/", ids={"id": "152"})
    top = client.call("GET", "/api/charts/top/", params={"limit": 4})["tracks"]
    client.call("GET", "/api/charts/new-releases/")
    client.call("GET", "/api/charts/top-albums/")

    assert [track["position"] for track in top] == [1, 2, 3, 4]
    part = client.fetch(audio, Range="bytes=0-99")
    assert (part.status_code, len(part.content)) == (206, 100)
    assert client.not_called() == []
