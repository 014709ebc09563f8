from __future__ import annotations

import pytest

from config.celery import app
from config.jobs.schedule import SCHEDULE
from config.task_queues import PREFIXES, QUEUES, queue_of, route


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("accounts.mail_password_reset", "interactive"),
        ("recommendations.refresh", "interactive"),
        ("recommendations.refresh_active_listeners", "maintenance"),
        ("recommendations.train", "training"),
        ("playlists.importing.step", "imports"),
        ("playlists.import_file", "imports"),
        ("catalogue.renew", "maintenance"),
    ],
)
def test_work_goes_where_its_purpose_is(task: str, queue: str) -> None:
    assert app.amqp.router.route({}, task)["queue"].name == queue


def test_what_the_clock_asks_for_does_not_stand_before_listeners() -> None:
    asked = {"headers": {"periodic_task_name": "Delete expired sessions"}}
    assert route("accounts.tasks.flush_expired_tokens", [], {}, asked) == {"queue": "maintenance"}
    assert route("accounts.tasks.flush_expired_tokens", [], {}, {}) == {"queue": "interactive"}
    assert {queue_of(entry.task, is_scheduled=True) for entry in SCHEDULE} <= {"maintenance", "imports", "training"}


def test_every_prefix_is_of_a_task() -> None:
    app.loader.import_default_modules()
    assert [prefix for prefix, _ in PREFIXES if not any(name.startswith(prefix) for name in app.tasks)] == []


def test_a_worker_takes_from_all_queues_unless_it_is_told_which() -> None:
    assert list(app.amqp.queues) == list(QUEUES)
