"""The server that the demo talks to: the real one, in a process, a folder and a port of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from config.demo.telling import Teller

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LAST_LINES = 40
LISTENING = re.compile(r"PlayPod is listening on (\S+)")
PROVIDERS = {"local": "local", "deezer": "deezer,local"}


class ServerFailed(Exception):
    """The server could not be prepared or started; the text is what it said."""


@dataclass(frozen=True)
class DemoServer:
    address: str
    log: Path

    def last_words(self) -> str:
        """The end of what the server logged."""
        return "\n".join(self.log.read_text("utf-8").splitlines()[-LAST_LINES:])


@contextmanager
def demo_server(
    teller: Teller, provider: str, *, port: int = 0, variables: Mapping[str, str] | None = None
) -> Iterator[DemoServer]:
    """A server with the demo catalogue. It is stopped and its folder removed, come what may.

    ``variables`` of the environment are for it alone.
    """
    # The folder may hold files that are still open on systems which mind: that must not hide how the demo ended.
    with TemporaryDirectory(prefix="playpod-demo-", ignore_cleanup_errors=True) as folder:
        environment = {**_environment(folder, provider), **(variables or {})}
        with teller.preparing("Making a database"):
            _manage(environment, "migrate", "--verbosity", "0")
        with teller.preparing("Filling the demo catalogue"):
            _manage(environment, "fill_demo_catalogue")
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  (our own module)
                [sys.executable, "-m", "config.embedded", "--host", "127.0.0.1", "--port", str(port)],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            with teller.preparing("Starting the server"):
                address = _address(process, log)
            yield DemoServer(address, log)
        finally:
            _stop(process)


def _environment(folder: str, provider: str) -> dict[str, str]:
    """Ours without the variables of this project: the demo must not touch what is configured here, but Deezer's URL."""
    own = set(re.findall(r"^#* *([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
    kept = {name: value for name, value in os.environ.items() if name not in own - {"DEEZER_BASE_URL"}}
    return {**kept, "ENV_FILE": os.devnull, "DATA_DIR": folder, "CATALOGUE_PROVIDERS": PROVIDERS[provider]}


def _manage(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ServerFailed(f"manage.py {' '.join(command)}:\n{done.stdout}{done.stderr}")


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where it listens, once it says so."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if found := LISTENING.search(log.read_text("utf-8")):
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServerFailed(log.read_text("utf-8"))


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
