"""How the OpenAPI document is made: the sign-in scheme, and the errors every operation can answer with."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from config.errors import PROBLEM_JSON, problem

OURS = "/api/"
"""What lies elsewhere speaks another service's protocol, with its errors."""
METHODS = ("get", "post", "put", "patch", "delete")
UPSTREAM_TAGS = {"Catalogue", "Charts", "Playlists", "Favourites", "Queue", "Recommendations"}
"""Rooms whose operations may need a provider that cannot be asked right now."""

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "An RFC 9457 problem document.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable, for programs."},
        "errors": {
            "type": "object",
            "description": "By field, when the request was invalid.",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["message", "code"],
                    "properties": {"message": {"type": "string"}, "code": {"type": "string"}},
                },
            },
        },
    },
    "additionalProperties": True,
}

_FIELD_ERRORS = {"errors": {"limit": [{"message": "Give a whole number from 1 to 50.", "code": "invalid"}]}}
ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "400": (
        "The request is invalid; `errors` names the fields.",
        problem(400, code="validation_error", detail="The request is invalid.", extra=_FIELD_ERRORS),
    ),
    "401": (
        "The access token is missing, broken, expired or revoked.",
        problem(401, code="not_authenticated", detail="Authentication credentials were not provided."),
    ),
    "403": (
        "Signed in, but not allowed to do this.",
        problem(403, code="permission_denied", detail="You do not have permission to perform this action."),
    ),
    "404": (
        "There is no such thing, or it is not for you to see.",
        problem(404, code="not_found", detail="Not found."),
    ),
    "405": ("This method is not offered here.", problem(405, code="method_not_allowed", detail="Not allowed.")),
    "406": (
        "Answers are JSON, which the `Accept` header does not take.",
        problem(406, code="not_acceptable", detail="Could not satisfy the request Accept header."),
    ),
    "409": (
        "What is asked for does not fit the present state; nothing changed.",
        problem(409, code="conflict", detail="The state has changed meanwhile."),
    ),
    "413": (
        "The body is too long; it was not read.",
        problem(
            413, code="content_too_large", detail="The body may have at most 2097152 bytes.", title="Content Too Large"
        ),
    ),
    "415": (
        "The body is of a type that is not read here.",
        problem(415, code="unsupported_media_type", detail="Unsupported media type in request."),
    ),
    "429": (
        "Too many requests; `Retry-After` says when to come back.",
        problem(429, code="throttled", detail="Request was throttled."),
    ),
    "503": (
        "What the answer needs (the upstream catalogue, the file storage) cannot be reached and no copy is stored; "
        "`Retry-After` says when to come back.",
        problem(503, code="catalogue_unavailable", detail="The catalogue cannot be reached at the moment."),
    ),
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass is untyped
    target_class = "accounts.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


def add_problem_answers(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001  # the hook's signature
    """Post-processing: gives each operation the error answers it can have, unless the view described them itself."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    for path, operations in result["paths"].items():
        if not path.startswith(OURS):
            continue
        for method in METHODS:
            if method in operations:
                _describe(path, operations[method])
    return result


def _describe(path: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    for status, answer in answers.items():
        if status >= "400":
            _as_problem(answer.get("content", {}))
    for status in _statuses(path, operation):
        answers.setdefault(status, _answer(status))
    operation["responses"] = dict(sorted(answers.items()))


def _as_problem(content: dict[str, Any]) -> None:
    """Errors are problem documents, also those that a view describes without naming the media type."""
    if "application/json" in content:
        content[PROBLEM_JSON] = content.pop("application/json")


def _statuses(path: str, operation: dict[str, Any]) -> list[str]:
    statuses = ["406", "429"]
    if any(operation.get("security", [])):
        statuses.append("401")
    if any("apiKey" in each for each in operation.get("security", [])):
        statuses.append("403")  # the key lacks the scope
    if "requestBody" in operation:
        statuses += ["400", "413", "415"]
        if "multipart/form-data" in operation["requestBody"]["content"]:
            statuses.append("503")
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        statuses.append("400")
    if "{" in path:
        statuses.append("404")
    if UPSTREAM_TAGS & set(operation.get("tags", [])):
        statuses.append("503")
    return statuses


def _answer(status: str) -> dict[str, Any]:
    description, example = ANSWERS[status]
    body = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {"Problem": {"value": example}}}
    return {"description": description, "content": {PROBLEM_JSON: body}}
