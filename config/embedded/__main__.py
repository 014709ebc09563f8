"""`python -m config.embedded`: the whole of PlayPod in one process, HTTP, worker and scheduler.

With `CELERY_BROKER_URL` set it serves HTTP only, and `make worker` and `make beat` do the rest.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # There is no collectstatic in this mode: static files come straight out of the packages.
    os.environ.setdefault("STATIC_FROM_PACKAGES", "true")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        return _refuse(str(error))
    from config.embedded.server import serve
    from config.startup import StartupProblem

    try:
        # The settings have read .env into the environment by now.
        host = options.host or os.environ.get("HOST") or "127.0.0.1"
        port = int(os.environ.get("PORT") or 8000) if options.port is None else options.port
        return serve(host=host, port=port)
    except StartupProblem as problem:
        return _refuse(str(problem))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.embedded", description="Serve PlayPod in one process.")
    parser.add_argument("--host", help="address to listen on; HOST, or 127.0.0.1")
    parser.add_argument("--port", type=int, help="PORT, or 8000; 0 takes a free one")
    return parser


def _refuse(reason: str) -> int:
    print(f"PlayPod cannot start: {reason}", file=sys.stderr)  # noqa: T201  (for the person who starts it)
    return 1


def leave(code: int) -> None:
    """End the process at once: a thread that hangs on a client that stopped reading, or on a job, is not waited for."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
