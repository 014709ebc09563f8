"""The cached list of recommendations over HTTP, beside a bare authenticated view with one query on the same server."""

from __future__ import annotations

from bench.load import Call, repeated, run
from bench.stack import stack
from integrations.standins.deezer.server import DeezerStandin

PATH = "/api/playlists/recommendations/?limit=20"
REQUESTS, CLIENTS, ROUNDS = 1500, 8, 3
RATIO = 1.3


def cached() -> tuple[float, float]:
    """CPU time in ms per request, of the list and of the bare view: the least of some rounds, which take turns."""
    with (
        DeezerStandin() as deezer,
        stack("recommender", DEEZER_BASE_URL=deezer.base_url, CATALOGUE_PROVIDERS="deezer") as server,
    ):
        token = server.sign_up("bench")
        listed, bare = (Call("GET", path, token=token) for path in (PATH, "/bench/bare/"))
        for call in (listed, bare):
            run(server.base_url, repeated(call, 200), clients=CLIENTS)
        if server.ask(listed)["source"] != "cache":
            raise SystemExit("The list of recommendations does not come from the cache.")
        spent: dict[str, list[float]] = {listed.path: [], bare.path: []}
        for _ in range(ROUNDS):
            for call in (bare, listed):
                outcome, each = server.measured(repeated(call, REQUESTS), clients=CLIENTS)
                if set(outcome.statuses) != {200}:
                    raise SystemExit(f"{call.path} answered {dict(outcome.statuses)}")
                spent[call.path].append(each)
    return min(spent[listed.path]), min(spent[bare.path])
