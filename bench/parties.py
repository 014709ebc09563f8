"""What parties take: one of 200 members and 50 of 8, on two server processes with PostgreSQL and Redis.

    python -m bench.parties [--rounds 100] [--seconds 20] [--share 0.1] [--all]

Prints each figure beside its promise; ends with 1 when one is not kept. The members are sockets in a process of their
own, on the same processors.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.processes import ROOT, cpu_seconds, free_port, python, running, wait_until_up
from bench.services import REDIS_URL, database, empty_redis, environment, manage

SERVERS = 2
FAN_OUT_MS = 100.0
APART_MS = 100.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.parties")
    parser.add_argument("--rounds", type=int, default=100, help="messages in the large party")
    parser.add_argument("--seconds", type=int, default=20, help="how long members come and go")
    parser.add_argument("--share", type=float, default=0.1, help="of the members that come anew each second")
    parser.add_argument("--all", action="store_true", help="members of all parties come and go, not of the large one")
    options = parser.parse_args()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="playpod-bench-")))
        url = closing.enter_context(database("playpod_bench_parties"))
        empty_redis()
        extra = {"DATA_DIR": str(folder), "ENV_FILE": "/dev/null", "CELERY_BROKER_URL": REDIS_URL}
        env = environment(url, **extra, CATALOGUE_PROVIDERS="local")
        manage(env, "migrate", "--verbosity", "0")
        parties = json.loads(_output(env, "bench.parties_people", "1x200", "50x8"))
        servers = [_server(closing, env, folder / f"server-{number}.log") for number in range(SERVERS)]
        told = {**vars(options), "parties": parties, "servers": [address for address, _ in servers]}
        before = sum(cpu_seconds(pid) for _, pid in servers)
        found = json.loads(_output(env, "bench.parties_load", given=json.dumps(told)))
        found["cpu"] = sum(cpu_seconds(pid) for _, pid in servers) - before
        empty_redis()
    return _report(found)


def _server(closing: ExitStack, env: dict[str, str], log: Path) -> tuple[str, int]:
    port = free_port()
    command = python("-m", "config.embedded", "--port", str(port))
    process = closing.enter_context(running(command, env, log=log))
    wait_until_up(f"http://127.0.0.1:{port}/healthz", log=log)
    return f"ws://127.0.0.1:{port}", process.pid


def _output(env: dict[str, str], module: str, *arguments: str, given: str = "") -> str:
    command = python("-m", module, *arguments)
    ran = subprocess.run(command, cwd=ROOT, env=env, input=given, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own modules
    return ran.stdout


def _report(found: dict[str, Any]) -> int:
    storm = found["storm"]
    load = os.getloadavg()[0]
    print(f"load {load:.1f}; {found['members']} members came in {found['entering']:.1f} s")  # noqa: T201  (its purpose)
    print(f"CPU of the servers: {found['cpu']:.0f} s")  # noqa: T201  (as above)
    kept = [
        _line("fan-out, 200 members", found["large"], FAN_OUT_MS),
        _line("fan-out, 50 parties of 8", found["small"], FAN_OUT_MS),
        _line("fan-out, all 51 beside each other", found["both"], FAN_OUT_MS),
        _line("fan-out of commands while members come anew", storm["commands"], FAN_OUT_MS),
        _line("fan-out of messages while members come anew", storm["spoken"], FAN_OUT_MS),
        _line("positions apart", [each / 1000 for each in storm["spreads"]], APART_MS),
    ]
    _line(f"coming anew, {len(storm['entering'])} times", storm["entering"], 0)
    print(f"messages: {found['gaps']} gaps noticed, {found['lost']} lost after asking")  # noqa: T201  (as above)
    return 0 if all(kept) and not found["lost"] else 1


def _line(what: str, seconds: list[float], promised: float) -> bool:
    """Median, 95 % and the most, in ms; whether 95 % keep the promise."""
    found = sorted(each * 1000 for each in seconds)
    most = found[int(len(found) * 0.95)]
    promise = f" (promise: 95 % under {promised:.0f})" if promised else ""
    print(f"{what:46} median {statistics.median(found):7.1f}  95 % {most:7.1f}  most {found[-1]:7.1f} ms{promise}")  # noqa: T201
    return most < promised


if __name__ == "__main__":
    sys.exit(main())
