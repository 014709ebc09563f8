"""What can be asked of a provider. A question is the key of its answer, and knows how to ask.

Lists are always asked for in one size, and cut by whoever needs fewer: the limit is no part of a question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, TypeVar

from catalogue.ids import CatalogueId
from catalogue.lifetimes import LIFETIMES, Lifetime
from catalogue.providers.protocol import Provider
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    GenreRecord,
    Preview,
    SearchPage,
    TrackRecord,
)
from catalogue.text import normalised_query
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider

Said = TypeVar("Said")

SEARCH_SIZE: Final = 50
NAMED_SIZE: Final = 15
LIST_SIZE: Final = 100
RELATED_SIZE: Final = 60
MAX_KEY: Final = 250


@dataclass(frozen=True)
class Kind(Generic[Said]):
    """One sort of question. ``shape`` is what `catalogue.codec` reads its answers as; raise ``version`` with it."""

    name: str
    shape: Any
    version: int = 1

    @property
    def lifetime(self) -> Lifetime | None:
        """How long its answers are good for; None: they are never kept."""
        return LIFETIMES.get(self.name)


SEARCH: Final = Kind[SearchPage]("search", SearchPage)
TRACKS_NAMED: Final = Kind[list[TrackRecord]]("tracks-named", list[TrackRecord])
ARTIST: Final = Kind[ArtistPage]("artist", ArtistPage)
ALBUM: Final = Kind[AlbumPage]("album", AlbumPage)
TRACK: Final = Kind[TrackRecord]("track", TrackRecord)
RELATED: Final = Kind[list[TrackRecord]]("related", list[TrackRecord])
GENRES: Final = Kind[list[GenreRecord]]("genres", list[GenreRecord])
GENRE_TRACKS: Final = Kind[list[TrackRecord]]("genre-tracks", list[TrackRecord])
CHART_TRACKS: Final = Kind[list[TrackRecord]]("chart-tracks", list[TrackRecord])
CHART_ALBUMS: Final = Kind[list[AlbumRecord]]("chart-albums", list[AlbumRecord])
NEW_RELEASES: Final = Kind[list[AlbumRecord]]("new-releases", list[AlbumRecord])
ISRC: Final = Kind[list[TrackRecord]]("isrc", list[TrackRecord])
PREVIEW: Final = Kind[Preview | None]("preview", Preview)


KINDS: Final = {
    kind.name: kind
    for kind in (
        SEARCH,
        TRACKS_NAMED,
        ARTIST,
        ALBUM,
        TRACK,
        RELATED,
        GENRES,
        GENRE_TRACKS,
        CHART_TRACKS,
        CHART_ALBUMS,
        NEW_RELEASES,
        ISRC,
        PREVIEW,
    )
}


@dataclass(frozen=True, slots=True)
class Question(Generic[Said]):
    """``subject`` is whose page is asked for, where the question is about one thing."""

    provider: str
    kind: Kind[Said]
    about: str
    ask: Callable[[Provider, Budget], Said] = field(compare=False, repr=False)
    subject: CatalogueId | None = None

    @property
    def key(self) -> str:
        """Names the question and the version of its answers' shape, in at most 250 characters."""
        key = f"{self.kind.name}:{self.kind.version}:{self.provider}:{self.about}"
        if len(key) <= MAX_KEY:
            return key
        digest = hashlib.sha256(self.about.encode("utf-8", "replace")).hexdigest()
        return f"{self.kind.name}:{self.kind.version}:{self.provider}:#{digest}"


def search(provider: str, query: str) -> Question[SearchPage]:
    return Question(
        provider, SEARCH, normalised_query(query), lambda of, budget: of.search(query, limit=SEARCH_SIZE, budget=budget)
    )


def tracks_named(provider: str, name: str) -> Question[list[TrackRecord]]:
    """Answered by `NotFoundAtProvider` where there is none, which is believed for a short time only."""
    return Question(provider, TRACKS_NAMED, normalised_query(name), partial(_tracks_named, normalised_query(name)))


def _tracks_named(name: str, of: Provider, budget: Budget) -> list[TrackRecord]:
    found = of.tracks_named(name, limit=NAMED_SIZE, budget=budget)
    if not found:
        raise NotFoundAtProvider(of.name, "no track of this name")
    return found


def artist(subject: CatalogueId) -> Question[ArtistPage]:
    return _about(subject, ARTIST, lambda of, budget: of.artist(subject, budget=budget))


def album(subject: CatalogueId) -> Question[AlbumPage]:
    return _about(subject, ALBUM, lambda of, budget: of.album(subject, budget=budget))


def track(subject: CatalogueId) -> Question[TrackRecord]:
    return _about(subject, TRACK, lambda of, budget: of.track(subject, budget=budget))


def related(to: TrackRecord) -> Question[list[TrackRecord]]:
    return _about(to.id, RELATED, lambda of, budget: of.related_tracks(to, limit=RELATED_SIZE, budget=budget))


def preview(subject: CatalogueId) -> Question[Preview | None]:
    return _about(subject, PREVIEW, lambda of, budget: of.preview(subject, budget=budget))


def by_isrc(provider: str, isrc: str) -> Question[list[TrackRecord]]:
    return Question(provider, ISRC, isrc, lambda of, budget: of.by_isrc(isrc, budget=budget))


def genres(provider: str) -> Question[list[GenreRecord]]:
    return Question(provider, GENRES, "all", lambda of, budget: of.genres(budget=budget))


def genre_tracks(provider: str, number: int) -> Question[list[TrackRecord]]:
    return Question(
        provider,
        GENRE_TRACKS,
        str(number),
        lambda of, budget: of.genre_tracks(number, limit=LIST_SIZE, budget=budget),
    )


def chart_tracks(provider: str) -> Question[list[TrackRecord]]:
    return Question(provider, CHART_TRACKS, "all", lambda of, budget: of.chart_tracks(limit=LIST_SIZE, budget=budget))


def chart_albums(provider: str) -> Question[list[AlbumRecord]]:
    return Question(provider, CHART_ALBUMS, "all", lambda of, budget: of.chart_albums(limit=LIST_SIZE, budget=budget))


def new_releases(provider: str) -> Question[list[AlbumRecord]]:
    return Question(provider, NEW_RELEASES, "all", lambda of, budget: of.new_releases(limit=LIST_SIZE, budget=budget))


def _about(subject: CatalogueId, kind: Kind[Said], ask: Callable[[Provider, Budget], Said]) -> Question[Said]:
    return Question(subject.provider, kind, subject.value, ask, subject)
