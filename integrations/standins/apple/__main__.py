"""`python -m integrations.standins.apple`: prints its base URL and its key, then serves until it is interrupted."""

from __future__ import annotations

import argparse
import sys
from threading import Event

from integrations.standins.apple.server import AppleStandin


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="integrations.standins.apple", description="An Apple Music on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    given = parser.parse_args(arguments)
    with AppleStandin(port=given.port) as apple:
        sys.stdout.write(f"{apple.base_url}\n{apple.private_key}")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
