"""The hot endpoints, what each of them promises, and what it is measured against."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.load import Call
from bench.stack import PASSWORD

READ_RATIO, WRITE_RATIO = 1.5, 2.0
"""Times the CPU time of the bare REST framework view."""

People = dict[str, Any]
Make = Callable[[People, int], Call]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``reads`` and ``writes`` are the statements of one request, sign-in included: the bare views make as many.

    ``most`` is how many are promised. ``route`` is the path as the metrics name it, ``rows`` how many the answer has.
    """

    name: str
    route: str
    make: Make
    reads: int
    writes: int = 0
    most: int | None = None
    rows: int = 1

    @property
    def statements(self) -> int:
        return self.reads + self.writes

    @property
    def promised_ratio(self) -> float:
        return WRITE_RATIO if self.writes else READ_RATIO

    def calls(self, people: People) -> Iterator[Call]:
        return (self.make(people, number) for number in itertools.count())

    def drf_calls(self, people: People) -> Iterator[Call]:
        """The same number of statements from the bare REST framework view, with a body of the same size."""
        for call, each in zip(self.calls(people), _everybody(people), strict=False):
            if self.name == SIGN_IN:
                yield Call("POST", f"/drf/sign-in/{self.reads}/{self.writes}/", call.body)
            else:
                path = f"/drf/{self.reads}/{self.writes}/"
                yield Call(call.method, path, call.body, each["bare_token"])

    def row_calls(self, people: People) -> Iterator[Call]:
        """From the bare REST framework view again, but with as many rows in its answer."""
        path = f"/drf/{self.reads}/{self.writes}/{self.rows}/"
        return (Call("GET", path, token=each["bare_token"]) for each in _everybody(people))

    def plain_calls(self, people: People) -> Iterator[Call]:
        """From Django alone: the same again, without signing in."""
        for call, each in zip(self.calls(people), _everybody(people), strict=False):
            if self.name == SIGN_IN:
                yield Call("POST", f"/plain/sign-in/{self.reads}/{self.writes}/", call.body)
            else:
                yield Call(call.method, f"/plain/{each['id']}/{self.reads}/{self.writes}/", call.body)


def _everybody(people: People) -> Iterator[dict[str, str]]:
    return itertools.cycle([*people["players"], *people["readers"]])


def _reading(path: str) -> Make:
    def make(people: People, number: int) -> Call:
        reader = people["readers"][number % len(people["readers"])]
        return Call("GET", path.format(**reader), token=reader["token"])

    return make


def _playing(path: str, body: Callable[[str], dict[str, Any]]) -> Make:
    def make(people: People, number: int) -> Call:
        player = people["players"][number % len(people["players"])]
        track = people["tracks"][number * 7 % len(people["tracks"])]
        return Call("POST", path, body(track), player["token"])

    return make


def _signing_in(people: People, number: int) -> Call:
    player = people["players"][number % len(people["players"])]
    return Call("POST", "/api/accounts/token/", {"email": player["email"], "password": PASSWORD})


SIGN_IN = "sign-in"

ENDPOINTS = (
    Endpoint(SIGN_IN, "api/accounts/token/", _signing_in, reads=1, writes=4),
    Endpoint("profile", "api/accounts/profile/", _reading("/api/accounts/profile/"), reads=2),
    Endpoint("20 playlists", "api/playlists/", _reading("/api/playlists/?limit=20"), reads=2, most=2, rows=20),
    Endpoint(
        "playlist of 100 tracks",
        "api/playlists/<uuid:playlist_id>/",
        _reading("/api/playlists/{playlist}/"),
        reads=3,
        most=3,
        rows=100,
    ),
    Endpoint(
        "queue of 100",
        "api/playlists/queue/tracks/",
        _reading("/api/playlists/queue/tracks/"),
        reads=2,
        most=3,
        rows=100,
    ),
    Endpoint(
        "enqueue",
        "api/playlists/queue/enqueue/",
        _playing("/api/playlists/queue/enqueue/", lambda track: {"track_id": track}),
        reads=3,
        writes=2,
        most=5,
    ),
    Endpoint(
        "next",
        "api/playlists/queue/next/",
        _playing("/api/playlists/queue/next/", lambda _: {"played_ms": 190_000}),
        reads=2,
        writes=3,
        most=5,
    ),
    Endpoint(
        "history of 50",
        "api/playlists/queue/history/",
        _reading("/api/playlists/queue/history/?limit=50"),
        reads=2,
        most=2,
        rows=50,
    ),
    Endpoint(
        "record a play",
        "api/analytics/activity/",
        _playing("/api/analytics/activity/", lambda track: {"track_id": track, "action": "play"}),
        reads=2,
        writes=1,
    ),
    Endpoint("cached search", "api/catalogue/search/", _reading("/api/catalogue/search/?q=harbour"), reads=1),
    Endpoint(
        "cached recommendations",
        "api/playlists/recommendations/",
        _reading("/api/playlists/recommendations/?limit=20"),
        reads=1,
    ),
    Endpoint("trends", "api/analytics/trends/", _reading("/api/analytics/trends/"), reads=2),
    Endpoint("insights", "api/analytics/me/", _reading("/api/analytics/me/"), reads=3),
)
