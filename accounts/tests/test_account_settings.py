"""The settings of accounts, as the environment sets them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SHOW = (
    "from django.conf import settings as s; "
    "print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_PORT, s.EMAIL_USE_TLS, s.PUBLIC_URL, s.SIGN_UP_POLICY, "
    "s.EMAIL_VERIFICATION)"
)


def show(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(  # noqa: S603  (our own modules)
        [sys.executable, "-c", SHOW],
        cwd=settings.BASE_DIR,
        env={
            **kept,
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({}, "console 587 True http://localhost:8000 open off"),
        ({"EMAIL_HOST": "mail.example.org", "EMAIL_PORT": "25", "EMAIL_USE_TLS": "off"}, "smtp 25 False"),
        ({"EMAIL_HOST": "mail.example.org", "EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend"}, "mailgun 587"),
        ({"PUBLIC_URL": "https://music.example.org/"}, "console 587 True https://music.example.org open off"),
        (
            {"SIGN_UP_POLICY": "invite", "EMAIL_VERIFICATION": "required"},
            "console 587 True http://localhost:8000 invite",
        ),
    ],
)
def test_mail_and_sign_up_are_set_by_the_environment(tmp_path: Path, environment: dict[str, str], shown: str) -> None:
    assert show(tmp_path, **environment).stdout.startswith(shown)


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"SIGN_UP_POLICY": "everybody"}, "SIGN_UP_POLICY is one of open, invite, closed."),
        ({"EMAIL_VERIFICATION": "yes"}, "EMAIL_VERIFICATION is one of off, optional, required."),
        ({"SIGN_IN_FAILURES_PER_ACCOUNT": "0"}, "SIGN_IN_FAILURES_PER_ACCOUNT is a whole number from 1."),
    ],
)
def test_a_setting_that_means_nothing_is_refused(tmp_path: Path, environment: dict[str, str], complaint: str) -> None:
    assert show(tmp_path, **environment).stderr.rstrip().endswith(complaint)
