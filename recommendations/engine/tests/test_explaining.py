from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.engine import Cause, Filters, Items, Labels, Model, Profile, Table
from recommendations.engine.tests.listening import UNHEARD, World, shared, world


@settings(max_examples=50, deadline=None)
@given(played=st.lists(st.tuples(st.integers(0, 119), st.sampled_from([-1.0, 1.0])), min_size=1, max_size=15))
def test_an_explanation_names_something_the_listener_played_and_liked(played: list[tuple[int, float]]) -> None:
    model, small = shared(), world()
    profile = Profile.from_plays([track for track, _ in played], [weight for _, weight in played])
    half = model.config.discover_half
    liking: dict[int, float] = {}
    for age, (track, weight) in enumerate(reversed(played)):
        liking[track] = liking.get(track, 0.0) + weight * half / (half + age)
    liked = {track for track, weight in liking.items() if weight > 0}
    for found in model.recommend(profile, n=5, filters=Filters(new_slots=1)):
        why = model.explain(profile, found.track)
        assert 0 <= why.share <= 1
        if why.cause is Cause.POPULAR:
            assert why.id is None
        else:
            assert why.track in liked
        if why.cause is Cause.ARTIST:
            assert why.id == small.artist[why.track]


def test_the_largest_term_is_the_reason(model: Model) -> None:
    why = model.explain(Profile.from_plays([80, 1]), 2)
    assert (why.cause, why.track) == (Cause.TRACK, 1)
    assert why.table in {Table.LISTENERS, Table.SEQUENCE, Table.ALBUM}


def test_a_newcomers_declared_genre_or_artist_is_the_reason(model: Model) -> None:
    genre = model.explain(Profile(genres=["jazz", "rock"]), 45)
    assert (genre.cause, genre.id, genre.share) == (Cause.GENRE, "jazz", 1.0)
    artist = model.explain(Profile(artists=[4]), 45)
    assert (artist.cause, artist.id, artist.track) == (Cause.ARTIST, 4, None)


def test_a_new_track_is_explained_by_its_artist(model: Model, small: World) -> None:
    why = model.explain(Profile.from_plays([1]), UNHEARD)
    assert why.track == 1
    arrived = model.with_arrivals(model.content_rows(Items(np.array([500]), np.array([0]))))
    why = arrived.explain(Profile.from_plays([41, 3]), 500)
    assert (why.cause, why.id, why.track) == (Cause.ARTIST, 0, 3)


def test_a_new_track_by_somebody_new_is_explained_by_what_it_is_like(model: Model) -> None:
    items = Items(np.array([500]), np.array([77]), genres=Labels.of([["jazz"]]))
    why = model.with_arrivals(model.content_rows(items)).explain(Profile.from_plays([3, 41]), 500)
    assert (why.cause, why.track, why.table) == (Cause.TRACK, 41, Table.FEATURES)


def test_nothing_played_is_no_reason_but_popularity(model: Model) -> None:
    assert model.explain(Profile(), 5).cause is Cause.POPULAR
    assert model.explain(Profile.from_plays([1]), 9_999).cause is Cause.POPULAR
