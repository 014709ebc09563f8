"""A listener's consent: authorization code with PKCE (RFC 7636), and the renewing of what it gave.

The app's secret is not needed. With PKCE a refresh token may work only once: the answer brings another one, or none,
and then the old one stays good.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.http import Answer, Gate, HttpClient, decoded, open_gate
from integrations.scalars import text, whole
from integrations.spotify.answers import SERVICE, token_error
from integrations.spotify.errors import OF_THE_LISTENER

SCOPES: Final = (
    "playlist-read-private",
    "playlist-read-collaborative",
    "user-library-read",
    "user-follow-read",
    "user-top-read",
    "user-read-recently-played",
)
"""What an import reads. Nothing of it changes anything at Spotify."""

LONGEST_TOKEN: Final = 4000


@dataclass(frozen=True, slots=True)
class Grant:
    """``refresh`` is "" when the one before stays good. ``seconds`` is how long ``access`` does."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int
    scopes: tuple[str, ...]


def new_verifier() -> str:
    """86 characters out of 512 random bits."""
    return secrets.token_urlsafe(64)


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


class SpotifyConsent:
    """Safe to share between threads. The calls raise `GrantRefused`, `WrongCredentials` and other `ProviderError`s."""

    def __init__(self, accounts_url: str, client_id: str, redirect_uri: str, *, gate: Gate = open_gate) -> None:
        self._accounts_url = accounts_url.rstrip("/")
        self._http = HttpClient(SERVICE, accounts_url, gate=gate)
        self._client_id = client_id
        self._redirect_uri = redirect_uri

    def close(self) -> None:
        self._http.close()

    def authorization_url(self, *, state: str, verifier: str) -> str:
        """Where to send the listener."""
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": self._redirect_uri,
            "state": state,
            "scope": " ".join(SCOPES),
            "code_challenge_method": "S256",
            "code_challenge": challenge_of(verifier),
        }
        return f"{self._accounts_url}/authorize?{urlencode(query)}"

    def exchange(self, code: str, verifier: str, *, budget: Budget) -> Grant:
        """What the code from the callback stands for."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "client_id": self._client_id,
            "code_verifier": verifier,
        }
        return self._ask(form, budget)

    def renew(self, refresh_token: str, *, budget: Budget) -> Grant:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": self._client_id}
        return self._ask(form, budget)

    def _ask(self, form: dict[str, str], budget: Budget) -> Grant:
        answered, refused = self._http.send("POST", "/api/token", form=form, budget=budget, read=_read_answer)
        if refused:
            raise refused
        return _read_grant(answered)


def _read_answer(answer: Answer) -> tuple[Answer, ProviderError | None]:
    """What the service refuses to this listener alone is not raised before the gate: the service itself is well."""
    error = token_error(answer)
    if error and not isinstance(error, OF_THE_LISTENER):
        raise error
    return answer, error


def _read_grant(answer: Answer) -> Grant:
    body = decoded(SERVICE, answer)
    if not isinstance(body, dict) or not _is_token(body.get("access_token")):
        raise ProviderUnavailable(SERVICE, "the accounts service answered without a token")
    return Grant(
        access=str(body["access_token"]),
        refresh=str(body["refresh_token"]) if _is_token(body.get("refresh_token")) else "",
        seconds=whole(body.get("expires_in"), least=1) or 3600,
        scopes=tuple(text(body.get("scope"), 2000).split()),
    )


def _is_token(value: object) -> bool:
    """It goes into a header: nothing but visible ASCII."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TOKEN:
        return False
    return value.isascii() and value.isprintable() and " " not in value
