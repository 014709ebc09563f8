"""docs/api.md and the requests of QUICKSTART.md, typed along: every block in its order, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from config.tests.plugin import StartWorker

ROOT = Path(settings.BASE_DIR)
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CURL = re.compile(r"^curl (?:.*\\\n)*.*$", re.MULTILINE)


@pytest.mark.skipif(not settings.EMBEDDED, reason="what they show does not depend on the services")
def test_the_guides_work_as_they_stand(
    start_server: StartWorker, make_tracks: Callable[..., list[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    make_tracks(5, artist="River Ward")
    make_tracks(3, artist="Odile Fern")
    address = start_server().address
    type_along(ROOT / "docs" / "api.md", address)
    assert " by " in capsys.readouterr().out
    if not shutil.which("curl"):
        return
    answers = list(requested(ROOT / "QUICKSTART.md", address))
    assert [sorted(each)[:2] for each in answers] == [
        ["email", "id"],
        ["access", "refresh"],
        ["albums", "artists"],
        ["current_item_id", "current_track"],
        ["checks", "status"],
    ]


def type_along(guide: Path, address: str) -> None:
    text = guide.read_text("utf-8")
    known: dict[str, Any] = {}
    for block in BLOCK.finditer(text):
        # Lines as they are on the page, for a fault to name.
        code = "\n" * text[: block.start(1)].count("\n") + block[1].replace("http://127.0.0.1:8000", address)
        exec(compile(code, guide.name, "exec"), known)  # noqa: S102  (our own page)
    assert known["ADDRESS"] == address


def requested(guide: Path, address: str) -> Iterator[dict[str, Any]]:
    """The answers to the requests that a newcomer makes by hand."""
    token = ""
    for command in CURL.findall(guide.read_text("utf-8")):
        ours = command.replace("localhost:8000", address.removeprefix("http://")).replace("ada", "eve")
        done = subprocess.run(["sh", "-c", ours], env={"TOKEN": token}, capture_output=True, check=True)  # noqa: S603, S607
        answer: dict[str, Any] = json.loads(done.stdout)
        token = answer.get("access", token)
        yield answer
