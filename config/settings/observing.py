"""Who may look at the metrics, and where a worker shows its own."""

import os
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = [
    "METRICS_HOST",
    "METRICS_PORT",
    "METRICS_TOKEN",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_SERVICE_NAME",
    "SENTRY_DSN",
    "SENTRY_ENVIRONMENT",
]

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""What Prometheus presents as a bearer token. Without it there are no metrics to be had."""

METRICS_HOST = env.str("METRICS_HOST", default="127.0.0.1")
METRICS_PORT = env.int("METRICS_PORT", default=0)
"""Where a worker serves its metrics; 0: nowhere."""


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ValueError:  # it is named, and kept away
        return False


def _check_package(variable: str, package: str) -> None:
    if not _is_installed(package):
        raise ImproperlyConfigured(f"{variable} is set: install the packages of requirements-optional.txt first.")


SENTRY_DSN = env.str("SENTRY_DSN", default="")
"""Where faults are reported; without it, only the log has them."""

SENTRY_ENVIRONMENT = env.str("SENTRY_ENVIRONMENT", default="production")

OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
"""Where spans of requests and tasks are sent, by OTLP over HTTP."""

OTEL_SERVICE_NAME = env.str("OTEL_SERVICE_NAME", default="playpod")

if SENTRY_DSN:
    _check_package("SENTRY_DSN", "sentry_sdk")
if OTEL_EXPORTER_OTLP_ENDPOINT:
    _check_package("OTEL_EXPORTER_OTLP_ENDPOINT", "opentelemetry")
    # The exporter reads the environment by itself, and knows nothing of `_FILE`.
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = OTEL_EXPORTER_OTLP_ENDPOINT
