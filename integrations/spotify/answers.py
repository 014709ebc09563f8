"""Whether an answer of Spotify's is one, and what its refusals mean.

Bodies of errors come in four forms: ``{"error": {"status", "message", "reason"?}}``, ``{"error": "code",
"error_description"}`` from the accounts service, plain text, and nothing at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.http import Answer, decoded, status_error
from integrations.scalars import text
from integrations.spotify.errors import (
    Forbidden,
    GrantRefused,
    ListenerNotRegistered,
    OwnerWithoutPremium,
    TokenRefused,
    WrongCredentials,
)

SERVICE: Final = "spotify"
QUOTA_PAUSE_SECONDS: Final = 900.0
"""After "quota exceeded", at least: it counts over hours and all apps of one account."""
REFUSAL_SECONDS: Final = 600.0
"""After a refusal that only the owner of the app can end."""

_INVALID_ID = re.compile(r"invalid (base62 )?id\b", re.IGNORECASE)
_NOT_FOUND = frozenset({"not_found", "resource not found", "not found", "not found."})


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the body of an error says. ``is_json`` is false for text and for nothing: then no part of Spotify's API said
    it on purpose.
    """

    message: str = ""
    reason: str = ""
    code: str = ""
    is_json: bool = False


def read_object(answer: Answer, *, lookup: bool) -> dict[str, object]:
    """The answer's object, or the error it stands for.

    ``lookup``: the address names one thing, so that an id Spotify finds invalid is one that names nothing.
    """
    if error := answer_error(answer, lookup=lookup):
        raise error
    body = decoded(SERVICE, answer)
    if not isinstance(body, dict):
        raise ProviderUnavailable(SERVICE, "answered something else than an object")
    if "error" in body:
        raise _stated_error(complaint_of(answer))
    return body


def answer_error(answer: Answer, *, lookup: bool) -> ProviderError | None:
    """What the status says, told apart by the body; None for 2xx."""
    stated = status_error(SERVICE, answer)
    if stated is None or answer.status >= 500:
        return stated
    complaint = complaint_of(answer)
    detail = f"{stated.detail}: {complaint.message}" if complaint.message else stated.detail
    if answer.status == 401:
        return TokenRefused(SERVICE, detail)
    if answer.status == 403:
        return _forbidden(complaint, detail)
    if isinstance(stated, QuotaExceeded):
        return _quota_error(complaint, stated, detail)
    names_nothing = lookup and _INVALID_ID.search(complaint.message)
    if isinstance(stated, ProviderRejected) and not names_nothing:
        return ProviderRejected(SERVICE, detail)
    return stated if isinstance(stated, ProviderUnavailable) else NotFoundAtProvider(SERVICE, detail)


def token_error(answer: Answer) -> ProviderError | None:
    """The same for answers of the accounts service."""
    stated = status_error(SERVICE, answer)
    if stated is None or answer.status >= 500 or isinstance(stated, QuotaExceeded):
        return stated
    complaint = complaint_of(answer)
    detail = f"the accounts service {stated.detail} {complaint.code} {complaint.message}".rstrip()
    if complaint.code == "invalid_grant":
        return GrantRefused(SERVICE, detail)
    if complaint.code in ("invalid_client", "unauthorized_client") or answer.status == 401:
        return WrongCredentials(SERVICE, detail, retry_after=REFUSAL_SECONDS)
    if answer.status == 403:
        return _forbidden(complaint, detail)
    return ProviderRejected(SERVICE, detail) if complaint.code else ProviderUnavailable(SERVICE, detail)


def complaint_of(answer: Answer) -> Complaint:
    try:
        body = decoded(SERVICE, answer)
    except ProviderUnavailable:
        return Complaint(message=text(answer.body.decode("utf-8", "replace"), 200))
    if not isinstance(body, dict):
        return Complaint(message=text(body, 200))
    error = body.get("error")
    if isinstance(error, dict):
        message = text(error.get("message"), 200) or text(error.get("description"), 200)
        return Complaint(message, text(error.get("reason"), 60), text(error.get("type"), 60), is_json=True)
    return Complaint(text(body.get("error_description"), 200), code=text(error, 60), is_json=True)


def _forbidden(complaint: Complaint, detail: str) -> ProviderError:
    said = complaint.message.casefold()
    if "premium subscription" in said:
        return OwnerWithoutPremium(SERVICE, detail, retry_after=REFUSAL_SECONDS)
    if "not be registered" in said or "not registered" in said:
        return ListenerNotRegistered(SERVICE, detail, retry_after=REFUSAL_SECONDS)
    return Forbidden(SERVICE, detail) if complaint.is_json else ProviderUnavailable(SERVICE, detail)


def _quota_error(complaint: Complaint, stated: QuotaExceeded, detail: str) -> QuotaExceeded:
    wait = stated.retry_after
    if complaint.reason.upper() == "QUOTA_EXCEEDED":
        wait = max(wait, QUOTA_PAUSE_SECONDS)
    return QuotaExceeded(SERVICE, detail, retry_after=wait)


def _stated_error(complaint: Complaint) -> ProviderError:
    """Of an error object in an answer that calls itself good."""
    if complaint.code in _NOT_FOUND or complaint.message.casefold() in _NOT_FOUND:
        return NotFoundAtProvider(SERVICE, complaint.message)
    return ProviderUnavailable(SERVICE, complaint.message or "answered an error without words")
