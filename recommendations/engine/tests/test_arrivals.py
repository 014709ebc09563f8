from __future__ import annotations

from pathlib import Path

import numpy as np

from recommendations.engine import Filters, Items, Labels, LocalTrainer, Model, Profile, Slot
from recommendations.engine.tests.listening import OF_TASTE, World

NEW = Items(
    np.array([500, 501, 502, 3]),
    np.array([4, 99, 99, 0]),
    np.array([8, 70, 70, 0]),
    Labels.of([["jazz"], ["techno"], [], ["rock"]]),
)


def test_a_new_track_leads_to_its_artists_and_genres_tracks(model: Model) -> None:
    arrived = model.with_arrivals(model.content_rows(NEW))
    found = [each.track for each in arrived.similar([500], n=5)]
    assert len(found) == 5
    assert set(found) <= set(range(OF_TASTE, 2 * OF_TASTE))
    assert arrived.recommend(Profile.from_plays([500]), n=3)[0].slot is Slot.RANKED


def test_tracks_the_model_holds_do_not_arrive_again(model: Model) -> None:
    assert model.content_rows(NEW).tracks.tolist() == [500, 501, 502]


def test_new_tracks_come_by_slots_only_and_to_those_they_fit(model: Model) -> None:
    arrived = model.with_arrivals(model.content_rows(NEW))
    jazz = Profile.from_plays([41, 42, 43])
    assert not {500, 501, 502} & {each.track for each in arrived.recommend(jazz, n=100)}
    found = arrived.recommend(jazz, n=10, filters=Filters(new_slots=2))
    assert [(each.track, each.position) for each in found if each.slot is Slot.NEW] == [(500, 5)]


def test_hidden_and_heard_new_tracks_stay_out_of_the_slots(model: Model) -> None:
    arrived = model.with_arrivals(model.content_rows(NEW))
    for profile, filters in (
        (Profile.from_plays([41, 42]), Filters(new_slots=1, hidden_tracks=[500])),
        (Profile.from_plays([41, 42]), Filters(new_slots=1, hidden_artists=[4])),
        (Profile.from_plays([41, 42, 500]), Filters(new_slots=1)),
    ):
        assert 500 not in {each.track for each in arrived.recommend(profile, n=10, filters=filters)}


def test_slots_are_drawn_alike_for_one_seed_and_all_of_the_pool_in_turn(model: Model) -> None:
    many = Items(np.arange(500, 510), np.full(10, 4))
    arrived = model.with_arrivals(model.content_rows(many))
    profile, drawn = Profile.from_plays([41, 42, 43]), set()
    for seed in range(40):
        filters = Filters(new_slots=1, seed=seed)
        first, again = (arrived.recommend(profile, n=10, filters=filters) for _ in range(2))
        assert first == again
        new = [each for each in first if each.slot is Slot.NEW]
        assert [each.propensity for each in new] == [0.2]
        drawn |= {each.track for each in new}
    assert len(drawn) == 5


def test_new_tracks_are_ranked_by_what_they_are_like(model: Model) -> None:
    arrived = model.with_arrivals(model.content_rows(NEW))
    filters = Filters(only=[500, 501, 502])
    assert [each.track for each in arrived.rank_new(Profile.from_plays([81, 82]), filters=filters)] == [501]
    assert [each.track for each in arrived.rank_new(Profile(genres=["jazz"]), filters=filters)] == [500]


def test_saved_arrivals_are_loaded_with_their_model(tmp_path: Path, small: World) -> None:
    version = LocalTrainer().fit(small.events, small.items, tmp_path)
    first = Model.load(version)
    first.content_rows(NEW).save(version)
    second = Model.load(version)
    more = Items(np.array([500, 503]), np.array([4, 4]))
    second.content_rows(more).save(version)
    assert Model.load(version).arrivals.tracks.tolist() == [500, 501, 502, 503]
    assert Model.load(version).similar([503], n=1) == second.with_arrivals(second.content_rows(more)).similar(
        [503], n=1
    )


def test_nothing_new_is_an_empty_arrival(model: Model) -> None:
    none = model.content_rows(Items(np.zeros(0, np.int64)))
    assert len(none) == 0
    assert model.with_arrivals(none).recommend(Profile.from_plays([1]), n=3) == model.recommend(
        Profile.from_plays([1]), n=3
    )
