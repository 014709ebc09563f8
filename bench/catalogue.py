"""`make bench-catalogue`: what the cache is worth, on a real server before a stand-in for Deezer, in one run.

Ratios are of CPU time per request against a bare authenticated view with one query on the same server, so that they
mean the same on every machine. Exits with 1 when a promise is not kept.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator

from bench.load import Call, Outcome, repeated, run
from bench.stack import Stack, stack
from integrations.standins.deezer.server import DeezerStandin

ARTIST = 7001
REQUESTS = 1500
CLIENTS = 8
QUOTA, WINDOW = 50, 5.0


class Report:
    """Prints each figure beside what was promised, and remembers whether all were kept."""

    def __init__(self) -> None:
        self.kept = True

    def line(self, what: str, figure: str, promise: str = "", *, kept: bool = True) -> None:
        mark = "" if not promise else ("  kept" if kept else "  NOT KEPT")
        sys.stdout.write(f"{what:<58} {figure:>24}   {promise}{mark}\n")
        sys.stdout.flush()
        self.kept = self.kept and kept


def cached(server: Stack, token: str, report: Report) -> None:
    """Requests per second and CPU of answers that are in the cache."""
    paths = {
        "cached search": "/api/catalogue/search/?q=harbour",
        "cached artist": f"/api/catalogue/artists/{ARTIST}/",
        "cached chart": "/api/charts/top/",
    }
    calls = {name: Call("GET", path, token=token) for name, path in paths.items()}
    bare = Call("GET", "/bench/bare/", token=token)
    for call in (*calls.values(), bare):
        run(server.base_url, repeated(call, 100), clients=CLIENTS)
    outcome, ceiling = server.measured(repeated(bare, REQUESTS), clients=CLIENTS)
    report.line("bare view, one query", f"{outcome.per_second:.0f}/s {ceiling:.2f} ms CPU")
    for name, call in calls.items():
        outcome, spent = server.measured(repeated(call, REQUESTS), clients=CLIENTS)
        ratio = spent / ceiling
        figure = f"{outcome.per_second:.0f}/s {spent:.2f} ms = {ratio:.2f}x"
        report.line(name, figure, "at most 1.30x", kept=ratio <= 1.3 and set(outcome.statuses) == {200})


def starvation(server: Stack, deezer: DeezerStandin, token: str, report: Report) -> None:
    """The profile, while others search what is not cached and the upstream takes 2 s for each call.

    The others do as `Retry-After` tells them; clients that ask on at once would compete for the processor itself.
    """
    profile = Call("GET", "/api/accounts/profile/", token=token)
    alone = run(server.base_url, repeated(profile, 100_000), clients=CLIENTS, seconds=6)
    deezer.slow(2.0)
    searches = (Call("GET", f"/api/catalogue/search/?q=slow+{number}", token=token) for number in range(100_000))
    others: list[Outcome] = []
    crowd = threading.Thread(
        target=lambda: others.append(run(server.base_url, searches, clients=CLIENTS, seconds=9, patient=True))
    )
    crowd.start()
    time.sleep(1.5)
    beside = run(server.base_url, repeated(profile, 100_000), clients=CLIENTS, seconds=6)
    crowd.join()
    deezer.reset()
    share = beside.per_second / alone.per_second
    figure = f"{alone.per_second:.0f}/s -> {beside.per_second:.0f}/s = {share:.0%}"
    report.line("profile beside slow searches", figure, "at least 80 %", kept=share >= 0.8)
    report.line("  the searches meanwhile", _statuses(others[0]), "no 404, no 500", kept=_honest(others[0]))
    _until_recovered(server, token)


def cold_artist(server: Stack, deezer: DeezerStandin, token: str, report: Report) -> None:
    """Many ask for one artist that nobody has seen."""
    deezer.forget_requests()
    outcome = run(server.base_url, repeated(Call("GET", "/api/catalogue/artists/7002/", token=token), 200), clients=200)
    asked = Counter(path for _, path in deezer.requests if "/artist/7002" in path)
    figure = f"{sum(asked.values())} calls for {len(asked)} resources"
    report.line("200 at once for one cold artist", figure, "1 call each", kept=set(asked.values()) == {1})
    report.line("  their answers", _statuses(outcome), "all 200", kept=set(outcome.statuses) == {200})


def cold_searches(server: Stack, deezer: DeezerStandin, token: str, report: Report) -> None:
    """1,000 searches that nobody has made, from 8 clients, with the real quota at the upstream."""
    deezer.forget_requests()
    deezer.quota(limit=QUOTA, window=WINDOW)
    calls = (Call("GET", f"/api/catalogue/search/?q=cold+{number}", token=token) for number in range(1000))
    outcome = run(server.base_url, calls, clients=CLIENTS)
    times = sorted(at for at, _ in deezer.requests)
    most = max((sum(1 for other in times[i:] if other - at < WINDOW) for i, at in enumerate(times)), default=0)
    deezer.reset()
    report.line("1,000 cold searches, most calls in 5 s", str(most), f"at most {QUOTA}", kept=most <= QUOTA)
    report.line("  their answers", _statuses(outcome), "no 404, no 500", kept=_honest(outcome))
    _until_recovered(server, token)


def outage(server: Stack, deezer: DeezerStandin, token: str, report: Report) -> None:
    """The upstream dies, and comes back."""
    deezer.down()
    unseen = (Call("GET", f"/api/catalogue/search/?q=dead+{number}", token=token) for number in range(10_000))
    run(server.base_url, _first(unseen, 40), clients=4)
    seen = [Call("GET", path, token=token) for path in ("/api/catalogue/artists/7001/", "/api/catalogue/artists/7002/")]
    held = run(server.base_url, (seen[number % 2] for number in range(200)), clients=4)
    refused = run(server.base_url, _first(unseen, 200), clients=4)
    report.line("upstream dead: what was seen, median", f"{held.median:.1f} ms", "under 50 ms", kept=held.median < 50)
    report.line("  its answers", _statuses(held), "all 200", kept=set(held.statuses) == {200})
    slow = refused.percentile(0.5)
    report.line("upstream dead: the rest, median", f"{slow:.1f} ms", "under 100 ms", kept=slow < 100)
    report.line("  its answers", _statuses(refused), "all 503", kept=set(refused.statuses) == {503})
    deezer.reset()
    seconds = _until_recovered(server, token)
    report.line("upstream back: recovered after", f"{seconds:.1f} s", "within 10 s", kept=seconds <= 10)


def _first(calls: Iterator[Call], count: int) -> Iterator[Call]:
    return (next(calls) for _ in range(count))


def _until_recovered(server: Stack, token: str) -> float:
    """Seconds until something that nobody has asked is answered again."""
    started = time.monotonic()
    while time.monotonic() - started < 30:
        path = f"/api/catalogue/search/?q=back+{time.monotonic_ns()}"
        if run(server.base_url, [Call("GET", path, token=token)], clients=1).statuses[200]:
            break
        time.sleep(0.25)
    return time.monotonic() - started


def _statuses(outcome: Outcome) -> str:
    return ", ".join(f"{count} x {status}" for status, count in sorted(outcome.statuses.items()))


def _honest(outcome: Outcome) -> bool:
    return set(outcome.statuses) <= {200, 503}


def main() -> int:
    report = Report()
    with (
        DeezerStandin() as deezer,
        stack("catalogue", DEEZER_BASE_URL=deezer.base_url, CATALOGUE_PROVIDERS="deezer") as server,
    ):
        token = server.sign_up("bench")
        cached(server, token, report)
        cold_artist(server, deezer, token, report)
        starvation(server, deezer, token, report)
        cold_searches(server, deezer, token, report)
        outage(server, deezer, token, report)
    return 0 if report.kept else 1


if __name__ == "__main__":
    sys.exit(main())
