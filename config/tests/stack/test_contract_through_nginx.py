"""The whole contract once more, through Nginx and gunicorn as they are shipped."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as project

from config.tests.contract import test_contract as contract
from config.tests.contract.client import ContractClient
from config.tests.stack.conftest import Stack

pytestmark = [
    pytest.mark.skipif(project.EMBEDDED_TASKS, reason="Nginx stands before the services, not before one process."),
]

genre = contract.genre
tracks = contract.tracks

test_accounts = contract.test_accounts_keep_the_contract
test_playlists = contract.test_playlists_keep_the_contract
test_favourites = contract.test_favourites_keep_the_contract
test_the_queue = contract.test_the_queue_keeps_the_contract
test_recommendations = contract.test_recommendations_keep_the_contract
test_the_catalogue = contract.test_the_catalogue_keeps_the_contract


@pytest.fixture
def client_of(stack: Stack, transactional_db: None) -> contract.NewClient:
    return lambda room: ContractClient(stack.url, room)


def test_every_test_of_the_contract_is_here() -> None:
    here = {value for name, value in globals().items() if name.startswith("test_")}
    assert {value for name, value in vars(contract).items() if name.startswith("test_")} <= here


def test_nothing_is_told_of_versions(stack: Stack, transactional_db: None) -> None:
    client: Any = ContractClient(stack.url, {})
    answer = client.plain("GET", "/healthz")
    assert answer.headers["Server"] == "nginx"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
