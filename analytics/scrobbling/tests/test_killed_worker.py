"""A worker that is killed after the service has taken a batch, and before the database says so.

On services this is a Celery worker over Redis and PostgreSQL, otherwise the one-process server over SQLite.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from analytics.models import Activity
from analytics.scrobbling.models import Scrobble
from analytics.scrobbling.tests.conftest import Linked, forget_failures, outlet_of, states
from config.jobs.models import LEASE, Job
from config.jobs.tasks import resume
from config.tests.plugin import StartWorker, eventually
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.listenbrainz.server import ListenBrainzStandin


@pytest.fixture
def told(lastfm: LastfmStandin, brainz: ListenBrainzStandin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the services are, for processes that are started after this."""
    monkeypatch.setenv("LASTFM_API_KEY", lastfm.api_key)
    monkeypatch.setenv("LASTFM_API_SECRET", lastfm.secret)
    monkeypatch.setenv("LASTFM_API_URL", lastfm.api_url)
    monkeypatch.setenv("LISTENBRAINZ_API_URL", brainz.base_url)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_doubled(
    owner: User,
    linked: Linked,
    waiting: Callable[[int], list[Activity]],
    lastfm: LastfmStandin,
    brainz: ListenBrainzStandin,
    told: None,
    start_worker: StartWorker,
) -> None:
    accounts = [linked(owner, "lastfm"), linked(owner, "listenbrainz")]
    ledgers = {"Ada": lastfm.ledger, "ada": brainz.ledger}
    for ledger in ledgers.values():
        ledger.hold_answers()
    made = waiting(60)

    first = start_worker()
    assert eventually(lambda: [len(each.of(name)) for name, each in ledgers.items()] == [50, 60])
    first.kill()
    assert Scrobble.objects.pending().count() == 120
    for ledger in ledgers.values():
        ledger.release()

    # Five minutes pass, and the task of every minute comes round.
    Job.objects.filter(kind="scrobbling.flush").update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    forget_failures()
    assert resume(limit=10) == 2
    start_worker()
    assert eventually(lambda: not Scrobble.objects.pending().exists())

    moments = [int(each.timestamp.timestamp()) for each in made]
    for name, ledger in ledgers.items():
        assert [each.listened_at for each in ledger.of(name)] == moments
    assert [ledger.received for ledger in ledgers.values()] == [110, 120]
    assert [states(account) for account in accounts] == [[("sent", "")] * 60] * 2
    assert eventually(lambda: [outlet_of(account).sent for account in accounts] == [60, 60])
