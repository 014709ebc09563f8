"""`python -m recommendations.engine.evaluate --data PATH --protocol discover --part 30music`: the table of figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recommendations.engine.choosing import Filters
from recommendations.engine.columns import Ids, places
from recommendations.engine.evaluation import LIST, Tally
from recommendations.engine.model import Model
from recommendations.engine.profile import Profile
from recommendations.engine.protocols import PROTOCOLS
from recommendations.engine.summing import TABLES
from recommendations.engine.tables import Progress, silence
from recommendations.engine.training import LocalTrainer
from recommendations.engine.trials import Question, Trial, half_a
from recommendations.engine.tuning import Config, Table

ENGINE, SPREAD, POPULAR = "engine", "engine, 2 per artist", "popularity"
RANKINGS = 3 + len(Table)


@dataclass(frozen=True, slots=True)
class Line:
    """``protocol`` with its variant, ``ranking`` what was measured."""

    protocol: str
    ranking: str
    tally: Tally


def evaluate(
    data: Path,
    protocol: str,
    part: str,
    *,
    config: Config | None = None,
    heard_only: bool = False,
    progress: Progress | None = None,
) -> list[Line]:
    """All figures of a protocol, in the order they are printed. KeyError: the data set has no such protocol.

    ``heard_only`` leaves tracks that no listener of the training played out of the lists and the answers. A data set
    that holds only tracks somebody played betrays the unheard ones: if nobody did in training, somebody does later.
    """
    tallies: dict[tuple[str, str], Tally] = {}
    trials = list(PROTOCOLS[protocol, part](data))
    tell = progress or silence
    first_half = half_a(trials)
    for number, trial in enumerate(trials):
        size = len(trial.items) + len(trial.arrivals or ())
        for done, (ranking, model, filters) in enumerate(_rankings(trial, config or Config())):
            tell(f"{protocol}, {ranking}", (number + done / RANKINGS) / len(trials))
            for name, questions in trial.questions.items():
                tally = tallies.setdefault((name, ranking), Tally(size, first_half))
                _ask(trial, questions, ranking, model, filters, tally, heard_only=heard_only)
    return list(_best_alone([Line(name, ranking, tally) for (name, ranking), tally in tallies.items()]))


def _rankings(trial: Trial, config: Config) -> Iterator[tuple[str, Model, Filters]]:
    model = _trained(trial, config)
    yield ENGINE, model, Filters()
    yield SPREAD, model, Filters(per_artist=2)
    yield POPULAR, model, Filters()
    if trial.arrivals is not None:
        return
    used = np.unique(model.neighbours.source).tolist()
    for place, table in enumerate(TABLES):
        alone = model if used == [place] else _trained(trial, replace(config, only=table))
        if len(alone.neighbours.tracks):
            yield f"{table} alone", alone, Filters()


def _trained(trial: Trial, config: Config) -> Model:
    with tempfile.TemporaryDirectory() as folder:
        model = Model.load(LocalTrainer(config).fit(trial.events, trial.items, folder))
    return model if trial.arrivals is None else model.with_arrivals(model.content_rows(trial.arrivals))


def _ask(
    trial: Trial,
    questions: list[Question],
    ranking: str,
    model: Model,
    filters: Filters,
    tally: Tally,
    *,
    heard_only: bool,
) -> None:
    listeners = max(model.facts["counts"]["listeners"], 1)
    shares = np.append(np.asarray(model.popularity), np.zeros(len(model.arrivals))) / listeners
    heard = model.tracks[np.asarray(model.popularity) > 0] if heard_only else None
    unheard = model.tracks[np.asarray(model.popularity) == 0] if heard_only else model.tracks[:0]
    for question in questions:
        relevant = question.relevant if heard is None else np.intersect1d(question.relevant, heard)
        if trial.arrivals is not None:
            relevant = relevant[places(relevant, model.arrivals.tracks) >= 0]
        if len(relevant):
            ranked = _ranked(trial, ranking, model, question, filters, unheard)
            tally.add(ranked, relevant, shares[model.locate(ranked)].tolist(), question.listener)


def _ranked(trial: Trial, ranking: str, model: Model, question: Question, filters: Filters, without: Ids) -> Ids:
    if trial.arrivals is not None and ranking != POPULAR:
        only = replace(filters, only=model.arrivals.tracks)
        return np.array([found.track for found in model.rank_new(question.profile, n=LIST, filters=only)])
    profile = Profile() if ranking == POPULAR else question.profile
    exclude = np.concatenate([question.exclude, without])
    found = model.recommend(profile, n=LIST, surface=trial.surface, exclude=exclude, filters=filters)
    return np.array([each.track for each in found])


def _best_alone(lines: list[Line]) -> Iterator[Line]:
    """Of the tables that were tried alone, only the best of each variant."""
    for variant in dict.fromkeys(line.protocol for line in lines):
        own = [line for line in lines if line.protocol == variant]
        yield from (line for line in own if not line.ranking.endswith(" alone"))
        alone = [line for line in own if line.ranking.endswith(" alone")]
        yield from sorted(alone, key=lambda line: -line.tally.ndcg)[:1]


def table(lines: Iterable[Line]) -> Iterator[str]:
    """The figures as lines of text."""
    head = f"{'':<20} {'':<22} {'NDCG@20':>8} {'+-':>6} {'half a':>7} {'half b':>7} {'recall@20':>10} {'coverage':>9} "
    yield head + f"{'novelty':>8} {'lists':>6}"
    for line in lines:
        tally = line.tally
        yield (
            f"{line.protocol:<20} {line.ranking:<22} {tally.ndcg:8.4f} {tally.uncertainty:6.4f} {tally.of_half_a:7.4f} "
            f"{tally.of_half_b:7.4f} {tally.recall:10.4f} "
            f"{tally.coverage:9.3f} {tally.novelty:8.2f} {len(tally.gains):6}"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder with the data sets")
    parser.add_argument("--protocol", required=True, choices=sorted({name for name, _ in PROTOCOLS}))
    parser.add_argument("--part", required=True, choices=sorted({part for _, part in PROTOCOLS}), help="data set")
    parser.add_argument("--heard-only", action="store_true", help="without tracks that nobody played in training")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m recommendations.engine.evaluate", description=__doc__)
    add_arguments(parser)
    given = parser.parse_args(arguments)
    if (given.protocol, given.part) not in PROTOCOLS:
        parser.error(f"{given.part} has nothing to run {given.protocol} on")
    lines = evaluate(given.data, given.protocol, given.part, heard_only=given.heard_only)
    sys.stdout.writelines(f"{line}\n" for line in table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
