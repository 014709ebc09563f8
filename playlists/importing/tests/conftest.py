"""A linked Spotify account, and a catalogue that has the stand-in's music."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.ids import LOCAL
from catalogue.models import Artist, Track
from catalogue.text import fold
from config.tests.plugin import RunJobs
from integrations.links.tests.conftest import Linked, linked, running_spotify, spotify  # noqa: F401  (fixtures)
from integrations.standins.spotify.server import SpotifyStandin

START = "/api/spotify/import/"


@pytest.fixture
def music(db: None, spotify: SpotifyStandin) -> dict[int, Track]:  # noqa: F811
    """Our rows for the stand-in's tracks, by its numbers. The first 25 have the ISRC, the others are known by name."""
    by = {
        number: Artist.objects.create(
            provider=LOCAL, external_id=str(uuid4()), name=artist.name, search_name=fold(artist.name)
        )
        for number, artist in spotify.library.artists.items()
    }
    rows = [
        Track(
            provider=LOCAL,
            external_id=str(uuid4()),
            title=track.title,
            search_title=fold(track.title),
            artist=by[track.artist.id],
            duration=track.duration,
            isrc=track.isrc if place < 25 else "",
            tone_seed=1,
        )
        for place, track in enumerate(spotify.library.tracks.values())
        if place < 130
    ]
    made = Track.objects.bulk_create(rows)
    return dict(zip(spotify.library.tracks, made, strict=False))


Import = Callable[..., dict[str, Any]]


@pytest.fixture
def imported(
    spotify: SpotifyStandin,  # noqa: F811
    linked: Linked,  # noqa: F811
    owner: User,
    as_owner: APIClient,
    music: dict[int, Track],
    run_jobs: RunJobs,
) -> Import:
    """`imported(**form)`: the owner's import, asked for and done, as the API shows it."""
    linked(owner)

    def run(**form: Any) -> dict[str, Any]:
        asked = as_owner.post(START, form)
        assert asked.status_code == 202, asked.content
        run_jobs()
        shown: dict[str, Any] = as_owner.get(f"{START}{asked.json()['id']}/").json()
        return shown

    return run


def source(run: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in run["sources"] if each["name"] == name)
