"""Spotify's refusals, word for word as they come over the wire."""

from __future__ import annotations

from typing import Final

from integrations.standins.reply import Reply, json_reply

TEXT: Final = "text/plain; charset=utf-8"
PREMIUM: Final = (
    b"Active premium subscription required for the owner of the app. When the subscription status changes, it can "
    b"take a few hours before requests are allowed again."
)
NOT_REGISTERED: Final = "Check settings on developer.spotify.com/dashboard, the user may not be registered."


class Refused(Exception):
    """Becomes the reply it carries."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def error_reply(status: int, message: str, headers: dict[str, str] | None = None, **more: str) -> Reply:
    return json_reply({"error": {"status": status, "message": message, **more}}, status, headers)


def unauthorized(error: str) -> Reply:
    """``error`` is missing_token or invalid_token."""
    challenge = {"www-authenticate": f'Bearer realm="spotify", error="{error}"'}
    return error_reply(401, "Missing/invalid/expired access token", challenge)


def too_many(retry_after: int) -> Reply:
    return error_reply(429, "API rate limit exceeded", {"Retry-After": str(retry_after)})


def quota_exceeded(retry_after: int | None = None) -> Reply:
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    return error_reply(429, "Too many requests", headers, reason="QUOTA_EXCEEDED")


def owner_without_premium() -> Reply:
    return Reply(403, PREMIUM, TEXT)


def listener_not_registered() -> Reply:
    return error_reply(403, NOT_REGISTERED)


def closed() -> Reply:
    return error_reply(403, "Forbidden")


def closed_without_words() -> Reply:
    return json_reply({"error": {"status": 403}}, 403)


def gone_without_body() -> Reply:
    return Reply(404, b"", TEXT)


def not_found() -> Reply:
    return error_reply(404, "Resource not found")
