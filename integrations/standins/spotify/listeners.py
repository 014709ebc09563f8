"""People with a Spotify account on loopback, and what they keep there. Tests change it as they like.

An entry of a playlist is a track's number in the library, or one of `LocalFile`, `Episode`, `GONE`, or a whole JSON
object of a track.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Final

from integrations.standins.library import Library

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on the listener's own disk: Spotify knows its tags only."""

    title: str
    artist: str
    album: str = ""
    seconds: int = 200


@dataclass(frozen=True, slots=True)
class Episode:
    title: str
    show: str = "A Podcast"


@dataclass(frozen=True, slots=True)
class Gone:
    """Taken out of Spotify's catalogue."""


GONE: Final = Gone()
Entry = int | LocalFile | Episode | Gone | Json


@dataclass(slots=True)
class StandinPlaylist:
    """``owner`` is a user's id. The snapshot is a hash of the entries, so it changes with them."""

    id: str
    name: str
    owner: str
    entries: list[Entry]
    description: str = ""
    collaborative: bool = False

    @property
    def snapshot_id(self) -> str:
        told = json.dumps([self.name, *map(repr, self.entries)]).encode()
        return base64.b64encode(hashlib.sha256(told).digest()[:24]).decode()


@dataclass(slots=True)
class StandinListener:
    """``is_registered``: the app's owner has entered them in the dashboard, which a new app allows for five."""

    id: str
    name: str
    is_registered: bool = True
    playlists: list[StandinPlaylist] = field(default_factory=list)
    saved: list[Entry] = field(default_factory=list)
    followed: list[int] = field(default_factory=list)
    top: dict[str, list[int]] = field(default_factory=dict)

    @property
    def account_id(self) -> str:
        """Stable, unlike `id`."""
        return f"account-{hashlib.sha256(self.id.encode()).hexdigest()[:16]}"


def playlist_id(number: int) -> str:
    return f"PlayPodPlaylist{number:07d}"


def people(library: Library) -> dict[str, StandinListener]:
    """Ada, who has something of everything, and Ben, who has little."""
    numbers = list(library.tracks)
    mixed: list[Entry] = [
        *numbers[:40],
        LocalFile("Kitchen Demo", "Ada", "Home"),
        Episode("Episode 12"),
        GONE,
        *numbers[40:70],
    ]
    ada = StandinListener(
        "ada",
        "Ada",
        playlists=[
            StandinPlaylist(playlist_id(1), "Everything at once", "ada", mixed, "A bit of everything."),
            StandinPlaylist(playlist_id(2), "Short walk", "ada", list(numbers[100:112])),
            StandinPlaylist(playlist_id(3), "Ours", "ben", list(numbers[70:75]), collaborative=True),
            StandinPlaylist(playlist_id(4), "Somebody else's", "carla", list(numbers[:10])),
            StandinPlaylist(playlist_id(5), "Nothing yet", "ada", []),
        ],
        saved=list(numbers[30:95]),
        followed=list(library.artists)[:6],
        top={"short_term": numbers[5:15], "medium_term": numbers[10:40], "long_term": numbers[:60]},
    )
    ben = StandinListener(
        "ben", "Ben", playlists=[StandinPlaylist(playlist_id(6), "Ben's", "ben", list(numbers[200:203]))]
    )
    return {each.id: each for each in (ada, ben)}
