"""`python -m recommendations.training.child FOLDER`: trains, and says on its output how far it is, one JSON a line.

A process of its own: its memory goes back to the system, requests are not slowed down by it, and it can be killed at
any point. It ends with whoever started it, whose end of the input closes then.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

import django

NICE = 10


def main(folder: Path) -> int:
    out = _own_output()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    django.setup()
    from recommendations.training.errors import NothingToTrainOn
    from recommendations.training.fitting import fit

    def say(**message: object) -> None:
        out.write(json.dumps(message) + "\n")
        out.flush()

    try:
        trained = fit(folder, lambda share, what: say(share=share, what=what))
    except NothingToTrainOn as nothing:
        say(nothing=str(nothing))
    else:
        say(trained=asdict(trained))
    return 0


def _own_output() -> TextIO:
    """What else is printed, such as the log, goes where errors go."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def _end_with_parent() -> None:
    # Not through `sys.stdin`: its lock, held by a thread that never ends, would break the end of the process.
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(Path(sys.argv[1])))
