from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from recommendations.engine import Config, Events, Items, Labels, LocalTrainer, Model, Profile
from recommendations.engine.fans import played_by_fans
from recommendations.engine.tests.listening import OF_TASTE, World

NEWCOMERS = (Profile(artists=[4]), Profile(genres=["jazz"]), Profile(artists=[4], genres={"jazz": 2.0, "polka": 1.0}))


def test_fans_count_by_their_share_beside_the_greatest_and_few_of_them_say_little() -> None:
    plays = sp.csr_array(np.array([[1.0, 5, 0], [1, 0, 2], [0, 1, 0]]))
    liking = sp.csr_array(np.array([[0.8, 0.0], [0.4, 0.0], [0.0, 0.0]]))
    found = played_by_fans(plays, liking, Config(fan_shrinkage=0.5)).toarray()
    assert found == pytest.approx(np.array([[1.5 / 2, 1.0 / 2, 0.5 / 2], [0, 0, 0]]))


def test_fans_of_an_artist_and_of_a_genre_play_their_taste(model: Model) -> None:
    for table, row in ((model.artist_fans, 4), (model.feature_fans, model.vocabulary.names.tolist().index("jazz"))):
        columns, values = table[[row]].tocoo().coords[1], table[[row]].data
        assert len(columns) > 10
        assert set(columns.tolist()) <= set(range(OF_TASTE, 2 * OF_TASTE))
        assert 0 < values.min() <= values.max() < 1


def test_what_fans_play_comes_before_what_everybody_plays(tmp_path: Path) -> None:
    """Ten play 0 and 1, thirty play 2; track 0's artist is declared, and 3 has nobody in common with anything."""
    listener = np.concatenate([np.arange(10), np.arange(10), np.arange(10, 40), [99]])
    events = Events(listener, np.repeat([0, 1, 2, 3], [10, 10, 30, 1]))
    made = Model.load(LocalTrainer(Config(listeners=0.0)).fit(events, Items(np.arange(4), np.arange(4)), tmp_path))
    assert [each.track for each in made.recommend(Profile(artists=[0]), n=3, exclude=[0])] == [1, 2, 3]


def test_only_frequent_features_have_fans(tmp_path: Path, small: World) -> None:
    genres = Labels.of(["all", "few"] if track < 10 else ["all"] for track in range(len(small.items)))
    items = Items(small.items.track, genres=genres)
    made = Model.load(LocalTrainer(Config(fan_features=1, learn=False)).fit(small.events, items, tmp_path))
    assert made.vocabulary.names.tolist() == ["all", "few"]
    assert np.diff(made.feature_fans.indptr).astype(bool).tolist() == [True, False]


def test_a_model_from_before_there_were_fans_serves_newcomers_too(tmp_path: Path, small: World) -> None:
    version = LocalTrainer(Config(learn=False)).fit(small.events, small.items, tmp_path / "new")
    old = Path(shutil.copytree(version, tmp_path / "old"))
    header = json.loads((old / "header.json").read_text())
    header["arrays"] = {name: facts for name, facts in header["arrays"].items() if "_fans_" not in name}
    (old / "header.json").write_text(json.dumps(header))
    before = Model.load(old)
    assert before.artist_fans.nnz == before.feature_fans.nnz == 0
    for newcomer in NEWCOMERS:
        for model in (before, Model.load(version)):
            found = [each.track for each in model.recommend(newcomer, n=15)]
            assert all(OF_TASTE <= track < 2 * OF_TASTE for track in found)
