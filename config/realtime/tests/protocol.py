"""The AsyncAPI document, asked whether a message is what it says: by every test with a socket, for all messages."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from jsonschema import Draft202012Validator

Messages = dict[str, dict[str, Any]]


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((settings.BASE_DIR / "docs" / "asyncapi.yaml").read_text("utf-8"))
    return found


@cache
def messages(path: str, action: str) -> Messages:
    """The payload schemas of an address by their messages' names; ``action`` is `send` or `receive`, by the server."""
    for name, channel in document()["channels"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", channel["address"]), path):
            here = f"#/channels/{name}"
            operations = [
                each
                for each in document()["operations"].values()
                if each["channel"]["$ref"] == here and each["action"] == action
            ]
            named = [_resolved(_resolved(one)) for each in operations for one in each["messages"]]
            return {message["name"]: message["payload"] for message in named}
    raise AssertionError(f"docs/asyncapi.yaml has no channel for {path}")


def check(path: str, action: str, message: dict[str, Any]) -> None:
    """Raises when the document has no such message there, or another shape for it."""
    known = messages(path, action)
    assert message["type"] in known, f"docs/asyncapi.yaml does not know {message['type']} at {path}"
    Draft202012Validator({**known[message["type"]], "components": document()["components"]}).validate(message)


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    found: Any = node
    if "$ref" in node:
        found = document()
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
    resolved: dict[str, Any] = found
    return resolved
