"""ListenBrainz' answers: `{"code", "error"}` with the HTTP status of the code, and rate limits on every one.

Source: listenbrainz.readthedocs.io, users/api; the header to go by is `X-RateLimit-Reset-In`.
"""

from __future__ import annotations

from typing import Final

from integrations.errors import ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.http import MAX_RETRY_AFTER, Answer, decoded, status_error
from integrations.listenbrainz.errors import UserTokenRefused
from integrations.listenbrainz.records import Allowance
from integrations.scalars import text, whole

SERVICE: Final = "listenbrainz"
AWAY_SECONDS: Final = 60.0
DEFAULT_RESET: Final = 10.0
"""Seconds of its window, where an answer 429 does not say when that ends."""


def read_name(answer: Answer) -> str:
    """The listener's name. Raises `UserTokenRefused` for a token that is not good."""
    body = _read(answer)
    name = text(body.get("user_name"), 200)
    if body.get("valid") is False:
        raise UserTokenRefused(SERVICE, "the token is not valid")
    if body.get("valid") is not True or not name:
        raise ProviderUnavailable(SERVICE, "did not say whose token it is")
    return name


def read_allowance(answer: Answer) -> Allowance:
    """Of an answer that took the listens."""
    if _read(answer).get("status") != "ok":
        raise ProviderUnavailable(SERVICE, "did not say that it took the listens")
    seconds = _seconds(answer)
    return Allowance(whole(answer.headers.get("X-RateLimit-Remaining")), DEFAULT_RESET if seconds is None else seconds)


def _read(answer: Answer) -> dict[str, object]:
    if error := _error(answer):
        raise error
    body = decoded(SERVICE, answer)
    if not isinstance(body, dict):
        raise ProviderUnavailable(SERVICE, "answered no object")
    return body


def _error(answer: Answer) -> ProviderError | None:
    if answer.status < 400:
        return status_error(SERVICE, answer)
    detail = f"answered {answer.status}: {_said(answer)}".rstrip(": ")
    if answer.status == 429:
        seconds = _seconds(answer)
        return QuotaExceeded(SERVICE, detail, retry_after=DEFAULT_RESET if seconds is None else seconds)
    if answer.status == 401:
        return UserTokenRefused(SERVICE, detail)
    if answer.status in (400, 413):
        return ProviderRejected(SERVICE, detail)
    # What is left says nothing about the listens: it is down, or something else answers in its place.
    return ProviderUnavailable(SERVICE, detail, retry_after=answer.retry_after or AWAY_SECONDS)


def _seconds(answer: Answer) -> float | None:
    """Until the window of the rate limit ends, at least a second."""
    told = whole(answer.headers.get("X-RateLimit-Reset-In"))
    seconds = answer.retry_after if told is None else float(told)
    return None if seconds is None else min(max(seconds, 1.0), MAX_RETRY_AFTER)


def _said(answer: Answer) -> str:
    try:
        body = decoded(SERVICE, answer)
    except ProviderUnavailable:
        return ""
    return text(body.get("error"), 200) if isinstance(body, dict) else ""
