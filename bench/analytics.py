"""`make bench-analytics`: a year of listening on PostgreSQL, at 1 and at 10 million activities of 100,000 listeners.

Every reading endpoint is asked by 200 listeners, the ten busiest among them, with nothing kept of what was answered
before; three times, of which the best counts, as the others say what else the machine did. Recording is compared, in
CPU time of the server, with a bare insert. `SCALE=0.01` makes everything that much smaller. Exits with 1 when a promise
is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.catalogue import Report
from bench.load import Call, Outcome, repeated, run
from bench.processes import ROOT, cpu_seconds, python
from bench.services import empty_redis
from bench.stack import Stack, stack

LISTENERS, TRACKS = 100_000, 50_000
SIZES = (1_000_000, 10_000_000)
A_DAY = 30_000
POSTED = 1_500
ROUNDS = 3
PROMISED_MS, PROMISED_GROWTH = 100.0, 1.5
PERIODS = ("week", "month", "year", "all")
WINDOWS = ("day", "week", "month")

Figures = dict[str, float]
"""p95 in ms, by what was asked for."""


class Bench:
    def __init__(self, server: Stack, report: Report, scale: float) -> None:
        self.server, self.report, self.scale = server, report, scale

    def number(self, whole: int) -> int:
        return max(100, round(whole * self.scale))

    def inside(self, command: str, **arguments: int) -> dict[str, Any]:
        """A command of `bench.analytics_data` on the benchmark's database."""
        options = [f"--{name}={value}" for name, value in arguments.items()]
        line = python("-m", "bench.analytics_data", command, *options)
        done = subprocess.run(line, cwd=ROOT, env=self.server.env, check=True, stdout=subprocess.PIPE)  # noqa: S603
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def rebuild(self) -> float:
        began = time.monotonic()
        line = python("manage.py", "rebuild_rollups")
        subprocess.run(line, cwd=ROOT, env=self.server.env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        return time.monotonic() - began

    def grow_to(self, activities: int, *, there: int) -> None:
        """Add activities until there are so many, and roll all of them up."""
        name = f"{activities:,}"
        loaded = self.inside("listen", activities=activities - there)["seconds"]
        self.report.line(f"{name}: loading", f"{loaded:.0f} s")
        self.report.line(f"{name}: rebuilding every roll-up", f"{self.rebuild():.0f} s")
        self.report.line(f"{name}: size of the database", f"{self.inside('settle')['gigabytes']:.1f} GB")
        self.report.line(f"{name}: ranking all trends", f"{self.inside('trends')['seconds']:.1f} s")

    def read(self, of: str) -> Figures:
        people = self.inside("readers")
        self._warm(people["staff"])
        bare = run(self._base, repeated(Call("GET", "/bench/bare/", token=people["staff"]), 200), clients=1)
        shown = f"p50 {bare.median:.1f}, p95 {bare.percentile(0.95):.1f} ms"
        self.report.line(f"{of}: bare view, one query", shown)
        figures: Figures = {}
        for name, calls in endpoints(people).items():
            outcome, spent = self._best(name, calls)
            figures[name] = outcome.percentile(0.95)
            kept = figures[name] < PROMISED_MS and set(outcome.statuses) == {200}
            shown = f"p50 {outcome.median:.1f}, p95 {figures[name]:.1f}, CPU {spent:.1f} ms"
            self.report.line(f"{of}: {name}", shown, f"p95 under {PROMISED_MS:.0f} ms", kept=kept)
        for period, slowest in self.inside("statements").items():
            said = f"{of}: dashboard, {period}, slowest statement"
            self.report.line(said, f"{slowest:.1f} ms", "under 100 ms", kept=slowest < PROMISED_MS)
        return figures

    def _best(self, name: str, calls: list[Call]) -> tuple[Outcome, float]:
        """And the CPU time of the server for one call, in ms."""
        found = []
        for _ in range(ROUNDS):
            empty_redis()
            before = cpu_seconds(self.server.web.pid)
            outcome = self._each_for_the_first_time(calls) if name == "summary/" else run(self._base, calls, clients=1)
            spent = cpu_seconds(self.server.web.pid) - before
            found.append((outcome, spent * 1000 / max(1, len(outcome.latencies))))
        return min(found, key=lambda each: each[0].percentile(0.95))

    def _warm(self, token: str) -> None:
        """Every process has loaded its code; nothing that is measured is in a cache by this."""
        nothing = Call("GET", "/api/analytics/settings/", token=token)
        run(self._base, repeated(nothing, 40), clients=8)

    def _each_for_the_first_time(self, calls: list[Call]) -> Outcome:
        """Of what is kept for everybody: each call after everything kept was thrown away."""
        every = Outcome()
        for call in calls:
            empty_redis()
            outcome = run(self._base, [call], clients=1)
            every.latencies += outcome.latencies
            every.statuses += outcome.statuses
        return every

    @property
    def _base(self) -> str:
        return self.server.base_url

    def compare(self, before: Figures, after: Figures) -> None:
        for name, figure in after.items():
            growth = figure / before[name]
            shown = f"{before[name]:.1f} -> {figure:.1f} ms = {growth:.2f}x"
            self.report.line(f"ten times as many: {name}", shown, "at most 1.50x", kept=growth <= PROMISED_GROWTH)

    def record(self) -> None:
        """CPU of the server for one activity, beside a bare insert, in turns, the best of three."""
        people = self.inside("readers")["listeners"]
        tracks = self.server.ask(Call("GET", "/api/songs/?limit=50", token=people[0]["token"]))
        ids = [track["id"] for track in tracks]

        def posts(path: str) -> list[Call]:
            bodies = ({"track_id": ids[n % len(ids)], "action": "play"} for n in range(POSTED))
            return [Call("POST", path, body, people[n % len(people)]["token"]) for n, body in enumerate(bodies)]

        spent: dict[str, list[float]] = {"/bench/insert/": [], "/api/analytics/activity/": []}
        outcomes: dict[str, Outcome] = {}
        for _ in range(3):
            for path, found in spent.items():
                run(self._base, posts(path)[:100], clients=4)
                outcomes[path], cpu = self.server.measured(iter(posts(path)), clients=4)
                found.append(cpu)
        bare, ours = (min(found) for found in spent.values())
        figure = f"{bare:.2f} -> {ours:.2f} ms = {ours / bare:.2f}x"
        good = set(outcomes["/api/analytics/activity/"].statuses) == {201}
        self.report.line(
            "recording, CPU beside a bare insert", figure, "at most 1.50x", kept=good and ours / bare <= 1.5
        )

    def roll_up_a_day(self) -> None:
        self.inside("day", activities=1)  # what was recorded above is not part of it
        activities = self.number(A_DAY)
        seconds = self.inside("day", activities=activities)["seconds"]
        said = f"roll-up of a day's {activities:,} activities"
        self.report.line(said, f"{seconds:.1f} s", "under 10 s", kept=seconds < 10)


def endpoints(people: dict[str, Any]) -> dict[str, list[Call]]:
    """What is asked, by everybody once."""
    staff, listeners, cookie = people["staff"], people["listeners"], people["cookie"]
    year = time.gmtime().tm_year
    paths = ["user/{id}/", *(f"me/?period={name}" for name in PERIODS), f"me/year/{year}/", f"me/year/{year - 1}/"]
    calls = {
        path: [Call("GET", f"/api/analytics/{path.format(**each)}", token=each["token"]) for each in listeners]
        for path in (*paths, "activity/")
    }
    for window in WINDOWS:
        path = f"/api/analytics/trends/?window={window}"
        calls[f"trends/?window={window}"] = [Call("GET", path, token=each["token"]) for each in listeners]
    calls["summary/"] = [Call("GET", "/api/analytics/summary/", token=staff)] * 30
    for period in ("day", "month", "year"):
        page = Call("GET", f"/admin/dashboard/?period={period}", cookie=cookie)
        calls[f"dashboard, {period}"] = [page] * 50
    return calls


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.analytics", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument(
        "--on",
        nargs="+",
        metavar="DATABASE",
        help="only read, from databases that an earlier run or somebody else has filled, and keep them; of two, the "
        "second is compared with the first as if it had ten times as much",
    )
    given = parser.parse_args()
    report = Report()
    if given.on:
        _read_only(given.on, report)
    else:
        _from_nothing(given.scale, report)
    return 0 if report.kept else 1


def _read_only(databases: list[str], report: Report) -> None:
    found: list[Figures] = []
    for name in databases:
        with stack("analytics", on=name, CATALOGUE_PROVIDERS="local") as server:
            bench = Bench(server, report, 1.0)
            report.line(f"{name}: load of the machine", " ".join(f"{load:.1f}" for load in os.getloadavg()))
            found.append(bench.read(name))
    if len(found) == 2:
        bench.compare(*found)


def _from_nothing(scale: float, report: Report) -> None:
    with stack("analytics", CATALOGUE_PROVIDERS="local") as server:
        bench = Bench(server, report, scale)
        report.line("load of the machine before", " ".join(f"{load:.1f}" for load in os.getloadavg()))
        bench.inside("fill", listeners=bench.number(LISTENERS), tracks=bench.number(TRACKS))
        found: list[Figures] = []
        there = 0
        for size in map(bench.number, SIZES):
            bench.grow_to(size, there=there)
            found.append(bench.read(f"{size:,}"))
            there = size
        bench.compare(*found)
        bench.record()
        bench.roll_up_a_day()
        report.line("load of the machine after", " ".join(f"{load:.1f}" for load in os.getloadavg()))


if __name__ == "__main__":
    sys.exit(main())
