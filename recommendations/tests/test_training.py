"""Training as a job: apart, one at a time, judged, and harmless when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Profile, User
from analytics.models import Activity
from config.jobs.models import Job
from config.jobs.running import run_job
from config.tests.plugin import RunJobs, database_url
from playlists.models import Favorite
from playlists.services import append_tracks, create_playlist
from recommendations import serving
from recommendations.engine import versions
from recommendations.models import ModelVersion
from recommendations.tests.world import make_world, play, train
from recommendations.training import judging, listening, process
from recommendations.training.fitting import fit
from recommendations.training.jobs import TRAIN, run_training, start_training, train_if_due
from recommendations.training.judging import decide, hold_out
from recommendations.training.listening import read_listening
from recommendations.training.publishing import clear_leftovers, publish_if_good

Kept = ModelVersion.State.KEPT


@pytest.fixture
def shared(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process finds the test's database."""
    monkeypatch.setenv("DATABASE_URL", database_url())


def test_there_may_be_nothing_to_train_on(shared: None, run_jobs: RunJobs) -> None:
    start_training()
    [job] = run_jobs()

    assert job.state == "done"
    assert job.result["trained"] is False
    assert job.result["why"].startswith("Nothing to train on: nobody")
    assert not ModelVersion.objects.exists()
    assert versions.versions(serving.folder()) == []


def test_a_killed_training_leaves_the_old_model_serving(
    shared: None, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world()
    train()
    started = []

    class Killed(subprocess.Popen[str]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    def kill(share: float, what: str) -> None:
        if share > 0.4:  # in the middle of the fitting
            os.kill(started[0].pid, signal.SIGKILL)

    monkeypatch.setattr(subprocess, "Popen", Killed)
    job = start_training()
    run_job(job.pk, run=lambda job: run_training(job, kill), retry_on=())
    monkeypatch.undo()

    job.refresh_from_db()
    assert (job.state, job.error[:60]) == ("failed", "TrainingFailed: The process that trained ended with -9 and w")
    assert [path.name for path in versions.versions(serving.folder())] == ["model-000001"]
    assert serving.version_name() == "model-000001"
    assert serving.current_model() is not None
    assert started[0].poll() == -signal.SIGKILL


def test_a_training_ends_with_whoever_started_it(shared: None) -> None:
    make_world()

    def taken_away(share: float, what: str) -> None:
        raise RuntimeError("no longer mine")

    with pytest.raises(RuntimeError):
        process.train_apart(serving.folder(), taken_away)
    assert versions.versions(serving.folder()) == []


def test_leftovers_of_killed_trainings_are_cleared_away(db: None) -> None:
    make_world()
    train()
    root = serving.folder()
    fit(root, lambda *_: None)  # killed before anybody decided on it
    half = root / ".partial-of-a-killed-one"
    half.mkdir()
    os.utime(half, (0, 0))
    young = root / ".partial-of-another"
    young.mkdir()

    clear_leftovers()

    assert [path.name for path in versions.versions(root)] == ["model-000001"]
    assert (half.exists(), young.exists()) == (False, True)


def test_three_versions_are_kept_and_the_one_that_serves(db: None) -> None:
    make_world()
    for _ in range(5):
        train()

    assert [path.name for path in versions.versions(serving.folder())] == [f"model-00000{n}" for n in (3, 4, 5)]
    assert list(ModelVersion.objects.order_by("name").values_list("state", flat=True)) == ["deleted"] * 2 + ["kept"] * 3


FIGURES = {"lists": 50, "ndcg": 0.2, "popularity": 0.1, "before": 0.2, "before_name": "model-000001"}


@pytest.mark.parametrize(
    ("figures", "accepted", "words"),
    [
        ({}, True, "Let through: NDCG 0.2000, popularity 0.1000; model-000001 has 0.2000."),
        ({"before": None}, True, "Let through: NDCG 0.2000, popularity 0.1000."),
        ({"before": 0.206}, True, "Let through: NDCG 0.2000, popularity 0.1000; model-000001 has 0.2060."),
        ({"before": 0.207}, False, "Refused: NDCG 0.2000 is below 97 % of 0.2070 of model-000001."),
        ({"popularity": 0.2}, False, "Refused: NDCG 0.2000 does not beat popularity with 0.2000."),
        ({"lists": 9, "ndcg": 0.0}, True, "Let through unmeasured: too few listeners have newer plays."),
    ],
)
def test_the_gate_decides_by_figures(figures: dict[str, Any], accepted: bool, words: str) -> None:  # noqa: FBT001
    decision = decide(**{**FIGURES, **figures})

    assert (decision.accepted, decision.words) == (accepted, words)


def test_a_refused_version_never_serves(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_world()
    train()
    made = fit(serving.folder(), lambda *_: None)
    made.metrics.update(FIGURES, popularity=0.9)

    row = publish_if_good(made)

    assert (row.state, serving.version_name()) == ("refused", "model-000001")
    assert [path.name for path in versions.versions(serving.folder())] == ["model-000001"]


def test_judges_are_asked_for_plays_that_no_version_saw(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "JUDGES", 1.0)
    make_world(listeners=8)
    events, questions = hold_out(read_listening(lambda *_: None))

    assert (len(events), len(questions)) == (16 * 9, 16)
    assert {(len(each.before), len(each.relevant)) for each in questions} == {(9, 3)}
    first, second = train(), train()
    assert first.metrics["lists"] == second.metrics["lists"] == 16
    assert (first.metrics["before"], second.metrics["before_name"]) == (None, "model-000001")
    assert second.metrics["before"] == second.metrics["ndcg"] == first.metrics["ndcg"]
    assert first.metrics["ndcg"] > 2 * first.metrics["popularity"]


def test_only_listeners_who_lend_are_read_and_of_each_so_much(
    owner: User, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world(listeners=1, plays=5)
    monkeypatch.setattr(listening, "PLAYS_EACH", 3)
    monkeypatch.setattr(listening, "LEAST_EACH", 1)
    play(world.rockers[0], world.jazz[:2], action=Activity.Action.SKIP)
    play(owner, world.rock[:2], action=Activity.Action.LIKE)
    Favorite.objects.create(user=owner, track=world.jazz[0])
    append_tracks(playlist=create_playlist(owner=owner, name="Mine"), tracks=world.jazz[1:3], by=owner)
    for name, change in (("private", {}), ("gone", {"is_active": False})):
        user = User.objects.create_user(name, f"{name}@example.com", "correct horse battery", **change)
        Profile.objects.filter(user=user).update(is_private=name == "private")
        play(user, world.rock)

    found = read_listening(lambda *_: None)

    names = dict(User.objects.values_list("pk", "username"))
    said = {
        (names[found.listeners[number]], track, weight)
        for number, track, weight in zip(found.listener, found.track, found.weight, strict=True)
    }
    assert said == {
        *(("rocker0", track.pk, 1.0) for track in world.rock[2:5]),
        *(("jazzer0", track.pk, 1.0) for track in world.jazz[2:5]),
        *(("owner", track.pk, 2.0) for track in [*world.rock[:2], world.jazz[0]]),
        *(("owner", track.pk, 0.5) for track in world.jazz[1:3]),
    }


def test_a_large_catalogue_is_cut_to_what_is_played_and_popular(db: None, settings: Any) -> None:
    settings.RECOMMENDER_MAX_TRACKS = 15
    world = make_world(listeners=1, plays=5)
    type(world.rock[0]).objects.filter(pk__in=[track.pk for track in world.jazz[-5:]]).update(rank=900)

    version = train()

    model = serving.current_model()
    assert version.counts["tracks"] == 15
    assert model is not None
    wanted = [*world.rock[:5], *world.jazz[:5], *world.jazz[-5:]]
    assert sorted(model.tracks.tolist()) == sorted(track.pk for track in wanted)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute, tzinfo=timezone.get_current_timezone())


def test_a_training_is_due_once_a_night(db: None, settings: Any) -> None:
    settings.RECOMMENDER_HOUR = 3
    begun = []
    for moment in (at(2), at(2, 30), at(3), at(4), at(23), at(3) + timedelta(days=1)):
        with time_machine.travel(moment, tick=False):
            begun.append(train_if_due(moment) is not None)
        Job.objects.filter(kind=TRAIN).update(state=Job.State.DONE)

    assert begun == [True, False, True, False, False, True]


def test_the_command_trains_in_another_process_and_publishes(shared: None) -> None:
    make_world()
    assert start_training().pk == start_training().pk
    out = StringIO()
    call_command("train_recommender", stdout=out, stderr=StringIO())

    version, job = ModelVersion.objects.get(), Job.objects.get(kind=TRAIN)
    assert out.getvalue() == "Let through unmeasured: too few listeners have newer plays.\n"
    assert (job.state, job.done, job.total) == ("done", 100, 100)
    assert job.result == {"trained": True, "version": "model-000001", "state": "kept", "why": version.decision}
    assert version.counts == {"tracks": 40, "events": 144, "listeners": 12}
    assert serving.version_name() == "model-000001"
    assert serving.current_model() is not None
    Job.objects.create(kind=TRAIN, key="training", state=Job.State.RUNNING, done=40)
    with pytest.raises(CommandError, match="A training is under way already"):
        call_command("train_recommender", stdout=out, stderr=StringIO())


def test_the_command_shows_what_somebody_is_recommended(owner: User) -> None:
    world = make_world()
    train()
    play(owner, world.rock[:4])
    for name in ("OWNER", "owner@example.com", str(owner.pk)):
        out = StringIO()
        call_command("recommend_for", name, limit=2, stdout=out, stderr=StringIO())
        lines = out.getvalue().splitlines()
        assert lines[0] == "For owner, with model-000001:"
        assert lines[2].endswith("(model)")
        assert len(lines) == 5
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        call_command("recommend_for", "nobody")
