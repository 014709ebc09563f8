"""All tracks of one of Deezer's albums, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from catalogue.providers.deezer_records import track_records
from catalogue.providers.deezer_sides import begin
from catalogue.providers.records import AlbumRecord, TrackRecord
from integrations.budget import Budget
from integrations.deezer.client import DeezerClient
from integrations.deezer.records import DeezerAlbum, DeezerPage, DeezerTrack
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.parallel import Pending

MAX_PAGES: Final = 20


def listing(
    client: DeezerClient, album: DeezerAlbum, first: Pending[DeezerPage[DeezerTrack]], budget: Budget
) -> tuple[list[DeezerTrack], bool]:
    """The tracks of all pages, and whether none of the pages was unavailable.

    A short page says nothing: only a missing ``next`` is the end, or as many tracks as the album says it has.
    """
    tracks: dict[str, DeezerTrack] = {}
    pending = first
    try:
        for _ in range(MAX_PAGES):
            page = pending.result()
            tracks |= {track.id: track for track in page.items if track.id not in tracks}
            if page.next_index is None or (album.nb_tracks and len(tracks) >= album.nb_tracks):
                return list(tracks.values()), True
            pending = begin(_page(client, album.id, page.next_index, budget), budget)
    except ProviderError as error:
        return list(tracks.values()), not isinstance(error, ProviderUnavailable)
    return list(tracks.values()), False


def album_tracks(
    found: DeezerAlbum, listed: list[DeezerTrack], *, album: AlbumRecord, complete: bool
) -> list[TrackRecord]:
    """The listed tracks; where they are missing, the ones embedded in the album, which lack ISRC and position."""
    tracks = track_records(listed, album=album)
    if not any(track.track_position for track in tracks):
        tracks = _numbered(tracks)
    if tracks and complete:
        return tracks
    known = {track.id for track in tracks}
    embedded = _numbered(track_records(found.tracks, album=album))
    return tracks + [track for track in embedded if track.id not in known]


def _numbered(tracks: list[TrackRecord]) -> list[TrackRecord]:
    return [replace(track, track_position=position) for position, track in enumerate(tracks, 1)]


def _page(client: DeezerClient, album_id: str, index: int, budget: Budget) -> Callable[[], DeezerPage[DeezerTrack]]:
    return lambda: client.album_tracks(album_id, index=index, budget=budget)
