"""`make bench`: the hot endpoints on PostgreSQL and Redis, beside bare views that make as many simple statements.

Each endpoint and its ceilings take turns, and the best of some turns counts: the one of the least CPU time. CPU time is
that of the web processes, of the database and of Redis. For lists, `rows` is the ratio beside a bare view that makes as
many statements and answers as many rows, found by their primary keys: for comparison, not promised. Prints what falls
short of its promise, and ends with 1 then. Statements are counted by the server itself, savepoints included, BEGIN and
COMMIT not.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.endpoints import ENDPOINTS, Endpoint, People
from bench.load import Call, Outcome, run
from bench.processes import ROOT, python
from bench.spending import Meter, Spent
from bench.stack import Stack, served, stack
from integrations.standins.deezer.server import DeezerStandin

CLIENTS = 8
ROUNDS = 3
SECONDS = 2.5
WARM = 96
"""Requests to each before the first turn: everybody's caches are filled then, in every process."""

METRICS_TOKEN = "only-for-benchmarks"  # noqa: S105  # of a server that lives as long as the benchmark
UNLIMITED = "100000000/m"
"""Requests are counted as ever, and none is refused."""

_STATEMENTS = re.compile(r'playpod_request_statements_(sum|count)\{method="(\w+)",route="([^"]*)"\} (\S+)')


@dataclass(frozen=True, slots=True)
class Turn:
    outcome: Outcome
    spent: Spent
    statements: float

    def ms(self, seconds: float) -> float:
        """Of one request."""
        return seconds * 1000 / max(1, len(self.outcome.latencies))


@dataclass(frozen=True, slots=True)
class Found:
    """The best turn of an endpoint, and of its ceilings."""

    ours: Turn
    drf: Turn
    plain: Turn
    rows: Turn | None = None

    @property
    def ratio(self) -> float:
        return self.beside(self.drf)

    def beside(self, other: Turn) -> float:
        """Times the CPU time of one request there."""
        return self.ours.ms(self.ours.spent.total) / other.ms(other.spent.total)


class Bench:
    def __init__(self, ours: Stack, bare: Stack, meter: Meter, people: People, *, seconds: float, rounds: int) -> None:
        self.ours, self.bare, self.meter, self.people = ours, bare, meter, people
        self.seconds, self.rounds = seconds, rounds

    def measure(self, endpoint: Endpoint) -> Found:
        makers: list[tuple[Stack, Callable[[People], Iterator[Call]]]] = [
            (self.ours, endpoint.calls),
            (self.bare, endpoint.drf_calls),
            (self.bare, endpoint.plain_calls),
        ]
        if endpoint.rows > 1:
            makers.append((self.bare, endpoint.row_calls))
        turns: list[list[Turn]] = [[] for _ in makers]
        for server, calls in makers:
            run(server.base_url, islice(calls(self.people), WARM), clients=CLIENTS)
        for _ in range(self.rounds):
            for kept, (server, calls) in zip(turns, makers, strict=True):
                kept.append(self._turn(endpoint, server, calls(self.people)))
        return Found(*(min(kept, key=lambda turn: turn.ms(turn.spent.total)) for kept in turns))

    def _turn(self, endpoint: Endpoint, server: Stack, calls: Iterator[Call]) -> Turn:
        counted, before = self._statements(endpoint), self.meter.read(server.web.pid)
        outcome = run(server.base_url, calls, clients=CLIENTS, seconds=self.seconds)
        spent = before.until(self.meter.read(server.web.pid))
        if not set(outcome.statuses) <= {200, 201}:
            raise SystemExit(f"{endpoint.name} on {server.base_url} answered {dict(outcome.statuses)}")
        now = self._statements(endpoint)
        requests = now["count"] - counted["count"]
        return Turn(outcome, spent, (now["sum"] - counted["sum"]) / requests if requests else 0.0)

    def _statements(self, endpoint: Endpoint) -> dict[str, float]:
        """How many statements the server has made for this endpoint so far, and for how many requests."""
        method = next(endpoint.calls(self.people)).method
        asked = urllib.request.Request(  # noqa: S310  # loopback
            f"{self.ours.base_url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"}
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            text = answer.read().decode()
        found = {"sum": 0.0, "count": 0.0}
        for kind, of, route, value in _STATEMENTS.findall(text):
            if (of, route) == (method, endpoint.route):
                found[kind] = float(value)
        return found


def shortcomings(endpoint: Endpoint, found: Found) -> list[str]:
    """What of the endpoint's promises is not kept, a line each."""
    statements = found.ours.statements
    short = []
    if found.ratio > endpoint.promised_ratio:
        short.append(f"{found.ratio:.2f}x the ceiling's CPU time, promised {endpoint.promised_ratio:.1f}x")
    if endpoint.most is not None and statements > endpoint.most + 0.05:
        short.append(f"{statements:.1f} statements, promised {endpoint.most}")
    if round(statements) != endpoint.statements:
        short.append(f"{statements:.1f} statements, compared with {endpoint.statements} of the ceiling")
    return [f"{endpoint.name}: {line}" for line in short]


HEAD = (
    f"{'':<24}{'req/s':>7}{'p50':>7}{'p95':>7}{'p99':>7} |{'CPU ms':>7}{'web':>6}{'db':>6}{'redis':>6}{'stmts':>6}"
    f" |{'DRF':>6}{'ratio':>7} |{'Django':>7}{'ratio':>7} |{'rows':>7}"
)


def line(endpoint: Endpoint, found: Found) -> str:
    ours, outcome = found.ours, found.ours.outcome
    parts = [ours.ms(each) for each in (ours.spent.web, ours.spent.database, ours.spent.redis)]
    return (
        f"{endpoint.name:<24}{outcome.per_second:>7.0f}"
        + "".join(f"{outcome.percentile(share):>7.1f}" for share in (0.5, 0.95, 0.99))
        + f" |{sum(parts):>7.2f}"
        + "".join(f"{part:>6.2f}" for part in parts)
        + f"{ours.statements:>6.1f} |{found.drf.ms(found.drf.spent.total):>6.2f}{found.ratio:>6.2f}x"
        + f" |{found.plain.ms(found.plain.spent.total):>7.2f}{found.beside(found.plain):>6.2f}x"
        + (f" |{found.beside(found.rows):>6.2f}x" if found.rows else "")
    )


def filled(env: dict[str, str]) -> People:
    made = subprocess.run(python("-m", "bench.listeners"), cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)  # noqa: S603
    people: dict[str, Any] = json.loads(made.stdout)
    return people


def settings(deezer: DeezerStandin) -> dict[str, str]:
    limits = ("SIGN_IN", "OTHER", "ACTIVITY", "RECOMMENDATIONS")
    return {
        "DEEZER_BASE_URL": deezer.base_url,
        "CATALOGUE_PROVIDERS": "deezer,local",
        "METRICS_TOKEN": METRICS_TOKEN,
        "RATELIMIT_ENABLE": "true",
        "CONN_MAX_AGE": "3600",  # the CPU time of a connection that ends cannot be read any more
        **{f"RATELIMIT_{name}": UNLIMITED for name in limits},
    }


def measured(endpoints: tuple[Endpoint, ...], *, seconds: float, rounds: int) -> list[str]:
    """Prints a line for each; what falls short."""
    short: list[str] = []
    with ExitStack() as closing:
        deezer = closing.enter_context(DeezerStandin())
        ours = closing.enter_context(stack("hot", **settings(deezer)))
        log = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="playpod-bench-"))) / "bare.log"
        bare_env = {**ours.env, "DJANGO_SETTINGS_MODULE": "bench.bare_settings"}
        bare = closing.enter_context(served(bare_env, log=log))
        meter = Meter(urlsplit(ours.env["DATABASE_URL"]).path.strip("/"))
        closing.callback(meter.close)
        people = filled(ours.env)
        bench = Bench(ours, bare, meter, people, seconds=seconds, rounds=rounds)
        sys.stdout.write(f"{HEAD}\n")
        for endpoint in endpoints:
            found = bench.measure(endpoint)
            sys.stdout.write(f"{line(endpoint, found)}\n")
            sys.stdout.flush()
            short += shortcomings(endpoint, found)
    return short


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hot", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"of each turn; {SECONDS} if not given")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"turns of each, of which the best counts; {ROUNDS}")
    parser.add_argument("--only", default="", help="endpoints whose names contain this")
    given = parser.parse_args()
    endpoints = tuple(each for each in ENDPOINTS if given.only in each.name)
    short = measured(endpoints, seconds=given.seconds, rounds=given.rounds)
    for each in short:
        sys.stdout.write(f"FALLS SHORT  {each}\n")
    if not short:
        sys.stdout.write("Every promise is kept.\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
