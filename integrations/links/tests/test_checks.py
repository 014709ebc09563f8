"""What the start says of an installation that is set up for something that cannot work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.checks import run_checks

from integrations.links.checks import redirect_problem

GOOD = "https://music.example/api/auth/spotify/callback/"


@pytest.mark.parametrize(
    ("uri", "complaint"),
    [
        (GOOD, ""),
        ("http://127.0.0.1:8000/api/auth/spotify/callback/", ""),
        ("http://[::1]/api/auth/spotify/callback/", ""),
        ("http://localhost:8000/x", "localhost"),
        ("https://localhost/x", "localhost"),
        ("http://music.example/x", "https"),
        ("http://127.0.0.2/x", "https"),
        ("http://192.168.1.4/x", "https"),
        ("/api/auth/spotify/callback/", "absolute"),
        ("ftp://music.example/", "absolute"),
        ("https://music.example/x#y", "fragment"),
        ("https://music.example/x?y=1", "plain"),
        ("https://*.music.example/x", "plain"),
        ("https://[music/", "no address"),
        ("https://music.example:x/", "no address"),
    ],
)
def test_the_rules_for_redirect_uris(uri: str, complaint: str) -> None:
    assert (complaint in redirect_problem(uri)) if complaint else redirect_problem(uri) == ""


def test_only_an_installation_with_an_app_is_checked(settings: Any) -> None:
    def found() -> list[str]:
        return [message.id or "" for message in run_checks(tags=["setup"]) if (message.id or "").startswith("links.")]

    settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_REDIRECT_URI = "", "http://localhost/"
    assert found() == []
    settings.SPOTIFY_CLIENT_ID = "x"
    assert found() == ["links.E001"]
    settings.SPOTIFY_REDIRECT_URI = "https://music.example/elsewhere/"
    assert found() == ["links.W001"]
    settings.SPOTIFY_REDIRECT_URI, settings.LINK_TOKEN_KEYS = GOOD, []
    assert found() == ["links.W002"]


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    code = "import django; django.setup(); from django.conf import settings as s; print(s.LINK_TOKEN_KEYS[:])"
    return subprocess.run(  # noqa: S603  (our own settings)
        [sys.executable, "-W", "error", "-c", code],
        cwd=project.BASE_DIR,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(tmp_path),
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installation_in_one_process_makes_its_key_once_and_keeps_it_private(tmp_path: Path) -> None:
    first, second = start(tmp_path), start(tmp_path)
    file = tmp_path / "link_token_key"
    assert first.stdout == second.stdout == f"['{file.read_text()}']\n", first.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() != (tmp_path / "secret_key").read_text()


def test_keys_come_from_the_environment_or_a_file_and_broken_ones_end_the_start(tmp_path: Path) -> None:
    key = project.LINK_TOKEN_KEYS[0]
    (tmp_path / "keys").write_text(f"{key}\n{key}\n")
    assert start(tmp_path, LINK_TOKEN_KEYS_FILE=str(tmp_path / "keys")).stdout == f"['{key}', '{key}']\n"
    assert "LINK_TOKEN_KEYS takes keys of 32 bytes" in start(tmp_path, LINK_TOKEN_KEYS="too short").stderr
