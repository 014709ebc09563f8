"""Whether an answer of Apple's is one. Errors are ``{"errors": [{"status", "code", "title", "detail", "source"}]}``,
or, for a bad developer token, often no body at all.
"""

from __future__ import annotations

from typing import Any, Final

from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.http import Answer, decoded, status_error
from integrations.scalars import text, whole

SERVICE: Final = "apple"
REFUSAL_SECONDS: Final = 600.0
"""After a refusal that only whoever runs this installation can end."""


class TokenRefused(ProviderUnavailable):
    """Apple does not take our developer token."""


def read_object(answer: Answer, *, lookup: bool) -> dict[str, object]:
    """The answer's object, or the error it stands for.

    ``lookup``: the address names one thing, so that an id Apple finds invalid is one that names nothing.
    """
    stated = status_error(SERVICE, answer)
    if answer.status == 401:
        raise TokenRefused(SERVICE, _detail(answer), retry_after=REFUSAL_SECONDS)
    if stated:
        raise _told_apart(stated, answer, lookup=lookup)
    body = decoded(SERVICE, answer)
    if not isinstance(body, dict):
        raise ProviderUnavailable(SERVICE, "answered something else than an object")
    if "errors" in body and "data" not in body and "results" not in body:
        raise _embedded(body)
    return body


def _told_apart(stated: ProviderError, answer: Answer, *, lookup: bool) -> ProviderError:
    detail = _detail(answer)
    names_nothing = lookup and _parameter(answer) in ("id", "ids")
    if isinstance(stated, ProviderRejected) and not names_nothing:
        return ProviderRejected(SERVICE, detail)
    return stated if isinstance(stated, ProviderUnavailable) else NotFoundAtProvider(SERVICE, detail)


def _embedded(body: dict[str, object]) -> ProviderError:
    """Of errors in an answer that calls itself good."""
    first = _first_error(body)
    status, detail = whole(first.get("status")), text(first.get("title"), 200)
    if status == 404:
        return NotFoundAtProvider(SERVICE, detail)
    if status == 429:
        return QuotaExceeded(SERVICE, detail)
    return ProviderUnavailable(SERVICE, detail or "answered an error without words")


def _detail(answer: Answer) -> str:
    first = _first_error(_json(answer))
    said = text(first.get("detail"), 200) or text(first.get("title"), 200)
    return f"answered {answer.status}: {said}" if said else f"answered {answer.status}"


def _parameter(answer: Answer) -> str:
    source = _first_error(_json(answer)).get("source")
    return text(source.get("parameter"), 60) if isinstance(source, dict) else ""


def _json(answer: Answer) -> object:
    try:
        return decoded(SERVICE, answer)
    except ProviderUnavailable:
        return None


def _first_error(body: object) -> dict[str, Any]:
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) else {}
