from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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
from recommendations.engine.tests.listening import LISTENERS, PLAYS, world


def _write(path: Path, header: list[str], rows: Sequence[Sequence[Any]]) -> None:
    with gzip.open(path, "wt") as file:
        file.writelines("\t".join(str(cell) for cell in row) + "\n" for row in [header, *rows])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Made-up listening in the format of the two data sets."""
    small = world()
    plays = small.events.track.reshape(LISTENERS, PLAYS)
    _write(
        tmp_path / "30music_plays.tsv.gz", ["user", "tracks"], [[u, " ".join(map(str, x))] for u, x in enumerate(plays)]
    )
    artist, album = small.artist, small.album
    rows = [[t, artist[t], "" if t % 9 == 0 else album[t]] for t in small.items.track]
    _write(tmp_path / "30music_tracks.tsv.gz", ["track", "artist", "album"], rows)
    pairs = [[u, t, 1 + (x == t).sum()] for u, x in enumerate(plays) for t in np.unique(x)]
    _write(tmp_path / "hetrec_user_artists.tsv.gz", ["userID", "artistID", "weight"], pairs)
    tags = [[u, t, t // 40, 1, 1, 2010] for u, t, _ in pairs if (u + t) % 3 == 0] + [[1, 41, 9, 1, 1, 2010]]
    _write(tmp_path / "hetrec_user_taggedartists.tsv.gz", ["userID", "artistID", "tagID", "day", "month", "year"], tags)
    _write(
        tmp_path / "hetrec_tags.tsv.gz",
        ["tagID", "tagValue"],
        [[0, 'rock "n" roll'], [1, "jazz"], [2, "techno"], [9, "rare"]],
    )
    _write(tmp_path / "hetrec_artists.tsv.gz", ["id", "name"], [[t, f"artist {t}"] for t in small.items.track])
    return tmp_path


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
    trials = list(strong_30music(read_30music(data)))
    assert sum(len(trial.questions["strong"]) for trial in trials) == LISTENERS
    for trial in trials:
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
    data: Path, capsys: pytest.CaptureFixture[str], protocol: str, part: str
) -> None:
    assert main(["--data", str(data), "--protocol", protocol, "--part", part]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "NDCG@20" in lines[0]
    for ranking in ("engine ", "engine, 2 per artist", "popularity"):
        assert any(f" {ranking}" in line for line in lines[1:])


def test_the_engine_beats_popularity_on_listening_with_tastes(data: Path) -> None:
    figures = {line.ranking: line.tally.ndcg for line in evaluate(data, "discover", "30music")}
    assert figures["engine"] > figures["popularity"]
    assert sum(name.endswith(" alone") for name in figures) == 1


def test_unheard_tracks_can_be_left_out(data: Path) -> None:
    lines = evaluate(data, "discover", "30music", heard_only=True)
    assert all(120 not in line.tally.shown for line in lines)


def test_a_protocol_that_a_data_set_cannot_serve_is_refused(data: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(data), "--protocol", "radio", "--part", "hetrec"])
