"""A trained model, memory-mapped: several processes that load it share one copy of its arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommendations.engine import arrivals as arriving
from recommendations.engine import artefact, versions
from recommendations.engine.affinity import affinities
from recommendations.engine.arrivals import Arrivals
from recommendations.engine.choosing import Filters, Recommended
from recommendations.engine.columns import Floats, Ids, Ints, Items, places
from recommendations.engine.errors import ModelUnreadable
from recommendations.engine.explaining import Explanation, explanation
from recommendations.engine.listing import listed, permitted, top
from recommendations.engine.profile import Profile
from recommendations.engine.rows import empty
from recommendations.engine.scoring import seed_scores
from recommendations.engine.summing import Neighbours
from recommendations.engine.tuning import Config, Surface
from recommendations.engine.vocabulary import Vocabulary


class Model:
    """Tracks have places: those trained on from 0 to ``len(model)``, then the arrivals."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any], arrived: Arrivals | None) -> None:
        arrays = {name: np.asarray(array) for name, array in arrays.items()}  # plain views of the same pages
        self._arrays = arrays
        self.facts = header
        self.config = _config(header)
        self.tracks: Ids = arrays["tracks"]
        self.artists: Ids = arrays["artists"]
        self.albums: Ids = arrays["albums"]
        self.popularity: Ints = arrays["popularity"]
        self.trending: NDArray[np.float32] = arrays["trending"]
        self.vocabulary = Vocabulary(arrays["feature_names"], arrays["feature_rarity"])
        rows = ("neighbour_starts", "neighbours", "weights", "sources")
        self.neighbours = Neighbours(*(arrays[name] for name in rows))
        words, size = len(self.vocabulary.names), len(self.tracks)
        self.feature_leaders = _table(arrays, "feature_leaders", (words, size))
        self.artist_leaders = _table(arrays, "artist_leaders", (len(self.artists), size))
        self.feature_fans = _table(arrays, "feature_fans", (words, size))
        self.artist_fans = _table(arrays, "artist_fans", (len(self.artists), size))
        features = _table(arrays, "features", (size, words))
        nothing = np.zeros(0, np.int64)
        self.arrivals = arrived or Arrivals(self.tracks[:0], nothing, nothing, empty(0, words), empty(0, size))
        self.artist: Ints = np.concatenate([arrays["artist"], self.arrivals.artist]).astype(np.int64)
        self.album: Ints = np.concatenate([arrays["album"], self.arrivals.album]).astype(np.int64)
        self.features = sp.csr_array(sp.vstack([features, self.arrivals.features], format="csr"))
        self.popular_first = _popular_first(self.popularity, self.trending)
        unheard = np.flatnonzero(self.popularity == 0)
        self.unheard: Ints = np.concatenate([unheard, np.arange(size, size + len(self.arrivals))])

    @classmethod
    def load(cls, directory: Path | str, *, verify: bool = False) -> Model:
        """The model in a version's folder, or the published one of a folder of versions.

        Raises ModelUnreadable. ``verify`` compares checksums, which reads every byte.
        """
        folder = Path(directory)
        if (folder / versions.POINTER).exists():
            folder = versions.current(folder)
        arrays, header = artefact.read(folder, verify=verify)
        try:
            found = arriving.load(folder)
            return cls(arrays, header, arriving.joined(found) if found else None)
        except (KeyError, ValueError, TypeError) as fault:
            raise ModelUnreadable(f"{folder} holds arrays that do not fit together: {fault}") from fault

    def __len__(self) -> int:
        return len(self.tracks)

    def locate(self, ids: Ids) -> Ints:
        """The place of each track, -1 for those that are not known."""
        at = places(ids, self.tracks)
        if len(self.arrivals):
            arrived = places(ids, self.arrivals.tracks)
            at = np.where((at < 0) & (arrived >= 0), arrived + len(self), at)
        return at

    def seeds(self, profile: Profile, surface: Surface) -> tuple[Ints, Floats]:
        """Places and weights of the tracks that stand for a listener on this surface."""
        half = self.config.discover_half if surface is Surface.DISCOVER else surface.half
        return profile.seeds(self.locate, self.artist, half)

    def id_of(self, place: int) -> Any:
        """A track's id, as a plain Python value."""
        if place < len(self):
            return self.tracks[place].item()
        return self.arrivals.tracks[place - len(self)].item()

    def recommend(
        self,
        profile: Profile,
        *,
        n: int = 20,
        surface: Surface | str = Surface.DISCOVER,
        exclude: Collection[Any] = (),
        filters: Filters | None = None,
    ) -> list[Recommended]:
        """At most ``n`` tracks, best first; never one of the profile's, an excluded or a hidden one, or one twice.

        What is missing for want of anything to go by is filled up with what is trending and popular.
        """
        return listed(self, profile, n, Surface(surface), exclude, filters or Filters())

    def similar(self, track_ids: Sequence[Any], *, n: int = 20, filters: Filters | None = None) -> list[Recommended]:
        """Tracks like these, best first. Fewer than ``n`` where the model knows of no more."""
        at = np.unique(self.locate(np.array(list(track_ids))))
        at = at[at >= 0]
        scores = seed_scores(self, at, np.ones(len(at)))
        scores[at[at < len(self)]] = 0
        chosen = top(self, permitted(self, scores, filters or Filters()), scores, n, filters or Filters())
        return [
            Recommended(self.id_of(place), float(scores[place]), position)
            for position, place in enumerate(chosen.tolist())
        ]

    def explain(self, profile: Profile, track: Any, *, surface: Surface | str = Surface.DISCOVER) -> Explanation:
        """Why this listener gets this track."""
        return explanation(self, profile, track, Surface(surface))

    def rank_new(self, profile: Profile, *, n: int = 20, filters: Filters | None = None) -> list[Recommended]:
        """Tracks that nobody has played, by what they are like, best first."""
        seeds = self.seeds(profile, Surface.DAILY)
        scores: Floats = np.zeros(len(self) + len(self.arrivals))
        scores[self.unheard] = affinities(self, self.unheard, seeds, profile)
        scores[seeds[0]] = 0
        chosen = top(self, permitted(self, scores, filters or Filters()), scores, n, filters or Filters())
        return [
            Recommended(self.id_of(place), float(scores[place]), position)
            for position, place in enumerate(chosen.tolist())
        ]

    def content_rows(self, items: Items) -> Arrivals:
        """Rows for tracks that came after the training; `Arrivals.save` keeps them, `with_arrivals` uses them."""
        return arriving.content_rows(self, items)

    def with_arrivals(self, arrived: Arrivals) -> Model:
        """This model with more tracks. The large arrays are shared."""
        both = arriving.joined([self.arrivals, arrived]) if len(self.arrivals) else arrived
        return Model(self._arrays, self.facts, both)


def _config(header: Mapping[str, Any]) -> Config:
    known = {field.name for field in fields(Config)}
    return replace(Config(), **{name: value for name, value in header["config"].items() if name in known})


def _table(arrays: Mapping[str, NDArray[Any]], name: str, shape: tuple[int, int]) -> sp.csr_array:
    """Empty where there is none of this name: models were made before there were fans."""
    if f"{name}_values" not in arrays:
        return empty(*shape)
    parts = (arrays[f"{name}_values"], arrays[f"{name}_columns"], arrays[f"{name}_starts"])
    return sp.csr_array(parts, shape=shape)


def _popular_first(popularity: Ints, trending: NDArray[np.float32]) -> Ints:
    """What to fall back to: half by what is trending, half by how many ever listened. Unheard tracks come last."""
    together = popularity / max(popularity.max(initial=0), 1) + trending / max(trending.max(initial=0.0), 1e-9)
    return np.argsort(-together, kind="stable")
