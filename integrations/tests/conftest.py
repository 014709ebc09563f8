from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.deezer.client import DeezerClient
from integrations.standins.deezer.server import DeezerStandin


@pytest.fixture
def deezer() -> Iterator[DeezerStandin]:
    with DeezerStandin() as standin:
        yield standin


@pytest.fixture
def client(deezer: DeezerStandin) -> Iterator[DeezerClient]:
    client = DeezerClient(deezer.base_url)
    yield client
    client.close()
