"""A listener in the engine's words: what they heard lately with weights and ages, and what they declared."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from accounts.models import Profile as Account
from accounts.models import User
from catalogue.models import Artist, Track
from catalogue.text import fold
from playlists.models import Favorite, Playlist, PlaylistTrack
from recommendations.engine import Profile
from recommendations.engine.columns import LONGEST_WORD
from recommendations.taste import ENTRIES_READ, LIKES_READ, PLAYLISTS_READ, Bond, History
from recommendations.wishes import Wishes

PLAYED, LIKED, COLLECTED, ASKED = 1.0, 2.0, 0.5, 3.0
SKIPPED = -0.5
"""Weighs against a track, and against what is like it: two skips undo a play."""

DECLARED_READ = 50
ARTISTS_READ = 200
"""Several rows may bear the name of one declared artist."""

_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Listener:
    """``bonds`` say how the listener came by a track of the profile, ``named`` how they write a genre or mood."""

    profile: Profile
    bonds: Mapping[int, Bond] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    moods: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that ties a listener to a track; ``age`` is how many listens ago."""

    track_id: int
    weight: float
    age: float
    bond: Bond | None


def genre_label(name: str) -> str:
    """A genre as the engine knows it, however it is written."""
    return fold(name)[:LONGEST_WORD]


def listener_of(user: User, history: History, wishes: Wishes) -> Listener:
    """From what they heard, liked, collected, asked for and declared, in four statements besides the history's."""
    touches = [*_heard(history), *_chosen(user, history, wishes), *_asked(wishes)]
    declared = _declared(user)
    genres, moods = _texts(declared, 0), _texts(declared, 2)
    artists = [*wishes.more_artists[:DECLARED_READ], *_artists_named(_texts(declared, 1))]
    features = {label: text for text in moods for label in _mood_labels(text)}
    profile = _profile(
        touches,
        genres=[genre_label(text) for text in genres],
        artists=[each for each in dict.fromkeys(artists) if each not in wishes.hidden_artists],
        moods=list(features),
        plays=sum(not each.skipped for each in history.listens),
    )
    named = {**features, **{genre_label(text): text for text in genres}}
    return Listener(profile, _bonds(touches), named, frozenset(features))


def listener_after(chosen: Sequence[Track]) -> Listener:
    """Who goes on from tracks that they chose, in the order of playing."""
    touches = [Touch(track.pk, PLAYED, age, Bond.CHOSEN) for age, track in enumerate(reversed(chosen))]
    return Listener(_profile(touches), _bonds(touches))


def _profile(touches: Sequence[Touch], **declared: object) -> Profile:
    tracks = np.array([each.track_id for each in touches], np.int64)
    weights = np.array([each.weight for each in touches], np.float64)
    return Profile(tracks, weights, np.array([each.age for each in touches], np.float64), **declared)  # type: ignore[arg-type]


def _bonds(touches: Iterable[Touch]) -> dict[int, Bond]:
    """Of several bonds to one track, the one that says most."""
    strength = [Bond.COLLECTED, Bond.PLAYED, Bond.LIKED, Bond.ASKED, Bond.CHOSEN]
    tied = [(strength.index(each.bond), each) for each in touches if each.bond is not None]
    return {each.track_id: strength[rank] for rank, each in sorted(tied, key=lambda pair: pair[0])}


def _heard(history: History) -> Iterator[Touch]:
    for age, listen in enumerate(history.listens):
        weight, bond = (SKIPPED, None) if listen.skipped else (PLAYED, Bond.PLAYED)
        yield Touch(listen.track_id, weight, age, bond)


def _chosen(user: User, history: History, wishes: Wishes) -> Iterator[Touch]:
    """The newest favourites and entries of playlists, as old as the listens of their time."""
    newer = [-each.at.timestamp() for each in history.listens]

    def age(moment: datetime) -> float:
        return float(bisect_left(newer, -moment.timestamp()))

    favorites = Favorite.objects.visible_to(user).newest_first()
    playlists = Playlist.objects.owned_by(user).latest_first().values("pk")[:PLAYLISTS_READ]
    entries = PlaylistTrack.objects.filter(playlist__in=playlists, added_by=user).order_by("-added_at", "-id")
    for rows, most, weight, bond in (
        (favorites, LIKES_READ, LIKED, Bond.LIKED),
        (entries, ENTRIES_READ, COLLECTED, Bond.COLLECTED),
    ):
        shown = rows.filter(track__is_hidden=False, track__artist__is_hidden=False)
        for track_id, artist_id, moment in shown.values_list("track_id", "track__artist_id", "added_at")[:most]:
            if track_id not in wishes.hidden_tracks and artist_id not in wishes.hidden_artists:
                yield Touch(track_id, weight, age(moment), bond)


def _asked(wishes: Wishes) -> Iterator[Touch]:
    for age, track_id in enumerate(wishes.more_tracks[:LIKES_READ]):
        yield Touch(track_id, ASKED, age, Bond.ASKED)


def _declared(user: User) -> tuple[object, ...]:
    """JSON columns that clients fill: genres, artists, moods."""
    rows = Account.objects.filter(user=user).values_list("favorite_genres", "favorite_artists", "moods")
    return rows.first() or ((), (), ())


def _texts(declared: tuple[object, ...], place: int) -> list[str]:
    """Anything but a list of texts counts as none."""
    column = declared[place]
    return [text for text in column if isinstance(text, str)][:DECLARED_READ] if isinstance(column, list) else []


def _mood_labels(text: str) -> list[str]:
    """A mood may be the name of a genre, or words of titles."""
    return [genre_label(text), *(f"word:{word[:LONGEST_WORD]}" for word in _WORD.findall(fold(text)))]


def _artists_named(names: Sequence[str]) -> list[int]:
    folded = [fold(name) for name in names]
    if not folded:
        return []
    rows = Artist.objects.shown().filter(search_name__in=folded).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:ARTISTS_READ])
