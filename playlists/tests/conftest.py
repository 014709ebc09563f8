"""Playlists to test with, and calls at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from catalogue.models import Track
from playlists.models import Playlist
from playlists.services import append_tracks, create_playlist

MakePlaylist = Callable[..., Playlist]
AtOnce = Callable[[Sequence[Callable[[], Any]]], list[Any]]


@pytest.fixture
def make_playlist(owner: User, settings: Any) -> MakePlaylist:
    """A playlist of the owner with these tracks; any number, without a moderator being asked."""
    settings.HOLD_AFTER = settings.HOLD_AFTER_NEW = 1_000

    def make(tracks: Sequence[Track] = (), *, by: User = owner, **fields: Any) -> Playlist:
        playlist = create_playlist(owner=by, **{"name": "Mix", **fields})
        append_tracks(playlist=playlist, tracks=tracks, by=by)
        return playlist

    return make


@pytest.fixture
def at_once() -> AtOnce:
    """Runs the calls in a thread each, started together; their results in the order of the calls."""

    def run(calls: Sequence[Callable[[], Any]]) -> list[Any]:
        barrier = Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                barrier.wait(30)
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(one, calls))

    return run
