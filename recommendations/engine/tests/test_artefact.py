from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recommendations.engine import Config, LocalTrainer, Model, ModelUnreadable, Profile, artefact, versions
from recommendations.engine.tests.listening import World

ROOT = Path(__file__).resolve().parents[3]


PLAIN = Config(learn=False)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, small: World) -> Path:
    return LocalTrainer().fit(small.events, small.items, tmp_path_factory.mktemp("models"))


@pytest.fixture
def version(original: Path, tmp_path: Path) -> Path:
    """A copy, which a test may damage."""
    return Path(shutil.copytree(original, tmp_path / "models" / original.name))


def test_a_missing_model_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ModelUnreadable, match="holds no model"):
        Model.load(tmp_path / "nowhere")


def test_another_schema_version_is_unreadable(version: Path) -> None:
    header = json.loads((version / "header.json").read_text())
    (version / "header.json").write_text(json.dumps({**header, "schema": 99}))
    with pytest.raises(ModelUnreadable, match="schema version 99, this program reads 1"):
        Model.load(version)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema": 1}', '{"schema": 1, "arrays": {}, "config": {}}'])
def test_a_damaged_header_is_unreadable(version: Path, content: str) -> None:
    (version / "header.json").write_text(content)
    with pytest.raises(ModelUnreadable):
        Model.load(version)


@pytest.mark.parametrize("name", ["weights", "tracks", "neighbour_starts"])
def test_a_truncated_file_is_unreadable(version: Path, name: str) -> None:
    path = version / f"{name}.npy"
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(ModelUnreadable, match=name):
        Model.load(version)


def test_a_file_that_is_gone_is_unreadable(version: Path) -> None:
    (version / "popularity.npy").unlink()
    with pytest.raises(ModelUnreadable, match="popularity"):
        Model.load(version)


def test_a_changed_byte_is_found_when_checksums_are_compared(version: Path) -> None:
    path = version / "weights.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    Model.load(version)
    with pytest.raises(ModelUnreadable, match="checksum"):
        Model.load(version, verify=True)


def test_an_array_that_would_run_code_is_not_read(version: Path) -> None:
    path = version / "weights.npy"
    content = path.read_bytes().replace(b"'<f4'", b"'|O' ")
    path.write_bytes(content)
    with pytest.raises(ModelUnreadable):
        Model.load(version)


def test_damaged_arrivals_are_unreadable(version: Path, small: World) -> None:
    Model.load(version)
    (version / "arrivals-000001").mkdir()
    with pytest.raises(ModelUnreadable):
        Model.load(version)


def test_the_arrays_are_mapped_and_not_read(version: Path) -> None:
    arrays, _ = artefact.read(version)
    assert type(arrays["weights"]).__name__ == "memmap"
    assert not Model.load(version).neighbours.weights.flags.writeable


def test_the_published_version_is_loaded_from_the_folder_of_versions(version: Path, small: World) -> None:
    root = version.parent
    with pytest.raises(ModelUnreadable, match="no published model"):
        versions.current(root)
    versions.publish(version)
    later = LocalTrainer(PLAIN).fit(small.events, small.items, root)
    assert versions.current(root) == version
    versions.publish(later)
    assert [path.name for path in versions.versions(root)] == ["model-000001", "model-000002"]
    assert versions.current(root) == later
    assert len(Model.load(root)) == 121


def test_what_is_no_model_cannot_be_published(version: Path) -> None:
    versions.publish(version)
    broken = version.with_name("model-000009")
    broken.mkdir()
    with pytest.raises(ModelUnreadable):
        versions.publish(broken)
    assert versions.current(version.parent) == version


def test_a_pointer_out_of_the_folder_is_refused(version: Path) -> None:
    (version.parent / "current").write_text("../elsewhere")
    with pytest.raises(ModelUnreadable):
        Model.load(version.parent)


def test_three_versions_are_kept_and_the_serving_one(version: Path, small: World) -> None:
    versions.publish(version)
    root = version.parent
    for _ in range(4):
        LocalTrainer(PLAIN).fit(small.events, small.items, root)
    assert [path.name for path in versions.prune(root)] == ["model-000002"]
    assert [path.name[-1] for path in versions.versions(root)] == ["1", "3", "4", "5"]


KILLED = """
import os, signal, sys
from collections.abc import Mapping
from recommendations.engine import Config, LocalTrainer, versions
from recommendations.engine.tests.listening import world
from pathlib import Path

class Halfway(dict):
    def items(self):
        yield next(iter(super().items()))
        os.kill(os.getpid(), signal.SIGKILL)

def die(what, share):
    if what == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

small = world()
if sys.argv[2] == "halfway":
    versions.add(Path(sys.argv[1]), Halfway(tracks=small.items.track, artists=small.items.artist), {})
LocalTrainer(Config(learn=False)).fit(small.events, small.items, sys.argv[1], die)
"""


@pytest.mark.parametrize("moment", ["writing", "halfway"])
def test_a_killed_trainer_leaves_the_old_model_serving_and_no_half_one(version: Path, moment: str) -> None:
    versions.publish(version)
    before = Model.load(version.parent).recommend(Profile.from_plays([1, 2]))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", KILLED, str(version.parent), moment]
    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False)  # noqa: S603  # this test's own script
    assert ended.returncode == -9
    assert versions.versions(version.parent) == [version]
    assert Model.load(version.parent).recommend(Profile.from_plays([1, 2])) == before
    leftovers = list(version.parent.glob(".partial-*"))
    assert len(leftovers) == (moment == "halfway")


def test_what_a_killed_trainer_left_is_swept_a_day_later(version: Path, small: World) -> None:
    old, young = (version.with_name(f".partial-{name}") for name in ("old", "young"))
    old.mkdir()
    young.mkdir()
    os.utime(old, (time.time() - 90_000,) * 2)
    LocalTrainer(PLAIN).fit(small.events, small.items, version.parent)
    assert not old.exists()
    assert young.exists()


def test_a_write_that_fails_leaves_nothing(version: Path) -> None:
    with pytest.raises(FileExistsError):
        artefact.write(version, {}, {})
    assert list(version.parent.glob(".partial-*")) == []


def test_the_engine_imports_no_django() -> None:
    code = "import sys, recommendations.engine, recommendations.engine.evaluate; print('django' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)  # noqa: S603  # fixed
    assert said.stdout.strip() == b"False"
