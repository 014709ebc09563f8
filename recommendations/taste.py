"""What a listener has shown to like, in a bounded number of rows however long their history is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from itertools import islice
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Profile, User
from analytics.models import Activity
from catalogue.models import Genre, Track
from catalogue.text import fold
from playlists.models import Favorite, Playlist, PlaylistTrack

HEARD = 100
"""Distinct tracks heard last that are not proposed again."""
LISTENS_READ = 400
"""Newest listens that are looked at: enough to hold 100 distinct tracks of a listener who repeats some."""
SEEDS = 50
"""Tracks that stand for the listener's taste."""
LIKES_READ = 50
PLAYLISTS_READ = 5
ENTRIES_READ = 50

PLAY_FADES = 0.98
"""Each listen counts this much of the one after it: half after about 35 listens."""
CHOSEN_FADES = 0.87
"""Of the tracks that a radio goes on from: half after about five, since it is about what comes next."""
LIKE_WEIGHT = 1.5
PLAYLIST_WEIGHT = 0.75
DECLARED_WEIGHT = 3.0
"""Of a genre named in the profile: as much as three fresh plays."""


class Bond(Enum):
    """How the listener came by a track; the words stand in a reason."""

    PLAYED = "played"
    LIKED = "liked"
    COLLECTED = "collected"
    ASKED = "asked for more"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Seed:
    """A track that candidates are looked up by. ``weight`` is above 0."""

    track_id: int
    title: str
    artist_id: int
    artist: str
    genre_id: int | None
    bond: Bond
    weight: float

    @property
    def label(self) -> str:
        return f"{self.title} by {self.artist}"


@dataclass(frozen=True, slots=True)
class GenreTaste:
    """``bond`` is None when the listener's profile names the genre; ``label`` is the seed that stands for it."""

    id: int
    name: str
    weight: float
    bond: Bond | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Taste:
    """``seeds`` and ``genres`` come heaviest first. ``listener`` is whose recommendations these are."""

    listener: User
    seeds: Sequence[Seed] = ()
    genres: Sequence[GenreTaste] = ()


@dataclass(frozen=True, slots=True)
class Listen:
    track_id: int
    artist_id: int
    skipped: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """``heard`` are the keys of the last distinct tracks, newest first; ``seeds`` may name a track more than once.

    ``listens`` are the newest, too, without what moderators took out.
    """

    heard: list[int] = field(default_factory=list)
    seeds: list[Seed] = field(default_factory=list)
    listens: list[Listen] = field(default_factory=list)


# What a seed is made of, in the order of its fields.
_SEED = (
    F("track_id"),
    F("track__title"),
    F("track__artist_id"),
    F("track__artist__name"),
    Coalesce("track__genre_id", "track__album__genre_id"),
)
_PLAY = Activity.Action.PLAY
_HIDDEN = Q(track__is_hidden=True) | Q(track__artist__is_hidden=True)
"""What moderators took out is not named in reasons either."""


def history_of(user: User) -> History:
    """The newest listens, in one statement. What was skipped counts as heard, and says nothing of taste."""
    listens = Activity.objects.visible_to(user).listens().newest_first()
    columns = (*_SEED, "action", "timestamp", "track__is_hidden", "track__artist__is_hidden")
    rows: list[Any] = list(listens.values_list(*columns)[:LISTENS_READ])
    heard = list(islice(dict.fromkeys(row[0] for row in rows), HEARD))
    shown = [row for *row, hidden, silenced in rows if not (hidden or silenced)]
    plays = [seed for *seed, action, _ in shown if action == _PLAY]
    seeds = [_seed(row, Bond.PLAYED, PLAY_FADES**age) for age, row in enumerate(plays)]
    return History(heard, seeds, [Listen(row[0], row[2], row[-2] != _PLAY, row[-1]) for row in shown])


def taste_of(user: User, history: History) -> Taste:
    """What the listener played, liked, put into playlists and named in their profile, in four statements."""
    seeds = _combined([*history.seeds, *_liked(user), *_collected(user)])
    declared = Profile.objects.filter(user=user).values_list("favorite_genres", flat=True).first()
    return Taste(user, seeds[:SEEDS], _genres(seeds, declared))


def taste_for(user: User, chosen: Sequence[Track]) -> Taste:
    """The taste that ``chosen`` tracks stand for, the last one the most; tracks with artist and album loaded."""
    seeds = [_chosen(track, CHOSEN_FADES**age) for age, track in enumerate(reversed(chosen[-SEEDS:]))]
    combined = _combined(seeds)
    return Taste(user, combined, _genres(combined, None))


def _seed(row: Sequence[Any], bond: Bond, weight: float) -> Seed:
    """``row`` holds the columns of `_SEED`."""
    track_id, title, artist_id, artist, genre_id = row
    return Seed(track_id, title, artist_id, artist, genre_id, bond, weight)


def _chosen(track: Track, weight: float) -> Seed:
    genre_id = track.genre_id or (track.album.genre_id if track.album else None)
    return Seed(track.pk, track.title, track.artist_id, track.artist.name, genre_id, Bond.CHOSEN, weight)


def _liked(user: User) -> Iterator[Seed]:
    liked = Favorite.objects.visible_to(user).exclude(_HIDDEN).newest_first()
    rows = liked.values_list(*_SEED)[:LIKES_READ]
    for age, row in enumerate(rows):
        yield _seed(row, Bond.LIKED, LIKE_WEIGHT * PLAY_FADES**age)


def _collected(user: User) -> Iterator[Seed]:
    """What the listener put into the playlists of theirs that changed last."""
    playlists = Playlist.objects.owned_by(user).latest_first().values("pk")[:PLAYLISTS_READ]
    entries = PlaylistTrack.objects.filter(playlist__in=playlists, added_by=user).exclude(_HIDDEN)
    rows = entries.order_by("-added_at", "-id").values_list(*_SEED)[:ENTRIES_READ]
    for age, row in enumerate(rows):
        yield _seed(row, Bond.COLLECTED, PLAYLIST_WEIGHT * PLAY_FADES**age)


def _combined(seeds: Iterable[Seed]) -> list[Seed]:
    """One seed per track, heaviest first: the weights add up, the strongest bond stays."""
    by_track: dict[int, list[Seed]] = defaultdict(list)
    for seed in seeds:
        by_track[seed.track_id].append(seed)
    combined = [_one(same) for same in by_track.values()]
    return sorted(combined, key=lambda seed: (-seed.weight, seed.track_id))


def _one(same: list[Seed]) -> Seed:
    first = max(same, key=lambda seed: seed.weight)
    total = sum(seed.weight for seed in same)
    return replace(first, weight=total)


def _genres(seeds: Sequence[Seed], declared: object) -> list[GenreTaste]:
    """The genres of the seeds and those that the profile names, however they are written; one statement."""
    strongest: dict[int, Seed] = {}
    weights: dict[int, float] = defaultdict(float)
    for seed in seeds:
        if seed.genre_id is not None:
            weights[seed.genre_id] += seed.weight
            strongest.setdefault(seed.genre_id, seed)
    named = _folded_names(declared)
    found = []
    for genre in Genre.objects.all():
        like = fold(genre.name) in named
        if like or genre.pk in weights:
            found.append(_genre_taste(genre, weights.get(genre.pk, 0.0), strongest.get(genre.pk), like=like))
    return sorted(found, key=lambda genre: (-genre.weight, genre.id))


def _genre_taste(genre: Genre, weight: float, seed: Seed | None, *, like: bool) -> GenreTaste:
    if like or seed is None:
        return GenreTaste(genre.pk, genre.name, weight + DECLARED_WEIGHT, None)
    return GenreTaste(genre.pk, genre.name, weight, seed.bond, seed.label)


def _folded_names(declared: object) -> set[str]:
    """``declared`` is a JSON column that clients fill: anything but a list of names counts as none."""
    names = declared if isinstance(declared, list) else []
    return {fold(name) for name in names[:100] if isinstance(name, str)}
