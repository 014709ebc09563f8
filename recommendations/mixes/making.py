"""The mixes of each kind: which tracks, in which order, and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from analytics.models import Activity
from catalogue.models import Genre, Track
from recommendations import wording
from recommendations.engine import Surface
from recommendations.filters import playable, without_copies
from recommendations.mixes.basis import PER_ARTIST, TRACKS, Basis, artists_in_words
from recommendations.models import Mix
from recommendations.ranking import Recommended
from recommendations.sources import artists_of
from recommendations.spread import spread
from recommendations.taste import Bond, Seed

MOODS = 6
"""Daily moods of one listener, at most."""
CLUSTER = 3
"""Tracks that make a taste of their own."""
FAMILIAR = 8
"""Tracks of a daily mood that the listener knows."""
HEARD_READ = 5_000
"""Newest listens whose tracks are no discovery."""
REPEATED_WITHIN = timedelta(days=30)
RELEASED_WITHIN = timedelta(days=90)
RELEASES_READ = 400

Kind = Mix.Kind
_FAMILIAR = {
    Bond.PLAYED: "You played this lately",
    Bond.LIKED: "You like this",
    Bond.COLLECTED: "From a playlist of yours",
    Bond.ASKED: "You asked for more like this",
    Bond.CHOSEN: "You chose this",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A mix that was made and is not stored."""

    name: str
    description: str
    tracks: Sequence[Recommended]


def daily_moods(basis: Basis) -> Iterator[Draft]:
    """One for each taste in what the listener heard, then one for each declared mood; a newcomer gets one of charts."""
    made = 0
    for name, seeds in [*_clusters(basis)][:MOODS]:
        made += 1
        yield _of_cluster(basis, name, seeds)
    labels = defaultdict(list)
    for label, written in basis.listener.named.items():
        if label in basis.listener.moods:
            labels[written].append(label)
    for written, of_mood in [*labels.items()][: MOODS - made]:
        yield _of_mood(basis, written, of_mood)
    if not made:
        found = basis.found(basis.listener, basis.taste, surface=Surface.DAILY, left_out=(), everybody=True)
        yield Draft("Your Daily Mood", "To begin with.", found)


def discover_weekly(basis: Basis) -> Iterator[Draft]:
    """Tracks that the listener has never heard."""
    heard = Activity.objects.visible_to(basis.user).listens().newest_first().values_list("track", flat=True)
    left_out = list(dict.fromkeys([*heard[:HEARD_READ], *(seed.track_id for seed in basis.taste.seeds)]))
    found = basis.found(
        basis.listener,
        basis.taste,
        surface=Surface.WEEKLY,
        left_out=left_out,
        slots=TRACKS // 10,
        keeps_liked=False,
        everybody=True,
    )
    yield Draft("Discover Weekly", "New to you: tracks that you have not heard yet, each week others.", found)


def on_repeat(basis: Basis) -> Iterator[Draft]:
    """What the listener played most in the last 30 days, twice at least."""
    plays = Activity.objects.visible_to(basis.user).plays().filter(timestamp__gte=timezone.now() - REPEATED_WITHIN)
    counted = plays.values_list("track").annotate(times=Count("pk")).filter(times__gte=2).order_by("-times", "track")
    times = dict(counted[: 2 * TRACKS])
    rows = {track.pk: track for track in playable().filter(pk__in=list(times))}
    tracks = [rows[key] for key in times if key in rows and basis.wishes.permits(rows[key])]
    found = [
        Recommended(track, f"You played this {times[track.pk]} times in the last 30 days", "history")
        for track in without_copies(tracks, set())[:TRACKS]
    ]
    yield Draft("On repeat", "What you play again and again.", found)


def new_releases(basis: Basis) -> Iterator[Draft]:
    """What came out in the last 90 days by artists that the listener knows, then in their genres."""
    artists = {artist.id: artist for artist in artists_of(basis.taste.seeds)}
    genres = {genre.id: genre for genre in basis.taste.genres}
    since, until = basis.day - RELEASED_WITHIN, basis.day
    new = Q(release_date__range=(since, until)) | Q(release_date=None, album__release_date__range=(since, until))
    rows = playable().filter(new).exclude(pk__in=basis.history.heard)
    by_artist = rows.filter(artist__in=list(artists)).order_by("-pk")[:RELEASES_READ]
    of_genre = rows.filter(Q(genre__in=list(genres)) | Q(genre=None, album__genre__in=list(genres))).order_by("-pk")
    known = sorted(by_artist, key=lambda track: -artists[track.artist_id].weight)
    also = sorted(of_genre[:RELEASES_READ], key=lambda track: -genres[_genre_of(track)].weight)
    reasons = {
        track.pk: f"New in {genres[_genre_of(track)].name}, " + _genre(basis, _genre_of(track)) for track in also
    }
    for track in known:
        seed = artists[track.artist_id].seed
        more = wording.more_by(seed.bond, artist=seed.artist, title=seed.title)
        reasons[track.pk] = f"New{more.removeprefix('More')}"
    permitted = without_copies(filter(basis.wishes.permits, [*known, *also]), set())
    found = [Recommended(track, reasons[track.pk], "release") for track in _in_turns(permitted)[:TRACKS]]
    yield Draft("New releases for you", "Out in the last 90 days, by artists and in genres of yours.", found)


Make = Callable[[Basis], Iterator[Draft]]
KINDS: dict[str, Make] = {
    Kind.DAILY_MOOD: daily_moods,
    Kind.DISCOVER_WEEKLY: discover_weekly,
    Kind.ON_REPEAT: on_repeat,
    Kind.NEW_RELEASES: new_releases,
}


def _clusters(basis: Basis) -> Iterator[tuple[str, list[Seed]]]:
    """The listener's seeds by genre, the heaviest genre first; what is left over makes one more."""
    by_genre: dict[int | None, list[Seed]] = defaultdict(list)
    for seed in basis.taste.seeds:
        by_genre[seed.genre_id].append(seed)
    own = {key: seeds for key, seeds in by_genre.items() if key is not None and len(seeds) >= CLUSTER}
    names = dict(Genre.objects.filter(pk__in=list(own)).values_list("pk", "name"))
    for key in sorted(own, key=lambda each: -sum(seed.weight for seed in own[each]))[: MOODS - 1]:
        yield f": {names.get(key, '')}", own[key]
    rest = [seed for seed in basis.taste.seeds if seed.genre_id not in own]
    if len(rest) >= CLUSTER or (rest and not own):
        yield "", rest


def _of_cluster(basis: Basis, name: str, seeds: Sequence[Seed]) -> Draft:
    """What the listener knows of that taste, each between new ones."""
    familiar = _familiar(basis, seeds)
    listener, taste = basis.part({seed.track_id for seed in seeds})
    left_out = [*(seed.track_id for seed in seeds)]
    found = basis.found(listener, taste, surface=Surface.DAILY, left_out=left_out, limit=TRACKS - len(familiar))
    known = {each.track.pk: each for each in [*familiar, *found]}
    mixed = _interleaved(familiar, found)
    placed = spread([each.track for each in mixed], limit=TRACKS)
    tracks = [known[track.pk] for track in placed]
    return Draft(f"Your Daily Mood{name}"[:200], artists_in_words(placed)[:500], tracks)


def _of_mood(basis: Basis, written: str, labels: Sequence[str]) -> Draft:
    """Only what the model has for that mood, and nothing that is there for being popular."""
    nobody = replace(basis.taste, seeds=(), genres=())
    found = basis.found(basis.mood(labels), nobody, surface=Surface.DAILY, left_out=())
    words = wording.for_mood(written)
    return Draft(f"Your Daily Mood: {written}"[:200], words[:500], [each for each in found if each.reason == words])


def _familiar(basis: Basis, seeds: Sequence[Seed]) -> list[Recommended]:
    rows = {track.pk: track for track in playable().filter(pk__in=[seed.track_id for seed in seeds])}
    bonds = {seed.track_id: seed.bond for seed in seeds}
    tracks = without_copies([rows[key] for key in bonds if key in rows and basis.wishes.permits(rows[key])], set())
    return [Recommended(track, _FAMILIAR[bonds[track.pk]], "history") for track in tracks[:FAMILIAR]]


def _interleaved(familiar: Sequence[Recommended], found: Sequence[Recommended]) -> list[Recommended]:
    """Familiar ones evenly among the others, one of them first."""
    every = max(1, (len(familiar) + len(found)) // max(1, len(familiar)))
    rest, mixed = list(found), []
    for each in familiar:
        mixed += [each, *rest[: every - 1]]
        rest = rest[every - 1 :]
    return [*mixed, *rest]


def _in_turns(tracks: Sequence[Track]) -> list[Track]:
    """One of each artist, then the second ones, as far as an artist's share goes."""
    turns: Counter[int] = Counter()
    turn = {}
    for track in tracks:
        turn[track.pk] = turns[track.artist_id]
        turns[track.artist_id] += 1
    return sorted((track for track in tracks if turn[track.pk] <= PER_ARTIST), key=lambda track: turn[track.pk])


def _genre_of(track: Track) -> int:
    own = track.genre_id or (track.album.genre_id if track.album else None)
    return own or 0


def _genre(basis: Basis, key: int) -> str:
    genre = next(each for each in basis.taste.genres if each.id == key)
    return wording.of_genre(genre.bond, genre.label)
