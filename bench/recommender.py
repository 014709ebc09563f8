"""The recommender: how long training takes and how much memory, and how long scoring takes.

Generated listening, Zipf in tracks and listeners: 100,000 listeners x 100,000 tracks x 5 million pairs, on one core;
scoring at 80,000 tracks, with listeners of up to 100 distinct tracks; the cached list over HTTP, on PostgreSQL and
Redis.

    make bench-recommender, or python -m bench.recommender [--scale 1.0] [--without-endpoint]

What must hold is measured in CPU time of one thread, which other work on the machine does not change; the time by the
clock is printed below it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.processes import ROOT, python
from bench.recommender_endpoint import RATIO, cached
from recommendations.engine import Events, Filters, Items, Labels, LocalTrainer, Model, Profile

LISTENERS, TRACKS, PAIRS = 100_000, 100_000, 5_000_000
SCORED_TRACKS, SCORED_PAIRS, SCORED_LISTENERS = 80_000, 2_000_000, 40_000
QUESTIONS = 2_000
TRAINING_SECONDS, TRAINING_BYTES = 120.0, 3 * 2**30
MEDIAN_MS, P95_MS = 1.0, 3.0
CLUSTERS = 200
DAY = 86_400


def listening(listeners: int, tracks: int, pairs: int, seed: int = 7) -> tuple[Events, Items]:
    """So many distinct pairs. Each listener has two tastes of 200; listeners, and tracks within a taste, are drawn
    with Zipf's law."""
    random = np.random.default_rng(seed)
    draws = pairs * 2
    listener = _zipf(random, listeners, draws, exponent=0.3)
    taste = random.integers(0, CLUSTERS, size=(listeners, 2))[listener, random.integers(0, 2, size=draws)]
    taste = np.where(random.random(draws) < 0.3, random.integers(0, CLUSTERS, size=draws), taste)
    track = _zipf(random, tracks // CLUSTERS, draws, exponent=0.7) * CLUSTERS + taste
    distinct = np.unique(listener * tracks + track)
    chosen = np.sort(random.permutation(distinct)[:pairs])
    moment = random.integers(0, 365 * DAY, size=len(chosen))
    genres = Labels.of([f"genre {number % CLUSTERS}", f"style {number % 37}"] for number in range(tracks))
    items = Items(np.arange(tracks), np.arange(tracks) // 12, np.arange(tracks) // 10, genres)
    time_of_play = moment.astype(np.float64)
    return Events(chosen // tracks, chosen % tracks, time=time_of_play, session=moment // (7 * DAY)), items


def _zipf(random: np.random.Generator, size: int, draws: int, *, exponent: float) -> NDArray[np.int64]:
    chances = 1 / np.arange(1, size + 1) ** exponent
    return np.searchsorted(np.cumsum(chances / chances.sum()), random.random(draws)).clip(0, size - 1)


def _tell(what: str, share: float) -> None:
    sys.stderr.write(f"  {share:4.0%} {what}\n")


def train(folder: Path, scale: float) -> dict[str, float]:
    """Run in a process of its own, so that the peak of memory is the training's (and its input's)."""
    events, items = listening(int(LISTENERS * scale), int(TRACKS * scale), int(PAIRS * scale))
    began, spent = time.perf_counter(), time.process_time()
    LocalTrainer().fit(events, items, folder, _tell)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "pairs": float(len(events)),
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "bytes": float(peak),
    }


def score(folder: Path, scale: float) -> dict[str, float]:
    """Latencies in ms of lists of 20 with two tracks an artist at most, for listeners who were trained on."""
    tracks, listeners = int(SCORED_TRACKS * scale), int(SCORED_LISTENERS * scale)
    events, items = listening(listeners, tracks, int(SCORED_PAIRS * scale))
    model = Model.load(LocalTrainer().fit(events, items, folder))
    chosen = np.random.default_rng(1).integers(0, listeners, size=QUESTIONS)
    starts = np.searchsorted(events.listener, np.arange(listeners + 1))
    profiles = [Profile.from_plays(events.track[starts[each] : starts[each + 1]][-300:]) for each in chosen]
    took, spent = [], []
    for profile in profiles:
        began, before = time.perf_counter(), time.thread_time()
        model.recommend(profile, n=20, filters=Filters(per_artist=2))
        took.append((time.perf_counter() - began) * 1000)
        spent.append((time.thread_time() - before) * 1000)
    seeds = float(np.mean([len(np.unique(profile.tracks)) for profile in profiles]))
    names = [f"{kind}{share}" for kind in ("p", "cpu") for share in (50, 95)]
    figures = [float(np.percentile(values, share)) for values in (took, spent) for share in (50, 95)]
    return {**dict(zip(names, figures, strict=True)), "seeds": seeds}


def _alone(part: str, scale: float) -> dict[str, float]:
    """One part of the benchmark in a process with one thread."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = python("-m", "bench.recommender", "--part", part, "--scale", str(scale))
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.recommender", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--without-endpoint", action="store_true", help="needs neither PostgreSQL nor Redis")
    parser.add_argument("--part", choices=["train", "score"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        with tempfile.TemporaryDirectory() as folder:
            found = (train if given.part == "train" else score)(Path(folder), given.scale)
        sys.stdout.write(json.dumps(found))
        return 0
    trained, scored = _alone("train", given.scale), _alone("score", given.scale)
    checks = [
        ("training, CPU s", trained["cpu"], TRAINING_SECONDS),
        ("training, peak GB", trained["bytes"] / 2**30, TRAINING_BYTES / 2**30),
        ("scoring, p50 CPU ms", scored["cpu50"], MEDIAN_MS),
        ("scoring, p95 CPU ms", scored["cpu95"], P95_MS),
    ]
    by_the_clock = [("training, s", trained["seconds"]), ("scoring, p50 ms", scored["p50"])]
    by_the_clock += [("scoring, p95 ms", scored["p95"])]
    by_the_clock += [("pairs trained on", trained["pairs"]), ("distinct tracks, mean", scored["seeds"])]
    if not given.without_endpoint:
        listed, bare = cached()
        checks.append(("cached list / bare", listed / bare, RATIO))
        by_the_clock.append(("cached list, CPU ms", listed))
    for name, value, most in checks:
        sys.stdout.write(f"{name:<22} {value:8.2f}   at most {most:g}   {'ok' if value <= most else 'TOO MUCH'}\n")
    for name, value in by_the_clock:
        sys.stdout.write(f"{name:<22} {value:8.2f}\n")
    return 0 if all(value <= most for _, value, most in checks) else 1


if __name__ == "__main__":
    sys.exit(main())
