"""The developer token: a JWT that this installation signs itself with the key from Apple's developer portal.

Apple takes ES256 only, the key's id as ``kid``, the team's as ``iss``, and at most six months between ``iat`` and
``exp``. Ours lives for half a day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

import jwt
from jwt.exceptions import PyJWTError

from integrations.errors import ProviderUnavailable

LIFETIME_SECONDS: Final = 12 * 3600
EARLY_SECONDS: Final = 600
"""Before its end a token is made anew."""


class DeveloperToken:
    """``private_key`` is PEM; ``clock`` tells seconds since 1970. Safe to share between threads."""

    def __init__(self, team_id: str, key_id: str, private_key: str, *, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._team_id = team_id
        self._key_id = key_id
        self._private_key = private_key
        self._lock = threading.Lock()
        self._held, self._ends = "", 0.0

    def value(self) -> str:
        """Raises ProviderUnavailable for a key that cannot sign."""
        with self._lock:
            if self._clock() >= self._ends - EARLY_SECONDS:
                self._held, self._ends = self._made()
            return self._held

    def _made(self) -> tuple[str, float]:
        now = int(self._clock())
        claims = {"iss": self._team_id, "iat": now, "exp": now + LIFETIME_SECONDS}
        try:
            token = jwt.encode(claims, self._private_key, algorithm="ES256", headers={"kid": self._key_id})
        except (PyJWTError, ValueError, TypeError):
            raise ProviderUnavailable("apple", "the private key cannot sign") from None
        return token, float(now + LIFETIME_SECONDS)
