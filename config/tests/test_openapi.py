"""The OpenAPI document says of every operation what it does, takes, answers and refuses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

METHODS = ("get", "post", "put", "patch", "delete")
OPEN = {"/api/accounts/register/", "/api/accounts/token/", "/api/accounts/token/refresh/"}


@cache
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method} {path}", methods[method]


def bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    contents = [answer.get("content", {}) for answer in operation["responses"].values()]
    for content in [*contents, operation.get("requestBody", {}).get("content", {})]:
        yield from (body for kind, body in content.items() if "json" in kind or kind == "multipart/form-data")


def test_every_operation_has_a_summary_and_a_room() -> None:
    assert [name for name, each in operations() if not each.get("summary") or not each.get("tags")] == []


def test_every_parameter_says_what_it_is() -> None:
    bare = [
        f"{name} {parameter['name']}"
        for name, each in operations()
        for parameter in each.get("parameters", [])
        if "schema" not in parameter
    ]
    assert bare == []


def test_every_body_has_an_example() -> None:
    without = [
        name
        for name, each in operations()
        if any("schema" in body and not body.keys() & {"example", "examples"} for body in bodies(each))
    ]
    assert without == []


def test_every_operation_names_its_errors() -> None:
    for name, each in operations():
        needed = {"429"}
        needed |= {"400"} if "requestBody" in each else set()
        needed |= {"404"} if "{" in name else set()
        needed |= set() if name.split()[1] in OPEN or not any(each.get("security", [])) else {"401"}
        assert needed <= set(each["responses"]), name


@pytest.mark.parametrize("page", ["/api/docs/", "/api/redoc/"])
def test_the_pages_need_nothing_from_elsewhere(page: str, anonymous: APIClient) -> None:
    answer = anonymous.get(page)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "/static/drf_spectacular_sidecar/" in text
    assert "//cdn" not in text
    assert "jsdelivr" not in text


def test_the_document_is_served_as_json_and_yaml(anonymous: APIClient) -> None:
    as_json = anonymous.get("/api/schema/", headers={"accept": "application/json"})
    as_yaml = anonymous.get("/api/schema/")

    assert as_json.json()["info"]["title"] == "PlayPod"
    assert as_yaml.content.startswith(b"openapi: 3")
