"""Who may ask: the accounts service's token endpoint, and the check of access tokens.

A grant type is a function of the form; `Grants.flows` is where further ones are added.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final
from urllib.parse import parse_qsl

from integrations.standins.reply import Reply, json_reply
from integrations.standins.serving import Request
from integrations.standins.spotify.refusals import unauthorized

LIFETIME: Final = 3600
"""Seconds, Spotify's own."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token allows until ``ends`` (monotonic). ``listener`` is "" for the app's own tokens."""

    ends: float
    listener: str = ""
    scope: str = ""


class Grants:
    """Thread-safe. ``lifetime`` is of the tokens issued from now on."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self.lifetime = LIFETIME
        self.flows: dict[str, Callable[[dict[str, str]], Reply]] = {"client_credentials": self._client_credentials}
        self._lock = Lock()
        self._grants: dict[str, Grant] = {}
        self._issued = 0

    @property
    def issued(self) -> int:
        """How many tokens were handed out so far."""
        with self._lock:
            return self._issued

    def answer(self, request: Request) -> Reply:
        """Of `POST /api/token`."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        flow = self.flows.get(form.get("grant_type", ""))
        if request.method != "POST":
            return Reply(405, b"")
        if not self._knows(request, form):
            return json_reply({"error": "invalid_client", "error_description": "Invalid client"}, 400)
        if flow is None:
            return json_reply({"error": "unsupported_grant_type", "error_description": "grant_type is invalid"}, 400)
        return flow(form)

    def _knows(self, request: Request, form: dict[str, str]) -> bool:
        """By its secret, or by its id alone where PKCE stands for the secret."""
        if "Authorization" not in request.headers and form.get("grant_type") in ("authorization_code", "refresh_token"):
            return form.get("client_id") == self.client_id
        form["proven"] = "by its secret"
        return self._basic(request) == (self.client_id, self.client_secret)

    def issue(self, *, listener: str = "", scope: str = "") -> str:
        """A fresh access token."""
        with self._lock:
            self._issued += 1
            token = "BQ" + hashlib.sha256(f"{self.client_id} {self._issued} {listener}".encode()).hexdigest()
            self._grants[token] = Grant(time.monotonic() + self.lifetime, listener, scope)
        return token

    def expire_all(self) -> None:
        with self._lock:
            self._grants.clear()

    def grant_or_refusal(self, request: Request) -> Grant | Reply:
        """What the request's token allows."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return unauthorized("missing_token")
        with self._lock:
            grant = self._grants.get(token)
        return grant if grant and time.monotonic() < grant.ends else unauthorized("invalid_token")

    def _client_credentials(self, form: dict[str, str]) -> Reply:
        return json_reply({"access_token": self.issue(), "token_type": "Bearer", "expires_in": self.lifetime})

    def _basic(self, request: Request) -> tuple[str, str]:
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeError):
            return "", ""
        return (name, secret) if scheme.lower() == "basic" else ("", "")
