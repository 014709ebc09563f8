"""Saved tracks among the favourites."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from playlists.importing.models import Item, Source
from playlists.importing.outcome import Outcome
from playlists.models import Favorite

AT_ONCE = 500


def place_favorites(source: Source, items: Sequence[Item], gone: Sequence[Item], *, dry_run: bool) -> Outcome:
    """Like what is new, within the caller's transaction; forget what was removed at Spotify, if the import liked it.

    What the listener has unliked here stays unliked. ``items`` get what was placed, unsaved.
    """
    by_track = {item.track_id: item for item in reversed(items) if item.track_id is not None}
    liked = _liked(source, list(by_track))
    fresh = {track: item for track, item in by_track.items() if item.placed_id is None and track not in liked}
    dropped = [item.placed_id for item in gone if item.placed_id is not None and item.placed_id not in by_track]
    left_out = sum(item.placed_id is not None and track not in liked for track, item in by_track.items())
    outcome = Outcome(len(fresh), len(_liked(source, dropped)), left_out)
    if dry_run:
        return outcome
    for some in _portions(dropped):
        _favorites(source, some).delete()
    now = timezone.now()
    Favorite.objects.bulk_create(
        (Favorite(user=source.user, track_id=track, added_at=item.added_at or now) for track, item in fresh.items()),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )
    for track, item in fresh.items():
        item.placed_id, item.place = track, item.position
    return outcome


def _liked(source: Source, tracks: Sequence[int]) -> set[int]:
    return {
        track for some in _portions(tracks) for track in _favorites(source, some).values_list("track_id", flat=True)
    }


def _favorites(source: Source, tracks: Sequence[int]) -> QuerySet[Favorite]:
    return Favorite.objects.visible_to(source.user).filter(track__in=tracks)


def _portions(tracks: Sequence[int]) -> list[Sequence[int]]:
    return [tracks[start : start + AT_ONCE] for start in range(0, len(tracks), AT_ONCE)]
