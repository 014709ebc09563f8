"""One line per event on standard error: text for people, or JSON for machines."""

from typing import Any

from config.settings.environment import env

__all__ = ["LOGGING"]

_format = env.str("LOG_FORMAT", default="text")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "config.log_lines.LineFormatter",
            "fmt": "%(asctime)s %(request_id)s %(levelname)s %(name)s %(message)s",
            "defaults": {"request_id": "-"},
        },
        "json": {"()": "config.observing.logs.JsonLines"},
    },
    "filters": {
        "faults": {"()": "config.log_lines.FaultsOnly"},
        "trace": {"()": "config.observing.trace.TraceFilter"},
        "redact": {"()": "config.observing.logs.LineRedactor"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if _format == "json" else "text",
            "filters": ["trace", "redact"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Every 4xx answer, and in an outage every 503, would be a line here; the access log has them.
    "loggers": {"django.request": {"level": "ERROR", "filters": ["faults"]}},
}
