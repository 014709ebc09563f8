"""What leaves for Sentry and for an OTLP collector: received by a stand-in, from a process that really breaks."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from config.observing.tests.breaking import ADDRESS, PASSWORD, TOKEN


class Ingest(ThreadingHTTPServer):
    """Takes whatever is posted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Takes)
        self.bodies: list[tuple[str, bytes]] = []


class _Takes(BaseHTTPRequestHandler):
    server: Ingest

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.bodies.append((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        """Nothing to say."""


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingest]:
    """All that came while the process ran."""
    server = Ingest()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    port = server.server_address[1]
    told = {
        "SENTRY_DSN": f"http://public@127.0.0.1:{port}/1",
        "SENTRY_ENVIRONMENT": "tests",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}",
    }
    done = _run(tmp_path_factory.mktemp("reports"), ["-m", "config.observing.tests.breaking"], told)
    assert done.returncode == 0, done.stderr
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _run(folder: Path, command: list[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATA_DIR": str(folder), **told}
    return subprocess.run(  # noqa: S603  (our own module)
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _events(ingested: Ingest) -> list[dict[str, Any]]:
    """The events out of the envelopes: a line of headers, then each item's headers and body."""
    found = []
    for path, body in ingested.bodies:
        if path == "/api/1/envelope/":
            lines = body.split(b"\n")
            items = zip(lines[1::2], lines[2::2], strict=False)
            found += [json.loads(item) for head, item in items if json.loads(head)["type"] == "event"]
    return found


def _spans(ingested: Ingest) -> list[Any]:
    found = []
    for path, body in ingested.bodies:
        if path == "/v1/traces":
            for of_resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for of_scope in of_resource.scope_spans:
                    found += list(of_scope.spans)
    return found


def test_a_request_and_a_task_that_break_are_reported_with_where(ingested: Ingest) -> None:
    faults = {event["exception"]["values"][-1]["type"]: event for event in _events(ingested)}
    assert set(faults) == {"ValueError", "RuntimeError"}
    assert faults["RuntimeError"]["transaction"] == "/broken/{name}/"
    assert faults["RuntimeError"]["request"]["method"] == "POST"
    assert {event["environment"] for event in faults.values()} == {"tests"}
    texts = {kind: event["exception"]["values"][-1]["value"] for kind, event in faults.items()}
    assert texts == {
        "ValueError": "The task of [address] broke: password=[hidden]",
        "RuntimeError": "Bearer [token] of [address] broke the page",
    }


def test_spans_are_of_the_route_and_the_task_which_is_its_child(ingested: Ingest) -> None:
    spans = {span.name: span for span in _spans(ingested)}
    assert set(spans) == {"POST broken/<str:name>/", "tests.break"}
    request, task = spans["POST broken/<str:name>/"], spans["tests.break"]
    attributes = {each.key: each.value.string_value or each.value.int_value for each in request.attributes}
    assert attributes == {
        "http.request.method": "POST",
        "http.route": "broken/<str:name>/",
        "http.response.status_code": 500,
    }
    assert {each.key: each.value.string_value for each in task.attributes} == {
        "celery.task": "tests.break",
        "celery.state": "failure",
    }
    assert (task.trace_id, task.parent_span_id) == (request.trace_id, request.span_id)


@pytest.mark.parametrize("secret", [PASSWORD, TOKEN, ADDRESS])
def test_no_secret_leaves(ingested: Ingest, secret: str) -> None:
    assert len(ingested.bodies) == 3
    assert [path for path, body in ingested.bodies if secret.encode() in body] == []


@pytest.mark.parametrize("variable", ["SENTRY_DSN", "OTEL_EXPORTER_OTLP_ENDPOINT"])
def test_what_is_set_and_not_installed_ends_the_start(variable: str, tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['sentry_sdk'] = sys.modules['opentelemetry'] = None; "
    done = _run(tmp_path, ["-c", f"{hidden}import config.settings"], {variable: "http://public@127.0.0.1:9/1"})
    assert done.returncode == 1
    assert f"{variable} is set: install the packages of requirements-optional.txt first." in done.stderr
