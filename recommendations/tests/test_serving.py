"""The model of a process: swapped whole, and done without where it is missing or broken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rest_framework.test import APIClient

from accounts.models import User
from config.tests.plugin import clear_cache
from recommendations import serving
from recommendations.models import Recommendation
from recommendations.services import radio, recommend, similar
from recommendations.tests.asking import recommended
from recommendations.tests.world import World, make_world, new_track, play, train
from recommendations.training import arriving
from recommendations.training.arriving import add_new_tracks


@pytest.fixture
def world(owner: User) -> World:
    made = make_world()
    train()
    play(owner, made.rock[:4])
    return made


def _missing(version: Path) -> None:
    shutil.rmtree(version)


def _other_schema(version: Path) -> None:
    header = json.loads((version / "header.json").read_text())
    (version / "header.json").write_text(json.dumps({**header, "schema": 99}))


def _truncated(version: Path) -> None:
    with (version / "weights.npy").open("r+b") as file:
        file.truncate(200)


def _no_header(version: Path) -> None:
    (version / "header.json").write_text("{")


def _pointer_to_nothing(version: Path) -> None:
    (version.parent / "current").write_text("somewhere/else")


def _folder_gone(version: Path) -> None:
    shutil.rmtree(version.parent)


@pytest.mark.parametrize("spoil", [_missing, _other_schema, _truncated, _no_header, _pointer_to_nothing, _folder_gone])
def test_a_model_that_cannot_be_read_is_done_without(
    owner: User, as_owner: APIClient, world: World, spoil: Callable[[Path], None]
) -> None:
    spoil(serving.folder() / serving.version_name())
    serving.forget_model()

    entries = recommended(as_owner, limit=5)

    assert serving.current_model() is None
    assert len(entries) == 5
    assert {entry["source"] for entry in entries} <= {"listeners", "artist", "genre"}
    assert radio(user=owner, seeds=world.rock[:2], limit=5)
    assert similar(user=owner, track=world.rock[0], limit=5)


def test_what_is_loaded_goes_on_when_the_next_one_is_broken(world: World) -> None:
    before = serving.current_model()
    train()
    _truncated(serving.folder() / serving.version_name())

    assert before is not None
    assert serving.current_model() is before


def test_a_new_version_is_found_and_swapped_whole(owner: User, world: World) -> None:
    before = serving.current_model()
    assert serving.current_model() is before
    train()
    after = serving.current_model()

    assert after is not before
    assert serving.version_name() == "model-000002"
    assert recommend(user=owner, limit=3)[0].source == "model"


def test_new_tracks_are_known_within_the_next_run(owner: User, as_owner: APIClient, world: World) -> None:
    assert add_new_tracks() == 0
    fresh = [new_track(world.rock[2], f"New {number}") for number in range(3)]
    hidden = new_track(world.rock[2], "Hidden")
    type(hidden).objects.filter(pk=hidden.pk).update(is_hidden=True)

    assert [add_new_tracks(), add_new_tracks()] == [3, 0]

    model = serving.current_model()
    assert model is not None
    assert (model.locate(np.array([track.pk for track in fresh])) >= len(model)).all()
    recommended(as_owner, limit=50)
    rows = Recommendation.objects.filter(track__in=fresh)
    assert {row.slot for row in rows} == {"new"}
    assert {0.0 < row.propensity <= 1.0 for row in rows} == {True}
    # After one of them, more of its kind.
    assert {each.track.genre_id for each in radio(user=owner, seeds=fresh[:1], limit=5)} == {fresh[0].genre_id}


def test_many_arrivals_are_put_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "PARTS", 3)
    for number in range(9):
        new_track(world.rock[0], f"New {number}")
        assert add_new_tracks() == 1
        clear_cache()

    version = serving.folder() / serving.version_name()
    model = serving.current_model()
    assert model is not None
    assert len(model.arrivals) == 9
    assert len(list(version.glob("arrivals-*"))) <= 3


def test_there_is_an_end_to_arrivals(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "MOST", 1)
    new_track(world.rock[0], "First")
    assert add_new_tracks() == 1
    new_track(world.rock[0], "Second")
    assert add_new_tracks() == 0


def test_a_catalogue_with_one_listener_works(owner: User, as_owner: APIClient, db: None, settings: Any) -> None:
    made = make_world(listeners=0)
    play(owner, made.rock[:3])
    train()

    entries = recommended(as_owner, limit=5)

    assert {entry["source"] for entry in entries} == {"model"}
    assert all("you played Rock 0." in entry["reason"] for entry in entries)
