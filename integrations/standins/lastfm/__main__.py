"""`python -m integrations.standins.lastfm`: prints its base URL, then serves until it is interrupted."""

from __future__ import annotations

import argparse
import sys
from threading import Event

from integrations.standins.lastfm.server import LastfmStandin


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="integrations.standins.lastfm", description="A Last.fm on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    given = parser.parse_args(arguments)
    with LastfmStandin(port=given.port) as standin:
        if given.latency:
            standin.slow(given.latency)
        sys.stdout.write(f"{standin.base_url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
