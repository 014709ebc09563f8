"""gunicorn for the REST API: threads that wait on the database and on upstreams, recycled now and then."""

import os

import gunicorn

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
