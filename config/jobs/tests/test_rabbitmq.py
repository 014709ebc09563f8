"""The same jobs over RabbitMQ, by the worker as it is shipped: what is asked for is done once, whoever dies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.utils import timezone
from kombu import Connection, pools

from config.celery import app
from config.jobs.models import LEASE, Job
from config.jobs.services import enqueue
from config.settings.services import broker_options
from config.task_queues import QUEUES, queue_of
from config.tests.plugin import StartWorker, WorkerProcess, eventually

URL = "amqp://guest:guest@127.0.0.1:5672/playpod-tests"

pytestmark = [
    pytest.mark.skipif(project.EMBEDDED_TASKS, reason="One process has its broker inside."),
    pytest.mark.django_db(transaction=True),
]

KIND_OF = {
    "interactive": "tests.add",
    "maintenance": "catalogue.warm.tests",
    "imports": "archives.tests",
    "training": "recommendations.train.tests",
}


@pytest.fixture(scope="module")
def rabbitmq() -> Iterator[Connection]:
    broker = Connection(URL, connect_timeout=2)
    try:
        broker.connect()
    except Exception as error:  # noqa: BLE001  (whatever keeps it away)
        pytest.skip(f"RabbitMQ with a virtual host playpod-tests does not answer on port 5672: {error!r}")
    yield broker
    broker.close()


@pytest.fixture
def over_rabbitmq(rabbitmq: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """The application, here and in the workers that are started from here, is configured for RabbitMQ."""
    monkeypatch.setenv("CELERY_BROKER_URL", URL)
    monkeypatch.setitem(app.conf, "broker_transport_options", broker_options(URL))
    _let_go_of_connections()
    _purge(rabbitmq)
    yield rabbitmq
    _purge(rabbitmq)
    monkeypatch.undo()
    _let_go_of_connections()


def _let_go_of_connections() -> None:
    pools.reset()
    app._pool = None  # type: ignore[attr-defined]  # unknown to the stubs
    app.amqp._producer_pool = None  # type: ignore[attr-defined]  # the same


def _purge(broker: Connection) -> None:
    channel: Any
    with broker.channel() as channel:
        for name in QUEUES:
            channel.queue_delete(name)


@pytest.fixture
def worker(over_rabbitmq: Connection, request: pytest.FixtureRequest) -> StartWorker:
    start: StartWorker = request.getfixturevalue("start_worker")
    return start


def _waiting(broker: Connection) -> dict[str, int]:
    with broker.channel() as channel:
        declared: dict[str, Any] = {name: app.amqp.queues[name](channel).queue_declare() for name in QUEUES}
        return {name: queue.message_count for name, queue in declared.items()}


def _all(state: str) -> bool:
    return set(Job.objects.values_list("state", flat=True)) == {state}


def _ask(tmp_path: Path) -> Path:
    gate = tmp_path / "gate"
    enqueue(kind="tests.wait_for_file", key="1", arguments={"file": str(gate)})
    return gate


def test_a_job_of_each_queue_waits_there_and_gets_done(over_rabbitmq: Connection, worker: StartWorker) -> None:
    assert {queue_of(kind): kind for kind in KIND_OF.values()} == KIND_OF
    for number, kind in enumerate(KIND_OF.values()):
        enqueue(kind=kind, key=kind, arguments={"a": number, "b": 1})
    assert _waiting(over_rabbitmq) == dict.fromkeys(QUEUES, 1)

    worker()

    assert eventually(lambda: _all("done"))
    assert sorted(Job.objects.values_list("result__sum", flat=True)) == [1, 2, 3, 4]
    assert eventually(lambda: _waiting(over_rabbitmq) == dict.fromkeys(QUEUES, 0))


def test_a_task_whose_worker_was_killed_comes_back_and_is_done_once(
    over_rabbitmq: Connection, worker: StartWorker, tmp_path: Path
) -> None:
    gate = _ask(tmp_path)
    first: WorkerProcess = worker()
    assert eventually(lambda: _all("running"))
    assert _waiting(over_rabbitmq)["interactive"] == 0

    first.kill()

    # The broker has the task again, by itself; nobody has to send it anew.
    assert eventually(lambda: _waiting(over_rabbitmq)["interactive"] == 1)
    Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    gate.touch()
    worker()
    assert eventually(lambda: _all("done"))
    assert Job.objects.get().result == {"attempts": 2}
    assert eventually(lambda: _waiting(over_rabbitmq)["interactive"] == 0)


def test_a_worker_that_is_asked_to_stop_finishes_its_task_and_leaves_the_others(
    over_rabbitmq: Connection, worker: StartWorker, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    for number in range(3):
        enqueue(kind="tests.wait_for_file", key=str(number), arguments={"file": str(gate)})
    first = worker()
    assert eventually(lambda: Job.objects.filter(state="running").count() == 2)
    # It takes no more than it works on: another worker could have the third.
    assert _waiting(over_rabbitmq)["interactive"] == 1
    first.process.terminate()
    first.wait_until("Warm shutdown")
    gate.touch()
    assert first.stop() == 0
    assert sorted(Job.objects.values_list("state", flat=True)) == ["done", "done", "queued"]
    assert _waiting(over_rabbitmq)["interactive"] == 1


def test_a_task_is_taken_away_only_after_the_longest_would_have_ended() -> None:
    for queue in app.amqp.queues.values():
        limit: int = (queue.queue_arguments or {})["x-consumer-timeout"]
        assert limit > project.CELERY_TASK_TIME_LIMIT * 1000
