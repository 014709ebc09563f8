"""Ids as other services pass them on, accepted wherever a track is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.id_links import ALBUM, ARTIST, TRACK
from catalogue.ids import CatalogueId, InvalidCatalogueId
from conftest import ClientFor
from integrations.standins.apple.server import AppleStandin
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import album_id, artist_id, track_id

SPOTIFY = track_id(81001001)


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        (f"spotify:track:{SPOTIFY}", TRACK, SPOTIFY),
        (f" Spotify:Track:{SPOTIFY} ", TRACK, SPOTIFY),
        (f"https://open.spotify.com/track/{SPOTIFY}?si=4f00&utm_source=copy", TRACK, SPOTIFY),
        (f"https://open.spotify.com/intl-pt-br/track/{SPOTIFY}", TRACK, SPOTIFY),
        (f"http://open.spotify.com/embed/track/{SPOTIFY}/", TRACK, SPOTIFY),
        (f"https://open.spotify.com/album/{album_id(81001)}", ALBUM, album_id(81001)),
        (f"spotify:artist:{artist_id(7001)}", ARTIST, artist_id(7001)),
        ("https://www.deezer.com/fr/track/3135556", TRACK, "3135556"),
        ("deezer:track:3135556", TRACK, "3135556"),
        ("https://deezer.com/album/302127", ALBUM, "302127"),
        ("https://music.apple.com/us/album/some-name/1440841363?i=1440841946", TRACK, "apple:1440841946"),
        ("https://music.apple.com/de/song/some-name/1440841946", TRACK, "apple:1440841946"),
        ("https://music.apple.com/song/1440841946", TRACK, "apple:1440841946"),
        ("https://geo.music.apple.com/gb/album/_/1440841363?i=1440841946&mt=1", TRACK, "apple:1440841946"),
        ("https://itunes.apple.com/us/album/some-name/id1440841363", ALBUM, "apple:1440841363"),
        ("https://music.apple.com/us/artist/some-name/5468295", ARTIST, "apple:5468295"),
    ],
)
def test_a_link_is_an_id(text: str, kind: str, shown: str) -> None:
    assert str(CatalogueId.parse(text, kind)) == shown


@pytest.mark.parametrize(
    "text",
    [
        f"spotify:album:{SPOTIFY}",
        "spotify:track:short",
        "https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M",
        "https://open.spotify.com/album/6n3Ppam7vgaVa1iaRUc9Lp",
        "https://www.deezer.com/album/302127",
        "https://music.apple.com/us/album/some-name/1440841363",
        f"https://evil.example/track/{SPOTIFY}",
        f"https://open.spotify.com.evil.example/track/{SPOTIFY}",
        "http://[::1/track/1",
        "//",
        f"https://open.spotify.com/track/{SPOTIFY}?{'x' * 500}",
    ],
)
def test_what_leads_to_something_else_is_no_track(text: str) -> None:
    with pytest.raises(InvalidCatalogueId):
        CatalogueId.parse(text)


@pytest.fixture(scope="module")
def _spotify_server() -> Iterator[SpotifyStandin]:
    with SpotifyStandin() as standin:
        yield standin


@pytest.fixture(scope="module")
def _apple_server() -> Iterator[AppleStandin]:
    with AppleStandin() as standin:
        yield standin


@pytest.fixture
def both(_spotify_server: SpotifyStandin, _apple_server: AppleStandin, settings: Any) -> None:
    """Spotify and Apple Music as sources of the catalogue."""
    spotify, apple = _spotify_server, _apple_server
    settings.SPOTIFY_API_URL, settings.SPOTIFY_ACCOUNTS_URL = spotify.api_url, spotify.accounts_url
    settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_CLIENT_SECRET = spotify.client_id, spotify.client_secret
    settings.APPLE_API_URL, settings.APPLE_PRIVATE_KEY = apple.api_url, apple.private_key
    settings.APPLE_TEAM_ID, settings.APPLE_KEY_ID = apple.team_id, apple.key_id
    settings.CATALOGUE_PROVIDERS = ["spotify", "apple", "local"]


CASES = [
    (SPOTIFY, SPOTIFY),
    (f"https://open.spotify.com/track/{SPOTIFY}?si=4f00", SPOTIFY),
    ("apple:81001002", "apple:81001002"),
    ("https://music.apple.com/us/album/salt-and-neon/81001?i=81001002", "apple:81001002"),
]


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(("text", "shown"), CASES)
def test_links_are_accepted_in_every_body(client_for: ClientFor, owner: User, text: str, shown: str) -> None:
    client = client_for(owner)
    made = client.post("/api/playlists/playlists/", {"name": "Links"}).json()["id"]

    added = client.post(f"/api/playlists/playlists/{made}/add_track/", {"track_id": text})
    queued = client.post("/api/playlists/queue/enqueue/", {"track_id": text})
    several = client.post(f"/api/playlists/playlists/{made}/add_tracks/", {"tracks": [text]}, format="json")
    liked = client.post("/api/playlists/favorites/add/", {"track_id": text})
    told = client.post("/api/analytics/activity/", {"track_id": text, "action": "like"})

    assert [each.status_code for each in (added, queued, several, liked)] == [201, 201, 200, 201]
    (listed,) = client.get(f"/api/playlists/playlists/{made}/tracks/").json()
    (waiting,) = client.get("/api/playlists/queue/tracks/").json()
    (favourite,) = client.get("/api/me/liked/").json()
    assert (listed["track_id"], waiting["track_id"], favourite["track_id"]) == (shown, shown, shown)
    assert (told.status_code, told.json()["track_id"]) == (201, shown)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("text", [SPOTIFY, f"spotify:track:{SPOTIFY}", "apple:81001002"])
def test_ids_and_uris_are_accepted_in_every_path(client_for: ClientFor, owner: User, text: str) -> None:
    client = client_for(owner)

    assert client.get(f"/api/catalogue/tracks/{text}/").status_code == 200
    assert client.get(f"/api/catalogue/tracks/{text}/equivalents/").status_code == 200
    assert client.get(f"/api/catalogue/stream/{text}/").status_code in (200, 404)  # Spotify has no audio for new apps
    assert client.post(f"/api/me/liked/{text}/").status_code == 201
    assert client.delete(f"/api/me/liked/{text}/").status_code == 200


def test_a_link_to_something_else_is_refused_on_its_field(as_owner: APIClient) -> None:
    answer = as_owner.post("/api/playlists/queue/enqueue/", {"track_id": "https://www.deezer.com/album/302127"})

    assert answer.status_code == 400
    assert answer.json()["errors"]["track_id"][0]["code"] == "invalid_id"
    assert as_owner.get("/api/catalogue/tracks/deezer:album:302127/").status_code == 404
    assert as_owner.get("/api/catalogue/albums/deezer:track:302127/").status_code == 404
