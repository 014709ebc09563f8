"""What the shipped dashboards and alerts look at is what the code counts."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
_SUFFIX = re.compile(r"_(total|bucket|sum|count)$")
_COUNTED = re.compile(r'\b(?:count|observe|State)\(\s*"([a-z_]+)"')


def _used(text: str) -> set[str]:
    return {_SUFFIX.sub("", name) for name in re.findall(r"\bplaypod_([a-z_]+)", text)}


def _counted() -> set[str]:
    rooms = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in ("var", "bench", ".venv")]
    sources = (path for room in rooms for path in room.rglob("*.py") if "tests" not in path.parts)
    return {name for path in sources for name in _COUNTED.findall(path.read_text())}


def test_dashboards_and_alerts_look_at_what_is_counted() -> None:
    shipped = [*ROOT.glob("deploy/grafana/dashboards/*.json"), ROOT / "deploy" / "prometheus" / "alerts.yml"]
    used = set().union(*(_used(path.read_text()) for path in shipped))
    assert used - _counted() == set()
    assert {"requests", "request_seconds", "tasks", "upstream_seconds", "jobs_unfinished"} <= used


def test_no_two_panels_share_an_id_or_a_place() -> None:
    for path in ROOT.glob("deploy/grafana/dashboards/*.json"):
        panels = json.loads(path.read_text())["panels"]
        assert len({panel["id"] for panel in panels}) == len(panels)
        assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)
