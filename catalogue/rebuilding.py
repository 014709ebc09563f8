"""Questions out of their names, so that a background task can ask them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from catalogue import questions
from catalogue.ids import CatalogueId
from catalogue.questions import Question
from catalogue.stored import stored_track

Build = Callable[[str, str], "Question[Any] | None"]


def rebuilt(kind: str, provider: str, about: str) -> Question[Any] | None:
    """The question of this kind; None when it cannot be asked any more, or could not ever."""
    build = _BUILDERS.get(kind)
    return build(provider, about) if build else None


def rebuilt_from_key(key: str) -> Question[Any] | None:
    """The question of a key that holds it whole, as those about one thing do."""
    kind, version, provider, about = [*key.split(":", 3), "", "", ""][:4]
    known = questions.KINDS.get(kind)
    if known is None or str(known.version) != version:
        return None
    return rebuilt(kind, provider, about)


def _related(provider: str, about: str) -> Question[Any] | None:
    """Providers go by the track's artist, which our row of the track tells."""
    record = stored_track(CatalogueId(provider, about))
    return questions.related(record) if record else None


def _genre_tracks(provider: str, about: str) -> Question[Any] | None:
    return questions.genre_tracks(provider, int(about)) if about.isascii() and about.isdigit() else None


_BUILDERS: Final[dict[str, Build]] = {
    questions.SEARCH.name: questions.search,
    questions.TRACKS_NAMED.name: questions.tracks_named,
    questions.ARTIST.name: lambda provider, about: questions.artist(CatalogueId(provider, about)),
    questions.ALBUM.name: lambda provider, about: questions.album(CatalogueId(provider, about)),
    questions.TRACK.name: lambda provider, about: questions.track(CatalogueId(provider, about)),
    questions.RELATED.name: _related,
    questions.ISRC.name: questions.by_isrc,
    questions.GENRES.name: lambda provider, _: questions.genres(provider),
    questions.GENRE_TRACKS.name: _genre_tracks,
    questions.CHART_TRACKS.name: lambda provider, _: questions.chart_tracks(provider),
    questions.CHART_ALBUMS.name: lambda provider, _: questions.chart_albums(provider),
    questions.NEW_RELEASES.name: lambda provider, _: questions.new_releases(provider),
}
