"""STREAM_MODE=proxy, X_ACCEL_REDIRECT, and how many streams a process sends."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import time_machine
from django.core.files.base import ContentFile
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from catalogue import previews
from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.signing import signed_audio_path
from catalogue.stream_places import take_place, taken
from config.tests.plugin import eventually
from conftest import MakeTracks
from integrations.standins.deezer.previews import AUDIO
from integrations.standins.deezer.server import DeezerStandin

THEIRS = CatalogueId("deezer", "81001001")
SIZE = len(AUDIO)


@pytest.fixture(autouse=True)
def _proxying(settings: Any) -> Iterator[None]:
    settings.STREAM_MODE = "proxy"
    yield
    assert taken() == 0


@pytest.fixture
def song(make_tracks: MakeTracks) -> Track:
    track = make_tracks(1, tone_seed=None)[0]
    track.audio.save("a song é.mp3", ContentFile(bytes(range(256))))
    return track


def hear(track_id: CatalogueId, method: str = "get", **headers: str) -> Any:
    return getattr(APIClient(), method)(signed_audio_path(track_id)[0], headers=headers)


def body_of(answer: Any) -> bytes:
    return answer.getvalue() if answer.streaming else bytes(answer.content)


@pytest.mark.django_db
def test_the_bytes_come_from_us(deezer: DeezerStandin) -> None:
    answer = hear(THEIRS)

    assert answer.status_code == 200
    assert body_of(answer) == AUDIO
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Accept-Ranges"] == "bytes"
    assert "no-transform" in answer["Cache-Control"]
    assert not answer.has_header("Content-Encoding")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=400000-", 400000, SIZE - 1),
        ("bytes=-500", SIZE - 500, SIZE - 1),
    ],
)
def test_a_player_seeks(deezer: DeezerStandin, asked: str, first: int, last: int) -> None:
    answer = hear(THEIRS, Range=asked)

    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert body_of(answer) == AUDIO[first : last + 1]


@pytest.mark.django_db
def test_a_range_past_the_end_is_a_416(deezer: DeezerStandin) -> None:
    answer = hear(THEIRS, Range="bytes=99999999-")

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=-", "seconds=1-2"])
def test_a_range_that_is_not_understood_is_ignored(deezer: DeezerStandin, asked: str) -> None:
    answer = hear(THEIRS, Range=asked)

    assert answer.status_code == 200
    assert len(body_of(answer)) == SIZE


@pytest.mark.django_db
def test_head_says_the_same_without_a_body(deezer: DeezerStandin) -> None:
    answer = hear(THEIRS, "head")

    assert (answer.status_code, answer["Content-Length"]) == (200, str(SIZE))
    assert body_of(answer) == b""


@pytest.mark.django_db
def test_an_address_that_is_refused_is_resolved_again(deezer: DeezerStandin) -> None:
    body_of(hear(THEIRS))
    asked, sent = len(deezer.paths), len(deezer.preview_requests)
    deezer.preview_lifetime = 900
    kept = previews.preview_of(THEIRS)
    dead = kept.url.replace("hmac=", "hmac=0")
    previews._keep(THEIRS, type(kept)(dead, kept.expires_at))

    answer = hear(THEIRS, Range="bytes=0-9")

    assert (answer.status_code, body_of(answer)) == (206, AUDIO[:10])
    assert len(deezer.paths) == asked + 1
    assert len(deezer.preview_requests) == sent + 2
    assert previews.preview_of(THEIRS).url != dead


@pytest.mark.django_db
def test_a_preview_that_stays_refused_is_a_503_that_is_worth_another_try(deezer: DeezerStandin) -> None:
    deezer.preview_lifetime = -5

    answer = hear(THEIRS)

    assert answer.status_code == 503
    assert answer.json()["fallback"] is True
    assert int(answer["Retry-After"]) >= 1


@pytest.mark.django_db
def test_a_provider_that_is_down_is_a_503(deezer: DeezerStandin) -> None:
    deezer.down()

    assert hear(THEIRS).status_code == 503


@pytest.mark.django_db
def test_beyond_the_places_listeners_are_asked_to_come_back(deezer: DeezerStandin, song: Track, settings: Any) -> None:
    settings.AUDIO_STREAMS = 2
    held = [take_place(), take_place()]

    refused = [hear(THEIRS), hear(song.catalogue_id)]
    for release in held:
        release()
        release()
    served = [hear(THEIRS), hear(song.catalogue_id)]

    for answer in refused:
        assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "3", "streams_busy")
        assert answer.json()["fallback"] is True
    assert [answer.status_code for answer in served] == [200, 200]
    assert taken() == 2
    for answer in served:
        body_of(answer)


@pytest.mark.django_db(transaction=True)
def test_an_error_gives_its_place_back(deezer: DeezerStandin, song: Track, settings: Any) -> None:
    settings.AUDIO_STREAMS = 1
    for headers in ({"Range": "bytes=99999999-"}, {}):
        answer = hear(song.catalogue_id, **headers)
        body_of(answer)
    deezer.down()
    hear(THEIRS)

    assert taken() == 0


@pytest.mark.django_db(transaction=True)
def test_many_clients_seek_at_once_and_one_that_leaves_gives_its_place_back(
    live_server: LiveServer, deezer: DeezerStandin
) -> None:
    url = live_server.url + signed_audio_path(THEIRS)[0]
    starts = [number * 50_000 for number in range(6)]

    with ThreadPoolExecutor(6) as listeners:
        parts = list(
            listeners.map(
                lambda start: requests.get(url, headers={"Range": f"bytes={start}-{start + 999}"}, timeout=30), starts
            )
        )
    with requests.get(url, stream=True, timeout=30) as leaving:
        next(leaving.iter_content(100))

    assert [part.status_code for part in parts] == [206] * 6
    assert [part.content for part in parts] == [AUDIO[start : start + 1000] for start in starts]
    assert eventually(lambda: taken() == 0)


@pytest.mark.django_db
def test_nginx_is_told_where_our_files_are(song: Track, settings: Any) -> None:
    settings.X_ACCEL_REDIRECT = True

    answer = hear(song.catalogue_id)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"].startswith("/protected-media/audio/a_song_%C3%A9")
    assert answer["X-Accel-Redirect"].endswith(".mp3")
    assert answer["Content-Type"] == "audio/mpeg"
    assert hear(song.catalogue_id, Range="bytes=0-1").status_code == 200


@pytest.mark.django_db
def test_nginx_is_told_where_a_preview_is(deezer: DeezerStandin, settings: Any) -> None:
    settings.X_ACCEL_REDIRECT = True

    answer = hear(THEIRS)

    where = previews.preview_of(THEIRS).url
    scheme, _, rest = where.partition("://")
    assert answer["X-Accel-Redirect"] == f"/protected-preview/{scheme}/{rest}"
    assert deezer.preview_requests == []
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=30), tick=False):
        refused = APIClient().get(signed_audio_path(THEIRS)[0] + "&refused=1")
    assert refused["X-Accel-Redirect"] != answer["X-Accel-Redirect"]


@pytest.mark.django_db
def test_redirects_stay_redirects_behind_nginx(deezer: DeezerStandin, settings: Any) -> None:
    settings.STREAM_MODE, settings.X_ACCEL_REDIRECT = "redirect", True

    assert hear(THEIRS).status_code == 302
