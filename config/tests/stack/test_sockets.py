"""Sockets through Nginx, to the process that docker-compose.yml starts for them."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import requests
from django.conf import settings as project
from websockets.exceptions import InvalidStatus

from config.realtime.tests.serving import Client, Opener, opener
from config.tests.stack.conftest import Stack
from config.tests.stack.test_nginx import signed_in

pytestmark = [
    pytest.mark.skipif(project.EMBEDDED_TASKS, reason="Nginx stands before the services, not before one process."),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def opens(stack: Stack) -> Iterator[Opener]:
    with opener(stack.url.replace("http", "ws", 1)) as opens:
        yield opens


def test_what_gunicorn_does_is_heard_through_nginx(stack: Stack, opens: Opener) -> None:
    token = signed_in(stack)
    socket = opens(token=token)
    assert socket.connection.subprotocol == "bearer"
    assert socket.next("hello")["queue"]["version"] == 0
    assert socket.ask("ping")["type"] == "pong"

    changed = {"Authorization": f"Bearer {token}"}
    answer = requests.post(f"{stack.url}/api/accounts/logout/", headers=changed, timeout=30)

    assert answer.ok, answer.text
    assert socket.closed_with() == 4401


def test_pages_of_other_sites_and_strange_hosts_get_no_socket(stack: Stack, opens: Opener) -> None:
    token = signed_in(stack)
    assert opens(token=token, origin=stack.url).next("hello")
    for strange in ({"origin": "http://elsewhere.example"}, {"additional_headers": {"Host": "elsewhere.example"}}):
        with pytest.raises(InvalidStatus) as refused:
            opens(token=token, **strange)
        assert refused.value.response.status_code in (400, 403)


def test_without_a_token_it_is_closed_with_a_reason(opens: Opener) -> None:
    assert opens().closed_with() == 4401


def test_plain_requests_find_no_socket(stack: Stack) -> None:
    assert requests.get(f"{stack.url}/ws/me/", timeout=30).status_code == 404


def test_one_that_is_stopped_says_goodbye_and_nginx_answers_for_it(stack: Stack, opens: Opener) -> None:
    token = signed_in(stack)
    socket: Client = opens(token=token)
    socket.next("hello")

    stack.realtime.send_signal(signal.SIGTERM)

    assert socket.closed_with() == 1012
    assert stack.realtime.wait(30) == 0
    with pytest.raises(InvalidStatus) as away:
        opens(token=token)
    assert away.value.response.status_code == 503
    assert requests.get(f"{stack.url}/healthz", timeout=30).status_code == 200
    stack.realtime = stack.start_realtime()
    assert opens(token=token).next("hello")
