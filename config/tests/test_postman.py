"""The Postman collection has every operation of the OpenAPI document, none besides, and asserts something of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from config.postman.__main__ import COLLECTION, ENVIRONMENT
from config.postman.chaining import BODIES, EARLY, FIRST, LAST, QUERIES, SAVED
from config.postman.collection import collection, operations, path_of
from config.postman.statuses import STATUSES
from config.tests.test_openapi import document

AGAIN = "Run `make postman` to write it anew."


def written() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(COLLECTION.read_text("utf-8"))
    return made


def requests(of: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for folder in of["item"]:
        yield from folder["item"]


def test_the_collection_and_the_document_have_the_same_operations() -> None:
    wanted = {(each.method.upper(), "{{base_url}}" + path_of(each)) for each in operations(document())}
    there = {(each["request"]["method"], each["request"]["url"].partition("?")[0]) for each in requests(written())}
    assert (wanted - there, there - wanted) == (set(), set()), AGAIN


def test_every_request_asserts_the_status_and_what_comes_with_it() -> None:
    for each in requests(written()):
        script = "\n".join(line for event in each["event"] for line in event["script"]["exec"])
        assert "pm.response.to.have.status(" in script, each["name"]
        assert script.count("pm.test(") >= 2, each["name"]


def test_every_variable_is_set_before_it_is_used() -> None:
    made = written()
    known = {each["key"] for each in [*made["variable"], *json.loads(ENVIRONMENT.read_text("utf-8"))["values"]]}
    for each in requests(made):
        used = set(re.findall(r"\{\{(\w+)\}\}", json.dumps(each["request"])))
        assert used - known == set(), each["name"]
        known |= set(re.findall(r"collectionVariables\.set\('(\w+)'", json.dumps(each["event"])))


def test_nothing_is_said_of_operations_that_are_not_there() -> None:
    there = {each.name for each in operations(document())}
    assert {*FIRST, *LAST, *EARLY, *BODIES, *QUERIES, *SAVED, *STATUSES} - there == set()


def test_no_secret_is_in_it() -> None:
    text = COLLECTION.read_text("utf-8")
    assert "eyJ" not in text.replace("eyJhbGciOi...", "")
    assert collection(document())["auth"]["bearer"][0]["value"] == "{{access}}"
