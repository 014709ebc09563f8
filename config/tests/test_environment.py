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
            if not isinstance(node, ast.Call) or not re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
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


SHOW_SECRETS = """
from django.conf import settings
print(settings.SECRET_KEY, settings.DATABASES["default"]["PASSWORD"], settings.RATELIMITS["sign_up"], sep="|", end="")
"""


def test_every_variable_can_be_read_from_a_file(tmp_path: Path) -> None:
    named = {
        "SECRET_KEY_FILE": "k" * 50 + "\n",
        "DATABASE_URL_FILE": "postgres://playpod:s3cr3t@db/playpod\r\n",
        "RATELIMIT_SIGN_UP_FILE": "3/h",
    }
    for name, content in named.items():
        (tmp_path / name).write_text(content, newline="")
    files = {name: str(tmp_path / name) for name in named}
    shown = _start(tmp_path, "-c", SHOW_SECRETS, DJANGO_SETTINGS_MODULE="config.settings", **files)
    assert shown.stdout == "k" * 50 + "|s3cr3t|(3, 3600)", shown.stderr


def test_a_variable_itself_goes_before_its_file(tmp_path: Path) -> None:
    shown = _start(
        tmp_path,
        "-c",
        "from django.conf import settings; print(settings.SECRET_KEY, end='')",
        DJANGO_SETTINGS_MODULE="config.settings",
        SECRET_KEY="x" * 50,
        SECRET_KEY_FILE="/nowhere",
    )
    assert shown.stdout == "x" * 50


def test_a_file_of_secrets_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    refused = _start(tmp_path, "-m", "config.embedded", "--port", "0", SECRET_KEY_FILE=str(tmp_path / "none"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("PlayPod cannot start: SECRET_KEY_FILE cannot be read: ")
    assert len(refused.stderr.splitlines()) == 1


def test_djangos_check_of_a_deployment_has_nothing_to_say(tmp_path: Path) -> None:
    checked = _start(
        tmp_path,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        SECRET_KEY="R7Yw0uJ3vN5cQ1zX8bK4mD6fH2sL9pT_aGeViOxWqZkMnBhUjCdFyErStPoIlKw-",
        ALLOWED_HOSTS="music.example.org",
        HTTPS="true",
        BEHIND_PROXY="true",
        DATABASE_URL="postgres://playpod@127.0.0.1:1/playpod",
        REDIS_URL="redis://127.0.0.1:1/0",
        CELERY_BROKER_URL="redis://127.0.0.1:1/1",
    )
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    assert checked.stdout == "System check identified no issues (2 silenced).\n"
