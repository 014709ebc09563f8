"""Spans of requests and tasks, sent by OTLP where `OTEL_EXPORTER_OTLP_ENDPOINT` is set.

A span has a route or a task's name, never a path or an argument. A task's span is the child of the request's that asked
for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import signals
from django.http import HttpRequest, HttpResponse

_tracer: Any = None
Tell = Callable[[HttpResponse, str], None]


def start_spans(service: str) -> None:
    """Once per process. The exporter reads its own variables: the endpoint, headers, the timeout."""
    global _tracer  # noqa: PLW0603  (one of the process)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = provider.get_tracer("playpod")
    signals.before_task_publish.connect(_send_parent)
    signals.task_prerun.connect(_begin_task)
    signals.task_postrun.connect(_end_task)


def flush_spans() -> None:
    """Send what waits."""
    if _tracer is not None:
        _tracer.span_processor.force_flush()


@contextmanager
def request_span(request: HttpRequest) -> Iterator[Tell]:
    """Gives what is to be called with the answer and its route."""
    if _tracer is None:
        yield lambda _response, _route: None
        return
    from opentelemetry.trace import SpanKind, StatusCode

    # A new trace each: what callers say of theirs is theirs. Faults are for the log and for Sentry.
    options: dict[str, Any] = {"kind": SpanKind.SERVER, "record_exception": False, "set_status_on_exception": False}
    with _tracer.start_as_current_span(str(request.method), **options) as span:

        def tell(response: HttpResponse, route: str) -> None:
            span.update_name(f"{request.method} {route}")
            span.set_attribute("http.request.method", str(request.method))
            span.set_attribute("http.route", route)
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 500:
                span.set_status(StatusCode.ERROR)

        yield tell


def _send_parent(headers: dict[str, Any] | None = None, **_: object) -> None:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    if headers is not None:
        carrier: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(carrier)
        if "traceparent" in carrier:
            headers["playpod_traceparent"] = carrier["traceparent"]


def _begin_task(task: Any = None, **_: object) -> None:
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    asked_by = task.request.get("playpod_traceparent") or (task.request.headers or {}).get("playpod_traceparent")
    parent = TraceContextTextMapPropagator().extract({"traceparent": asked_by}) if asked_by else None
    # On the request, since a worker of threads runs several at a time.
    task.request.playpod_span = _tracer.start_span(task.name, context=parent, kind=SpanKind.CONSUMER)


def _end_task(task: Any = None, state: str | None = None, **_: object) -> None:
    from opentelemetry.trace import StatusCode

    span = getattr(task.request, "playpod_span", None)
    if span is not None:
        span.set_attribute("celery.task", task.name)
        span.set_attribute("celery.state", str(state or "unknown").lower())
        if state == "FAILURE":
            span.set_status(StatusCode.ERROR)
        span.end()
