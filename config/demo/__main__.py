"""`python -m config.demo`: starts a server of its own and shows, as a REST client, what PlayPod does."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from time import monotonic

import requests

from config.demo.client import Api, StepFailed
from config.demo.links_story import LinksStory
from config.demo.server import PROVIDERS, DemoServer, ServerFailed, demo_server
from config.demo.standins import free_port, standins
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
    parser.add_argument("--integrations", action="store_true", help="link and import, against stand-ins on loopback")
    parser.add_argument("--provider", choices=sorted(PROVIDERS), default="local", help="whose music")
    options = parser.parse_args()
    # A demo that is told to stop still stops its server and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(INTERRUPTED))
    teller = Teller()
    began = monotonic()
    try:
        told = _integrations(teller) if options.integrations else _catalogue(teller, options.provider)
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


def _catalogue(teller: Teller, provider: str) -> int:
    with demo_server(teller, provider) as server:
        return tell(teller, server)


def _integrations(teller: Teller) -> int:
    with standins() as services:
        port = free_port()
        with demo_server(teller, "local", port=port, variables=services.settings(port)) as server:
            return tell(teller, server, story=lambda api: LinksStory(api, services))


def tell(teller: Teller, server: DemoServer, story: Callable[[Api], Story | LinksStory] = Story) -> int:
    """The number of steps, each told; 0 as soon as one fails."""
    api = Api(server.address)
    steps = story(api).steps()
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
