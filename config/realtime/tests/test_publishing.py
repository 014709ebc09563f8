"""Telling sockets: from anywhere, without waiting, whatever state Redis is in."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

import pytest
from channels.layers import InMemoryChannelLayer, channel_layers
from redis.exceptions import ConnectionError as RedisGone

from config.realtime import publishing
from config.realtime.publishing import Publisher, group_name, user_group


class Recording(InMemoryChannelLayer):  # type: ignore[misc]  # untyped
    """Notes what is sent, or fails as Redis does when it is away."""

    def __init__(self, *, is_away: bool = False) -> None:
        super().__init__()
        self.sent: list[tuple[str, int]] = []
        self.is_away = is_away
        self.came = threading.Event()

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.came.set()
        if self.is_away:
            raise RedisGone("no route")
        self.sent.append((group, message["number"]))


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Recording:
    recording = Recording()
    monkeypatch.setitem(channel_layers.backends, "default", recording)
    return recording


@pytest.fixture
def loop() -> Any:
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever)
    thread.start()
    while not made.is_running():
        thread.join(0.001)
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


def test_many_threads_tell_and_each_is_heard_in_its_order(layer: Recording, loop: Any) -> None:
    publisher = Publisher()
    publisher.serve_on(loop)

    def tell(name: str) -> None:
        for number in range(100):
            publisher.publish(f"user:{name}", {"type": "event", "number": number})

    threads = [threading.Thread(target=tell, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _finished(loop)
    for name in "abcd":
        assert [number for group, number in layer.sent if group == f"user.{name}"] == list(range(100))


def test_in_a_process_without_sockets_nothing_is_sent_into_its_own_memory(layer: Recording) -> None:
    Publisher().publish("user:a", {"type": "event", "number": 1})
    assert not layer.came.is_set()


def test_an_outage_is_said_once_and_holds_up_nobody(
    layer: Recording, loop: Any, caplog: pytest.LogCaptureFixture
) -> None:
    layer.is_away = True
    publisher = Publisher()
    publisher.serve_on(loop)
    with caplog.at_level(logging.WARNING):
        for number in range(5):
            publisher.publish("user:a", {"type": "event", "number": number})
        _finished(loop)
    assert caplog.messages == ["Sockets are not told what happens: Redis cannot be reached: no route"]
    layer.is_away = False
    publisher.publish("user:a", {"type": "event", "number": 9})
    _finished(loop)
    assert layer.sent == [("user.a", 9)]


def test_what_waits_is_bounded(layer: Recording, loop: Any, monkeypatch: Any, caplog: Any) -> None:
    monkeypatch.setattr(publishing, "PENDING", 3)
    publisher = Publisher()
    publisher.serve_on(loop)
    hold, held = threading.Event(), threading.Event()

    def stand_still() -> None:
        held.set()
        hold.wait(10)

    loop.call_soon_threadsafe(stand_still)
    assert held.wait(10)
    for number in range(9):
        publisher.publish("user:a", {"type": "event", "number": number})
    hold.set()
    _finished(loop)
    assert [number for _, number in layer.sent] == [0, 1, 2]
    assert caplog.messages == ["Sockets are not told what happens: more than 3 messages wait to be sent"]


def test_a_group_is_named_as_the_layer_takes_it() -> None:
    name = group_name(user_group("019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"))
    assert InMemoryChannelLayer().require_valid_group_name(name)


def _finished(loop: asyncio.AbstractEventLoop) -> None:
    """Wait for everything that was handed to the loop before."""

    async def all_others() -> None:
        mine = asyncio.current_task()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not mine))

    asyncio.run_coroutine_threadsafe(all_others(), loop).result(10)
