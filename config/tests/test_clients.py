"""What the clients are made from: a document that their generators take whole, and versions that are pinned.

Whether they work is tried by `make test-clients`, which takes longer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from config.clients.__main__ import PYTHON, TYPESCRIPT
from config.tests.test_openapi import document

JSON = re.compile(r"application/([\w.-]+\+)?json")
ANSWERS = re.compile(JSON.pattern + r"|text/[\w.-]+|application/octet-stream")
BODIES = re.compile(JSON.pattern + r"|multipart/form-data|application/(x-www-form-urlencoded|octet-stream)")


def contents() -> Iterator[tuple[str, set[str], re.Pattern[str]]]:
    """Every body and answer of the document with its media types, and which of them openapi-python-client takes there.

    One is enough: it asks for that one.
    """
    for path, operations in document()["paths"].items():
        for operation in operations.values():
            if body := operation.get("requestBody"):
                yield path, set(body["content"]), BODIES
            yield from (
                (path, set(each["content"]), ANSWERS) for each in operation["responses"].values() if "content" in each
            )


def test_the_generator_takes_every_body_and_answer() -> None:
    named: dict[str, str] = yaml.safe_load((PYTHON / "generator.yml").read_text("utf-8"))["content_type_overrides"]
    there = list(contents())
    lost = {path for path, kinds, taken in there if not any(taken.fullmatch(named.get(kind, kind)) for kind in kinds)}
    assert lost == set(), "Say in clients/python/generator.yml what their media types are to be taken for."
    assert set(named) - {kind for _, kinds, _ in there for kind in kinds} == set()


def test_the_generators_are_pinned() -> None:
    package: dict[str, Any] = json.loads((TYPESCRIPT / "package.json").read_text("utf-8"))
    lock: dict[str, Any] = json.loads((TYPESCRIPT / "package-lock.json").read_text("utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert {name: lock["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, each in lock["packages"].items() if "resolved" in each] == [], "A lock names no registry."
    versions = (PYTHON.parent.parent / "requirements-dev.txt").read_text("utf-8")
    assert re.search(r"^openapi-python-client==[\d.]+$", versions, re.MULTILINE)
