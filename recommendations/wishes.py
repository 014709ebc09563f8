"""What a listener wants: never to hear something again, or more of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from accounts.models import User
from catalogue.models import Track
from recommendations.models import Feedback
from recommendations.taste import History, Taste

MAX_FEEDBACK = 5_000
"""Of one listener. All of it is read whenever something is recommended."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Keys of tracks and artists; of what there is to be more, the newest first."""

    hidden_tracks: Collection[int] = frozenset()
    hidden_artists: Collection[int] = frozenset()
    more_tracks: Sequence[int] = ()
    more_artists: Sequence[int] = ()

    def permits(self, track: Track) -> bool:
        return track.pk not in self.hidden_tracks and track.artist_id not in self.hidden_artists

    def permitted(self, history: History) -> History:
        """What is hidden is heard all the same, and stands for no taste."""
        return replace(
            history,
            seeds=[seed for seed in history.seeds if self._permits(seed.track_id, seed.artist_id)],
            listens=[each for each in history.listens if self._permits(each.track_id, each.artist_id)],
        )

    def permitted_taste(self, taste: Taste) -> Taste:
        return replace(taste, seeds=[seed for seed in taste.seeds if self._permits(seed.track_id, seed.artist_id)])

    def _permits(self, track_id: int, artist_id: int) -> bool:
        return track_id not in self.hidden_tracks and artist_id not in self.hidden_artists


def wishes_of(user: User) -> Wishes:
    """One statement."""
    rows = Feedback.objects.visible_to(user).newest_first().values_list("action", "track_id", "artist_id")
    said = list(rows[:MAX_FEEDBACK])
    hidden = [(track, artist) for action, track, artist in said if action == Feedback.Action.HIDE]
    more = [(track, artist) for action, track, artist in said if action == Feedback.Action.MORE]
    return Wishes(
        hidden_tracks=frozenset(track for track, _ in hidden if track is not None),
        hidden_artists=frozenset(artist for _, artist in hidden if artist is not None),
        more_tracks=[track for track, _ in more if track is not None],
        more_artists=[artist for _, artist in more if artist is not None],
    )
