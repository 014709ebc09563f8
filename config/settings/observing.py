"""Who may look at the metrics, and where a worker shows its own."""

from config.settings.environment import env

__all__ = ["METRICS_HOST", "METRICS_PORT", "METRICS_TOKEN"]

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""What Prometheus presents as a bearer token. Without it there are no metrics to be had."""

METRICS_HOST = env.str("METRICS_HOST", default="127.0.0.1")
METRICS_PORT = env.int("METRICS_PORT", default=0)
"""Where a worker serves its metrics; 0: nowhere."""
