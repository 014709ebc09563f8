"""The database, the cache and the task broker, each embedded unless a service is named."""

from pathlib import Path
from typing import Any

import environ
from kombu import Queue

from config.settings.environment import DATA_DIR, env
from config.task_queues import INTERACTIVE, QUEUES

__all__ = [
    "CACHES",
    "CELERY_ACCEPT_CONTENT",
    "CELERY_BEAT_SCHEDULER",
    "CELERY_BEAT_SYNC_EVERY",
    "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP",
    "CELERY_BROKER_TRANSPORT_OPTIONS",
    "CELERY_BROKER_URL",
    "CELERY_RESULT_BACKEND",
    "CELERY_RESULT_EXPIRES",
    "CELERY_TASK_ACKS_LATE",
    "CELERY_TASK_DEFAULT_QUEUE",
    "CELERY_TASK_IGNORE_RESULT",
    "CELERY_TASK_QUEUES",
    "CELERY_TASK_REJECT_ON_WORKER_LOST",
    "CELERY_TASK_ROUTES",
    "CELERY_TASK_SOFT_TIME_LIMIT",
    "CELERY_TASK_TIME_LIMIT",
    "CELERY_TIMEZONE",
    "CELERY_WORKER_HIJACK_ROOT_LOGGER",
    "CELERY_WORKER_PREFETCH_MULTIPLIER",
    "DATABASES",
    "EMBEDDED_TASKS",
    "KEY_PREFIX",
    "REDIS_URL",
    "WEB_THREADS",
]

REDIS_URL = env.str("REDIS_URL", default="")
KEY_PREFIX = env.str("KEY_PREFIX", default="playpod")
"""What every key in Redis begins with, so that several installations can share one server."""


def _embedded_database(path: Path) -> dict[str, Any]:
    """SQLite for many threads: WAL, and IMMEDIATE transactions, since deferred ones lose concurrent writes."""
    return {
        "ENGINE": "config.sqlite",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
        },
        # A file: threads of one test share it, which the in-memory database cannot offer.
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }


def _database(url: str) -> dict[str, Any]:
    if not url:
        return _embedded_database(DATA_DIR / "playpod.sqlite3")
    named: dict[str, Any] = environ.Env.db_url_config(url)
    if url.startswith("sqlite:"):
        return _embedded_database(Path(named["NAME"]))
    return {
        **named,
        "OPTIONS": {"connect_timeout": 5, **named.get("OPTIONS", {})},
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(env.str("DATABASE_URL", default=""))}

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": KEY_PREFIX,
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 2, "SOCKET_TIMEOUT": 5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
}
if REDIS_URL:
    CACHES["counts"] = {**CACHES["default"], "BACKEND": "config.counting.CountingCache"}

_broker_url = env.str("CELERY_BROKER_URL", default="")
EMBEDDED_TASKS = not _broker_url
"""No broker is named: the server process runs its own worker and scheduler."""

CELERY_BROKER_URL = _broker_url or "memory://localhost/"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True


def broker_options(url: str) -> dict[str, Any]:
    if not url:
        return {"polling_interval": 0.05}  # seconds between looks at the in-memory queue; Kombu's own is 1
    # A broker that is down must be noticed in a request's time: the job's row waits for it.
    patience = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
    if not url.startswith("redis"):
        # RabbitMQ says that it has the task, or the sender hears that it has not.
        return {**patience, "confirm_publish": True}
    return {
        **patience,
        "global_keyprefix": f"{KEY_PREFIX}:broker:",
        "socket_connect_timeout": 2,
        # Above the longest task, or Redis hands a running task to a second worker.
        "visibility_timeout": 7200,
        # A worker of several queues looks into them in their order.
        "queue_order_strategy": "priority",
    }


CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(_broker_url)
CELERY_RESULT_BACKEND = None
CELERY_RESULT_EXPIRES = None  # no results, so nothing on the schedule that deletes them
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = INTERACTIVE
# RabbitMQ takes a task away that runs for half an hour without an end; this is above the longest. Others do not look.
CELERY_TASK_QUEUES = [Queue(name, queue_arguments={"x-consumer-timeout": 7_200_000}) for name in QUEUES]
CELERY_TASK_ROUTES = ["config.task_queues.route"]
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TASK_SOFT_TIME_LIMIT = 3540
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "config.jobs.beat:OneScheduler"
CELERY_BEAT_SYNC_EVERY = 1  # task: what a killed scheduler has sent, the next one knows of
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1

WEB_THREADS = env.int("WEB_THREADS", default=16)
"""Threads of each web process; the servers and the bulkhead before the upstreams go by it."""
