"""What is never proposed, whoever proposes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from django.db.models import Q, QuerySet

from accounts.models import User
from catalogue.models import Track
from catalogue.text import fold
from playlists.models import Favorite

COPIES_OF = 1000
"""Left-out tracks of which other copies are recognised too."""

Marks = set[tuple[str, ...]]


def playable() -> QuerySet[Track]:
    """What is shown and not known to be silent, with artist and album loaded."""
    shown = Track.objects.for_display().filter(is_hidden=False, artist__is_hidden=False)
    return shown.exclude(album__is_hidden=True).exclude(Q(readable=False) | Q(has_preview=False))


def liked_among(user: User, track_ids: Collection[int]) -> set[int]:
    """Which of these the listener has liked; one statement, however many they like."""
    return set(Favorite.objects.visible_to(user).filter(track__in=track_ids).values_list("track", flat=True))


def marks_of(track: Track) -> Marks:
    """What all copies of a recording share: its code where it has one, and its artist with its title."""
    artist = track.artist.search_name or fold(track.artist.name)
    marks: Marks = {(artist, track.search_title or fold(track.title))}
    return marks | {(track.isrc.upper(),)} if track.isrc else marks


def marks_of_all(track_ids: Iterable[int]) -> Marks:
    """The marks of the first `COPIES_OF` of these tracks, in one statement."""
    rows = Track.objects.filter(pk__in=list(islice(track_ids, COPIES_OF))).select_related("artist")
    return {mark for track in rows for mark in marks_of(track)}


def without_copies(tracks: Iterable[Track], seen: Marks) -> list[Track]:
    """The tracks in their order, without copies of each other or of what was ``seen``, which grows by them."""
    kept = []
    for track in tracks:
        marks = marks_of(track)
        if seen.isdisjoint(marks):
            kept.append(track)
        seen |= marks
    return kept
