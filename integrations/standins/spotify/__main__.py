"""`python -m integrations.standins.spotify`: prints its base URL, then serves until it is interrupted."""

from __future__ import annotations

import argparse
import sys
from threading import Event

from integrations.standins.spotify.server import SpotifyStandin


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="integrations.standins.spotify", description="A Spotify on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    given = parser.parse_args(arguments)
    with SpotifyStandin(port=given.port) as spotify:
        if given.latency:
            spotify.slow(given.latency)
        sys.stdout.write(f"{spotify.base_url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
