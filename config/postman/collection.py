"""The OpenAPI document as a Postman collection: a folder for each room, and assertions for every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from config.postman.callers import bearer, sign_in
from config.postman.chaining import (
    BODIES,
    EARLY,
    FIRST,
    JOBS_DONE,
    LAST,
    PARAMETERS,
    QUERIES,
    SAVED,
    VARIABLES,
)
from config.postman.statuses import STATUSES

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
METHODS = ["post", "get", "put", "patch", "delete"]
"""In the order in which they make sense: something is made, read, changed and removed."""
FILES = {"cover": "cover.png", "cover_image": "cover.png", "picture": "cover.png", "avatar": "cover.png"}
JSON = ("application/json", "application/problem+json")
PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """One of the document; ``name`` is `METHOD /path/`."""

    method: str
    path: str
    said: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def expected(self) -> str:
        """The status that a fresh server answers in this order."""
        if self.name in STATUSES:
            return str(STATUSES[self.name])
        return min((status for status in self.said["responses"] if status < "300"), default="200")

    def rank(self) -> tuple[int, int]:
        """Things before what is in them."""
        return len(PARAMETER.findall(self.path)), METHODS.index(self.method)


def operations(document: dict[str, Any]) -> list[Operation]:
    return [
        Operation(method, path, said)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]


def collection(document: dict[str, Any]) -> dict[str, Any]:
    """Every operation. Folders are the document's tags, between a beginning and an end."""
    found = {each.name: each for each in operations(document)}
    rooms: dict[str, list[Operation]] = {"Beginning": [found[name] for name in FIRST]}
    for name in EARLY:
        rooms.setdefault(_room(found[name]), []).append(found[name])
    removing = [each for each in found.values() if each.method == "delete"]
    others = sorted((each for each in found.values() if each.method != "delete"), key=Operation.rank)
    for each in [*others, *sorted(removing, key=Operation.rank)[::-1]]:
        if each.name not in {*FIRST, *EARLY, *LAST}:
            rooms.setdefault(_room(each), []).append(each)
    rooms["Leaving"] = [found[name] for name in LAST]
    variables = [{"key": name, "value": value} for name, value in VARIABLES.items()]
    return {
        "variable": variables,
        "info": {"name": "PlayPod", "schema": SCHEMA, "description": document["info"]["description"]},
        "auth": bearer("access"),
        "item": [
            {"name": room, "item": [request(each, document) for each in of_room]} for room, of_room in rooms.items()
        ],
    }


def _room(each: Operation) -> str:
    return str(each.said["tags"][0])


def request(each: Operation, document: dict[str, Any]) -> dict[str, Any]:
    sent: dict[str, Any] = {
        "method": each.method.upper(),
        "url": "{{base_url}}" + path_of(each) + query_of(each),
        "header": [{"key": "Accept", "value": "application/json"}],
        "description": each.said.get("description", each.said["summary"]),
        **body_of(each),
        **sign_in(each.name, each.path),
    }
    return {"name": each.said["summary"], "request": sent, "event": events(each, document)}


def events(each: Operation, document: dict[str, Any]) -> list[dict[str, Any]]:
    waiting = [_script("prerequest", ["setTimeout(() => {}, 1500);"])] if each.path.endswith(JOBS_DONE) else []
    return [*waiting, _script("test", tests(each, document))]


def path_of(each: Operation) -> str:
    return PARAMETER.sub(lambda match: "{{" + variable(each.path, match[1]) + "}}", each.path)


def variable(path: str, parameter: str) -> str:
    """What stands for the parameter: of all beginnings that fit, the longest one's."""
    fitting = [start for start, name in PARAMETERS if name == parameter and path.startswith(start)]
    return PARAMETERS[max(fitting, key=len), parameter] if fitting else parameter


def query_of(each: Operation) -> str:
    return f"?{urlencode(QUERIES[each.name], safe='{}')}" if each.name in QUERIES else ""


def body_of(each: Operation) -> dict[str, Any]:
    content = each.said.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        properties = example(content["multipart/form-data"])
        return {"body": {"mode": "formdata", "formdata": list(_fields(properties))}}
    kind = next(iter(content), None)
    if kind == "application/x-www-form-urlencoded":
        fields = [{"key": key, "value": str(value)} for key, value in example(content[kind]).items()]
        return {"body": {"mode": "urlencoded", "urlencoded": fields}}
    sent = BODIES.get(each.name, example(content[kind]) if kind else None)
    if sent is None:
        return {}
    raw = json.dumps(sent, indent=2)
    return {"body": {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}}


def _fields(properties: dict[str, Any]) -> Iterator[dict[str, str]]:
    for key, value in properties.items():
        if key in FILES or value == "(the file)":
            yield {"key": key, "type": "file", "src": f"files/{FILES.get(key, 'lines.txt')}"}
        elif key != "playlist_id":
            yield {"key": key, "type": "text", "value": str(value).lower() if isinstance(value, bool) else str(value)}


def example(body: dict[str, Any]) -> dict[str, Any]:
    named = [each["value"] for each in body.get("examples", {}).values()]
    given = body.get("example") or (named[0] if named else {})
    return given if isinstance(given, dict) else {}


def tests(each: Operation, document: dict[str, Any]) -> list[str]:
    """The status, the shape, and what the answer is remembered for."""
    lines = [f"pm.test('answers {each.expected}', () => pm.response.to.have.status({each.expected}));"]
    lines += _shape(each.expected, each.said["responses"].get(each.expected), document)
    if each.expected < "300":
        lines += [f"pm.collectionVariables.set('{name}', {source});" for name, source in saved(each, document).items()]
    return lines


def _shape(status: str, answer: dict[str, Any] | None, document: dict[str, Any]) -> list[str]:
    kinds = (answer or {}).get("content", {})
    if answer is not None and not kinds:
        return ["pm.test('has no body', () => pm.expect(pm.response.text()).to.equal(''));"]
    kind = next((one for one in kinds if one in JSON), None)
    if kind is None:
        return ["pm.test('has a body', () => pm.expect(pm.response.responseSize).to.be.above(0));"]
    schema = resolved(kinds[kind].get("schema", {}), document)
    keys = schema.get("required", [])
    lines = [
        "const body = pm.response.json();",
        f"pm.test('is {kind}', () => pm.expect(pm.response.headers.get('Content-Type')).to.include('{kind}'));",
    ]
    if schema.get("type") == "array":
        inner = resolved(schema.get("items", {}), document).get("required", [])
        check = f"body.forEach(one => pm.expect(one).to.include.keys({json.dumps(inner)}))" if inner else "0"
        return [*lines, f"pm.test('is a list', () => {{ pm.expect(body).to.be.an('array'); {check}; }});"]
    expected = f"to.include.keys({json.dumps(keys)})" if keys else "to.be.an('object')"
    return [*lines, f"pm.test('has its fields', () => pm.expect(body).{expected});"]


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def saved(each: Operation, document: dict[str, Any]) -> dict[str, str]:
    if each.name in SAVED:
        return SAVED[each.name]
    below = re.compile(re.escape(each.path) + r"\{(\w+)\}/")
    parameters = [match[1] for path in document["paths"] if (match := below.fullmatch(path))]
    if each.method != "post" or not parameters or not each.said["responses"][each.expected].get("content"):
        return {}
    return {variable(each.path, parameters[0]): "body.id"}


def _script(when: str, lines: list[str]) -> dict[str, Any]:
    return {"listen": when, "script": {"type": "text/javascript", "exec": lines}}


def environment() -> dict[str, Any]:
    """For a server on this machine; names and passwords are the caller's to change."""
    values = {
        "base_url": "http://127.0.0.1:8000",
        "stamp": "1",
        "username": "postman",
        "email": "postman@example.com",
        "password": "a collection of requests",
        "staff_access": "",
    }
    return {
        "name": "PlayPod on this machine",
        "values": [{"key": key, "value": value, "enabled": True} for key, value in values.items()],
        "_postman_variable_scope": "environment",
    }
