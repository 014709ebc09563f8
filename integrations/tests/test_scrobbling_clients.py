"""What the clients of Last.fm and ListenBrainz say, and what each answer becomes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator

import pytest

from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.lastfm.client import LastfmClient
from integrations.lastfm.codes import MESSAGES
from integrations.lastfm.errors import AppRefused, SessionRefused, TokenRefused
from integrations.lastfm.records import LastfmListen, Verdict
from integrations.lastfm.signing import signature
from integrations.listenbrainz.client import ListenBrainzClient
from integrations.listenbrainz.errors import UserTokenRefused
from integrations.listenbrainz.records import Allowance, BrainzListen
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.listenbrainz.server import ListenBrainzStandin

NOW = int(time.time()) - 600
LATER = {8: 60, 11: 60, 16: 60}
KINDS = {
    **dict.fromkeys(LATER, ProviderUnavailable),
    29: QuotaExceeded,
    **dict.fromkeys((10, 13, 26), AppRefused),
    **dict.fromkeys((4, 9, 17), SessionRefused),
    **dict.fromkeys((14, 15), TokenRefused),
}


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[LastfmStandin, ListenBrainzStandin]]:
    with LastfmStandin() as lastfm, ListenBrainzStandin() as brainz:
        yield lastfm, brainz


@pytest.fixture
def lastfm(running: tuple[LastfmStandin, ListenBrainzStandin]) -> LastfmStandin:
    running[0].reset()
    return running[0]


@pytest.fixture
def brainz(running: tuple[LastfmStandin, ListenBrainzStandin]) -> ListenBrainzStandin:
    running[1].reset()
    return running[1]


@pytest.fixture
def to_lastfm(lastfm: LastfmStandin) -> Iterator[LastfmClient]:
    client = LastfmClient(lastfm.api_url, lastfm.site_url, lastfm.api_key, lastfm.secret)
    yield client
    client.close()


@pytest.fixture
def to_brainz(brainz: ListenBrainzStandin) -> Iterator[ListenBrainzClient]:
    client = ListenBrainzClient(brainz.base_url)
    yield client
    client.close()


def listens(count: int) -> list[LastfmListen]:
    return [LastfmListen("Ada", f"T{each}", NOW - each, "B", "Ada", 3, 200) for each in range(count)]


def error_of(call: Callable[[], object]) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        call()
    return caught.value


def test_numbers_are_signed_in_the_order_of_their_digits() -> None:
    params = {"artist[1]": "b", "artist[10]": "a", "format": "json", "callback": "c", "method": "m"}

    signed = b"artist[10]aartist[1]bmethodmsecret"
    assert signature(params, "secret") == hashlib.md5(signed, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("count", [1, 2, 50])
def test_scrobbles_are_answered_one_by_one(lastfm: LastfmStandin, to_lastfm: LastfmClient, count: int) -> None:
    lastfm.methods.ignore_at(NOW, 2)

    verdicts = to_lastfm.scrobble(lastfm.people.session("Ada"), listens(count), budget=Budget())

    assert verdicts == [Verdict(2, "Track was ignored"), *[Verdict()] * (count - 1)]
    assert len(lastfm.ledger.of("Ada")) == count - 1


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_each_code_of_lastfm(lastfm: LastfmStandin, to_lastfm: LastfmClient, code: int) -> None:
    lastfm.fail(code)
    error = error_of(lambda: to_lastfm.scrobble(lastfm.people.session("Ada"), listens(1), budget=Budget()))

    assert type(error) is KINDS.get(code, ProviderRejected)
    assert error.detail == f"error {code}: {MESSAGES[code]}"
    if isinstance(error, ProviderUnavailable):
        assert error.retry_after == (30 if code == 29 else LATER.get(code, 3600))


@pytest.mark.parametrize("code", [4, 9, 14, 15])
def test_before_there_is_a_session_it_is_the_token(lastfm: LastfmStandin, to_lastfm: LastfmClient, code: int) -> None:
    lastfm.fail(code)

    assert type(error_of(lambda: to_lastfm.session("x", budget=Budget()))) is TokenRefused


@pytest.mark.parametrize(
    ("status", "body", "kind", "wait"),
    [
        (200, {"error": "11", "message": "Offline"}, ProviderUnavailable, 5),
        (429, {"error": 9, "message": "?"}, QuotaExceeded, 5),
        (429, "Too many", QuotaExceeded, 5),
        (500, {"error": 6, "message": "a code goes before a status"}, ProviderRejected, None),
        (400, "no object", ProviderUnavailable, 5),
        (404, {}, ProviderUnavailable, 5),
        (503, {}, ProviderUnavailable, 5),
        (200, {}, ProviderUnavailable, 2),
        (200, {"scrobbles": {"scrobble": []}}, ProviderUnavailable, 2),
        (200, {"scrobbles": {"scrobble": [{}, {}]}}, ProviderUnavailable, 2),
        (200, {"scrobbles": {"scrobble": "x"}}, ProviderUnavailable, 2),
    ],
)
def test_odd_answers_of_lastfm(
    lastfm: LastfmStandin, to_lastfm: LastfmClient, status: int, body: object, kind: type, wait: float | None
) -> None:
    lastfm.say(body, under="/2.0", status=status, headers={"Retry-After": "5"})

    error = error_of(lambda: to_lastfm.scrobble("x", listens(1), budget=Budget()))
    assert type(error) is kind
    assert getattr(error, "retry_after", None) == wait


@pytest.mark.parametrize("fault", ["garbage", "down"])
def test_no_answer_at_all(
    lastfm: LastfmStandin, to_lastfm: LastfmClient, brainz: ListenBrainzStandin, to_brainz: ListenBrainzClient,
    fault: str,
) -> None:  # fmt: skip
    for standin in (lastfm, brainz):
        getattr(standin, fault)()

    assert isinstance(error_of(lambda: to_lastfm.session("x", budget=Budget())), ProviderUnavailable)
    assert isinstance(error_of(lambda: to_brainz.name_of("x", budget=Budget())), ProviderUnavailable)
    # Nothing is sent twice by itself: it may have been taken.
    submit = [BrainzListen("Ada", "T", NOW)]
    assert isinstance(error_of(lambda: to_brainz.submit("x", submit, budget=Budget())), ProviderUnavailable)
    assert [path for path in brainz.paths if "submit" in path] == ["/1/submit-listens"]


def test_a_slow_answer_meets_the_budget(brainz: ListenBrainzStandin, to_brainz: ListenBrainzClient) -> None:
    brainz.slow(5)

    error = error_of(lambda: to_brainz.submit(brainz.token, [BrainzListen("A", "T", NOW)], budget=Budget(0.2)))
    assert error.detail == "timed out"
    brainz.reset()


def test_what_listenbrainz_is_told(brainz: ListenBrainzStandin, to_brainz: ListenBrainzClient) -> None:
    brainz.rate_limit(3, 40)
    full = BrainzListen("Ada", "T", NOW, "B", 200_000, "ZZPLP1001001", 3, "https://music.example/t")

    assert to_brainz.name_of(brainz.token, budget=Budget()) == "ada"
    assert to_brainz.submit(brainz.token, [full, BrainzListen("Ada", "U", NOW)], budget=Budget()).pause == 0
    last = to_brainz.submit(brainz.token, [full], budget=Budget())
    assert (last.remaining, 30 < last.pause <= 40) == (0, True)
    over = error_of(lambda: to_brainz.submit(brainz.token, [full], budget=Budget()))
    assert isinstance(over, QuotaExceeded)
    assert 30 < over.retry_after <= 40
    assert [each.track for each in brainz.ledger.of("ada")] == ["T", "U"]
    assert Allowance().pause == 0


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"code": 400, "error": "Bad"}, ProviderRejected),
        (401, {"code": 401, "error": "Bad"}, UserTokenRefused),
        (404, {"code": 404, "error": "Bad"}, ProviderUnavailable),
        (413, "", ProviderRejected),
        (429, {}, QuotaExceeded),
        (500, "", ProviderUnavailable),
        (503, {"code": 503, "error": "Bad"}, ProviderUnavailable),
        (200, {"status": "maybe"}, ProviderUnavailable),
        (200, [], ProviderUnavailable),
    ],
)
def test_each_refusal_of_listenbrainz(
    brainz: ListenBrainzStandin, to_brainz: ListenBrainzClient, status: int, body: object, kind: type
) -> None:
    brainz.say(body, under="/1/submit-listens", status=status)

    error = error_of(lambda: to_brainz.submit(brainz.token, [BrainzListen("A", "T", NOW)], budget=Budget()))
    assert type(error) is kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"valid": False}, UserTokenRefused),
        ({"valid": True}, ProviderUnavailable),
        ({"user_name": "ada"}, ProviderUnavailable),
    ],
)
def test_whose_token_it_is_has_to_be_said(
    brainz: ListenBrainzStandin, to_brainz: ListenBrainzClient, body: object, kind: type
) -> None:
    brainz.say(body, under="/1/validate-token")

    assert type(error_of(lambda: to_brainz.name_of("x", budget=Budget()))) is kind
