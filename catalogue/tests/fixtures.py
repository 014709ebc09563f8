"""What tests of other rooms can use of the catalogue's: a Deezer on loopback, and the providers' order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from integrations.standins.deezer.server import DeezerStandin


@pytest.fixture(autouse=True)
def _only_our_own_catalogue(settings: Any) -> None:
    """Nothing is asked of anybody outside, unless a test takes `deezer`."""
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.fixture(scope="session")
def _deezer_server() -> Iterator[DeezerStandin]:
    with DeezerStandin() as deezer:
        yield deezer


@pytest.fixture
def deezer(_deezer_server: DeezerStandin, settings: Any) -> DeezerStandin:
    """A healthy stand-in that the catalogue asks before our own rows."""
    _deezer_server.reset()
    settings.DEEZER_BASE_URL = _deezer_server.base_url
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]
    return _deezer_server


@pytest.fixture
def only_deezer(deezer: DeezerStandin, settings: Any) -> DeezerStandin:
    settings.CATALOGUE_PROVIDERS = ["deezer"]
    return deezer
