"""What Spotify says of a listener and their library, parsed as in `integrations.spotify.records`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integrations.spotify.records import SpotifyArtist, SpotifyTrack


@dataclass(frozen=True, slots=True)
class SpotifyProfile:
    """``account_id`` is the stable one where Spotify gives it, else the user's id."""

    account_id: str
    user_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SpotifyPlaylist:
    """Without its items. ``snapshot_id`` changes with them; ``total`` is None where it is not told."""

    id: str
    name: str
    description: str = ""
    snapshot_id: str = ""
    owner_id: str = ""
    collaborative: bool = False
    total: int | None = None


class ItemKind(StrEnum):
    TRACK = "track"
    LOCAL = "local"
    EPISODE = "episode"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """One place of a playlist or of the saved tracks. ``track`` is there for tracks only; of local files and episodes
    there are ``title``, ``artists`` and ``album``, of what is gone often nothing at all. ``uri`` is "" where unknown.
    """

    kind: ItemKind
    uri: str = ""
    track: SpotifyTrack | None = None
    title: str = ""
    artists: tuple[str, ...] = ()
    album: str = ""
    duration_ms: int = 0
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowedArtists:
    """``after`` leads to the next page, "" at the end."""

    artists: tuple[SpotifyArtist, ...]
    after: str = ""
    total: int | None = None
