"""`python -m integrations.standins.deezer`: prints its base URL, then serves until it is interrupted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from threading import Event

from integrations.standins.deezer.server import DeezerStandin


def main(arguments: list[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    with DeezerStandin(port=given.port, prefix=given.prefix) as deezer:
        if given.replay:
            deezer.replay(given.replay)
        if given.latency:
            deezer.slow(given.latency)
        if given.quota:
            deezer.quota()
        sys.stdout.write(f"{deezer.base_url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="integrations.standins.deezer", description="A Deezer on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--prefix", default="", help="a path to put before every path")
    parser.add_argument("--replay", type=Path, help="a folder of recordings to serve")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--quota", action="store_true", help="refuse what is over 50 requests in 5 seconds")
    return parser


if __name__ == "__main__":
    main()
