"""What `make bench` is going to measure: every hot endpoint, by paths that lead where the plan says."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import resolve

from bench.bare import Bare, BareSignIn, plain, plain_sign_in
from bench.endpoints import ENDPOINTS, SIGN_IN, Endpoint

WHO = {"id": "019a9c1e-7d00-7000-8000-000000000000", "email": "a@example.com", "token": "ours", "bare_token": "theirs"}
PEOPLE: Any = {
    "readers": [{**WHO, "playlist": WHO["id"]}],
    "players": [{**WHO, "playlist": WHO["id"]}],
    "tracks": [WHO["id"]],
}
PROMISED = {
    "20 playlists": 2,
    "playlist of 100 tracks": 3,
    "queue of 100": 3,
    "enqueue": 5,
    "next": 5,
    "history of 50": 2,
}


def test_every_hot_endpoint_is_in_the_plan() -> None:
    assert [each.name for each in ENDPOINTS] == [
        "sign-in", "profile", "20 playlists", "playlist of 100 tracks", "queue of 100", "enqueue", "next",
        "history of 50", "record a play", "cached search", "cached recommendations", "trends", "insights",
    ]  # fmt: skip
    assert {each.name: each.most for each in ENDPOINTS if each.most is not None} == PROMISED


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_it_asks_the_endpoint_that_its_metrics_are_read_of(endpoint: Endpoint) -> None:
    call = next(endpoint.calls(PEOPLE))

    assert resolve(call.path.partition("?")[0]).route == endpoint.route
    assert call.method == ("POST" if endpoint.writes else "GET")
    assert call.token == ("" if endpoint.name == SIGN_IN else "ours")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_its_ceilings_make_as_many_statements(endpoint: Endpoint) -> None:
    drf, rest, django = (next(made(PEOPLE)) for made in (endpoint.drf_calls, endpoint.row_calls, endpoint.plain_calls))
    signs_in = endpoint.name == SIGN_IN
    matches: list[Any] = [resolve(call.path, urlconf="bench.bare") for call in (drf, rest, django)]

    for match in matches:
        assert (match.kwargs["reads"], match.kwargs["writes"]) == (endpoint.reads, endpoint.writes)
    assert matches[0].func.view_class is (BareSignIn if signs_in else Bare)
    assert matches[1].kwargs["rows"] == endpoint.rows
    assert matches[2].func is (plain_sign_in if signs_in else plain)
    assert drf.body == django.body == next(endpoint.calls(PEOPLE)).body
