"""What is said to Last.fm and what it answers, with everything that is not used left out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LastfmSession:
    """``name`` is the listener's name at Last.fm. ``key`` is good until they revoke it."""

    name: str
    key: str


@dataclass(frozen=True, slots=True)
class LastfmListen:
    """``listened_at`` is when it began, in seconds of the epoch; ``duration`` in seconds, 0 while unknown."""

    artist: str
    track: str
    listened_at: int = 0
    album: str = ""
    album_artist: str = ""
    track_number: int = 0
    duration: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one scrobble. ``ignored`` is Last.fm's code, 0 for one that was accepted."""

    ignored: int = 0
    message: str = ""
