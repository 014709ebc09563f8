"""What waits (the database, the cache) runs on threads, so that the loop never does.

Few threads that stay: each keeps one database connection, however many sockets are open.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar, cast

from channels.db import database_sync_to_async
from django.conf import settings

P = ParamSpec("P")
T = TypeVar("T")

_pool = ThreadPoolExecutor(max_workers=settings.REALTIME_THREADS, thread_name_prefix="realtime")


async def in_thread(work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """The result of ``work``, which ran on a thread of ours; what it raises is raised here."""
    run = database_sync_to_async(work, thread_sensitive=False, executor=_pool)
    return await cast(Awaitable[T], run(*args, **options))
