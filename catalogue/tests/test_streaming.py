"""GET /api/catalogue/stream/{id}/ and the signed audio addresses."""

from __future__ import annotations

import io
import wave
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import time_machine
from django.core.files.base import ContentFile
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.signing import signed_audio_path
from catalogue.streaming import signed_audio_url
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

ERROR_KEYS = {"error", "preview_url", "fallback", "message"}
CONTENT = bytes(range(256)) * 4


def stream(client: APIClient, track_id: object) -> Any:
    return client.get(f"/api/catalogue/stream/{track_id}/")


@pytest.fixture
def song(make_tracks: MakeTracks) -> Track:
    """A track of ours with an uploaded file of 1,024 bytes."""
    track = make_tracks(1, tone_seed=None)[0]
    track.audio.save("song.mp3", ContentFile(CONTENT))
    return track


@pytest.fixture
def demo_song(make_tracks: MakeTracks) -> Track:
    """A track of ours whose tune nobody has heard yet."""
    return make_tracks(1, tone_seed=7)[0]


def body_of(answer: Any) -> bytes:
    body: bytes = answer.getvalue() if answer.streaming else answer.content
    return body


def hear(track: Track, **headers: str) -> Any:
    return APIClient().get(signed_audio_path(track.catalogue_id)[0], headers=headers)


def test_a_stream_is_an_address_of_ours(as_owner: APIClient, deezer: DeezerStandin) -> None:
    answer = stream(as_owner, 81001001)

    assert answer.status_code == 200
    assert list(answer.json()) == ["preview_url"]
    assert answer.json()["preview_url"].startswith("http://testserver/api/catalogue/stream/81001001/audio?expires=")


def test_the_address_redirects_to_a_fresh_preview_without_a_header(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin
) -> None:
    url = stream(as_owner, 81001001).json()["preview_url"]

    answer = anonymous.get(url)

    assert answer.status_code == 302
    assert answer["Cache-Control"] == "no-store"
    assert requests.get(answer["Location"], timeout=5).status_code == 200
    assert anonymous.head(url).status_code == 302


def test_a_preview_is_resolved_once_until_a_minute_before_it_dies(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin
) -> None:
    url = stream(as_owner, 81001001).json()["preview_url"]
    first = anonymous.get(url)["Location"]
    asked = len(deezer.paths)
    again = anonymous.get(url)["Location"]
    asked_again = len(deezer.paths)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=835), tick=False):
        kept = anonymous.get(url)["Location"]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=845), tick=False):
        late = anonymous.get(url)["Location"]

    assert first == again == kept
    assert asked == asked_again
    assert late != first
    assert len(deezer.paths) == asked + 1


def test_an_address_that_dies_within_a_minute_is_not_kept(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin
) -> None:
    url = stream(as_owner, 81001001).json()["preview_url"]
    deezer.preview_lifetime = 50
    anonymous.get(url)
    asked = len(deezer.paths)
    anonymous.get(url)

    assert len(deezer.paths) == asked + 1


def test_a_client_that_was_refused_is_led_to_a_new_address(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin
) -> None:
    url = stream(as_owner, 81001001).json()["preview_url"]
    first = anonymous.get(url)["Location"]
    at_once = anonymous.get(f"{url}&refused=1")["Location"]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=60), tick=False):
        later = anonymous.get(f"{url}&refused=1")["Location"]
        for_others = anonymous.get(url)["Location"]

    assert first == at_once
    assert first != later == for_others


def test_a_stale_token_does_not_matter_to_an_audio_address(as_owner: APIClient, deezer: DeezerStandin) -> None:
    url = stream(as_owner, 81001001).json()["preview_url"]
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer stale")

    assert client.get(url).status_code == 302


def test_a_track_without_a_preview_is_explained(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin
) -> None:
    answers = [stream(as_owner, 81001009), anonymous.get(signed_path("81001009"))]

    for answer in answers:
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert {key: answer.json()[key] for key in ERROR_KEYS} == {
            "error": "no_audio",
            "preview_url": None,
            "fallback": False,
            "message": "There is no audio for this track.",
        }


def signed_path(text: str) -> str:
    return signed_audio_path(CatalogueId.parse(text))[0]


@pytest.mark.parametrize("fault", ["down", "quota_out", "garbage"])
def test_a_failing_provider_is_a_503_that_is_worth_another_try(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin, fault: str
) -> None:
    getattr(deezer, fault)()

    for answer in (stream(as_owner, 81001001), anonymous.get(signed_path("81001001"))):
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) >= 1
        assert (answer.json()["preview_url"], answer.json()["fallback"]) == (None, True)
        assert answer.json().keys() >= ERROR_KEYS


def test_a_known_track_has_an_address_while_its_provider_is_down(as_owner: APIClient, deezer: DeezerStandin) -> None:
    stream(as_owner, 81001001)
    deezer.down()

    assert stream(as_owner, 81001001).status_code == 200


@pytest.mark.parametrize("track_id", ["999", "abc", "3n3Ppam7vgaVa1iaRUc9Lp", "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_an_unknown_track_is_explained(as_owner: APIClient, deezer: DeezerStandin, track_id: str) -> None:
    answer = stream(as_owner, track_id)

    assert answer.status_code == 404
    assert answer.json().keys() >= ERROR_KEYS
    assert answer.json()["error"] == "track_not_found"


def test_a_stream_needs_a_signed_in_user(anonymous: APIClient, song: Track) -> None:
    assert stream(anonymous, song.external_id).status_code == 401


@pytest.mark.parametrize("change", ["signature=0", "expires=9999999999", "expires=-1", "expires=x", "signature=é", ""])
def test_an_altered_address_is_refused(anonymous: APIClient, song: Track, change: str) -> None:
    path, _, query = signed_audio_path(song.catalogue_id)[0].partition("?")
    parts = dict(pair.split("=") for pair in query.split("&"))
    parts = {**parts, **dict([change.split("=")])} if change else {}

    answer = anonymous.get(path, parts)

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_the_address_of_one_track_does_not_open_another(anonymous: APIClient, make_tracks: MakeTracks) -> None:
    one, other = make_tracks(2)
    url = signed_audio_path(one.catalogue_id)[0].replace(one.external_id, other.external_id)

    assert anonymous.get(url).status_code == 403


def test_an_address_lasts_six_hours(anonymous: APIClient, song: Track) -> None:
    now = datetime(2026, 11, 21, 12, 3, 20, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        url = signed_audio_path(song.catalogue_id)[0]
        again = signed_audio_path(song.catalogue_id)[0]
    with time_machine.travel(now + timedelta(hours=6), tick=False):
        late = anonymous.get(url)
        body_of(late)
    with time_machine.travel(now + timedelta(hours=6, minutes=10), tick=False):
        too_late = anonymous.get(url).status_code

    assert url == again
    assert (late.status_code, too_late) == (200, 403)


def test_a_whole_file_says_what_a_player_needs(song: Track) -> None:
    answer = hear(song)

    assert answer.status_code == 200
    assert body_of(answer) == CONTENT
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Content-Length"] == "1024"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["ETag"].startswith('"')
    assert answer["Last-Modified"].endswith("GMT")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 1023),
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=1000-5000", 1000, 1023),
        ("bytes=1023-", 1023, 1023),
        ("bytes=-1", 1023, 1023),
        ("bytes=-500", 524, 1023),
        ("bytes=-5000", 0, 1023),
    ],
)
def test_a_range_is_a_206(song: Track, asked: str, first: int, last: int) -> None:
    answer = hear(song, Range=asked)

    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/1024"
    assert answer["Content-Length"] == str(last - first + 1)
    assert body_of(answer) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_past_the_end_is_a_416(song: Track, asked: str) -> None:
    answer = hear(song, Range=asked)

    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=5-2", "bytes=-", "bytes=x-y", "seconds=0-1", "bytes 0-1", ""]
)
def test_a_range_that_is_not_understood_is_ignored(song: Track, asked: str) -> None:
    answer = hear(song, Range=asked)

    assert answer.status_code == 200
    assert body_of(answer) == CONTENT


def test_a_range_counts_only_for_the_same_file(song: Track) -> None:
    whole = hear(song)
    body_of(whole)

    for validator, expected in (
        (whole["ETag"], 206),
        (whole["Last-Modified"], 206),
        ('"another"', 200),
        (f"W/{whole['ETag']}", 200),
        ("Sat, 01 Jan 2000 00:00:00 GMT", 200),
        ("nonsense", 200),
    ):
        answer = hear(song, **{"Range": "bytes=0-9", "If-Range": validator})
        body_of(answer)
        assert answer.status_code == expected, validator


def test_a_player_that_has_the_file_gets_304(song: Track) -> None:
    whole = hear(song)
    body_of(whole)

    assert hear(song, **{"If-None-Match": whole["ETag"]}).status_code == 304
    assert hear(song, **{"If-Modified-Since": whole["Last-Modified"]}).status_code == 304


def test_head_says_the_same_without_a_body(song: Track) -> None:
    answer = APIClient().head(signed_audio_path(song.catalogue_id)[0], headers={"Range": "bytes=0-9"})

    assert answer.status_code == 200
    assert answer["Content-Length"] == "1024"
    assert body_of(answer) == b""


def test_an_uploaded_file_that_is_no_audio_is_not_called_by_its_name(song: Track) -> None:
    song.audio.save("page.html", ContentFile(b"<script>"))

    answer = hear(song)

    assert body_of(answer) == b"<script>"
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_demo_tune_is_rendered_once(demo_song: Track, settings: Any) -> None:
    first = body_of(hear(demo_song))
    files = list((Path(settings.MEDIA_ROOT) / "audio").iterdir())
    written = files[0].stat().st_mtime_ns
    second = body_of(hear(demo_song))

    with wave.open(io.BytesIO(first)) as tune:
        assert tune.getnframes() > 0
    assert first == second == files[0].read_bytes()
    assert [file.name for file in files] == [f"{demo_song.external_id}.wav"]
    assert files[0].stat().st_mtime_ns == written
    assert Track.objects.get(pk=demo_song.pk).audio.name == f"audio/{demo_song.external_id}.wav"


def test_a_track_of_ours_without_any_audio_is_explained(make_tracks: MakeTracks) -> None:
    answer = hear(make_tracks(1, tone_seed=None)[0])

    assert answer.status_code == 404
    assert answer.json()["error"] == "no_audio"


def test_a_file_that_is_gone_is_explained(song: Track) -> None:
    song.audio.storage.delete(str(song.audio.name))

    assert hear(song).status_code == 404


def test_no_address_for_a_track_that_is_known_to_have_no_audio(make_tracks: MakeTracks) -> None:
    assert signed_audio_url(make_tracks(1, has_preview=False)[0], None) is None


@pytest.mark.django_db(transaction=True)
def test_two_first_listeners_at_once_make_one_file(live_server: LiveServer, demo_song: Track, settings: Any) -> None:
    url = live_server.url + signed_audio_path(demo_song.catalogue_id)[0]

    with ThreadPoolExecutor(4) as listeners:
        heard = list(listeners.map(lambda _: requests.get(url, timeout=60), range(4)))

    assert [answer.status_code for answer in heard] == [200] * 4
    assert len({answer.content for answer in heard}) == 1
    assert [path.name for path in (Path(settings.MEDIA_ROOT) / "audio").iterdir()] == [f"{demo_song.external_id}.wav"]
    part = requests.get(url, headers={"Range": "bytes=-4"}, timeout=10)
    assert (part.status_code, part.content) == (206, heard[0].content[-4:])
