"""`python -m config.demo`: starts a server of its own and shows, as a REST client, what PlayPod does."""

from __future__ import annotations

import argparse
import signal
import sys
from time import monotonic

import requests

from config.demo.client import Api, StepFailed
from config.demo.server import PROVIDERS, DemoServer, ServerFailed, demo_server
from config.demo.story import Story
from config.demo.telling import Teller

INTERRUPTED = 130
SERVER_ERROR = 500
# An answer without what the contract promises surfaces as one of the latter.
UNEXPECTED = (StepFailed, requests.RequestException, LookupError, TypeError, ValueError)
WHAT_NEXT = """Next:
  make run              serve on http://127.0.0.1:8000
  http://127.0.0.1:8000/api/docs/
                        every endpoint, to try in the browser
  make createsuperuser  an account for http://127.0.0.1:8000/admin/
  .venv/bin/python manage.py fill_demo_catalogue
                        the catalogue you have just heard, for that server"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.demo", description="Watch PlayPod work.")
    parser.add_argument("--provider", choices=sorted(PROVIDERS), default="local", help="whose music")
    provider: str = parser.parse_args().provider
    # A demo that is told to stop still stops its server and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(INTERRUPTED))
    teller = Teller()
    began = monotonic()
    try:
        with demo_server(teller, provider) as server:
            told = tell(teller, server)
    except ServerFailed as error:
        teller.failure("The server", "this is what it said", str(error))
        return 1
    except KeyboardInterrupt:
        teller.say("\nStopped.")
        return INTERRUPTED
    if told:
        teller.say()
        teller.title(f"All {told} steps worked, in {monotonic() - began:.0f} seconds.")
        teller.say(WHAT_NEXT)
    return 0 if told else 1


def tell(teller: Teller, server: DemoServer) -> int:
    """The number of steps, each told; 0 as soon as one fails."""
    api = Api(server.address)
    steps = Story(api).steps()
    teller.say()
    teller.title(f"A listener at {server.address}")
    for number, (what, step) in enumerate(steps, start=1):
        try:
            outcome = step()
        except UNEXPECTED as error:
            reason = str(error) if isinstance(error, StepFailed) else f"{type(error).__name__}: {error}"
            report = api.last.report()
            teller.failure(
                what, reason, report if api.last.status < SERVER_ERROR else f"{report}\n{server.last_words()}"
            )
            return 0
        teller.step(number, len(steps), api.last, outcome)
    return len(steps)


if __name__ == "__main__":
    sys.exit(main())
