"""A process that breaks twice, in a request and in a task, with secrets everywhere: for tests of what it reports."""

from __future__ import annotations

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from celery import shared_task  # noqa: E402  (Django is set up before)
from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from config.celery import app  # noqa: E402
from config.observing.spans import flush_spans  # noqa: E402

PASSWORD = "hunter2-the-password"
TOKEN = "t0ken-of-somebody"
ADDRESS = "ada@example.com"


@shared_task(name="tests.break")
def break_down(secret: str) -> None:
    raise ValueError(f"The task of {ADDRESS} broke: password={PASSWORD}")


@csrf_exempt
def broken(request: HttpRequest, name: str) -> HttpResponse:
    secret = request.body.decode()
    app.tasks["tests.break"].apply(args=(secret,))
    raise RuntimeError(f"Bearer {TOKEN} of {ADDRESS} broke the page")


urlpatterns = [path("broken/<str:name>/", broken)]

if __name__ == "__main__":
    settings.ROOT_URLCONF = "config.observing.tests.breaking"
    settings.ALLOWED_HOSTS = ["testserver"]
    asked = RequestFactory(headers={"Authorization": f"Bearer {TOKEN}", "Cookie": f"s={TOKEN}"}).post(
        f"/broken/{TOKEN}/?key={TOKEN}", {"password": PASSWORD, "email": ADDRESS}, content_type="application/json"
    )
    started: Any = lambda *_: None  # noqa: E731  (what WSGI calls with the head)
    b"".join(WSGIHandler()(asked.environ, started))
    flush_spans()
    if settings.SENTRY_DSN:
        import sentry_sdk

        sentry_sdk.flush(10)
