"""What tests of other rooms can use of the catalogue's: a Deezer on loopback, and the providers' order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from catalogue.memory import forget_everything
from catalogue.models import Snapshot
from catalogue.renewal import RENEW
from config.celery import app
from config.task_queues import queue_of
from config.tests.plugin import clear_cache
from integrations.breaker import forget_local_breakers
from integrations.quota import forget_local_quotas
from integrations.shared_state import redis_is_back, shared_key, shared_redis
from integrations.standins.deezer.server import DeezerStandin


class CatalogueDeezer(DeezerStandin):
    """A Deezer whose `reset` makes the catalogue forget its troubles too; `recover` leaves those to be found out."""

    def reset(self) -> None:
        super().reset()
        forget_upstreams()

    def recover(self) -> None:
        DeezerStandin.reset(self)


def forget_upstreams() -> None:
    """No breaker is open and no quota is used."""
    redis_is_back()
    forget_local_breakers()
    forget_local_quotas()
    redis = shared_redis()
    if redis is not None and (keys := list(redis.scan_iter(shared_key("*")))):
        redis.delete(*keys)


def in_another_process() -> None:
    """Whoever asks next does so in a process that has just started: what is kept is kept in Redis and in rows."""
    forget_everything()


def grow_old(**age: float) -> None:
    """All answers become older by this `timedelta`; only the rows still hold them."""
    Snapshot.objects.update(fetched_at=F("fetched_at") - timedelta(**age))
    clear_cache()
    forget_everything()


@pytest.fixture(autouse=True)
def _as_if_just_started() -> Iterator[None]:
    """No test sees what another left in this process."""
    forget_everything()
    forget_upstreams()
    yield
    redis_is_back()


@pytest.fixture(autouse=True)
def _only_our_own_catalogue(settings: Any) -> None:
    """Nothing is asked of anybody outside, unless a test takes `deezer`."""
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.fixture(scope="session")
def _deezer_server() -> Iterator[CatalogueDeezer]:
    with CatalogueDeezer() as deezer:
        yield deezer


@pytest.fixture
def deezer(_deezer_server: CatalogueDeezer, settings: Any) -> CatalogueDeezer:
    """A healthy stand-in that the catalogue asks before our own rows."""
    _deezer_server.reset()
    settings.DEEZER_BASE_URL = _deezer_server.base_url
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]
    return _deezer_server


@pytest.fixture
def only_deezer(deezer: CatalogueDeezer, settings: Any) -> CatalogueDeezer:
    settings.CATALOGUE_PROVIDERS = ["deezer"]
    return deezer


RunRenewals = Callable[[], list[str]]


@pytest.fixture
def run_renewals(db: None) -> RunRenewals:
    """`run_renewals()` does what a worker would with the renewals asked for so far; the names of what was renewed."""
    app.loader.import_default_modules()
    for _ in _renewals_asked_for():
        pass

    def run() -> list[str]:
        renewed = []
        for arguments in _renewals_asked_for():
            app.tasks[RENEW](*arguments)
            renewed.append(":".join(arguments))
        return sorted(renewed)

    return run


def _renewals_asked_for() -> Iterator[list[str]]:
    """Out of the broker, whichever it is."""
    with app.connection_for_read() as broker, broker.SimpleQueue(queue_of(RENEW)) as queue:
        while True:
            try:
                message = queue.get_nowait()
            except queue.Empty:
                return
            message.ack()
            if message.headers["task"] == RENEW:
                yield message.payload[0]
