"""Last.fm's answers: what its error codes mean, and what its good ones hold.

Source of the codes: last.fm/api/errorcodes. It may answer them with any HTTP status, 200 included.
"""

from __future__ import annotations

from typing import Any, Final

from integrations.errors import ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.http import Answer, decoded
from integrations.lastfm import codes
from integrations.lastfm.errors import AppRefused, SessionRefused, TokenRefused
from integrations.lastfm.records import LastfmSession, Verdict
from integrations.scalars import text, whole

SERVICE: Final = "lastfm"

TOO_MANY_SECONDS: Final = 30.0
"""Pause after the rate limit was exceeded; Last.fm does not say how long."""
OFFLINE_SECONDS: Final = 60.0
APP_SECONDS: Final = 3600.0
"""After a refusal that only an operator can do something about."""

_LATER: Final = frozenset({codes.OPERATION_FAILED, codes.OFFLINE, codes.UNAVAILABLE})
_SESSION: Final = frozenset({codes.AUTHENTICATION_FAILED, codes.INVALID_SESSION, codes.LOGIN_REQUIRED})
_TOKEN: Final = frozenset({codes.UNAUTHORIZED_TOKEN, codes.EXPIRED_TOKEN})
_APP: Final = frozenset({codes.INVALID_KEY, codes.INVALID_SIGNATURE, codes.SUSPENDED_KEY})


def read_session(answer: Answer) -> LastfmSession:
    session = _object(_read(answer, linking=True).get("session"))
    name, key = text(session.get("name"), 200), text(session.get("key"), 200)
    if not name or not key:
        raise ProviderUnavailable(SERVICE, "answered without a session")
    return LastfmSession(name, key)


def read_now_playing(answer: Answer) -> None:
    _read(answer)


def read_verdicts(answer: Answer, sent: int) -> list[Verdict]:
    """In the order of what was ``sent``. One scrobble is answered as an object, several as an array."""
    scrobbles = _object(_read(answer).get("scrobbles"))
    listed = scrobbles.get("scrobble")
    items: list[Any] = listed if isinstance(listed, list) else [listed]
    if len(items) != sent or not all(isinstance(item, dict) for item in items):
        raise ProviderUnavailable(SERVICE, "did not say what became of the scrobbles")
    return [_verdict(item) for item in items]


def _verdict(item: dict[str, object]) -> Verdict:
    ignored = _object(item.get("ignoredMessage"))
    return Verdict(whole(ignored.get("code")) or 0, text(ignored.get("#text"), 200))


def _read(answer: Answer, *, linking: bool = False) -> dict[str, object]:
    """``linking``: nobody has a session yet, so that a failed authentication is about the token."""
    body = _body(answer)
    code = whole(body.get("error"))
    if code is not None:
        raise _error(code, text(body.get("message"), 200), answer, linking=linking)
    if not 200 <= answer.status < 300:
        raise _away(answer)
    return body


def _body(answer: Answer) -> dict[str, object]:
    """A page that is not Last.fm's says nothing about the scrobbles, whatever its status."""
    try:
        return _object(decoded(SERVICE, answer))
    except ProviderUnavailable:
        raise _away(answer) from None


def _away(answer: Answer) -> ProviderUnavailable:
    detail = f"answered {answer.status} without saying why"
    if answer.status == 429:
        return QuotaExceeded(SERVICE, detail, retry_after=answer.retry_after or TOO_MANY_SECONDS)
    return ProviderUnavailable(SERVICE, detail, retry_after=answer.retry_after or OFFLINE_SECONDS)


def _error(code: int, message: str, answer: Answer, *, linking: bool) -> ProviderError:
    detail = f"error {code}: {message}"
    if code == codes.RATE_LIMIT or answer.status == 429:
        return QuotaExceeded(SERVICE, detail, retry_after=answer.retry_after or TOO_MANY_SECONDS)
    if code in _LATER:
        return ProviderUnavailable(SERVICE, detail, retry_after=answer.retry_after or OFFLINE_SECONDS)
    if code in _APP:
        return AppRefused(SERVICE, detail, retry_after=APP_SECONDS)
    if code in _TOKEN or (linking and code in _SESSION):
        return TokenRefused(SERVICE, detail)
    return SessionRefused(SERVICE, detail) if code in _SESSION else ProviderRejected(SERVICE, detail)


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
