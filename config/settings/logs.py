"""One line per event on standard error."""

from typing import Any

from config.settings.environment import env

__all__ = ["LOGGING"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "config.log_lines.LineFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"faults": {"()": "config.log_lines.FaultsOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Every 4xx answer, and in an outage every 503, would be a line here; the access log has them.
    "loggers": {"django.request": {"level": "ERROR", "filters": ["faults"]}},
}
