"""Developer tokens: made here, checked by the stand-in as Apple checks them."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest
import requests

from integrations.apple.client import AppleClient
from integrations.apple.token import DeveloperToken
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.standins.apple.server import AppleStandin


def test_a_token_names_key_and_team_and_lives_half_a_day(apple: AppleStandin) -> None:
    value = DeveloperToken(apple.team_id, apple.key_id, apple.private_key).value()
    claims = jwt.decode(value, options={"verify_signature": False})

    assert jwt.get_unverified_header(value) == {"alg": "ES256", "kid": apple.key_id, "typ": "JWT"}
    assert (claims["iss"], claims["exp"] - claims["iat"]) == (apple.team_id, 12 * 3600)
    assert abs(claims["iat"] - time.time()) < 60


def test_a_token_is_used_until_shortly_before_its_end(apple: AppleStandin) -> None:
    start = time.time()
    clock = {"now": start}
    token = DeveloperToken(apple.team_id, apple.key_id, apple.private_key, clock=lambda: clock["now"])

    def value_after(hours: float) -> str:
        clock["now"] = start + hours * 3600
        return token.value()

    first = value_after(0)
    assert [value_after(6) == first, value_after(11.8) == first, value_after(11.9) == first] == [True, True, False]


def test_a_broken_key_makes_the_provider_unavailable(apple: AppleStandin) -> None:
    client = AppleClient(apple.api_url, DeveloperToken(apple.team_id, apple.key_id, "no key"))

    with pytest.raises(ProviderUnavailable, match="the private key cannot sign"):
        client.song("81001001", budget=Budget())
    assert apple.paths == []


def status_with(apple: AppleStandin, key: str = "", headers: dict[str, Any] | None = None, **claims: Any) -> int:
    now = int(time.time())
    signed = jwt.encode(
        {"iss": apple.team_id, "iat": now, "exp": now + 600, **claims},
        key or apple.private_key,
        algorithm="ES256",
        headers={"kid": apple.key_id, **(headers or {})},
    )
    url = f"{apple.api_url}/catalog/us/songs/81001001"
    answer = requests.get(url, headers={"Authorization": f"Bearer {signed}"}, timeout=5)
    assert answer.status_code == 200 or answer.content == b""
    return answer.status_code


def test_the_standin_takes_only_tokens_that_apple_would(apple: AppleStandin) -> None:
    now = int(time.time())
    with AppleStandin() as other:
        foreign = other.private_key

    assert status_with(apple) == 200
    assert status_with(apple, exp=now + 15_777_000) == 200
    assert status_with(apple, exp=now + 15_777_100) == 401
    assert status_with(apple, iat=now - 100, exp=now - 1) == 401
    assert status_with(apple, iss="SOMEBODY12") == 401
    assert status_with(apple, headers={"kid": "OTHERKEY12"}) == 401
    assert status_with(apple, key=foreign) == 401
    for header in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
        assert requests.get(f"{apple.api_url}/catalog/us/songs/81001001", headers=header, timeout=5).status_code == 401
