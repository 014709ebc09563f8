"""Ids as other services write them to be passed on: URIs, and the addresses behind their share buttons."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

TRACK: Final = "track"
ALBUM: Final = "album"
ARTIST: Final = "artist"

MAX_LENGTH: Final = 500
"""Characters of the longest address that is ever looked into."""

_URI = re.compile(r"(spotify|deezer):(track|album|artist):([^:/?#]+)", re.IGNORECASE | re.ASCII)
_OURS: Final = "urn:uuid:"
_PATH = re.compile(r"/(?:intl-[a-z-]+/|embed/|[a-z]{2}/)?(track|album|artist)/([^/]+)/?", re.ASCII)
_APPLE_PATH = re.compile(r"(?:/[a-z]{2}(?:-[a-z]{2})?)?/(song|album|artist)/(?:[^/]+/)?(?:id)?([^/]+)/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Linked:
    """``kind`` is track, album or artist; ``value`` is not checked."""

    provider: str
    kind: str
    value: str


def is_link(text: str) -> bool:
    """Whether the text is an address or URI of another service, rather than an id."""
    return "//" in text or text.lower().startswith(_OURS) or bool(_URI.fullmatch(text))


def track_link(provider: str, value: str) -> str:
    """Where the track is to be heard at its provider; a name that only we know for a track of our own."""
    return _TRACK_LINKS[provider] + value


def linked(text: str) -> Linked | None:
    """What the address or URI leads to; None for those of nobody we know. Short links are not followed."""
    if len(text) > MAX_LENGTH:
        return None
    if uri := _URI.fullmatch(text):
        return Linked(uri[1].lower(), uri[2].lower(), uri[3])
    if text.lower().startswith(_OURS):
        return Linked("local", TRACK, text[len(_OURS) :])
    try:
        address = urlsplit(text)
        host = (address.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    read = _HOSTS.get(host) if address.scheme in ("http", "https", "deezer") else None
    return read(address) if read else None


def _spotify(address: SplitResult) -> Linked | None:
    found = _PATH.fullmatch(address.path)
    return Linked("spotify", found[1], found[2]) if found else None


def _deezer(address: SplitResult) -> Linked | None:
    found = _PATH.fullmatch(address.path)
    return Linked("deezer", found[1], found[2]) if found else None


def _apple(address: SplitResult) -> Linked | None:
    """A song is often the `i` of its album's address."""
    found = _APPLE_PATH.fullmatch(address.path)
    if not found:
        return None
    song = parse_qs(address.query).get("i", [""])[0] if found[1] == ALBUM else ""
    if song:
        return Linked("apple", TRACK, song)
    return Linked("apple", TRACK if found[1] == "song" else found[1], found[2])


_HOSTS: Final[dict[str, Callable[[SplitResult], Linked | None]]] = {
    "open.spotify.com": _spotify,
    "play.spotify.com": _spotify,
    "deezer.com": _deezer,
    "music.apple.com": _apple,
    "geo.music.apple.com": _apple,
    "itunes.apple.com": _apple,
}

_TRACK_LINKS: Final = {
    "deezer": "https://www.deezer.com/track/",
    "spotify": "https://open.spotify.com/track/",
    "apple": "https://music.apple.com/song/",
    "local": _OURS,
}
