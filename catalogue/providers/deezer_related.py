"""What to hear after a track, mixed out of several of Deezer's lists: it has no list of related tracks itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final

from catalogue.ids import CatalogueId
from catalogue.providers.records import TrackRecord
from integrations.deezer.records import DeezerTrack

IN_A_ROW: Final = 2
"""Of one artist, at most."""


def playable(tracks: Iterable[DeezerTrack]) -> list[DeezerTrack]:
    """With the replacement that Deezer offers in place of a track that cannot be played."""
    return [track.alternative if track.readable is False and track.alternative else track for track in tracks]


def mix(after: TrackRecord, lists: Sequence[Sequence[TrackRecord]], *, limit: int) -> list[TrackRecord]:
    """One of each list in turn, without ``after``, without other editions of the same song, artists spread apart."""
    in_turn = chain.from_iterable(zip_longest(*lists))
    return _spread(list(_distinct(after, (track for track in in_turn if track))), limit)


def _distinct(after: TrackRecord, tracks: Iterable[TrackRecord]) -> Iterator[TrackRecord]:
    ids, songs = {after.id}, {_song(after)}
    for track in tracks:
        if track.id not in ids and _song(track) not in songs:
            ids.add(track.id)
            songs.add(_song(track))
            yield track


def _song(track: TrackRecord) -> tuple[CatalogueId, str]:
    return track.artist.id, track.title.casefold()


def _spread(tracks: list[TrackRecord], limit: int) -> list[TrackRecord]:
    """In order, each time passing over tracks that would be a third in a row; it ends when only such are left."""
    rest, chosen = list(tracks), list[TrackRecord]()
    while len(chosen) < limit:
        last = {track.artist.id for track in chosen[-IN_A_ROW:]}
        tired = last if len(chosen) >= IN_A_ROW and len(last) == 1 else set()
        fitting = next((track for track in rest if track.artist.id not in tired), None)
        if fitting is None:
            break
        rest.remove(fitting)
        chosen.append(fitting)
    return chosen
