"""The stand-in is a Last.fm to pylast, the client that most Python programs scrobble with."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pylast
import pytest
import requests

from integrations.lastfm.codes import MESSAGES
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.ledger import Kept
from integrations.tests.scrobblers import pylast_at

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def running() -> Iterator[LastfmStandin]:
    with LastfmStandin() as standin:
        yield standin


@pytest.fixture
def lastfm(running: LastfmStandin) -> LastfmStandin:
    running.reset()
    return running


def network(lastfm: LastfmStandin, session_key: str = "") -> pylast.LastFMNetwork:
    return pylast_at(lastfm.base_url, key=lastfm.api_key, secret=lastfm.secret, session_key=session_key)


def test_pylast_signs_in_by_the_web(lastfm: LastfmStandin) -> None:
    sessions = pylast.SessionKeyGenerator(network(lastfm))
    url = sessions.get_web_auth_url()

    with pytest.raises(pylast.WSError) as early:
        sessions.get_web_auth_session_key(url)
    assert requests.get(url, timeout=5).status_code == 200
    key, name = sessions.get_web_auth_session_key_username(url)
    with pytest.raises(pylast.WSError) as late:
        sessions.get_web_auth_session_key(url)

    assert (early.value.status, late.value.status) == ("14", "4")
    assert (name, lastfm.people.name_of(key)) == ("Ada", "Ada")


def test_pylast_signs_in_by_password(lastfm: LastfmStandin) -> None:
    sessions = pylast.SessionKeyGenerator(network(lastfm))

    key = sessions.get_session_key("ada", pylast.md5("standin-password"))
    assert lastfm.people.name_of(key) == "ada"
    with pytest.raises(pylast.WSError) as refused:
        sessions.get_session_key("ada", pylast.md5("another"))
    assert (refused.value.status, refused.value.details) == ("4", "Invalid username or password")


def test_pylast_scrobbles_one_many_and_what_plays(lastfm: LastfmStandin) -> None:
    signed_in = network(lastfm, lastfm.people.session("Ada"))
    now = int(time.time())

    signed_in.update_now_playing("Ada", "Now & <then>", album="B", duration=200)
    signed_in.scrobble("Ada", "One", timestamp=now - 60_000, album="B", duration=200)
    batch = [{"artist": "Ada", "title": f"Track {each}", "timestamp": now - 50_000 + each} for each in range(53)]
    signed_in.scrobble_many(batch)

    assert lastfm.ledger.playing("Ada") == Kept("Ada", "Now & <then>", 0, "B", 200)
    assert lastfm.ledger.batches == [1, 50, 3]
    assert [each.track for each in lastfm.ledger.of("Ada")] == ["One", *(f"Track {each}" for each in range(53))]


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_pylast_understands_every_refusal(lastfm: LastfmStandin, code: int) -> None:
    lastfm.fail(code)

    with pytest.raises(pylast.WSError) as refused:
        network(lastfm, lastfm.people.session("Ada")).scrobble("Ada", "One", timestamp=int(time.time()))

    assert (refused.value.status, refused.value.details) == (str(code), MESSAGES[code])
    assert lastfm.ledger.received == 0


@pytest.mark.parametrize(
    ("key", "secret", "session", "code"),
    [("0" * 32, None, "good", "10"), (None, "0" * 32, "good", "13"), (None, None, "unknown", "9")],
)
def test_keys_signatures_and_sessions_are_checked(
    lastfm: LastfmStandin, key: str | None, secret: str | None, session: str, code: str
) -> None:
    session_key = lastfm.people.session("Ada") if session == "good" else session
    client = pylast_at(
        lastfm.base_url, key=key or lastfm.api_key, secret=secret or lastfm.secret, session_key=session_key
    )

    with pytest.raises(pylast.WSError) as refused:
        client.scrobble("Ada", "One", timestamp=int(time.time()))
    assert refused.value.status == code


def test_permission_is_given_on_the_page_and_taken_back(lastfm: LastfmStandin) -> None:
    callback = "http://127.0.0.1:9/back?state=x"
    page = {"api_key": lastfm.api_key, "cb": callback}
    answer = requests.get(f"{lastfm.site_url}/api/auth/", params=page, allow_redirects=False, timeout=5)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)

    assert (answer.status_code, query["state"]) == (302, ["x"])
    name, key = lastfm.people.session_of_token(query["token"][0])
    lastfm.people.revoke(name)
    assert lastfm.people.name_of(key) is None


@pytest.mark.parametrize("name", ["lastfm", "listenbrainz"])
def test_it_runs_as_a_command(name: str) -> None:
    command = [sys.executable, "-m", f"integrations.standins.{name}", "--latency", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own
        assert process.stdout
        base_url = process.stdout.readline().strip()
        try:
            assert requests.get(f"{base_url}/1/validate-token", timeout=5).status_code in (400, 404)
        finally:
            process.terminate()
