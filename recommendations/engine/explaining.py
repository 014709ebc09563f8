"""Why a track is recommended: the largest term of the sum, never something the listener did not play or declare."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from recommendations.engine.columns import Floats, Ints
from recommendations.engine.profile import Profile
from recommendations.engine.scoring import declared_artists, declared_features
from recommendations.engine.summing import TABLES
from recommendations.engine.tuning import Surface, Table

if TYPE_CHECKING:
    from recommendations.engine.model import Model


class Cause(StrEnum):
    TRACK = "track"
    ARTIST = "artist"
    GENRE = "genre"
    POPULAR = "popular"


@dataclass(frozen=True, slots=True)
class Explanation:
    """``id`` is the played track, the played or declared artist or the declared genre, None for what is popular.

    ``track`` is the played track where one lies behind it. ``share`` is the term's part, 0 to 1, of all that speaks
    for the recommendation in the same way.
    """

    cause: Cause
    id: Any = None
    track: Any = None
    table: Table | None = None
    share: float = 0.0


def explanation(model: Model, profile: Profile, track: Any, surface: Surface) -> Explanation:
    place = int(model.locate(np.array([track]))[0])
    if place < 0:
        return Explanation(Cause.POPULAR)
    seeds, weights = model.seeds(profile, surface)
    liked = (weights > 0) & (seeds != place)
    seeds, weights = seeds[liked], weights[liked]
    terms, tables = _terms(model, place, seeds)
    terms = terms * weights
    declared = _declared(model, profile, place)
    if terms.max(initial=0.0) > 0 and (declared is None or profile.declared_share <= 0.5):
        return _played(model, seeds, terms, tables)
    return declared or _alike(model, place, seeds, weights)


def _terms(model: Model, place: int, seeds: Ints) -> tuple[Floats, list[Table | None]]:
    """What each seed's row says about a track, and through which table."""
    values = np.zeros(len(seeds))
    tables: list[Table | None] = [None] * len(seeds)
    rows = model.neighbours
    for number, seed in enumerate(seeds.tolist()):
        if seed >= len(model) or place >= len(model):
            continue
        start, stop = int(rows.starts[seed]), int(rows.starts[seed + 1])
        at = start + int(np.searchsorted(rows.tracks[start:stop], place))
        if at < stop and rows.tracks[at] == place:
            values[number], tables[number] = float(rows.weights[at]), TABLES[int(rows.source[at])]
    return values, tables


def _played(model: Model, seeds: Ints, terms: Floats, tables: list[Table | None]) -> Explanation:
    best = int(terms.argmax())
    share = float(terms[best] / terms.sum())
    track, artist = model.id_of(int(seeds[best])), int(model.artist[seeds[best]])
    if tables[best] is Table.ARTIST and artist >= 0:
        return Explanation(Cause.ARTIST, model.artists[artist].item(), track, Table.ARTIST, share)
    return Explanation(Cause.TRACK, track, track, tables[best], share)


def _declared(model: Model, profile: Profile, place: int) -> Explanation | None:
    """A declared artist who plays it, or the declared genre that it has most of."""
    artist = int(model.artist[place])
    _, artists, _ = declared_artists(model, profile.artists)
    if artist >= 0 and artist in artists.tolist():
        return Explanation(Cause.ARTIST, model.artists[artist].item(), table=Table.ARTIST, share=1.0)
    _, features, weights = declared_features(model, profile)
    if not len(features):
        return None
    has = model.features[[place]].toarray()[0][features] * weights
    if has.max(initial=0.0) <= 0:
        return None
    best = int(has.argmax())
    name = str(model.vocabulary.names[features[best]])
    return Explanation(Cause.GENRE, name, table=Table.FEATURES, share=float(has[best] / has.sum()))


def _alike(model: Model, place: int, seeds: Ints, weights: Floats) -> Explanation:
    """For a track without neighbours: the heaviest played track of its artist, or with most of its features."""
    artist = int(model.artist[place])
    same = weights * (model.artist[seeds] == artist) if artist >= 0 else np.zeros(len(seeds))
    if same.max(initial=0.0) > 0:
        track = model.id_of(int(seeds[same.argmax()]))
        share = float(same.max() / same.sum())
        return Explanation(Cause.ARTIST, model.artists[artist].item(), track, Table.ARTIST, share)
    alike = weights * (model.features[seeds] @ model.features[[place]].toarray()[0])
    if alike.max(initial=0.0) <= 0:
        return Explanation(Cause.POPULAR)
    track = model.id_of(int(seeds[alike.argmax()]))
    return Explanation(Cause.TRACK, track, track, Table.FEATURES, float(alike.max() / alike.sum()))
