"""Spotify and Apple Music beside the others: on with credentials only, asked through the catalogue's own API."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from rest_framework.test import APIClient

from catalogue.models import Track
from catalogue.providers.registry import enabled_names, provider_named
from config.settings.providers import _private_key, _versioned
from conftest import MakeTracks
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.standins.apple.server import AppleStandin
from integrations.standins.deezer.server import DeezerStandin
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import album_id, artist_id, track_id

CODE = "ZZPLP1001001"


@pytest.fixture
def spotify(settings: Any) -> Iterator[SpotifyStandin]:
    with SpotifyStandin() as standin:
        settings.SPOTIFY_API_URL, settings.SPOTIFY_ACCOUNTS_URL = standin.api_url, standin.accounts_url
        settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_CLIENT_SECRET = standin.client_id, standin.client_secret
        settings.CATALOGUE_PROVIDERS = [*settings.CATALOGUE_PROVIDERS, "spotify"]
        yield standin


@pytest.fixture
def apple(settings: Any) -> Iterator[AppleStandin]:
    with AppleStandin() as standin:
        settings.APPLE_API_URL, settings.APPLE_PRIVATE_KEY = standin.api_url, standin.private_key
        settings.APPLE_TEAM_ID, settings.APPLE_KEY_ID = standin.team_id, standin.key_id
        settings.CATALOGUE_PROVIDERS = [*settings.CATALOGUE_PROVIDERS, "apple"]
        yield standin


def by_isrc(name: str, isrc: str) -> list[str]:
    provider = provider_named(name)
    assert provider
    return [str(track.id) for track in provider.by_isrc(isrc, budget=Budget())]


@pytest.mark.parametrize("isrc", [CODE, "zz-plp-10-01001"])
def test_a_recording_is_found_at_every_provider_by_its_isrc(
    deezer: DeezerStandin, spotify: SpotifyStandin, apple: AppleStandin, make_tracks: MakeTracks, isrc: str
) -> None:
    ours, _, dashed = make_tracks(3)
    Track.objects.filter(pk=ours.pk).update(isrc=CODE)
    Track.objects.filter(pk=dashed.pk).update(isrc="ZZ-PLP-10-01001")

    assert by_isrc("deezer", isrc) == ["81001001"]
    assert by_isrc("spotify", isrc) == [track_id(81001001)]
    assert by_isrc("apple", isrc) == ["apple:81001001"]
    assert sorted(by_isrc("local", isrc)) == sorted([str(ours.catalogue_id), str(dashed.catalogue_id)])


@pytest.mark.django_db
def test_an_unknown_recording_is_an_empty_list_everywhere(
    deezer: DeezerStandin, spotify: SpotifyStandin, apple: AppleStandin, make_tracks: MakeTracks
) -> None:
    make_tracks(1)
    for name in ("deezer", "spotify", "apple", "local"):
        assert by_isrc(name, "ZZZZZ0000000") == []
    assert by_isrc("local", "") == []


def test_an_outage_is_no_empty_list(deezer: DeezerStandin, spotify: SpotifyStandin, apple: AppleStandin) -> None:
    for standin, name in ((deezer, "deezer"), (spotify, "spotify"), (apple, "apple")):
        standin.http_error(503)
        with pytest.raises(ProviderUnavailable):
            by_isrc(name, CODE)


def test_a_search_over_all_names_a_recording_once(
    spotify: SpotifyStandin, apple: AppleStandin, as_owner: APIClient
) -> None:
    found = as_owner.get("/api/catalogue/search/", {"q": "velvet harbour", "limit": "50"}).json()

    assert len(found["tracks"]) == 14
    assert [artist["id"] for artist in found["artists"]] == [artist_id(7001)]
    assert len(spotify.api_paths) >= 1
    assert len(apple.paths) >= 1


def test_pages_and_tracks_by_their_own_ids(spotify: SpotifyStandin, apple: AppleStandin, as_owner: APIClient) -> None:
    for artist, album, track in (
        (artist_id(7001), album_id(81001), track_id(81001001)),
        ("apple:7001", "apple:81001", "apple:81001001"),
    ):
        artist_page = as_owner.get(f"/api/catalogue/artists/{artist}/").json()
        album_page = as_owner.get(f"/api/catalogue/albums/{album}/").json()
        track_page = as_owner.get(f"/api/catalogue/tracks/{track}/").json()
        assert artist_page["artist"]["name"] == "Velvet Harbour"
        assert (album_page["album"]["title"], len(album_page["tracks"])) == ("Salt and Neon", 12)
        assert (track_page["track"]["id"], track_page["track"]["duration"]) == (track, 217)


def test_a_spotify_outage_is_503_and_an_unknown_track_404(spotify: SpotifyStandin, as_owner: APIClient) -> None:
    assert as_owner.get(f"/api/catalogue/tracks/{'0' * 22}/").status_code == 404
    spotify.owner_without_premium()
    refused = as_owner.get(f"/api/catalogue/tracks/{track_id(81001001)}/")

    assert (refused.status_code, refused["Retry-After"]) == (503, "600")


def test_a_provider_without_credentials_is_not_there(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["spotify", "apple", "local"]
    settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_CLIENT_SECRET = "known", ""
    settings.APPLE_TEAM_ID, settings.APPLE_KEY_ID, settings.APPLE_PRIVATE_KEY = "TEAM123456", "", ""

    assert (provider_named("spotify"), provider_named("apple")) == (None, None)
    assert provider_named("local")


def test_a_provider_that_is_not_listed_is_not_there(spotify: SpotifyStandin, settings: Any) -> None:
    assert enabled_names() == ["local", "spotify"]
    assert provider_named("spotify")
    settings.CATALOGUE_PROVIDERS = ["local"]
    assert provider_named("spotify") is None


# What the start says


def started(tmp_path: Path, **environment: str) -> tuple[list[str], str]:
    """Lines of standard error, and the providers that are left."""
    ours = ("CATALOGUE_", "SPOTIFY_", "APPLE_", "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = "import django; django.setup(); from django.conf import settings; print(*settings.CATALOGUE_PROVIDERS)"
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-c", command],
        cwd=project.BASE_DIR,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stderr.splitlines(), done.stdout.strip()


SPOTIFY_OFF = "spotify is off: set SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET"
APPLE_OFF = "apple is off: set APPLE_TEAM_ID, APPLE_KEY_ID and APPLE_PRIVATE_KEY or APPLE_PRIVATE_KEY_FILE"


@pytest.mark.parametrize(
    ("environment", "said", "left"),
    [
        ({"SPOTIFY_CLIENT_ID": "a"}, [], "deezer local"),
        ({"CATALOGUE_PROVIDERS": "apple,local,spotify"}, [APPLE_OFF, SPOTIFY_OFF], "local"),
        ({"CATALOGUE_PROVIDERS": "spotify,local", "SPOTIFY_CLIENT_ID": "a"}, [SPOTIFY_OFF], "local"),
        (
            {"CATALOGUE_PROVIDERS": "spotify,local", "SPOTIFY_CLIENT_ID": "a", "SPOTIFY_CLIENT_SECRET": "b"},
            [],
            "spotify local",
        ),
    ],
)
def test_the_start_names_what_is_off(tmp_path: Path, environment: dict[str, str], said: list[str], left: str) -> None:
    lines, providers = started(tmp_path, **environment)

    assert (len(lines), providers) == (len(said), left)
    assert all(words in line for line, words in zip(lines, said, strict=True))


def test_the_key_may_be_given_itself_or_as_a_file(tmp_path: Path) -> None:
    with AppleStandin() as standin:
        key = standin.private_key
    file = tmp_path / "key.p8"
    file.write_text(key)
    named = {"CATALOGUE_PROVIDERS": "apple,local", "APPLE_TEAM_ID": "TEAM123456", "APPLE_KEY_ID": "KEY1234567"}

    assert started(tmp_path, **named, APPLE_PRIVATE_KEY_FILE=str(file)) == ([], "apple local")
    assert [_private_key(key, ""), _private_key(key.replace("\n", "\\n"), "")] == [key, key]


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"APPLE_PRIVATE_KEY": "nonsense"}, "APPLE_PRIVATE_KEY is not the private key (P-256, PEM) of a .p8 file"),
        ({"APPLE_PRIVATE_KEY_FILE": "/nowhere/key.p8"}, "APPLE_PRIVATE_KEY_FILE cannot be read"),
    ],
)
def test_a_key_that_is_none_ends_the_start(tmp_path: Path, how: dict[str, str], complaint: str) -> None:
    named = {"CATALOGUE_PROVIDERS": "apple,local", "APPLE_TEAM_ID": "TEAM123456", "APPLE_KEY_ID": "KEY1234567"}
    lines, providers = started(tmp_path, **named, **how)

    assert providers == ""
    assert complaint in lines[-1]


@pytest.mark.parametrize(("given", "meant"), [("", "/v1"), ("/", "/v1"), ("/v1", "/v1"), ("/x/v1/", "/x/v1")])
def test_the_version_may_be_left_out_of_an_address(given: str, meant: str) -> None:
    assert _versioned(f"http://127.0.0.1:9{given}") == f"http://127.0.0.1:9{meant}"
