"""The accounts service's part for listeners: the authorize page, codes with PKCE, and refresh tokens.

Who is signed in at Spotify in the browser, and what they say, is for tests to choose.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, replace
from html import escape
from threading import Lock
from typing import Final
from urllib.parse import urlencode

from integrations.standins.reply import HTML, Reply, json_reply
from integrations.standins.spotify.grants import Grants

CODE_SECONDS: Final = 600
"""How long a code is good."""
SIX_MONTHS: Final = 180 * 86_400
TEXT: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Consent:
    """``ends`` is when the refresh tokens that come of it do (monotonic)."""

    listener: str
    scope: str
    ends: float
    redirect_uri: str = ""
    challenge: str = ""
    code_ends: float = 0.0


class Consents:
    """``answer`` is what the listener says: "agree", "cancel", or "ask", a page with both. ``rotates``: a renewal
    brings another refresh token, and the one before is worth nothing from then on.
    """

    def __init__(self, grants: Grants) -> None:
        self.redirect_uris: set[str] = set()
        self.signed_in = "ada"
        self.answer = "agree"
        self.rotates = True
        self.renewals = 0
        self._grants = grants
        self._lock = Lock()
        self._codes: dict[str, Consent] = {}
        self._refresh_tokens: dict[str, Consent] = {}
        grants.flows |= {"authorization_code": self._exchange, "refresh_token": self._renew}

    def reset(self) -> None:
        self.signed_in, self.answer, self.rotates, self.renewals = "ada", "agree", True, 0

    def revoke_all(self) -> None:
        """As if every listener had removed the app from their account, or six months had gone by."""
        with self._lock:
            self._refresh_tokens.clear()

    def authorize(self, query: dict[str, str]) -> Reply:
        """Of `GET /authorize`: a redirect with a code, or with an error; a bare text for what cannot be redirected."""
        if query.get("client_id") != self._grants.client_id:
            return Reply(400, b"INVALID_CLIENT: Invalid client", TEXT)
        if query.get("redirect_uri") not in self.redirect_uris:
            return Reply(400, b"INVALID_CLIENT: Invalid redirect URI", TEXT)
        if query.get("response_type") != "code":
            return self._back(query, error="unsupported_response_type")
        if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
            return self._back(query, error="invalid_request")
        said = query.get("said", self.answer)
        if said == "ask":
            return _page(query)
        return (
            self._back(query, code=self._code(query)) if said == "agree" else self._back(query, error="access_denied")
        )

    def _code(self, query: dict[str, str]) -> str:
        code, now = "AQ" + secrets.token_urlsafe(120), time.monotonic()
        consent = Consent(
            query.get("as", self.signed_in),
            query.get("scope", ""),
            now + SIX_MONTHS,
            query["redirect_uri"],
            query.get("code_challenge", ""),
            now + CODE_SECONDS,
        )
        with self._lock:
            self._codes[code] = consent
        return code

    def _back(self, query: dict[str, str], **said: str) -> Reply:
        state = {"state": query["state"]} if "state" in query else {}
        location = f"{query['redirect_uri']}?{urlencode({**said, **state})}"
        return Reply(302, b"", HTML, {"Location": location})

    def _exchange(self, form: dict[str, str]) -> Reply:
        with self._lock:
            consent = self._codes.pop(form.get("code", ""), None)
        if consent is None:
            return _invalid_grant("Invalid authorization code")
        if time.monotonic() > consent.code_ends:
            return _invalid_grant("Authorization code expired")
        if form.get("redirect_uri") != consent.redirect_uri:
            return _invalid_grant("Invalid redirect URI")
        if consent.challenge and _challenge(form.get("code_verifier", "")) != consent.challenge:
            return _invalid_grant("code_verifier was incorrect")
        if not consent.challenge and not form.get("proven"):
            return json_reply({"error": "invalid_client", "error_description": "Invalid client secret"}, 400)
        return self._tokens(consent, with_refresh=True)

    def _renew(self, form: dict[str, str]) -> Reply:
        token = form.get("refresh_token", "")
        with self._lock:
            consent = self._refresh_tokens.get(token)
            if consent and self.rotates:
                del self._refresh_tokens[token]
            self.renewals += consent is not None
        if consent is None or time.monotonic() > consent.ends:
            return _invalid_grant("Refresh token revoked")
        return self._tokens(consent, with_refresh=self.rotates)

    def _tokens(self, consent: Consent, *, with_refresh: bool) -> Reply:
        body = {
            "access_token": self._grants.issue(listener=consent.listener, scope=consent.scope),
            "token_type": "Bearer",
            "scope": consent.scope,
            "expires_in": self._grants.lifetime,
        }
        if with_refresh:
            body["refresh_token"] = refresh = "AQ" + secrets.token_urlsafe(90)
            with self._lock:
                self._refresh_tokens[refresh] = replace(consent, challenge="", redirect_uri="")
        return json_reply(body)


def _challenge(verifier: str) -> str:
    if not 43 <= len(verifier) <= 128:
        return ""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _invalid_grant(description: str) -> Reply:
    return json_reply({"error": "invalid_grant", "error_description": description}, 400)


def _page(query: dict[str, str]) -> Reply:
    links = "".join(
        f'<p><a href="/authorize?{escape(urlencode({**query, "said": said}))}">{said.title()}</a></p>'
        for said in ("agree", "cancel")
    )
    return Reply(200, f"<!doctype html><title>Spotify stand-in</title>{links}".encode(), HTML)
