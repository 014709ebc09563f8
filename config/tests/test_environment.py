"""What the settings read, and what the newcomer is told about it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STARTERS = {"PORT", "HOST"}
"""Read by the server's start rather than by the settings."""


def _documented() -> list[str]:
    return re.findall(r"^# ([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def _read_by_settings() -> Iterator[str]:
    for path in (ROOT / "config" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not ast.unparse(node.func).startswith("env."):
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def _start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in _documented()}
    return subprocess.run(  # noqa: S603  (our own modules)
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_example_lists_exactly_what_is_read() -> None:
    documented = _documented()
    assert sorted(documented) == sorted(set(_read_by_settings()) | STARTERS)


def test_the_example_sets_nothing_by_itself() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "Set SECRET_KEY: a service is configured"),
        ({"SECRET_KEY": "x" * 40, "REDIS_URL": "redis://127.0.0.1:1/0"}, "Redis (REDIS_URL) cannot be reached"),
        (
            {"SECRET_KEY": "x" * 40, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"},
            "The task broker (CELERY_BROKER_URL) cannot be reached",
        ),
        (
            {"SECRET_KEY": "x" * 40, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
            "The database (DATABASE_URL) cannot be reached",
        ),
        ({"CATALOGUE_PROVIDERS": "nobody"}, "CATALOGUE_PROVIDERS takes a list out of apple, deezer, local, spotify."),
        ({}, "The database lacks"),
    ],
)
def test_a_start_that_cannot_work_is_refused_with_one_line(
    tmp_path: Path, environment: dict[str, str], complaint: str
) -> None:
    refused = _start(tmp_path, "-m", "config.embedded", "--port", "0", **environment)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"PlayPod cannot start: {complaint}" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1, refused.stderr


def test_a_worker_without_a_broker_is_refused(tmp_path: Path) -> None:
    refused = _start(tmp_path, "manage.py", "check_services", "--worker")
    assert refused.returncode == 1
    assert "Set CELERY_BROKER_URL." in refused.stderr


def test_the_secret_key_of_an_installation_is_made_once_and_kept_private(tmp_path: Path) -> None:
    show = "from django.conf import settings; print(settings.SECRET_KEY, settings.DEBUG)"
    first = _start(tmp_path, "-c", show, DJANGO_SETTINGS_MODULE="config.settings")
    second = _start(tmp_path, "-c", show, DJANGO_SETTINGS_MODULE="config.settings")
    assert first.stdout == second.stdout
    assert len(first.stdout.split()[0]) >= 64
    assert first.stdout.split()[1] == "False"
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_sqlite_address_gets_the_options_of_the_embedded_database(tmp_path: Path) -> None:
    show = "from django.conf import settings; d = settings.DATABASES['default']; print(d['NAME'], d['OPTIONS'])"
    shown = _start(
        tmp_path, "-c", show, DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL=f"sqlite:///{tmp_path}/own.db"
    )
    assert shown.stdout.startswith(f"{tmp_path}/own.db ")
    assert "'transaction_mode': 'IMMEDIATE'" in shown.stdout
