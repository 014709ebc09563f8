"""Who has said yes to whom at the stand-in: tokens that are exchanged once, and sessions that last until revoked."""

from __future__ import annotations

import hashlib
import time
from secrets import token_hex
from threading import Lock
from typing import Final

from integrations.lastfm.codes import AUTHENTICATION_FAILED, EXPIRED_TOKEN, UNAUTHORIZED_TOKEN, Refusal

TOKEN_SECONDS: Final = 3600.0


class People:
    """``passwords`` by name: who may use `auth.getMobileSession`. Thread-safe."""

    def __init__(self) -> None:
        self.passwords = {"ada": "standin-password"}
        self._lock = Lock()
        self._tokens: dict[str, tuple[float, str]] = {}
        self._sessions: dict[str, str] = {}

    def token(self, approved_by: str = "") -> str:
        """A new one, which a listener still has to approve when ``approved_by`` is ""."""
        token = token_hex(16)
        with self._lock:
            self._tokens[token] = (time.monotonic() + TOKEN_SECONDS, approved_by)
        return token

    def approve(self, token: str, name: str) -> bool:
        with self._lock:
            if token not in self._tokens:
                return False
            self._tokens[token] = (self._tokens[token][0], name)
            return True

    def expire_tokens(self) -> None:
        with self._lock:
            self._tokens = {token: (0.0, name) for token, (_, name) in self._tokens.items()}

    def session_of_token(self, token: str) -> tuple[str, str]:
        """Name and key. Raises `Refusal`."""
        with self._lock:
            if token not in self._tokens:
                raise Refusal(AUTHENTICATION_FAILED, "Invalid authentication token supplied")
            ends, name = self._tokens[token]
            if time.monotonic() > ends:
                raise Refusal(EXPIRED_TOKEN)
            if not name:
                raise Refusal(UNAUTHORIZED_TOKEN)
            del self._tokens[token]
        return name, self.session(name)

    def session_of_password(self, name: str, password: str, digest: str) -> tuple[str, str]:
        """By the password, or by the MD5 of the name and the password's MD5, as old clients say it."""
        known = self.passwords.get(name.lower(), "")
        expected = _md5(name + _md5(known))
        if not known or (password != known and digest != expected):
            raise Refusal(AUTHENTICATION_FAILED, "Invalid username or password")
        return name, self.session(name)

    def session(self, name: str) -> str:
        key = token_hex(16)
        with self._lock:
            self._sessions[key] = name
        return key

    def name_of(self, key: str) -> str | None:
        with self._lock:
            return self._sessions.get(key)

    def revoke(self, name: str) -> None:
        """The listener takes the permission back."""
        with self._lock:
            self._sessions = {key: whose for key, whose in self._sessions.items() if whose != name}


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
