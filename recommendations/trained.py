"""What the trained model proposes, and why: the first source of everything that is recommended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from accounts.models import User
from catalogue.models import Artist, Track
from recommendations import serving, wording
from recommendations.candidates import Candidate, Proposal, fading
from recommendations.engine import Cause, Explanation, Filters, Model, Slot, Surface
from recommendations.engine.choosing import Recommended as Ranked
from recommendations.profiles import Listener
from recommendations.taste import Bond, Taste
from recommendations.wishes import Wishes

SOURCE = "model"
AHEAD = 3
"""Asked for of each wanted track, since some of what is proposed may not be played or was liked already."""
SLOT_EVERY = 10
"""Places of a list for one new track."""
POPULAR = 200


def slots_of(limit: int) -> int:
    """How many places of a list are kept for tracks that nobody has played yet."""
    return limit // SLOT_EVERY


def artist_share(limit: int) -> int:
    """How many tracks of a list one artist may have."""
    return max(2, limit // 8)


@dataclass(frozen=True, slots=True)
class Asking:
    """A model, who it is asked for, and what for."""

    model: Model
    listener: Listener
    surface: Surface

    def proposals(
        self,
        *,
        limit: int,
        exclude: Collection[int],
        wishes: Wishes,
        seed: int = 0,
        slots: int = 0,
        per_artist: int | None = None,
        only: Collection[int] | None = None,
    ) -> list[Proposal]:
        """In their order, without reasons: `explained` finds those for what is really given."""
        filters = Filters(
            hidden_tracks=wishes.hidden_tracks,
            hidden_artists=wishes.hidden_artists,
            per_artist=per_artist,
            new_slots=slots * AHEAD,
            seed=seed,
            only=only,
        )
        found = self.model.recommend(
            self.listener.profile, n=limit * AHEAD, surface=self.surface, exclude=exclude, filters=filters
        )
        return list(_as_proposals(found))

    def reasons(self, proposed: Mapping[int, str]) -> dict[int, str]:
        """Why the listener gets each of these tracks, whose slots are given; two statements for all of them."""
        why = {key: self.model.explain(self.listener.profile, key, surface=self.surface) for key in proposed}
        names = Names.of(why.values())
        return {key: _in_words(why[key], self.listener, names, new=slot == Slot.NEW) for key, slot in proposed.items()}


def day_seed(user: User, day: date) -> int:
    """What is drawn for a listener is drawn anew each day."""
    return int.from_bytes(blake2b(f"{user.pk}:{day}".encode(), digest_size=4).digest())


def _as_proposals(found: Iterable[Ranked]) -> Iterator[Proposal]:
    """Without what is merely popular: charts and related tracks come before that."""
    for each in found:
        if each.slot is not Slot.POPULAR:
            yield Proposal(each.track, max(each.score, 1e-9), "", SOURCE, each.slot.value, each.propensity)


class PopularHere:
    """What is popular and trending with the listeners that the model was trained on."""

    name = "popular"
    weight = 1.0

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        model = serving.current_model()
        if model is None:
            return
        heard = model.popularity > 0
        popular = [int(place) for place in model.popular_first[:POPULAR] if heard[place]]
        for rank, place in enumerate(popular):
            yield Candidate(model.id_of(place), fading(rank), wording.POPULAR_HERE)


@dataclass(frozen=True, slots=True)
class Names:
    """Titles with artists of tracks, and names of artists, by their keys."""

    tracks: Mapping[int, tuple[str, str]]
    artists: Mapping[int, str]

    @classmethod
    def of(cls, explanations: Iterable[Explanation]) -> Names:
        why = list(explanations)
        tracks = {each.track for each in why if each.track is not None}
        artists = {each.id for each in why if each.cause is Cause.ARTIST}
        titles = Track.objects.filter(pk__in=tracks).values_list("pk", "title", "artist__name") if tracks else []
        named = Artist.objects.filter(pk__in=artists).values_list("pk", "name") if artists else []
        return cls({key: (title, artist) for key, title, artist in titles}, dict(named))


def _in_words(why: Explanation, listener: Listener, names: Names, *, new: bool) -> str:
    said = _of_track(why, listener, names) or _of_declared(why, listener, names)
    if new:
        return f"New: {said[0].lower()}{said[1:]}" if said else wording.NEW_HERE
    return said or wording.POPULAR_HERE


def _of_track(why: Explanation, listener: Listener, names: Names) -> str:
    """Names a track only if the listener has that bond to it."""
    bond: Bond | None = listener.bonds.get(why.track) if why.track is not None else None
    if bond is None or why.track not in names.tracks:
        return ""
    title, artist = names.tracks[why.track]
    if why.cause is Cause.ARTIST:
        return wording.more_by(bond, artist=names.artists.get(why.id, artist), title=title)
    return wording.because(bond, wording.label_of(title, artist))


def _of_declared(why: Explanation, listener: Listener, names: Names) -> str:
    if why.cause is Cause.ARTIST and why.id in names.artists and why.track is None:
        return f"By {names.artists[why.id]}, an artist you like"
    if why.cause is Cause.GENRE and why.id in listener.named:
        written = listener.named[why.id]
        return wording.for_mood(written) if why.id in listener.moods else f"From {written}, a genre you like"
    return ""


def given_by_model(sources: Sequence[str]) -> bool:
    """Whether most of a list comes from the model."""
    return 2 * sum(source == SOURCE for source in sources) > len(sources)
