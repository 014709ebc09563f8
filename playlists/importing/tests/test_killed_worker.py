"""A real worker, killed in the middle of an import, and another one that goes on: on whatever this suite runs on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from config.jobs.models import LEASE, Job
from config.jobs.tasks import resume
from config.tests.plugin import StartWorker, eventually
from integrations.links.tests.conftest import CALLBACK, Linked
from integrations.standins.spotify.listeners import StandinPlaylist, playlist_id
from integrations.standins.spotify.server import SpotifyStandin
from playlists.importing.models import ImportRun, Item
from playlists.importing.steps import STEP
from playlists.importing.tests.conftest import START
from playlists.models import Playlist


def after_the_lease() -> None:
    """Five minutes pass, and the task of every minute comes round."""
    Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    resume(limit=10)


def holds(condition: Callable[[], bool]) -> None:
    assert eventually(condition)


@pytest.fixture
def _for_workers(spotify: SpotifyStandin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started from here on speak to the stand-in."""
    monkeypatch.setenv("SPOTIFY_CLIENT_ID", spotify.client_id)
    monkeypatch.setenv("SPOTIFY_REDIRECT_URI", CALLBACK)
    monkeypatch.setenv("SPOTIFY_API_URL", spotify.api_url)
    monkeypatch.setenv("SPOTIFY_ACCOUNTS_URL", spotify.accounts_url)


@pytest.mark.usefixtures("transactional_db", "_for_workers")
def test_nothing_is_lost_or_doubled_when_the_worker_is_killed(
    spotify: SpotifyStandin,
    linked: Linked,
    music: dict[int, Track],
    owner: User,
    as_owner: APIClient,
    start_worker: StartWorker,
) -> None:
    numbers = list(music)
    spotify.listeners["ada"].playlists = [
        StandinPlaylist(playlist_id(number), f"List {number}", "ada", [*numbers[number:], numbers[0]])
        for number in range(1, 4)
    ]
    linked(owner)
    run = as_owner.post(START, {"include": ["playlist"]}).json()["id"]

    spotify.slow(30, f"/v1/playlists/{playlist_id(2)}/items?limit=50&offset=50")
    first = start_worker()
    holds(
        lambda: any(
            path.startswith(f"/playlists/{playlist_id(2)}") and "offset=50" in path for path in spotify.api_paths
        )
    )
    first.kill()
    assert (Playlist.objects.count(), ImportRun.objects.get().state) == (1, "running")
    assert Item.objects.filter(source__name="List 2").count() == 50, "a page was read, and the next one asked for"

    spotify.reset_faults()
    after_the_lease()
    start_worker()
    holds(lambda: ImportRun.objects.get(pk=run).state == "done")
    for number in range(1, 4):
        playlist = Playlist.objects.get(name=f"List {number}")
        expected = [music[each].pk for each in [*numbers[number:], numbers[0]]]
        assert list(playlist.entries.in_order().values_list("track_id", flat=True)) == expected
        assert playlist.track_count == len(expected)
    assert Job.objects.filter(kind=STEP).exclude(state="done").count() == 0
    pages = [path for path in spotify.api_paths if path.startswith(f"/playlists/{playlist_id(2)}/items")]
    assert sorted(path.partition("offset=")[2].partition("&")[0] for path in pages) == ["0", "100", "50", "50"]
