"""Starts the process that trains, and watches it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from django.conf import settings

from recommendations.training.errors import NothingToTrainOn, TrainingFailed
from recommendations.training.fitting import Trained

PATIENCE = 10.0
"""Seconds without a word after which the caller is told that the work goes on."""

Watch = Callable[[float, str], None]
"""Is told the share of the work that is done, and what is being done, at least every `PATIENCE` seconds."""


def train_apart(folder: Path, watch: Watch) -> Trained:
    """Train in another process. Raises NothingToTrainOn and TrainingFailed.

    What ``watch`` raises ends that process, too.
    """
    process = subprocess.Popen(  # noqa: S603  (our own module)
        [sys.executable, "-m", "recommendations.training.child", str(folder)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        trained = _followed(process, watch)
        process.wait()
    finally:
        process.kill()
        process.communicate()
    if trained is None:
        raise TrainingFailed(f"The process that trained ended with {process.returncode} and without a model.")
    return trained


def _followed(process: subprocess.Popen[str], watch: Watch) -> Trained | None:
    """What it says, until it says no more. ``watch`` hears the last word again while there is none."""
    said: SimpleQueue[str] = SimpleQueue()
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    threading.Thread(target=_read, args=(process.stdout, said), daemon=True).start()
    share, what, trained = 0.0, "starting", None
    while True:
        watch(share, what)
        try:
            line = said.get(timeout=PATIENCE)
        except Empty:
            continue
        if not line:
            return trained
        message = json.loads(line)
        if "nothing" in message:
            raise NothingToTrainOn(message["nothing"])
        if "trained" in message:
            trained = Trained(**message["trained"])
        share, what = message.get("share", share), message.get("what", what)


def _read(output: IO[str], said: SimpleQueue[str]) -> None:
    """Ends with an empty line, which no message is."""
    for line in output:
        said.put(line)
    said.put("")
