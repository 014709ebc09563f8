"""Playlists made for a listener out of one genre."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from catalogue.charts import EVERYTHING, find_genre, genre_track_rows
from catalogue.errors import CatalogueUnavailable
from catalogue.models import Genre, Track
from catalogue.stored import BY_RANK
from integrations.budget import Budget
from playlists.models import Playlist
from playlists.services import append_tracks, create_playlist
from recommendations.candidates import fading
from recommendations.errors import NothingToPlay
from recommendations.filters import playable, without_copies
from recommendations.ranking import ranked
from recommendations.sources import artists_of
from recommendations.spread import spread
from recommendations.taste import history_of, taste_of
from recommendations.wishes import wishes_of

CHARTED = 100
STORED = 200
FAMILIAR_ARTISTS = 20
FAMILIAR_TRACKS = 200


@dataclass(frozen=True, slots=True)
class Generated:
    playlist: Playlist
    genre: Genre


def generate_playlist(*, owner: User, genre_number: int | None, genre_name: str, name: str, limit: int) -> Generated:
    """A playlist of up to ``limit`` tracks of the genre, those by artists whom the listener plays first.

    ``genre_number`` wins over ``genre_name``; an empty ``name`` is made up. Raises GenreNotFound, CatalogueUnavailable
    (the genre's chart cannot be had and we hold nothing of the genre) and NothingToPlay; then no playlist is made.
    """
    budget = Budget()
    genre = find_genre(number=genre_number, name=genre_name, budget=budget)
    tracks = _tracks(owner, genre, limit, budget)
    playlist = _stored(owner, name or f"{genre.name} mix", genre, tracks)
    return Generated(playlist, genre)


@transaction.atomic
def _stored(owner: User, name: str, genre: Genre, tracks: list[Track]) -> Playlist:
    playlist = create_playlist(owner=owner, name=name, description=f"A mix of {genre.name} tracks.")
    append_tracks(playlist=playlist, tracks=tracks, by=owner)
    return playlist


def _tracks(user: User, genre: Genre, limit: int, budget: Budget) -> list[Track]:
    """What the listener's artists have in the genre, then its chart, then the rest of what we hold.

    Nothing that the listener hides.
    """
    familiar, stored = _by_familiar_artists(user, genre), _stored_of(genre)
    charted = _charted(genre, budget, may_fail=bool(familiar or stored))
    wishes = wishes_of(user)
    tracks = without_copies(filter(wishes.permits, [*familiar, *charted, *stored]), set())
    if not tracks:
        raise NothingToPlay
    scores = dict(_scores([familiar, charted, stored]))
    return spread(ranked(tracks, scores), limit=limit)


def _charted(genre: Genre, budget: Budget, *, may_fail: bool) -> list[Track]:
    try:
        rows = genre_track_rows(genre.number, limit=CHARTED, budget=budget)
    except CatalogueUnavailable:
        if not may_fail:
            raise
        return []
    kept = {track.pk for track in playable().filter(pk__in=[row.pk for row in rows])}
    return [row for row in rows if row.pk in kept]


def _by_familiar_artists(user: User, genre: Genre) -> list[Track]:
    """Those of the artist the listener plays most come first."""
    artists = artists_of(taste_of(user, history_of(user)).seeds)[:FAMILIAR_ARTISTS]
    places = {artist.id: place for place, artist in enumerate(artists)}
    rows = _playable_of(genre).filter(artist__in=list(places)).order_by(*BY_RANK)[:FAMILIAR_TRACKS]
    return sorted(rows, key=lambda track: places[track.artist_id])


def _stored_of(genre: Genre) -> list[Track]:
    """The most popular first, then those whose popularity is unknown."""
    ranked_rows = _playable_of(genre).filter(rank__isnull=False).order_by("-rank", "pk")[:STORED]
    return [*ranked_rows, *_playable_of(genre).filter(rank=None).order_by("-pk")[:STORED]]


def _playable_of(genre: Genre) -> QuerySet[Track]:
    """The genre that means everything is no row, and no track has it."""
    return playable() if genre.number == EVERYTHING else playable().filter(genre=genre)


def _scores(parts: Iterable[list[Track]]) -> Iterator[tuple[int, float]]:
    """From 1 for what comes first towards 0; a track counts where it stands first."""
    in_order = list(dict.fromkeys(track.pk for part in parts for track in part))
    for place, key in enumerate(in_order):
        yield key, fading(place)
