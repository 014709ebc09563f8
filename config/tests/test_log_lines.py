"""Nobody writes our log but we."""

from __future__ import annotations

import logging
from copy import deepcopy
from logging.config import DictConfigurator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.log import log_response

from config.log_lines import ESCAPES, FaultsOnly


@pytest.fixture
def formatter() -> logging.Formatter:
    """The one that the settings give to the console."""
    config = deepcopy(settings.LOGGING)
    used = config["handlers"]["console"]["formatter"]
    return DictConfigurator(config).configure_formatter(config["formatters"][used])


def line(formatter: logging.Formatter, message: str, *args: object) -> str:
    return formatter.format(logging.LogRecord("playpod", logging.INFO, "", 1, message, args, None))


@pytest.mark.parametrize(
    ("sent", "logged"),
    [
        ("curl\r\n2027-01-01 INFO playpod all is well", r"curl\r\n2027-01-01 INFO playpod all is well"),
        ("\x1b[2J\x1b[31mred", r"\x1b[2J\x1b[31mred"),
        ("a\x00b\x7fc\x85d\u2028e", r"a\x00b\x7fc\x85d\u2028e"),
        ("txt.\u202eexe", r"txt.\u202eexe"),
        ("Zoë 東京 🎵 C:\\new", "Zoë 東京 🎵 C:\\new"),
    ],
)
def test_what_users_send_stays_in_its_line(formatter: logging.Formatter, sent: str, logged: str) -> None:
    assert line(formatter, "agent %s", sent).endswith(f" INFO playpod agent {logged}")


def test_a_path_with_a_line_end_stays_in_its_line(
    formatter: logging.Formatter, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    request = rf.get("/a%0D%0Aforged", headers={"User-Agent": "x\r\nforged"})
    assert request.path == "/a\r\nforged"
    failed = HttpResponse(status=500)
    agent = request.headers["User-Agent"]
    log_response("%s: %s %s", "Server Error", request.path, agent, request=request, response=failed)
    lines = [formatter.format(record).splitlines() for record in caplog.records]
    assert len(lines[0]) == 1
    assert lines[0][0].endswith(r"Server Error: /a\r\nforged x\r\nforged")


def test_a_traceback_keeps_its_lines_but_none_looks_like_an_event(formatter: logging.Formatter) -> None:
    record = logging.LogRecord("playpod", logging.ERROR, "", 1, "It failed", (), None)
    try:
        raise ValueError("bad\n2027-01-01 00:00:00 INFO playpod forged \x1b[2J\r")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    first, *others = formatter.format(record).split("\n")
    assert first.endswith("ERROR playpod It failed")
    assert others[-1] == r"  2027-01-01 00:00:00 INFO playpod forged \x1b[2J\r"
    assert all(other.startswith("  ") for other in others)


def test_no_control_character_is_left_out() -> None:
    assert set(range(0x20)) | set(range(0x7F, 0xA0)) | {0x2028, 0x2029, 0x202E, 0x2066} <= set(ESCAPES)


@pytest.mark.parametrize(("status", "logged"), [(500, True), (503, False)])
def test_faults_of_ours_are_logged_and_refusals_are_not(status: int, logged: bool) -> None:  # noqa: FBT001
    record = logging.makeLogRecord({"status_code": status})

    assert FaultsOnly().filter(record) is logged
