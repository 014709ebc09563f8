"""Whether an answer of Deezer's is one. Most of its errors come as HTTP 200 with ``{"error": ...}``."""

from __future__ import annotations

from typing import Final

from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.http import Answer, decoded, status_error
from integrations.scalars import text, whole

SERVICE: Final = "deezer"

_QUOTA = 4
_NO_DATA = 800
_REFUSED_VALUE = frozenset({500, 600})
_REJECTED = frozenset({100, 200, 300, 500, 501, 600, 901})
_CODE_BY_TYPE: Final = {
    "DataException": _NO_DATA,
    "ParameterException": 500,
    "MissingParameterException": 501,
    "InvalidQueryException": 600,
    "OAuthException": 300,
}


def read_object(answer: Answer, *, lookup: bool) -> dict[str, object]:
    """The answer's object, or the error it stands for.

    ``lookup``: the address names one thing, so that a parameter Deezer finds wrong is an id that names nothing.
    """
    stated = status_error(SERVICE, answer)
    try:
        body = decoded(SERVICE, answer)
    except ProviderUnavailable:
        raise (stated or ProviderUnavailable(SERVICE, "answered without readable JSON")) from None
    if isinstance(body, dict) and "error" in body:
        raise envelope_error(body["error"], stated, lookup=lookup)
    if stated:
        raise stated
    if not isinstance(body, dict):
        raise ProviderUnavailable(SERVICE, "answered something else than an object")
    return body


def envelope_error(error: object, stated: ProviderError | None, *, lookup: bool) -> ProviderError:
    """``error`` as an object, a string or a list; ``stated`` is what the HTTP status says, None for 200."""
    if isinstance(error, dict):
        return _coded_error(error, stated, lookup=lookup)
    message = text(error, 200)
    if stated:
        return stated
    if message.lower() in ("not found", "no data"):
        return NotFoundAtProvider(SERVICE, message)
    return ProviderUnavailable(SERVICE, message or "answered an error without words")


def _coded_error(error: dict[str, object], stated: ProviderError | None, *, lookup: bool) -> ProviderError:
    code, detail = _code(error), text(error.get("message"), 200) or text(error.get("type"), 200)
    if code == _QUOTA:
        return QuotaExceeded(SERVICE, detail)
    if code == _NO_DATA or (lookup and code in _REFUSED_VALUE):
        return NotFoundAtProvider(SERVICE, detail)
    if code in _REJECTED:
        return ProviderRejected(SERVICE, f"{detail} (code {code})")
    if stated:
        return stated
    return ProviderUnavailable(SERVICE, detail or "answered an error without words")


def _code(error: dict[str, object]) -> int | None:
    """Some errors come without a code: their type then tells, or nothing does."""
    code = whole(error.get("code"), least=1)
    if code is None and text(error.get("message"), 200).lower() == "quota limit exceeded":
        return _QUOTA
    return _CODE_BY_TYPE.get(text(error.get("type"), 200)) if code is None else code
