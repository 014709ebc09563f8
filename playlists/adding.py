"""Adding by catalogue id: the tracks are looked up first, outside any transaction, and added in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from catalogue.errors import CatalogueUnavailable
from catalogue.ids import CatalogueId
from catalogue.lookup import find_tracks
from playlists.models import Playlist
from playlists.services import append_tracks


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of every id that was asked for: each is in exactly one of the lists, in the order it was given."""

    track_count: int
    added: list[CatalogueId]
    skipped: list[CatalogueId]
    not_found: list[CatalogueId]
    unavailable: list[CatalogueId]

    @property
    def added_count(self) -> int:
        return len(self.added)

    @property
    def total(self) -> int:
        return len(self.added) + len(self.skipped) + len(self.not_found) + len(self.unavailable)


def add_by_ids(*, playlist: Playlist, ids: Sequence[CatalogueId], by: User) -> Addition:
    """An id given twice counts once. Raises `CatalogueUnavailable` when no id at all could be looked up."""
    wanted = list(dict.fromkeys(ids))
    lookup = find_tracks(wanted)
    if len(lookup.unavailable) == len(wanted):
        raise CatalogueUnavailable(lookup.retry_after)
    tracks = [lookup.found[catalogue_id] for catalogue_id in wanted if catalogue_id in lookup.found]
    result = append_tracks(playlist=playlist, tracks=tracks, by=by)
    return Addition(
        track_count=playlist.track_count,
        added=[entry.track.catalogue_id for entry in result.added],
        skipped=[track.catalogue_id for track in result.skipped],
        not_found=list(lookup.missing),
        unavailable=list(lookup.unavailable),
    )
