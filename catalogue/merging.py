"""One list out of several providers' lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, zip_longest
from typing import TypeVar

from catalogue.ids import CatalogueId
from catalogue.providers.records import AlbumRecord, ArtistRecord, SearchPage, TrackRecord
from catalogue.text import fold

Entry = TypeVar("Entry", TrackRecord, AlbumRecord, ArtistRecord)


def merged_search(query: str, pages: Sequence[SearchPage], *, limit: int) -> SearchPage:
    """Exact matches first, then one of each provider in turn; each thing once, as its first provider knows it."""
    wanted = fold(query)
    return SearchPage(
        tracks=_merged([page.tracks for page in pages], wanted, _track_names)[:limit],
        artists=_merged([page.artists for page in pages], wanted, _artist_names)[:limit],
        albums=_merged([page.albums for page in pages], wanted, _album_names)[:limit],
    )


def filled_up(lists: Sequence[Sequence[Entry]], *, limit: int) -> list[Entry]:
    """The first list; where it is shorter than ``limit``, what the others have beyond it."""
    return _distinct(lists, chain.from_iterable(lists))[:limit]


def _merged(lists: Sequence[Sequence[Entry]], wanted: str, names: Callable[[Entry], tuple[str, ...]]) -> list[Entry]:
    in_turn = (entry for entry in chain.from_iterable(zip_longest(*lists)) if entry is not None)
    # Sorting is stable: within the exact and within the others, the turns stay.
    return sorted(_distinct(lists, in_turn), key=lambda entry: wanted not in names(entry))


def _distinct(lists: Sequence[Sequence[Entry]], entries: Iterable[Entry]) -> list[Entry]:
    """Each thing once. Among one provider's own entries only its ids count: two editions are two entries there."""
    if sum(map(bool, lists)) < 2:
        return list({entry.id: entry for entry in entries}.values())
    origin = {entry.id: number for number, each in reversed(list(enumerate(lists))) for entry in each}
    seen_ids: set[CatalogueId] = set()
    left: dict[str, int] = {}
    chosen = []
    for entry in entries:
        own = origin[entry.id]
        if entry.id in seen_ids or any(left.get(mark, own) != own for mark in _recognised_by(entry)):
            continue
        seen_ids.add(entry.id)
        for mark in _marks(entry):
            left.setdefault(mark, own)
        chosen.append(entry)
    return chosen


def _marks(entry: TrackRecord | AlbumRecord | ArtistRecord) -> list[str]:
    """What an entry leaves for others to be recognised by."""
    if isinstance(entry, TrackRecord) and entry.isrc:
        return [_isrc(entry), f"any {_name(entry)}"]
    return [f"bare {_name(entry)}", f"any {_name(entry)}"]


def _recognised_by(entry: TrackRecord | AlbumRecord | ArtistRecord) -> list[str]:
    """The ISRC where both have one, else artist and title."""
    if isinstance(entry, TrackRecord) and entry.isrc:
        return [_isrc(entry), f"bare {_name(entry)}"]
    return [f"any {_name(entry)}"]


def _isrc(track: TrackRecord) -> str:
    return f"isrc {track.isrc.upper().replace('-', '')}"


def _name(entry: TrackRecord | AlbumRecord | ArtistRecord) -> str:
    if isinstance(entry, ArtistRecord):
        return fold(entry.name)
    return f"{fold(entry.artist.name) if entry.artist else ''}\n{fold(entry.title)}"


def _track_names(track: TrackRecord) -> tuple[str, ...]:
    title, artist = fold(track.title), fold(track.artist.name)
    return title, f"{artist} {title}", f"{title} {artist}"


def _artist_names(artist: ArtistRecord) -> tuple[str, ...]:
    return (fold(artist.name),)


def _album_names(album: AlbumRecord) -> tuple[str, ...]:
    title, artist = fold(album.title), fold(album.artist.name) if album.artist else ""
    return title, f"{artist} {title}", f"{title} {artist}"
