from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.engine import (
    BadColumns,
    Config,
    Events,
    Filters,
    Items,
    Model,
    Profile,
    Recommended,
    Slot,
    Surface,
)
from recommendations.engine.tests.listening import OF_TASTE, UNHEARD, World, no_events, shared, trained, world

TRACKS = st.integers(0, 130)  # the last ten are in no catalogue
PLAYED = st.lists(st.tuples(TRACKS, st.sampled_from([-1.0, 1.0, 2.0])), max_size=30)


def ids(found: list[Recommended]) -> list[int]:
    return [each.track for each in found]


def test_a_listener_gets_tracks_of_their_own_taste(model: Model) -> None:
    found = ids(model.recommend(Profile.from_plays([41, 42, 43, 50, 51]), n=10))
    assert len(found) == 10
    assert all(OF_TASTE <= track < 2 * OF_TASTE for track in found)


@settings(max_examples=60, deadline=None)
@given(
    played=PLAYED,
    excluded=st.sets(TRACKS, max_size=20),
    hidden=st.sets(TRACKS, max_size=20),
    artists=st.sets(st.integers(0, 14), max_size=3),
    surface=st.sampled_from(list(Surface)),
    new_slots=st.integers(0, 3),
    genres=st.sets(st.sampled_from(["rock", "jazz", "polka"])),
)
def test_no_list_holds_a_hidden_heard_or_excluded_track_or_one_twice(
    played: list[tuple[int, float]],
    excluded: set[int],
    hidden: set[int],
    artists: set[int],
    surface: Surface,
    new_slots: int,
    genres: set[str],
) -> None:
    profile = Profile.from_plays(
        [track for track, _ in played], [weight for _, weight in played], genres=sorted(genres), artists=[1]
    )
    filters = Filters(hidden_tracks=hidden, hidden_artists=artists, per_artist=3, per_album=2, new_slots=new_slots)

    def ask() -> list[Recommended]:
        return shared().recommend(profile, n=12, surface=surface, exclude=excluded, filters=filters)

    found = ask()
    tracks = ids(found)
    artist, album = world().artist, world().album
    assert len(tracks) == len(set(tracks)) <= 12
    assert not set(tracks) & (hidden | excluded | {track for track, _ in played})
    assert not {int(artist[track]) for track in tracks} & artists
    assert max(Counter(int(artist[track]) for track in tracks).values(), default=0) <= 3
    assert max(Counter(int(album[track]) for track in tracks).values(), default=0) <= 2
    assert all(np.isfinite(each.score) and 0 < each.propensity <= 1 for each in found)
    assert [each.position for each in found] == list(range(len(found)))
    assert found == ask()


def test_ranked_tracks_come_with_falling_scores(model: Model) -> None:
    scores = [each.score for each in model.recommend(Profile.from_plays([1, 2, 3]), n=15)]
    assert scores == sorted(scores, reverse=True)


def test_a_skip_takes_away_what_the_track_would_have_brought(model: Model) -> None:
    liked = Profile(np.array([1, 41]), np.array([1.0, 1.0]))
    skipped = Profile(np.array([1, 41]), np.array([1.0, -1.0]))
    assert any(track >= OF_TASTE for track in ids(model.recommend(liked, n=20)))
    assert not any(OF_TASTE <= track < 2 * OF_TASTE for track in ids(model.recommend(skipped, n=20)))


def test_newer_plays_weigh_more_in_a_radio_than_in_a_daily_mix(model: Model) -> None:
    profile = Profile.from_plays([1, 2, 3, 11, 12, 13, 41])
    jazz = {
        surface: sum(track >= OF_TASTE for track in ids(model.recommend(profile, n=20, surface=surface)))
        for surface in ("radio", "daily")
    }
    assert jazz["radio"] > jazz["daily"]


def test_the_order_of_play_counts_only_where_there_is_one(model: Model) -> None:
    forwards, backwards = np.array([1, 2, 41]), np.array([41, 2, 1])
    assert ids(model.recommend(Profile(forwards))) == ids(model.recommend(Profile(backwards)))
    assert ids(model.recommend(Profile.from_plays(forwards))) != ids(model.recommend(Profile.from_plays(backwards)))


def test_nothing_to_go_by_gives_what_is_popular(model: Model) -> None:
    found = model.recommend(Profile(), n=5)
    assert {each.slot for each in found} == {Slot.POPULAR}
    assert ids(found) == model.tracks[model.popular_first[:5]].tolist()


def test_a_short_list_is_filled_up_with_what_is_popular(model: Model) -> None:
    found = model.recommend(Profile.from_plays([1]), n=110)
    assert {Slot.RANKED, Slot.POPULAR} == {each.slot for each in found}
    assert len(found) == 110


def test_declared_genres_lead_until_ten_plays_outweigh_them(model: Model) -> None:
    newcomer = ids(model.recommend(Profile(genres=["jazz"]), n=20))
    assert all(OF_TASTE <= track < 2 * OF_TASTE for track in newcomer)
    settled = Profile.from_plays([1, 2, 3, 11, 12, 13, 21, 22], genres=["jazz"], plays=1_000)
    assert all(track < OF_TASTE for track in ids(model.recommend(settled, n=10)))


@pytest.mark.parametrize(("plays", "share"), [(0, 1.0), (10, 0.5), (90, 0.1)])
def test_what_was_declared_fades_with_the_plays(plays: int, share: float) -> None:
    assert Profile(genres=["jazz"], plays=plays).declared_share == pytest.approx(share)


def test_declared_artists_and_moods_count_like_genres(model: Model) -> None:
    for profile in (Profile(artists=[5]), Profile(moods={"jazz": 2.0})):
        assert all(OF_TASTE <= track < 2 * OF_TASTE for track in ids(model.recommend(profile, n=15)))


def test_an_unknown_genre_or_artist_declares_nothing(model: Model) -> None:
    found = model.recommend(Profile(genres=["polka"], artists=[999]), n=5)
    assert {each.slot for each in found} == {Slot.POPULAR}


def test_reserved_slots_hold_new_tracks_and_say_how_likely_they_were(model: Model) -> None:
    found = model.recommend(Profile.from_plays([1, 2, 3]), n=10, filters=Filters(new_slots=1))
    new = [each for each in found if each.slot is Slot.NEW]
    assert [(each.track, each.position, each.propensity) for each in new] == [(UNHEARD, 5, 1.0)]
    assert len(found) == 10


def test_only_what_is_asked_for_is_listed(model: Model) -> None:
    assert set(ids(model.recommend(Profile.from_plays([1]), n=10, filters=Filters(only={2, 3, 55})))) == {2, 3, 55}


def test_similar_tracks_are_neighbours_and_never_the_seeds(model: Model) -> None:
    found = ids(model.similar([41, 42], n=8))
    assert not {41, 42} & set(found)
    assert all(OF_TASTE <= track < 2 * OF_TASTE for track in found)
    assert model.similar([999]) == []


def test_a_profile_of_unequal_columns_is_refused() -> None:
    with pytest.raises(BadColumns):
        Profile(np.array([1, 2]), np.array([1.0]))
    with pytest.raises(BadColumns):
        Profile(np.array([1]), np.array([np.nan]))


def test_ids_may_be_strings(tmp_path: Path, small: World) -> None:
    names = np.char.add("t", small.items.track.astype(str))
    events = Events(small.events.listener, names[small.events.track], time=small.events.time)
    items = Items(names, np.char.add("a", small.artist.astype(str)))
    found = trained(tmp_path, events, items).recommend(Profile.from_plays(["t1", "t2"]), n=5, exclude=["t3"])
    assert len(found) == 5
    assert all(each.track.startswith("t") and each.track not in {"t1", "t2", "t3"} for each in found)


def test_training_twice_gives_the_same_bytes(tmp_path: Path, small: World) -> None:
    first, second = (trained(tmp_path / name, small.events, small.items) for name in "ab")
    described = [model.facts["arrays"] for model in (first, second)]
    assert described[0] == described[1]


def test_the_order_of_the_rows_does_not_matter(tmp_path: Path, small: World, model: Model) -> None:
    order = np.random.default_rng(5).permutation(len(small.events))
    columns = (small.events.listener[order], small.events.track[order])
    mixed = trained(tmp_path, Events(*columns, time=small.time[order]), small.items)
    profile = Profile.from_plays([1, 2, 3])
    assert ids(mixed.recommend(profile)) == ids(model.recommend(profile))


@pytest.mark.parametrize("case", ["nothing", "no events", "one listener", "one track"])
def test_hardly_any_data_still_makes_a_model(tmp_path: Path, case: str) -> None:
    nobody = np.zeros(0, np.int64)
    events, items = {
        "nothing": (no_events(), Items(nobody)),
        "no events": (no_events(), Items(np.arange(5), np.zeros(5, np.int64))),
        "one listener": (Events(np.zeros(5, np.int64), np.arange(5), time=np.arange(5.0)), Items(np.arange(5))),
        "one track": (Events(np.arange(5), np.full(5, 7)), Items(np.array([7]))),
    }[case]
    made = trained(tmp_path, events, items)
    for profile in (Profile(), Profile.from_plays([0, 7]), Profile(genres=["rock"], artists=[0])):
        found = made.recommend(profile, n=3, filters=Filters(new_slots=1, per_artist=1))
        assert all(np.isfinite(each.score) for each in found)
        assert made.similar([0]) is not None
        assert made.explain(profile, 0).share <= 1


def test_one_listener_with_a_hundred_thousand_plays_changes_little(tmp_path: Path, small: World, model: Model) -> None:
    loud = np.random.default_rng(1).integers(0, 120, size=100_000)
    events = Events(
        np.concatenate([small.events.listener, np.full(len(loud), 99)]),
        np.concatenate([small.events.track, loud]),
        time=np.concatenate([small.time, np.arange(len(loud)) * 60.0]),
    )
    profile = Profile.from_plays([41, 42, 43])
    swayed = ids(trained(tmp_path, events, small.items, Config(ridge_tracks=0)).recommend(profile, n=10))
    assert all(OF_TASTE <= track < 2 * OF_TASTE for track in swayed)


def test_a_profile_of_a_hundred_thousand_plays_is_answered_like_any_other(model: Model) -> None:
    played = np.random.default_rng(1).integers(0, OF_TASTE, size=100_000)
    found = model.recommend(Profile.from_plays(played), n=10, surface=Surface.WEEKLY)
    assert len(found) == 10
    assert not set(ids(found)) & set(played.tolist())
    assert all(np.isfinite(each.score) for each in found)


def test_tracks_that_the_catalogue_does_not_hold_are_left_out(tmp_path: Path) -> None:
    made = trained(tmp_path, Events(np.arange(4), np.array([1, 2, 1, 55])), Items(np.array([1, 2])))
    assert made.popularity.tolist() == [2, 1]


@pytest.mark.parametrize("bad", [{"weight": [1.0, np.nan]}, {"time": [1.0]}])
def test_columns_that_do_not_fit_are_refused(bad: dict[str, list[float]]) -> None:
    with pytest.raises(BadColumns):
        Events(np.array([1, 2]), np.array([1, 2]), **{name: np.array(values) for name, values in bad.items()})
