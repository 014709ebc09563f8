from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from notifications.tests.push_service import Browser, PushService

KEY = "WuCE6Aw5fWzZwq2xs3SLlVUu3vqZBt8wTNMDbKXIzyI"
Subscribe = Callable[..., Browser]


@pytest.fixture
def push_service(settings: Any) -> Iterator[PushService]:
    with PushService() as service:
        settings.PUSH_SERVICES = [service.base_url, "fcm.googleapis.com", "*.push.services.mozilla.com"]
        settings.VAPID_PRIVATE_KEY = KEY
        yield service


@pytest.fixture
def subscribe(push_service: PushService) -> Subscribe:
    """`subscribe(client)`: a browser of the listener's, subscribed by the API."""

    def make(client: APIClient) -> Browser:
        browser = push_service.browser(client.get("/api/notifications/push/key/").data["public_key"])
        answer = client.post("/api/notifications/push/subscriptions/", browser.subscription())
        assert answer.status_code == 201, answer.content
        return browser

    return make


@pytest.fixture
def people(db: None) -> list[User]:
    return [User.objects.create_user(f"fan{number}", f"fan{number}@example.com", "x") for number in range(3)]
