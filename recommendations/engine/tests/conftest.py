from __future__ import annotations

import pytest

from recommendations.engine import Model
from recommendations.engine.tests.listening import World, shared, world


@pytest.fixture(scope="session")
def small() -> World:
    return world()


@pytest.fixture(scope="session")
def model() -> Model:
    return shared()
