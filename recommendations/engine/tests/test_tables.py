from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from recommendations.engine import Config, Events, Items, Labels, Table
from recommendations.engine.listeners import counted, solved
from recommendations.engine.plays import Plays
from recommendations.engine.rows import best_of_rows, empty, product, unit_rows
from recommendations.engine.sequence import neighbours_by_sequence
from recommendations.engine.summing import TABLES, summed
from recommendations.engine.tests.listening import World, trained

Dense = NDArray[np.float32]
DENSE = arrays.arrays(np.float32, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.integers(-3, 6))


@settings(deadline=None)
@given(dense=DENSE, most=st.integers(1, 4))
def test_the_best_of_a_row_are_its_largest_values_above_zero(dense: Dense, most: int) -> None:
    best = best_of_rows(sp.csr_array(dense), most).toarray()
    for row, kept in zip(dense, best, strict=True):
        assert sorted(kept[kept > 0]) == sorted(sorted(row[row > 0])[-most:])


@settings(deadline=None)
@given(dense=DENSE)
def test_a_product_in_blocks_is_the_product(dense: Dense) -> None:
    table = sp.csr_array(dense)
    found = np.vstack([block.toarray() for _, block in product(table, sp.csr_array(table.T))])
    assert (found == dense @ dense.T).all()


def test_rows_have_length_one_or_none() -> None:
    table = unit_rows(sp.csr_array(np.array([[3.0, 4.0], [0.0, 0.0]])))
    assert table.toarray() == pytest.approx(np.array([[0.6, 0.8], [0.0, 0.0]]))


def test_tracks_of_two_common_listeners_are_neighbours_and_of_one_are_not() -> None:
    plays = sp.csr_array(np.array([[1.0, 1, 0], [1, 1, 1]]))
    table = counted(plays, Config(shrinkage=2.0)).toarray()
    assert table[0].tolist() == pytest.approx([0, 2 / (2 + 2), 0])
    assert table[2].tolist() == [0, 0, 0]


def test_the_solved_table_is_the_ridge_regression_of_each_track_on_the_others() -> None:
    plays = np.random.default_rng(0).integers(0, 2, size=(12, 6)).astype(float)
    config = Config(ridge_penalty=3.0, ridge_popularity=0.0)
    found = solved(sp.csr_array(plays), empty(6, 0), config).toarray()
    inverse = np.linalg.inv(plays.T @ plays + 3.0 * np.eye(6))
    expected = -inverse / np.diag(inverse)
    np.fill_diagonal(expected, 0)
    assert found == pytest.approx(np.maximum(expected, 0), abs=1e-5)


def test_what_follows_counts_by_distance_and_what_precedes_half() -> None:
    plays = Plays.of(Events(np.zeros(3), np.arange(3), time=np.arange(3.0)), np.arange(3), Config())
    table = neighbours_by_sequence(plays, 3, Config(sequence_shrinkage=0.0)).toarray()
    assert table.tolist() == [[0, 1, 0.5], [0.5, 0, 1], [0.25, 0.5, 0]]


@pytest.mark.parametrize(
    ("time", "session", "pairs"),
    [
        ([0.0, 60.0], None, 2),
        ([0.0, 1801.0], None, 0),
        ([0.0, 1801.0], [1, 1], 2),
        ([0.0, 60.0], [1, 2], 0),
        ([5.0, 5.0], None, 0),
        (None, None, 0),
    ],
)
def test_pairs_are_found_within_a_session_that_has_an_order(
    time: list[float] | None, session: list[int] | None, pairs: int
) -> None:
    columns = (None if session is None else np.array(session), None, None if time is None else np.array(time))
    events = Events(np.array([1, 1]), np.array([0, 1]), *columns)
    assert neighbours_by_sequence(Plays.of(events, np.arange(2), Config()), 2, Config()).nnz == pairs


def test_a_listeners_repeats_and_excess_have_an_end() -> None:
    config = Config(listener_repeats=2, listener_plays=50)
    events = Events(np.zeros(400), np.tile([0, 1], 200), time=np.arange(400.0))
    plays = Plays.of(events, np.arange(2), config)
    assert len(plays.newest(config.listener_plays)) == 50
    assert np.bincount(plays.without_repeats(2).track).tolist() == [2, 2]
    assert neighbours_by_sequence(plays, 2, config).max() < 2


def test_of_a_listeners_tracks_those_played_last_count() -> None:
    events = Events(np.zeros(6), np.array([3, 0, 1, 2, 0, 1]), time=np.arange(6.0))
    matrix = Plays.of(events, np.arange(4), Config()).matrix(4, 2)
    assert matrix.toarray().tolist() == [[2, 2, 0, 0]]


def test_the_sum_keeps_the_neighbours_bound_and_names_the_loudest_table() -> None:
    tables = {
        Table.ALBUM: sp.csr_array(np.array([[0.0, 3, 4], [0, 0, 0], [0, 0, 0]])),
        Table.ARTIST: sp.csr_array(np.array([[0.0, 1, 0], [1, 0, 0], [0, 0, 0]])),
    }
    found = summed(tables, Config(album=1.0, artist=2.0, neighbours=1))
    assert found.starts.tolist() == [0, 1, 2, 2]
    assert found.tracks.tolist() == [1, 0]
    assert found.weights.tolist() == pytest.approx([2.6, 2.0])
    assert [TABLES[place] for place in found.source] == [Table.ARTIST, Table.ARTIST]


def test_no_row_is_longer_than_its_bound(tmp_path: Path, small: World) -> None:
    model = trained(tmp_path, small.events, small.items, Config(neighbours=7))
    assert np.diff(model.neighbours.starts).max() == 7


def test_large_catalogues_are_counted_and_small_ones_solved(tmp_path: Path, small: World) -> None:
    both = [
        trained(tmp_path / str(limit), small.events, small.items, Config(only=Table.LISTENERS, ridge_tracks=limit))
        for limit in (0, 1_000)
    ]
    assert [len(model.neighbours.tracks) > 0 for model in both] == [True, True]
    assert len(both[0].neighbours.tracks) != len(both[1].neighbours.tracks)


def test_decades_and_words_are_features(tmp_path: Path) -> None:
    dates = np.array(["1994-05-01", "1999-01-01", "2003-01-01", "NaT"], "datetime64[D]")
    items = Items(
        np.arange(4), released=dates, text=["Night Drive", "", "night bus", ""], genres=Labels.of([[], [], [], []])
    )
    names = trained(tmp_path, Events(np.zeros(0), np.zeros(0)), items).vocabulary.names.tolist()
    assert names == ["decade:1990", "word:night"]


def test_weights_of_tags_count(tmp_path: Path) -> None:
    genres = Labels.of([{"rock": 9, "jazz": 1}, {"rock": 9}, {"jazz": 9}])
    model = trained(tmp_path, Events(np.zeros(0), np.zeros(0)), Items(np.arange(3), genres=genres))
    assert [each.track for each in model.similar([0])] == [1, 2]


def test_what_was_played_this_week_is_trending(tmp_path: Path) -> None:
    day = 86_400.0
    events = Events(np.arange(6), np.array([0, 0, 0, 0, 1, 1]), time=np.array([0, 0, 0, 0, 60, 60]) * day)
    model = trained(tmp_path, events, Items(np.arange(3)))
    assert model.trending[1] == pytest.approx(2.0)
    assert model.trending[0] < 0.02
    assert model.popular_first.tolist() == [1, 0, 2]
