"""Faults, reported to Sentry where `SENTRY_DSN` is set: what broke and where, and nothing that a listener sent.

No bodies, cookies, query strings, local variables or task arguments leave this installation. Texts go through the same
filter as the log.
"""

from __future__ import annotations

from typing import Any, Final

from config.observing.logs import redacted

_KEPT_HEADERS: Final = frozenset({"content-type", "content-length", "host", "user-agent", "x-request-id"})


def start_reports(dsn: str, environment: str) -> None:
    """Once per process, before the first request."""
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        traces_sample_rate=None,
        before_send=without_secrets,  # type: ignore[arg-type]  # its own name for a dictionary
    )


def without_secrets(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The event as it may leave."""
    for part in ("user", "extra", "breadcrumbs"):
        event.pop(part, None)
    if "request" in event:
        event["request"] = _bare_request(event["request"])
    cleaned: dict[str, Any] = _cleaned(event)
    return cleaned


def _bare_request(request: dict[str, Any]) -> dict[str, Any]:
    """Without its address: some of ours are secrets. The event's `transaction` is the route."""
    headers = {name: text for name, text in request.get("headers", {}).items() if name.lower() in _KEPT_HEADERS}
    return {"method": request.get("method", ""), "headers": headers}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items() if name != "vars"}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value
