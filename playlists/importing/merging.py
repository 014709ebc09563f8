"""Three sides of one playlist: as Spotify has it, as the last import left it here, and as it stands here now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playlists.models import MAX_TRACKS


@dataclass(frozen=True, slots=True)
class Merged:
    """``target`` is what the playlist is to hold, in order. ``is_edited``: the listener has changed it since the last
    import. ``left_out`` were removed here, ``full`` find no room.
    """

    is_edited: bool
    target: list[int]
    added: list[int]
    removed: list[int]
    left_out: list[int]
    full: list[int]


def merged(*, theirs: Sequence[int], base: Sequence[int], ours: Sequence[int]) -> Merged:
    """All three are tracks, each once, in order.

    A playlist that nobody has touched here becomes what it is at Spotify, order included. In one that was edited, what
    is new at Spotify goes to the end, what was removed there is removed if the import had put it here, and everything
    else stays as the listener has left it.
    """
    before, here, there = set(base), set(ours), set(theirs)
    new = [track for track in theirs if track not in before and track not in here]
    gone = {track for track in ours if track in before and track not in there}
    left_out = [track for track in theirs if track in before and track not in here]
    is_edited = list(base) != list(ours)
    target = [track for track in ours if track not in gone] + new if is_edited else list(theirs)
    full = target[MAX_TRACKS:]
    return Merged(
        is_edited=is_edited,
        target=target[:MAX_TRACKS],
        added=[track for track in new if track not in set(full)],
        removed=[track for track in ours if track in gone],
        left_out=left_out,
        full=full,
    )
