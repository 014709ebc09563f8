"""The stand-in is a ListenBrainz to liblistenbrainz, its official client."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests
from liblistenbrainz import Listen, ListenBrainz
from liblistenbrainz.errors import InvalidAuthTokenException, ListenBrainzAPIException

from integrations.standins.ledger import Kept
from integrations.standins.listenbrainz.server import PAUSED, TOO_MANY, ListenBrainzStandin


@pytest.fixture(scope="module")
def running() -> Iterator[ListenBrainzStandin]:
    with ListenBrainzStandin() as standin:
        yield standin


@pytest.fixture
def brainz(running: ListenBrainzStandin) -> ListenBrainzStandin:
    running.reset()
    return running


@pytest.fixture
def client(brainz: ListenBrainzStandin) -> ListenBrainz:
    client = ListenBrainz(api_base_url=brainz.base_url)
    client.set_auth_token(brainz.token)
    return client


def test_tokens_are_validated(brainz: ListenBrainzStandin) -> None:
    with pytest.raises(InvalidAuthTokenException):
        ListenBrainz(api_base_url=brainz.base_url).set_auth_token("another")
    bare = requests.get(f"{brainz.base_url}/1/validate-token", timeout=5)
    assert (bare.status_code, bare.json()["code"]) == (400, 400)


def test_listens_are_kept_once_and_shown(brainz: ListenBrainzStandin, client: ListenBrainz) -> None:
    now = int(time.time())
    listens = [Listen("Track", "Ada", listened_at=now - each, release_name="B") for each in (30, 20, 10)]

    client.submit_single_listen(listens[0])
    client.submit_multiple_listens(listens)
    client.submit_playing_now(Listen("Now", "Ada"))

    assert [each.listened_at for each in client.get_listens("ada")] == [now - 10, now - 20, now - 30]
    playing = client.get_playing_now("ada")
    assert playing
    assert playing.track_name == "Now"
    assert (brainz.ledger.received, brainz.ledger.of("ada")[0]) == (4, Kept("Ada", "Track", now - 30, "B"))
    assert client.remaining_requests == 994


def test_refusals(brainz: ListenBrainzStandin, client: ListenBrainz) -> None:
    def refusal(**fields: object) -> tuple[int | None, str | None]:
        with pytest.raises(ListenBrainzAPIException) as refused:
            client.submit_single_listen(Listen("Track", "Ada", **{"listened_at": int(time.time()), **fields}))
        return refused.value.status_code, refused.value.message

    assert refusal(listened_at=1) == (
        400,
        "Value for key listened_at is too low. listened_at timestamp should be greater than 1033410600.",
    )
    assert refusal(tags=["x"] * 51)[0] == 400
    brainz.paused.add("ada")
    assert refusal() == (401, PAUSED)
    client.set_auth_token("another", check_validity=False)
    assert refusal() == (401, "Invalid authorization token.")
    assert brainz.ledger.received == 0


def test_the_rate_limit_is_told_and_kept(brainz: ListenBrainzStandin) -> None:
    brainz.rate_limit(2, 60)
    answers = [requests.get(f"{brainz.base_url}/1/validate-token", timeout=5) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert answers[2].json() == {"code": 429, "error": TOO_MANY}
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"2"}
    assert 55 < int(answers[2].headers["X-RateLimit-Reset-In"]) <= 60
