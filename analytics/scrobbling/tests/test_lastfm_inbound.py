"""Players that speak Last.fm's API 2.0, pylast among them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pylast
import pytest
from django.http import HttpResponse
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from accounts.access_models import ApiKey
from accounts.models import User
from analytics.models import Activity
from analytics.scrobbling import receiving
from analytics.scrobbling.models import Received
from catalogue.models import Track
from config.tests.plugin import RunJobs
from integrations.tests.scrobblers import pylast_at

NOW = int(time.time()) - 3_600


@pytest.fixture
def call(scrobble_key: str) -> Callable[..., HttpResponse]:
    """`call("track.scrobble", artist="A")`, in JSON, with the key as the session."""
    client = APIClient()

    def post(method: str, **fields: Any) -> HttpResponse:
        form = {"method": method, "format": "json", "sk": scrobble_key, "api_key": "x", "api_sig": "y", **fields}
        body = urlencode({name: value for name, value in form.items() if value is not None})
        kind = "application/x-www-form-urlencoded"
        answer: HttpResponse = client.generic("POST", "/2.0/", body, kind, HTTP_ACCEPT="text/xml")
        return answer

    return post


@pytest.mark.django_db(transaction=True)
def test_pylast_scrobbles_here(
    live_server: LiveServer, owner: User, scrobble_key: str, make_tracks: Callable[..., list[Track]],
    run_jobs: RunJobs, settings: Any, as_owner: APIClient,
) -> None:  # fmt: skip
    settings.CATALOGUE_PROVIDERS = ["local"]
    make_tracks(60, artist="Ada")
    network = pylast_at(live_server.url, key="whatever", secret="whatever")
    network.session_key = pylast.SessionKeyGenerator(network).get_web_auth_session_key("", scrobble_key)
    assert network.session_key == scrobble_key

    network.update_now_playing("Ada", "Ada 7", album="Ada album", duration=200)
    network.scrobble("Ada", "Ada 1", timestamp=NOW - 60_000, album="Ada album", duration=200)
    network.scrobble_many(
        [{"artist": "Ada", "title": f"Ada {each}", "timestamp": NOW - 50_000 + each * 300} for each in range(2, 55)]
    )
    run_jobs()

    heard = Activity.objects.filter(user=owner, source="scrobble").order_by("timestamp")
    assert list(heard.values_list("track__title", flat=True)) == [f"Ada {each}" for each in range(1, 55)]
    assert as_owner.get("/api/scrobbling/playing/").json()["playing"]["track_name"] == "Ada 7"
    ApiKey.objects.update(revoked_at="2026-01-01T00:00:00Z")
    with pytest.raises(pylast.WSError) as refused:
        network.scrobble("Ada", "Ada 1", timestamp=NOW)
    assert (refused.value.status, refused.value.details) == ("9", "Invalid session key - Please re-authenticate")


def test_sessions(call: Callable[..., HttpResponse], scrobble_key: str, owner: User) -> None:
    session = {"session": {"subscriber": 0, "name": "owner", "key": scrobble_key}}

    assert call("auth.getSession", token=scrobble_key).json() == session  # type: ignore[attr-defined]
    for name in ("Owner", "owner@example.com"):
        assert call("auth.getMobileSession", username=name, password=scrobble_key).json() == session  # type: ignore[attr-defined]


def test_several_scrobbles_in_the_order_of_their_numbers(call: Callable[..., HttpResponse], owner: User) -> None:
    fields: dict[str, str] = {}
    for index in range(12):
        moment = {0: NOW + 20_000, 1: 1_000_000_000}.get(index, NOW - index)
        fields |= {f"artist[{index}]": "Ä & <b>", f"track[{index}]": f"T{index}", f"timestamp[{index}]": str(moment)}

    body = call("track.scrobble", **fields).json()  # type: ignore[attr-defined]

    assert body["scrobbles"]["@attr"] == {"accepted": 10, "ignored": 2}
    items = body["scrobbles"]["scrobble"]
    assert [each["track"]["#text"] for each in items] == [f"T{index}" for index in range(12)]
    assert [each["ignoredMessage"]["code"] for each in items] == ["4", "3"] + ["0"] * 10
    assert items[2]["artist"] == {"corrected": "0", "#text": "Ä & <b>"}
    assert set(Received.objects.values_list("title", flat=True)) == {f"T{index}" for index in range(2, 12)}


def test_one_scrobble_without_a_number_and_in_xml(call: Callable[..., HttpResponse]) -> None:
    answer = call("track.scrobble", format=None, artist="Ä & <b>", track="T\x01", timestamp=NOW, album='"B"')

    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert (root.tag, root.attrib) == ("lfm", {"status": "ok"})
    scrobbles = root.find("scrobbles")
    assert scrobbles is not None
    assert scrobbles.attrib == {"accepted": "1", "ignored": "0"}
    assert (scrobbles.findtext("scrobble/artist"), scrobbles.findtext("scrobble/track")) == ("Ä & <b>", "T")
    refused = call("track.scrobble", format=None, sk="x", artist="A", track="T", timestamp=NOW)
    assert refused.status_code == 403
    [error] = ET.fromstring(refused.content)  # noqa: S314 - our own
    assert (error.attrib, error.text) == ({"code": "9"}, "Invalid session key - Please re-authenticate")


@pytest.mark.parametrize(
    ("method", "fields", "status", "code"),
    [
        ("", {}, 400, 6),
        ("track.love", {}, 400, 3),
        ("auth.getToken", {}, 400, 3),
        ("auth.getSession", {}, 400, 6),
        ("auth.getSession", {"token": "pp_another"}, 403, 14),
        ("auth.getMobileSession", {"username": "owner"}, 400, 6),
        ("auth.getMobileSession", {"username": "owner", "password": "x"}, 403, 4),
        ("auth.getMobileSession", {"username": "owner", "authToken": "x"}, 403, 4),
        ("track.scrobble", {"artist": "A", "track": "T"}, 400, 6),
        ("track.scrobble", {"artist": "A", "track": "T", "timestamp": "soon"}, 400, 6),
        ("track.scrobble", {"artist": "A", "timestamp": NOW}, 400, 6),
        ("track.scrobble", {"artist": "", "track": "T", "timestamp": NOW}, 400, 6),
        ("track.scrobble", {}, 400, 6),
        ("track.scrobble", {"sk": "pp_another", "artist": "A", "track": "T", "timestamp": NOW}, 403, 9),
        ("track.scrobble", {"sk": None, "artist": "A", "track": "T", "timestamp": NOW}, 403, 9),
        ("track.updateNowPlaying", {"artist": "A"}, 400, 6),
        (
            "track.scrobble",
            {f"{name}[{index}]": 1 for index in range(51) for name in ("artist", "track", "timestamp")},
            400,
            6,
        ),
        ("track.scrobble", {f"x{index}": 1 for index in range(1_001)}, 400, 6),
    ],
)
def test_refusals(
    call: Callable[..., HttpResponse], method: str, fields: dict[str, Any], status: int, code: int
) -> None:
    answer = call(method, **fields)

    text = answer.content.decode()
    assert answer.status_code == status
    assert f'"error":{code}' in text or f'<error code="{code}">' in text
    assert not Received.objects.exists()


def test_another_listeners_name_does_not_go_with_the_key(
    call: Callable[..., HttpResponse], stranger: User, scrobble_key: str
) -> None:
    answer = call("auth.getMobileSession", username="stranger", password=scrobble_key)

    assert (answer.status_code, answer.json()["error"]) == (403, 4)  # type: ignore[attr-defined]


def test_get_changes_nothing(anonymous: APIClient, scrobble_key: str) -> None:
    query = {"method": "track.scrobble", "sk": scrobble_key, "artist": "A", "track": "T", "timestamp": str(NOW)}

    answer = anonymous.get("/2.0/", {**query, "format": "json"})

    assert (answer.status_code, answer.json()["error"]) == (400, 3)
    assert not Received.objects.exists()


def test_too_many_unknown_ones(call: Callable[..., HttpResponse], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MAX_KEPT", 1)
    first = call("track.scrobble", artist="A", track="T", timestamp=NOW)
    second = call("track.scrobble", artist="A", track="U", timestamp=NOW)

    assert (first.status_code, second.status_code, second.json()["error"]) == (200, 429, 29)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_too_many_requests(anonymous: APIClient, settings: Any) -> None:
    settings.RATELIMIT_ENABLE = True
    settings.RATELIMITS = {**settings.RATELIMITS, "other": (1, 60)}
    anonymous.post("/2.0/")

    answer = anonymous.post("/2.0/")

    assert (answer.status_code, answer["Content-Type"]) == (429, "text/xml; charset=utf-8")
    assert b'<error code="29">' in answer.content
    assert 0 < int(answer["Retry-After"]) <= 60
