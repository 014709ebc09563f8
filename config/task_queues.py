"""Background work by purpose: what somebody waits for never stands behind an import or a training.

A worker takes from all queues unless it is told which (`celery worker --queues interactive,maintenance`). On Redis it
takes in the order of `QUEUES`; on RabbitMQ queues take turns, so give `imports` and `training` workers of their own.
"""

from __future__ import annotations

from typing import Any, Final

INTERACTIVE, IMPORTS, MAINTENANCE, TRAINING = "interactive", "imports", "maintenance", "training"

QUEUES: Final = (INTERACTIVE, MAINTENANCE, IMPORTS, TRAINING)

SCHEDULED: Final = "periodic_task_name"
"""The header of a message that the scheduler has sent."""

PREFIXES: Final = (
    ("recommendations.train", TRAINING),
    ("playlists.importing.", IMPORTS),
    ("playlists.import_file", IMPORTS),
    ("playlists.export_file", IMPORTS),
    ("archives.", IMPORTS),
    ("accounts.export", IMPORTS),
    ("playlists.tell_followers", MAINTENANCE),
    ("notifications.digest", MAINTENANCE),
    ("parties.record_listens", MAINTENANCE),
    ("catalogue.renew", MAINTENANCE),
    ("catalogue.warm", MAINTENANCE),
    ("catalogue.refresh", MAINTENANCE),
    ("catalogue.learn", MAINTENANCE),
    ("recommendations.refresh_active", MAINTENANCE),
)
"""The longest that fits decides; a task that none fits is interactive, unless the scheduler has sent it."""


def queue_of(name: str, *, is_scheduled: bool = False) -> str:
    fitting = [(prefix, queue) for prefix, queue in PREFIXES if name.startswith(prefix)]
    if fitting:
        return max(fitting, key=lambda pair: len(pair[0]))[1]
    return MAINTENANCE if is_scheduled else INTERACTIVE


def route(name: str, args: Any, kwargs: Any, options: dict[str, Any], task: Any = None, **_: Any) -> dict[str, str]:
    """Celery's `task_routes`."""
    is_scheduled = SCHEDULED in (options.get("headers") or {})
    return {"queue": queue_of(name, is_scheduled=is_scheduled)}
