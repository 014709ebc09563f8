"""Players that speak ListenBrainz' protocol, its official client among them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from liblistenbrainz import Listen, ListenBrainz
from liblistenbrainz import client as official
from liblistenbrainz.errors import InvalidAuthTokenException, ListenBrainzAPIException
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from accounts.keys import make_key
from accounts.models import User
from accounts.origin import Origin
from analytics.listening_models import ListeningSettings
from analytics.models import Activity
from analytics.scrobbling.models import Received, Scrobble
from analytics.scrobbling.tests.conftest import Linked
from catalogue.models import Track
from config.tests.plugin import RunJobs

SUBMIT, VALIDATE = "/1/submit-listens", "/1/validate-token"
NOW = int(time.time()) - 600


def listened(**fields: Any) -> dict[str, Any]:
    about = {"artist_name": "Ada", "track_name": "Ada 1", **fields.pop("about", {})}
    return {"listened_at": NOW, "track_metadata": about, **fields}


def submission(*payload: Any, kind: str = "single") -> dict[str, Any]:
    return {"listen_type": kind, "payload": list(payload)}


@pytest.fixture
def player(scrobble_key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {scrobble_key}")
    return client


@pytest.fixture
def hung_up() -> Iterator[None]:
    """The official client keeps its connections, and with them the server's threads and theirs to the database."""
    yield
    official.adapter.close()


@pytest.fixture
def only_local(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("only_local", "hung_up")
def test_the_official_client_submits_here(
    live_server: LiveServer, owner: User, scrobble_key: str, make_tracks: Callable[..., list[Track]],
    run_jobs: RunJobs,
) -> None:  # fmt: skip
    make_tracks(3, artist="Ada")
    client = ListenBrainz(api_base_url=live_server.url)
    client.set_auth_token(scrobble_key)

    client.submit_playing_now(Listen("Ada 3", "Ada"))
    client.submit_single_listen(Listen("Ada 1", "Ada", listened_at=NOW))
    client.submit_multiple_listens([Listen(f"Ada {each}", "Ada", listened_at=NOW + each * 300) for each in (2, 3)])
    run_jobs()

    heard = Activity.objects.filter(user=owner).order_by("timestamp").values_list("track__title", "source", "action")
    assert list(heard) == [(f"Ada {each}", "scrobble", "play") for each in (1, 2, 3)]
    with pytest.raises(InvalidAuthTokenException):
        client.set_auth_token("another")
    client.set_auth_token("another", check_validity=False)
    with pytest.raises(ListenBrainzAPIException) as refused:
        client.submit_single_listen(Listen("Ada 1", "Ada", listened_at=NOW))
    assert (refused.value.status_code, refused.value.message) == (401, "Invalid authorization token.")


def test_a_key_is_valid_for_whom_it_was_made(player: APIClient, owner: User, anonymous: APIClient) -> None:
    valid = {"code": 200, "message": "Token valid.", "valid": True, "user_name": "owner"}
    assert player.get(VALIDATE).json() == valid
    bare = anonymous.get(VALIDATE)
    assert (bare.status_code, bare.json()["error"]) == (400, "You need to provide an Authorization token.")

    other = make_key(user=owner, name="Other", scopes=["read", "listen", "write"], expires_at=None, origin=Origin())[1]
    anonymous.credentials(HTTP_AUTHORIZATION=f"Token {other}")
    assert anonymous.get(VALIDATE).json() == {"code": 200, "message": "Token invalid.", "valid": False}
    refused = anonymous.post(SUBMIT, submission(listened()))
    assert (refused.status_code, refused.json()) == (401, {"code": 401, "error": "Invalid authorization token."})


@pytest.mark.django_db
def test_nobody_submits_without_a_key_for_it(anonymous: APIClient, as_owner: APIClient) -> None:
    expected = {"code": 401, "error": "You need to provide an Authorization header."}
    for client in (anonymous, as_owner):
        answer = client.post(SUBMIT, submission(listened()))
        assert (answer.status_code, answer.json()) == (401, expected)
        assert answer["WWW-Authenticate"] == 'Token realm="api"'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "Cannot parse JSON document."),
        ("[" * 100_000, "Cannot parse JSON document."),
        ("[]", "Invalid JSON document submitted."),
        ({"listen_type": "single"}, "Invalid JSON document submitted."),
        (submission(kind="single"), "JSON document does not contain any listens"),
        (submission(listened(), kind="double"), "JSON document requires a valid listen_type key."),
        (submission(1), "The payload in the JSON document should be a list of listens."),
        (
            submission(listened(), listened()),
            "JSON document contains more than listen for a single/playing_now. It should contain only one.",
        ),
        (
            submission(*[listened()] * 1001, kind="import"),
            "Too many listens. You may not submit more than 1000 listens at once.",
        ),
        (
            submission(listened(), kind="playing_now"),
            "JSON document must not contain listened_at while submitting playing_now.",
        ),
        (
            submission({"track_metadata": {"artist_name": "A", "track_name": "B"}}),
            "JSON document must contain the key listened_at at the top level.",
        ),
        (submission(listened(listened_at="x")), "JSON document must contain an int value for listened_at."),
        (submission(listened(listened_at=NOW + 9_000)), "Value for key listened_at is too high."),
        (
            submission(listened(listened_at=1_033_410_600)),
            "Value for key listened_at is too low. listened_at timestamp should be greater than 1033410600.",
        ),
        (submission({"listened_at": NOW}), "JSON document must contain the key track_metadata at the top level."),
        (
            submission(listened(about={"track_name": " "})),
            "JSON document does not contain required track_metadata.track_name.",
        ),
        (
            submission(listened(about={"artist_name": ["A"]})),
            "JSON document does not contain required track_metadata.artist_name.",
        ),
        (
            submission(listened(about={"release_name": "x" * 10_300})),
            "Listen is too large. Listens may not be larger than 10240 characters.",
        ),
        (
            submission(listened(about={"additional_info": {"tags": ["x"] * 51}})),
            "JSON document may not contain more than 50 items in track_metadata.additional_info.tags.",
        ),
        (
            submission(listened(about={"additional_info": {"tags": ["x" * 65]}})),
            "JSON document may not contain track_metadata.additional_info.tags longer than 64 characters.",
        ),
        (
            submission(listened(about={"additional_info": {"duration": 1, "duration_ms": 1000}})),
            "JSON document should not contain both duration and duration_ms.",
        ),
        (
            submission(listened(about={"additional_info": {"duration": 2_073_601}})),
            "Value for duration is too large, max permitted value is 2073600",
        ),
        (
            submission(listened(about={"additional_info": {"duration_ms": "x"}})),
            "Value for duration_ms is invalid, should be a positive integer.",
        ),
        (
            submission(listened(about={"additional_info": {"recording_mbid": "x"}})),
            "recording_mbid MBID format invalid.",
        ),
        (submission(listened(about={"additional_info": {"artist_mbids": 7}})), "artist_mbids MBID format invalid."),
    ],
)
def test_what_is_refused(player: APIClient, body: Any, message: str) -> None:
    text = body if isinstance(body, str) else json.dumps(body)

    answer = player.generic("POST", SUBMIT, text)

    assert (answer.status_code, answer.json()) == (400, {"code": 400, "error": message})
    assert answer["Content-Type"].startswith("application/json")
    assert not Received.objects.exists()


def test_bodies_up_to_ten_megabytes(player: APIClient) -> None:
    filler = {"additional_info": {"comment": "x" * 5_000}}
    many = submission(*[listened(listened_at=NOW + each, about=filler) for each in range(1_000)], kind="import")
    assert player.post(SUBMIT, many, format="json").json() == {"status": "ok"}
    assert Received.objects.count() == 1_000
    answer = player.generic("POST", SUBMIT, " " * 10_240_001)
    assert answer.status_code == 413


@pytest.mark.usefixtures("only_local")
def test_the_same_listen_counts_once(
    player: APIClient, owner: User, make_tracks: Callable[..., list[Track]], run_jobs: RunJobs
) -> None:
    make_tracks(1, artist="Ada")
    for _ in range(2):
        player.post(SUBMIT, submission(listened()))
    assert Received.objects.count() == 1
    run_jobs()
    player.post(SUBMIT, submission(listened()))
    player.post(SUBMIT, submission(listened(listened_at=NOW + 59), kind="import"))
    run_jobs()
    player.post(SUBMIT, submission(listened(listened_at=NOW + 60)))
    run_jobs()

    moments = Activity.objects.filter(user=owner).order_by("timestamp").values_list("timestamp", flat=True)
    assert [int(each.timestamp()) for each in moments] == [NOW, NOW + 60]
    assert not Received.objects.exists()


@pytest.mark.usefixtures("only_local")
def test_what_comes_in_does_not_go_out_again(
    player: APIClient, owner: User, linked: Linked, make_tracks: Callable[..., list[Track]], run_jobs: RunJobs
) -> None:
    linked(owner, "listenbrainz")
    make_tracks(1, artist="Ada")

    player.post(SUBMIT, submission(listened()))
    run_jobs()

    assert Activity.objects.filter(user=owner).count() == 1
    assert not Scrobble.objects.exists()


def test_a_private_session_takes_nothing_in(player: APIClient, owner: User, as_owner: APIClient) -> None:
    ListeningSettings.objects.create(user=owner, private_session=True)

    assert player.post(SUBMIT, submission(listened())).json() == {"status": "ok"}
    about = {"track_metadata": {"artist_name": "A", "track_name": "B"}}
    assert player.post(SUBMIT, submission(about, kind="playing_now")).json() == {"status": "ok"}

    assert not Received.objects.exists()
    assert as_owner.get("/api/scrobbling/playing/").json() == {"playing": None}


def test_what_plays_now_is_shown(player: APIClient, as_owner: APIClient, as_stranger: APIClient) -> None:
    about = {"track_metadata": {"artist_name": "A", "track_name": "B", "additional_info": {"media_player": "mpd"}}}
    player.post(SUBMIT, submission(about, kind="playing_now"))

    shown = {"track_name": "B", "artist_name": "A", "album_name": "", "client": "mpd"}
    assert as_owner.get("/api/scrobbling/playing/").json() == {"playing": shown}
    assert as_stranger.get("/api/scrobbling/playing/").json() == {"playing": None}


def test_the_limits_are_told_as_listenbrainz_tells_them(player: APIClient, settings: Any) -> None:
    settings.RATELIMIT_ENABLE = True
    settings.RATELIMITS = {**settings.RATELIMITS, "other": (1, 60)}

    first, second = (player.post(SUBMIT, submission(listened())) for _ in range(2))

    assert (first.status_code, first["X-RateLimit-Limit"], first["X-RateLimit-Remaining"]) == (200, "1", "0")
    assert (second.status_code, second.json()["code"]) == (429, 429)
    assert 0 < int(second["X-RateLimit-Reset-In"]) <= 60
    assert second["Retry-After"]


@pytest.mark.django_db
def test_guessing_keys_is_counted(anonymous: APIClient, settings: Any) -> None:
    settings.RATELIMIT_ENABLE = True
    settings.RATELIMITS = {**settings.RATELIMITS, "other": (1, 60)}
    anonymous.credentials(HTTP_AUTHORIZATION="Token pp_guessed")

    answers = [anonymous.post(SUBMIT, submission(listened())) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [401, 429]
