"""`make bench-social`: the feed of listeners who follow 1,000 people, with a million events on PostgreSQL.

Every reader asks for the first page of twenty, goes on for five pages, and asks what one person did and what is said
about a track. `SCALE=0.1` makes everything that much smaller. Exits with 1 when a promise is not kept.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from bench.catalogue import Report
from bench.load import Call, Outcome, repeated, run
from bench.processes import ROOT, python
from bench.stack import Stack, stack

PEOPLE, EVENTS, FOLLOWED = 20_000, 1_000_000, 1_000
PAGES = 5
PROMISED_MS = 100.0


def inside(server: Stack, command: str, **arguments: int) -> dict[str, Any]:
    """A command of `bench.social_data` on the benchmark's database."""
    options = [f"--{name}={value}" for name, value in arguments.items()]
    line = python("-m", "bench.social_data", command, *options)
    done = subprocess.run(line, cwd=ROOT, env=server.env, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def walked(server: Stack, token: str, path: str) -> tuple[Outcome, Outcome]:
    """The first page, and the pages after it, by the `Link` of each."""
    parts = urlsplit(server.base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    first, rest = Outcome(), Outcome()
    for number in range(PAGES):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        outcome = rest if number else first
        outcome.latencies.append(time.perf_counter() - began)
        outcome.statuses[answer.status] += 1
        link = (answer.getheader("Link") or "").partition("<")[2].partition(">")[0]
        if not link:
            break
        path = urlsplit(link).path + "?" + urlsplit(link).query
    connection.close()
    return first, rest


def told(report: Report, name: str, outcomes: list[Outcome]) -> None:
    whole = Outcome()
    for each in outcomes:
        whole.latencies += each.latencies
        whole.statuses += each.statuses
    late = whole.percentile(0.95)
    kept = late < PROMISED_MS and set(whole.statuses) == {200}
    shown = f"p50 {whole.median:.1f}, p95 {late:.1f} ms"
    report.line(f"{name} ({len(whole.latencies)} asked)", shown, f"p95 under {PROMISED_MS:.0f} ms", kept=kept)


def measure(server: Stack, report: Report) -> None:
    found = inside(server, "readers")
    readers = found["readers"]
    followed = [each["follows"] for each in readers]
    report.line("people that each reader follows", f"{min(followed):,} to {max(followed):,}")
    warm = Call("GET", "/api/social/activity/", token=readers[0]["token"])
    run(server.base_url, repeated(warm, 40), clients=8)
    bare = run(server.base_url, repeated(Call("GET", "/bench/bare/", token=readers[0]["token"]), 200), clients=1)
    report.line("bare view, one query", f"p50 {bare.median:.1f}, p95 {bare.percentile(0.95):.1f} ms")
    pages = [walked(server, each["token"], "/api/social/feed/?limit=20") for each in readers for _ in range(2)]
    told(report, "feed, first page", [first for first, _ in pages])
    told(report, "feed, the four pages after it", [rest for _, rest in pages])
    people = [f"/api/users/{each['followed']}/activity/" for each in readers]
    about = f"/api/social/comments/?on=track&id={found['track']}&sort=top"
    for name, paths in (
        ("what one person did", people),
        ("comments on a track", [about] * len(readers)),
        ("whom one follows", ["/api/social/following/"] * len(readers)),
    ):
        calls = [Call("GET", path, token=each["token"]) for path, each in zip(paths, readers, strict=True)]
        told(report, name, [run(server.base_url, calls, clients=1)])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.social", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    scale = parser.parse_args().scale
    report = Report()
    with stack("social", CATALOGUE_PROVIDERS="local") as server:
        report.line("load of the machine before", " ".join(f"{load:.1f}" for load in os.getloadavg()))
        sizes = {"people": PEOPLE, "events": EVENTS, "followed": FOLLOWED}
        made = inside(server, "fill", **{name: max(200, round(size * scale)) for name, size in sizes.items()})
        report.line("events", f"{made['events']:,}")
        measure(server, report)
        report.line("load of the machine after", " ".join(f"{load:.1f}" for load in os.getloadavg()))
    return 0 if report.kept else 1


if __name__ == "__main__":
    sys.exit(main())
