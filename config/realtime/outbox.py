"""What waits to be sent to a client: a line of limited length, emptied by one task."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

LINE = 256
"""Messages that may wait for a client."""


class Outbox:
    """``send`` sends one text, and waits while the client does not read."""

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._line: asyncio.Queue[str] = asyncio.Queue(LINE)
        self._writer = asyncio.get_running_loop().create_task(self._write())

    def put(self, text: str) -> bool:
        """False when the line is full."""
        try:
            self._line.put_nowait(text)
        except asyncio.QueueFull:
            return False
        return True

    def close(self) -> None:
        """What still waits is not sent."""
        self._writer.cancel()

    async def _write(self) -> None:
        while True:
            text = await self._line.get()
            try:
                await self._send(text)
            except (OSError, RuntimeError):
                return  # the client has hung up, and the server tells the socket
