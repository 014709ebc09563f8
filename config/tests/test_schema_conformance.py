"""The OpenAPI document is kept: whatever is sent to whatever operation, the answer is one that the document names.

schemathesis makes the requests out of the document itself, the same ones in every run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests  # its own `parametrize` does not know pytest 9
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.tests.notification_rows import notification_rows
from config.tests.party_rows import party_rows
from config.tests.recommendation_rows import recommendation_rows
from config.tests.sharing_rows import sharing_rows
from config.tests.social_rows import social_rows

KEPT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 3
"""Per operation, besides the cases that follow from the document's limits."""

PARTS = range(8)
"""The operations are dealt out by their paths, so that several processes share them."""

FOR_STAFF = r"^/api/(songs|artists|albums|users|analytics/summary|admin)/"
"""Where staff get further than listeners; everything else is tried as a listener."""

CONFIG = {
    "seed": 1,
    "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none", "no-shrink": True},
    "phases": {"coverage": {"unexpected-methods": []}},
}

STEADY = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

Ids = dict[str, str]
Case = schemathesis.Case[Any]
Send = Callable[[Case], None]


@pytest.fixture
def ids(owner: Any, as_owner: APIClient, make_tracks: Callable[..., list[Any]]) -> Ids:
    """What there is to find: music, and one row of each kind of the listener's."""
    rock = apps.get_model("catalogue", "Genre").objects.create(number=152, name="Rock")
    tracks = make_tracks(6, genre=rock)
    songs = [str(track.catalogue_id) for track in tracks]
    playlist = as_owner.post("/api/playlists/playlists/", {"name": "Mine"}).data["id"]
    as_owner.post(f"/api/playlists/playlists/{playlist}/add_tracks/", {"tracks": songs[:3]})
    as_owner.post("/api/playlists/queue/enqueue/", {"track_id": songs[0]})
    as_owner.post("/api/playlists/queue/next/")
    party = party_rows(owner, tracks[4])
    return {
        "party_id": party["party_id"],
        "message_id": party["message_id"],
        **recommendation_rows(owner, tracks[5]),
        "playlist_id": playlist,
        "item_id": as_owner.get(f"/api/playlists/playlists/{playlist}/").data["tracks"][0]["id"],
        **notification_rows(owner),
        **{name: value for of in sharing_rows(owner, str(playlist)).values() for name, value in of.items()},
        **social_rows(owner, playlist),
        "session_id": str(owner.sessions.get().pk),
        "key_id": as_owner.post("/api/accounts/api-keys/", {"name": "A key", "scopes": ["read"]}).data["id"],
        "user_id": str(owner.pk),
        "job_id": as_owner.post("/api/accounts/export/").data["id"],
        "track_id": songs[3],
        "catalogue_id": songs[4],
        "genre_id": "152",
        "year": "2025",
        "service": "spotify",
    }


@contextmanager
def one_connection() -> Iterator[None]:
    """A served request looks after the connection, and would close the one whose transaction the test undoes."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def whole_document() -> schemathesis.BaseSchema:
    config = SchemathesisConfig.from_dict(CONFIG)
    with one_connection():
        return schemathesis.openapi.from_wsgi("/api/schema/?format=json", WSGIHandler(), config=config)


@pytest.fixture
def document(db: None, settings: Any) -> schemathesis.BaseSchema:
    settings.CATALOGUE_PROVIDERS = ["local"]
    return whole_document()


def dealt(document: schemathesis.BaseSchema, part: int, *, to_staff: bool) -> schemathesis.BaseSchema:
    def is_dealt(context: Any) -> bool:
        path = context.operation.path
        return crc32(path.encode()) % len(PARTS) == part and bool(re.search(FOR_STAFF, path)) == to_staff

    return document.include(is_dealt)


def sender(client: APIClient, ids: Ids) -> Send:
    """Sends a case as this client, in most cases to a row that is there. What it changes is undone."""
    token = client._credentials["HTTP_AUTHORIZATION"]  # type: ignore[attr-defined]  # what `credentials` keeps

    def send(case: Case) -> None:
        if crc32(repr((case.query, case.body)).encode()) % 4:
            case.path_parameters.update({name: ids[name] for name in case.path_parameters if name in ids})
        before = transaction.savepoint()
        with one_connection():
            response = case.call(headers={"Authorization": token})
        transaction.savepoint_rollback(before)
        case.validate_response(response, checks=KEPT)

    return send


@pytest.fixture
def as_a_listener(as_owner: APIClient, ids: Ids) -> Send:
    return sender(as_owner, ids)


@pytest.fixture
def as_staff(client_for: Callable[[Any], APIClient], ids: Ids) -> Send:
    """Everything that staff may do, superusers may; and a bit more."""
    root = get_user_model().objects.create_superuser("root", "root@example.com", "correct horse battery", is_staff=True)
    return sender(client_for(root), ids)


def broken_promises(document: schemathesis.BaseSchema, send: Send) -> dict[str, str]:
    """By operation, what schemathesis says of the answers that the document does not name."""

    def check(case: Case) -> None:
        send(case)

    found = {}
    for made in get_all_tests(schema=document, test_func=check, settings=STEADY, given_kwargs={}):
        assert isinstance(made, Ok)
        operation, test = made.ok()
        try:
            test()
        except (FailureGroup, Failure, AssertionError) as broken:
            found[operation.label] = f"{broken}\n" + "\n".join(map(str, getattr(broken, "exceptions", ())))
    return found


@pytest.mark.parametrize("part", PARTS)
def test_every_answer_to_a_listener_is_one_that_the_document_names(
    document: schemathesis.BaseSchema, as_a_listener: Send, part: int
) -> None:
    found = broken_promises(dealt(document, part, to_staff=False), as_a_listener)
    assert not found, "\n\n".join(f"{operation}: {what}" for operation, what in found.items())


@pytest.mark.parametrize("part", PARTS)
def test_every_answer_to_staff_is_one_that_the_document_names(
    document: schemathesis.BaseSchema, as_staff: Send, part: int
) -> None:
    found = broken_promises(dealt(document, part, to_staff=True), as_staff)
    assert not found, "\n\n".join(f"{operation}: {what}" for operation, what in found.items())
