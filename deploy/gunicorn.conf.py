"""gunicorn for the REST API: threads that wait on the database and on upstreams, recycled now and then."""

import os
import tempfile
from pathlib import Path
from typing import Any

import gunicorn

# All processes count into one folder, so that whichever is asked for metrics answers for all. Set before they start.
METRICS = Path(
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", f"{tempfile.gettempdir()}/playpod-metrics-{os.getpid()}")
)
METRICS.mkdir(parents=True, exist_ok=True)

gunicorn.SERVER = "PlayPod"  # what the Server header says
bind = f"{os.environ.get('HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104  # inside a container
wsgi_app = "config.wsgi:application"

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(4, os.cpu_count() or 1))
threads = int(os.environ.get("WEB_THREADS") or 16)

timeout = 30
graceful_timeout = 30
keepalive = 15
# A leak that nobody found yet ends with its process; the jitter keeps all of them from restarting together.
max_requests = 20_000
max_requests_jitter = 2_000

accesslog = None
errorlog = "-"


# Nothing of PlayPod is imported here: what the first process has imported, its children would keep over a restart.


def on_starting(server: object) -> None:
    """What an earlier start has left behind was counted then."""
    for file in METRICS.glob("*.db"):
        file.unlink(missing_ok=True)


def child_exit(server: object, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
