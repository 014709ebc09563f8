"""Before a server serves: is every service that the settings name really there?

A service that is named and cannot be reached ends the start with one line. Nothing is replaced in silence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.cache import caches
from django.core.checks import run_checks
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.celery import app

logger = logging.getLogger(__name__)

BROKER_SECONDS = 3


class StartupProblem(Exception):
    """Why the server cannot start, as one line for the person who starts it."""


def check_services() -> None:
    """Raises StartupProblem for the first setting that cannot work or service that does not answer, and for a database
    that is not migrated."""
    _check_settings()
    _reach("The database (DATABASE_URL)", connection.ensure_connection)
    if settings.REDIS_URL:
        _reach("Redis (REDIS_URL)", lambda: caches["default"].get("startup"))
    if not settings.EMBEDDED_TASKS:
        _reach("The task broker (CELERY_BROKER_URL)", reach_broker)
    _reach("The file storage (MEDIA_ROOT or AWS_STORAGE_BUCKET_NAME)", _reach_storage)
    check_migrations()


def _check_settings() -> None:
    """What the rooms have to say of theirs, under the tag `setup`."""
    for found in run_checks(tags=["setup"]):
        if found.is_serious():
            raise StartupProblem(f"{found.msg} {found.hint or ''}".rstrip())
        logger.warning(found.msg)


def _reach(what: str, call: Callable[[], object]) -> None:
    try:
        call()
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise StartupProblem(f"{what} cannot be reached: {reason}") from error


def reach_broker() -> None:
    with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)


def _reach_storage() -> None:
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        Path(storage.location).mkdir(parents=True, exist_ok=True)
    else:
        cast(Any, storage).reach()


def check_migrations() -> None:
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise StartupProblem(
            f"The database lacks {len(missing)} migrations. Run `make migrate` (or `python manage.py migrate`) first."
        )
