"""The app's own access token (client credentials): good for an hour, for the catalogue, not for anybody's library.

It is kept in memory and in the cache until a minute before its end. One request at a time fetches a new one, over all
threads of a process and, through the cache, over all processes.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from dataclasses import dataclass
from typing import Final, Protocol

from django.core.cache import cache

from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.http import Answer, Gate, HttpClient, decoded, open_gate
from integrations.scalars import text, whole
from integrations.spotify.answers import SERVICE, token_error
from integrations.spotify.errors import WrongCredentials

EARLY_SECONDS: Final = 60
"""Before its end a token is no longer used: a request takes its time, and clocks differ."""
FETCH_SECONDS: Final = 4
"""How long a process that fetches is waited for by the others, at most."""
LOOK_SECONDS: Final = 0.05
WRONG_SECONDS: Final = 60.0
"""How long Spotify is not asked again after it refused the credentials."""


class TokenSource(Protocol):
    """Where a client gets its access tokens from. Both raise `ProviderError`s only."""

    def token(self, *, budget: Budget) -> str: ...

    def renewed(self, refused: str, *, budget: Budget) -> str:
        """Another token than ``refused``, which Spotify has just answered 401 to."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """``ends`` is in seconds of the wall clock, `EARLY_SECONDS` before the token's own end."""

    value: str
    ends: float

    @property
    def is_good(self) -> bool:
        return bool(self.value) and time.time() < self.ends


NO_TOKEN: Final = Token("", 0.0)


class AppTokens:
    """Safe to share between threads."""

    def __init__(self, accounts_url: str, client_id: str, client_secret: str, *, gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, accounts_url, gate=gate)
        pair = f"{client_id}:{client_secret}"
        self._basic = "Basic " + base64.b64encode(pair.encode()).decode()
        self._key = "spotify:token:" + hashlib.sha256(f"{accounts_url}\n{pair}".encode()).hexdigest()[:32]
        self._lock = threading.Lock()
        self._held = NO_TOKEN
        self._wrong_until, self._wrong = 0.0, ""

    def close(self) -> None:
        self._http.close()

    def token(self, *, budget: Budget) -> str:
        held = self._held
        return held.value if held.is_good else self._next("", budget)

    def renewed(self, refused: str, *, budget: Budget) -> str:
        return self._next(refused, budget)

    def _next(self, refused: str, budget: Budget) -> str:
        """A good token that is not ``refused``: whoever waited for another's fetch takes what that one brought."""
        if not self._lock.acquire(timeout=budget.remaining):
            raise ProviderUnavailable(SERVICE, "no token in time")
        try:
            if not self._held.is_good or self._held.value == refused:
                self._held = self._shared(refused) or self._fetch_alone(refused, budget)
            return self._held.value
        finally:
            self._lock.release()

    def _shared(self, refused: str) -> Token | None:
        """What another process has fetched."""
        found = cache.get(self._key)
        token = Token(*found) if isinstance(found, tuple) and len(found) == 2 else NO_TOKEN
        return token if token.is_good and token.value != refused else None

    def _fetch_alone(self, refused: str, budget: Budget) -> Token:
        flag = f"{self._key}:fetching"
        while not cache.add(flag, 1, FETCH_SECONDS):
            if budget.remaining < LOOK_SECONDS:
                raise ProviderUnavailable(SERVICE, "no token in time")
            time.sleep(LOOK_SECONDS)
            if token := self._shared(refused):
                return token
        try:
            return self._fetch(budget)
        finally:
            cache.delete(flag)

    def _fetch(self, budget: Budget) -> Token:
        if time.monotonic() < self._wrong_until:
            raise WrongCredentials(SERVICE, self._wrong, retry_after=WRONG_SECONDS)
        try:
            token, seconds = self._http.send(
                "POST",
                "/api/token",
                form={"grant_type": "client_credentials"},
                headers={"Authorization": self._basic},
                budget=budget,
                read=_read_token,
            )
        except WrongCredentials as error:
            self._wrong_until, self._wrong = time.monotonic() + WRONG_SECONDS, error.detail
            raise
        good_for = seconds - EARLY_SECONDS
        ends = time.time() + good_for
        if good_for > 0:
            cache.set(self._key, (token, ends), good_for)
        return Token(token, ends)


def _read_token(answer: Answer) -> tuple[str, int]:
    """The token, and how many seconds it is good for."""
    if error := token_error(answer):
        raise error
    body = decoded(SERVICE, answer)
    token = text(body.get("access_token"), 2000) if isinstance(body, dict) else ""
    if not isinstance(body, dict) or not token.isascii() or not token.isprintable() or " " in token or not token:
        raise ProviderUnavailable(SERVICE, "the accounts service answered without a token")
    return token, whole(body.get("expires_in"), least=1) or 3600
