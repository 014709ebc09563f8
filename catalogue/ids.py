"""The one place that knows the shape of a catalogue id.

A catalogue id names a track, an artist or an album of some provider. To a client it is an opaque string; here its
shape says whose it is: digits are Deezer's, 22 base-62 characters are Spotify's, a UUID is our own catalogue's, and
anything else carries its provider as a prefix (``apple:1440841363``). What the other services' share buttons give is
read too: ``spotify:track:...``, ``https://open.spotify.com/track/...``, ``https://music.apple.com/...?i=...``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from catalogue.id_links import TRACK, is_link, linked, track_link

DEEZER: Final = "deezer"
SPOTIFY: Final = "spotify"
APPLE: Final = "apple"
LOCAL: Final = "local"
PROVIDERS: Final = (DEEZER, SPOTIFY, APPLE, LOCAL)

MAX_LENGTH: Final = 80
"""Characters of the longest id that is ever parsed."""

# Bounded, so that no parser and no database column meets a number it cannot hold.
_DEEZER = re.compile(r"[1-9][0-9]{0,18}|0", re.ASCII)
_SPOTIFY = re.compile(r"[0-9A-Za-z]{22}", re.ASCII)
_OTHER = re.compile(r"[0-9A-Za-z._-]{1,64}", re.ASCII)


class InvalidCatalogueId(ValueError):
    """The text is no catalogue id of any known provider."""


@dataclass(frozen=True, slots=True, order=True)
class CatalogueId:
    """``provider`` is one of `PROVIDERS`; ``value`` is the id as that provider writes it."""

    provider: str
    value: str

    @classmethod
    def parse(cls, text: str, kind: str = TRACK) -> CatalogueId:
        """Read the short or the prefixed form, or a link; raises `InvalidCatalogueId`.

        A link says what it leads to, which has to be a ``kind``: an album's number is some track's number too.
        """
        text = text.strip()
        if is_link(text):
            return _of_link(text, kind)
        provider, colon, value = text.partition(":")
        if colon:
            return _checked(provider.lower(), value)
        return _checked(_provider_by_shape(text), text)

    @property
    def link(self) -> str:
        """Of a track: a link that parses back to this id."""
        return track_link(self.provider, self.value)

    def __str__(self) -> str:
        """The shortest form that parses back to this id."""
        if self.provider in (DEEZER, SPOTIFY, LOCAL):
            return self.value
        return f"{self.provider}:{self.value}"


def _of_link(text: str, kind: str) -> CatalogueId:
    found = linked(text)
    if found is None or found.kind != kind:
        raise InvalidCatalogueId(text[:MAX_LENGTH])
    return _checked(found.provider, found.value)


def _provider_by_shape(text: str) -> str:
    if _DEEZER.fullmatch(text):
        return DEEZER
    if _SPOTIFY.fullmatch(text):
        return SPOTIFY
    if _as_uuid(text):
        return LOCAL
    raise InvalidCatalogueId(text[:MAX_LENGTH])


def _checked(provider: str, value: str) -> CatalogueId:
    if provider == DEEZER and _DEEZER.fullmatch(value):
        return CatalogueId(DEEZER, value)
    if provider == SPOTIFY and _SPOTIFY.fullmatch(value):
        return CatalogueId(SPOTIFY, value)
    if provider == LOCAL and (canonical := _as_uuid(value)):
        return CatalogueId(LOCAL, canonical)
    if provider == APPLE and _OTHER.fullmatch(value):
        return CatalogueId(APPLE, value)
    raise InvalidCatalogueId(f"{provider}:{value}"[:MAX_LENGTH])


def _as_uuid(text: str) -> str:
    if len(text) not in (32, 36):
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
