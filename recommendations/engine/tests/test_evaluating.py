from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recommendations.engine import trials
from recommendations.engine.datasets import read_30music, read_hetrec
from recommendations.engine.evaluate import evaluate, main
from recommendations.engine.evaluation import Tally, ndcg, recall
from recommendations.engine.protocols import (
    PROTOCOLS,
    cold_hetrec,
    discover_30music,
    discover_hetrec,
    onboard_hetrec,
    radio_30music,
    strong_30music,
)
from recommendations.engine.tests.datafolder import write_data
from recommendations.engine.tests.listening import LISTENERS, UNHEARD
from recommendations.engine.trials import half_a


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("data"))


def test_gain_is_discounted_by_rank_and_divided_by_the_best_possible() -> None:
    assert ndcg(np.array([7, 1, 2]), np.array([1])) == pytest.approx(1 / np.log2(3))
    assert ndcg(np.array([1, 2]), np.array([2, 1])) == pytest.approx(1.0)
    assert ndcg(np.arange(20), np.arange(50)) == pytest.approx(1.0)
    assert ndcg(np.array([], np.int64), np.array([1])) == 0.0


def test_recall_is_of_what_twenty_places_could_hold() -> None:
    assert recall(np.arange(20), np.arange(100)) == 1.0
    assert recall(np.arange(20), np.array([3, 99])) == 0.5


def test_coverage_counts_each_track_once_and_novelty_is_in_bits() -> None:
    tally = Tally(10)
    tally.add(np.array([1, 2]), np.array([1]), [0.5, 0.25])
    tally.add(np.array([1, 3]), np.array([9]), [0.5, 0.5])
    assert tally.coverage == pytest.approx(0.3)
    assert tally.novelty == pytest.approx(1.25)
    assert tally.ndcg == pytest.approx(0.5)
    assert (Tally(0).coverage, Tally(0).ndcg, Tally(0).recall, Tally(0).novelty, Tally(0).uncertainty) == (0,) * 5


def test_what_was_chosen_on_one_half_of_the_listeners_is_judged_by_the_other(data: Path) -> None:
    asked = list(discover_30music(read_30music(data)))
    chosen = half_a(asked)
    assert len(chosen) == LISTENERS // 2
    assert chosen == half_a(asked)
    tally = Tally(10, chosen)
    for listener in range(LISTENERS):
        tally.add(np.array([1]), np.array([1 if listener in chosen else 2]), [], listener)
    assert (tally.of_half_a, tally.of_half_b, tally.ndcg) == (1.0, 0.0, 0.5)


def test_the_last_fifth_of_the_plays_is_neither_trained_on_nor_heard(data: Path) -> None:
    histories = read_30music(data)
    (trial,) = discover_30music(histories)
    assert len(trial.events) == LISTENERS * 40
    for question, plays in zip(trial.questions["discover"], histories.plays, strict=True):
        assert question.profile.tracks.tolist() == plays[:40].tolist()
        assert set(question.relevant) == set(plays[40:]) - set(plays[:40])
        assert set(question.exclude) == set(plays[:40])


def test_radio_asks_with_the_last_plays_for_the_next_twenty(data: Path) -> None:
    histories = read_30music(data)
    (trial,) = radio_30music(histories)
    first = trial.questions["radio, last 10"][0]
    assert first.profile.tracks.tolist() == histories.plays[0][30:40].tolist()
    assert set(first.relevant) == set(histories.plays[0][40:60]) - set(histories.plays[0][30:40])
    assert {len(each.profile.tracks) for each in trial.questions["radio, last 1"]} == {1}


def test_listeners_of_the_strong_protocol_are_not_trained_on(data: Path) -> None:
    folds = list(strong_30music(read_30music(data)))
    assert sum(len(trial.questions["strong"]) for trial in folds) == LISTENERS
    for trial in folds:
        assert len(np.unique(trial.events.listener)) + len(trial.questions["strong"]) == LISTENERS


def test_tags_of_a_listeners_own_test_part_and_rare_tags_are_dropped(data: Path) -> None:
    counted = read_hetrec(data)
    (trial,) = discover_hetrec(counted)
    genres = trial.items.genres
    assert genres is not None
    assert set(genres.names) == {'rock "n" roll', "jazz", "techno"}
    trained = set(zip(trial.events.listener.tolist(), trial.events.track.tolist(), strict=True))
    listener, artist, _ = counted.tags
    tested = set(zip(counted.listener.tolist(), counted.artist.tolist(), strict=True)) - trained
    leaking = sum(pair in tested for pair in zip(listener.tolist(), artist.tolist(), strict=True))
    rare = 1 - ((1, 41) in tested)
    assert leaking > 0
    assert genres.weights.sum() == len(listener) - leaking - rare


def test_new_listeners_and_their_tags_are_unknown_to_the_training(data: Path) -> None:
    counted = read_hetrec(data)
    for trial in onboard_hetrec(counted):
        asked = trial.questions["onboard, 3 artists"]
        assert len(np.unique(trial.events.listener)) + len(asked) == LISTENERS
        assert all(len(each.profile.artists) == 3 and not set(each.relevant) & set(each.exclude) for each in asked)
        assert all(each.profile.genres for each in trial.questions["onboard, 3 genres"])


def test_cold_artists_have_no_plays_and_no_tags_of_those_who_hear_them(data: Path) -> None:
    for trial in cold_hetrec(read_hetrec(data)):
        assert trial.arrivals is not None
        assert not set(trial.events.track) & set(trial.arrivals.track)
        assert not set(trial.items.track) & set(trial.arrivals.track)


@pytest.mark.parametrize(("protocol", "part"), sorted(PROTOCOLS))
def test_each_protocol_prints_the_engine_beside_popularity(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], protocol: str, part: str
) -> None:
    monkeypatch.setattr(trials, "FOLDS", 2)
    assert main(["--data", str(data), "--protocol", protocol, "--part", part]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "NDCG@20" in lines[0]
    for ranking in ("engine ", "engine, 2 per artist", "popularity"):
        assert any(f" {ranking}" in line for line in lines[1:])


def test_the_engine_beats_popularity_and_unheard_tracks_can_be_left_out(data: Path) -> None:
    lines = evaluate(data, "discover", "30music", heard_only=True)
    figures = {line.ranking: line.tally.ndcg for line in lines}
    assert figures["engine"] > figures["popularity"]
    assert sum(name.endswith(" alone") for name in figures) == 1
    assert all(UNHEARD not in line.tally.shown for line in lines)


def test_a_protocol_that_a_data_set_cannot_serve_is_refused(data: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(data), "--protocol", "radio", "--part", "hetrec"])
