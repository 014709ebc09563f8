"""Candidates from the catalogue: related tracks, more by the same artists, and what is popular in a genre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalogue import questions
from catalogue.errors import CatalogueUnavailable
from catalogue.models import RelatedTrack, Track
from catalogue.resources import answer
from catalogue.store import store_tracks
from catalogue.stored import BY_RANK, track_record
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider
from recommendations import wording
from recommendations.candidates import Candidate, fading
from recommendations.taste import Bond, GenreTaste, Seed, Taste

RELATED_ARTISTS = 20
RELATED_PER_ARTIST = 25
OWN_ARTISTS = 10
OWN_TRACKS = 300
GENRES = 3
GENRE_TRACKS = 200
"""Above the number of tracks heard last that are left out, so that a genre is never used up."""


@dataclass(frozen=True, slots=True)
class ArtistTaste:
    """``seed`` is the heaviest of the artist's tracks."""

    id: int
    weight: float
    seed: Seed


def artists_of(seeds: Iterable[Seed]) -> list[ArtistTaste]:
    """The artists behind the seeds, heaviest first."""
    by_artist: dict[int, list[Seed]] = defaultdict(list)
    for seed in seeds:
        by_artist[seed.artist_id].append(seed)
    tastes = [
        ArtistTaste(artist_id, sum(seed.weight for seed in own), max(own, key=lambda seed: seed.weight))
        for artist_id, own in by_artist.items()
    ]
    return sorted(tastes, key=lambda taste: (-taste.weight, taste.id))


class RelatedTracks:
    """What providers play after music by the artists of the seeds."""

    name = "related"
    weight = 1.0

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        artists = {artist.id: artist for artist in artists_of(taste.seeds)[:RELATED_ARTISTS]}
        rows = RelatedTrack.objects.filter(artist__in=list(artists), position__lt=RELATED_PER_ARTIST)
        for artist_id, track_id, position in rows.values_list("artist_id", "track_id", "position"):
            seed = artists[artist_id].seed
            score = artists[artist_id].weight * fading(position)
            yield Candidate(track_id, score, wording.because(seed.bond, seed.label))


class RelatedNow:
    """What the provider plays after one track, asked at this moment: for an artist nothing was learned of yet."""

    name = "related"
    weight = 1.0

    def __init__(self, track: Track, budget: Budget) -> None:
        self._track = track
        self._budget = budget

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        try:
            records = answer(questions.related(track_record(self._track)), budget=self._budget)
        except (CatalogueUnavailable, NotFoundAtProvider):
            return
        for position, track in enumerate(store_tracks(records[:RELATED_PER_ARTIST])):
            label = wording.label_of(self._track.title, self._track.artist.name)
            yield Candidate(track.pk, fading(position), wording.because(Bond.CHOSEN, label))


class MoreByArtists:
    """Further tracks by the artists of the seeds, the popular ones first."""

    name = "artist"
    weight = 0.6

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        artists = {artist.id: artist for artist in artists_of(taste.seeds)[:OWN_ARTISTS]}
        rows = Track.objects.shown().filter(artist__in=list(artists)).order_by(*BY_RANK)
        places: dict[int, int] = defaultdict(int)
        for track_id, artist_id in rows.values_list("pk", "artist_id")[:OWN_TRACKS]:
            score = artists[artist_id].weight * fading(places[artist_id])
            places[artist_id] += 1
            seed = artists[artist_id].seed
            yield Candidate(track_id, score, wording.more_by(seed.bond, artist=seed.artist, title=seed.title))


class PopularInGenres:
    """What is popular in the listener's genres; tracks whose popularity is unknown come after the others."""

    name = "genre"
    weight = 0.5

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        genres = taste.genres[:GENRES]
        for genre in genres:
            ranked = Track.objects.shown().filter(genre=genre.id, rank__isnull=False).order_by("-rank", "pk")
            yield from _in_genre("Popular in", genre, list(ranked.values_list("pk", flat=True)[:GENRE_TRACKS]))
        if genres:
            yield from self._unranked({genre.id: genre for genre in genres})

    def _unranked(self, genres: dict[int, GenreTaste]) -> Iterator[Candidate]:
        rows = Track.objects.shown().filter(genre__in=list(genres), rank=None).order_by("-pk")
        by_genre: dict[int, list[int]] = defaultdict(list)
        for track_id, genre_id in rows.values_list("pk", "genre_id")[:GENRE_TRACKS]:
            by_genre[genre_id or 0].append(track_id)
        for genre_id, track_ids in by_genre.items():
            for candidate in _in_genre("From", genres[genre_id], track_ids):
                yield Candidate(candidate.track_id, candidate.score / 4, candidate.reason)


def _in_genre(how: str, genre: GenreTaste, track_ids: Sequence[int]) -> Iterator[Candidate]:
    why = wording.of_genre(genre.bond, genre.label)
    for place, track_id in enumerate(track_ids):
        yield Candidate(track_id, genre.weight * fading(place), f"{how} {genre.name}, {why}")
