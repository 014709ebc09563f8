"""Examples for the OpenAPI document: where a view shows none of its own, one is made from the shape.

A value follows the name of its field, so that a reader meets the same invented record everywhere, else its type.
"""

from __future__ import annotations

from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
FORM = "multipart/form-data"
DEPTH = 6

_UUID = "0199d7a2-6f3e-7c41-9b0e-3d5a8c1f2e64"
_COVER = "http://localhost:8000/media/covers/harbour-lights.jpg"
VALUES: dict[str, Any] = {
    "id": _UUID,
    "username": "ada",
    "email": "ada@example.com",
    "password": "a long passphrase",
    "bio": "Listens at night.",
    "avatar": "http://localhost:8000/media/avatars/6f3e.webp",
    "avatar_url": "http://localhost:8000/media/avatars/6f3e.webp",
    "access": "eyJhbGciOiJIUzI1NiIs.access.signature",
    "refresh": "eyJhbGciOiJIUzI1NiIs.refresh.signature",
    "name": "Late night",
    "description": "Slow and far from home.",
    "is_public": True,
    "cover_image": _COVER,
    "cover_url": _COVER,
    "album_cover": _COVER,
    "cover_medium": _COVER,
    "cover_xl": _COVER,
    "picture_medium": _COVER,
    "picture_xl": _COVER,
    "track_id": "3135556",
    "artist_id": "27",
    "album_id": "302127",
    "track_title": "Harbour Lights",
    "title": "Harbour Lights",
    "artist_name": "The Tidewaters",
    "album_title": "Low Tide",
    "duration": 224,
    "position": 0,
    "track_count": 30,
    "count": 1,
    "total": 1,
    "added_count": 1,
    "queue_length": 30,
    "message": "Done.",
    "reason": "Because you played Harbour Lights by The Tidewaters",
    "source": "related",
    "genre": "Rock",
    "genre_id": 152,
    "isrc": "QZPPD2600001",
    "type": "about:blank",
    "detail": "The state has changed meanwhile.",
    "code": "conflict",
    "status": 409,
    "release_date": "2024-05-17",
    "preview": "http://localhost:8000/api/catalogue/stream/3135556/audio?expires=1795260000&signature=…",
    "preview_url": "http://localhost:8000/api/catalogue/stream/3135556/audio?expires=1795260000&signature=…",
    "stream_url": "http://localhost:8000/api/catalogue/stream/3135556/audio?expires=1795260000&signature=…",
    "tracks": ["3135556", "1425844092"],
}
_FORMATS: dict[str, Any] = {
    "uuid": _UUID,
    "date": "2026-03-01",
    "date-time": "2026-03-01T20:15:00Z",
    "uri": "http://localhost:8000/",
    "email": "ada@example.com",
    "binary": "(the file)",
}
_TYPES: dict[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True}


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:  # noqa: FBT001  # the hook's signature
    """Post-processing: an example for each body that is sent or answered and has none."""
    schemas = result["components"].get("schemas", {})
    for operations in result["paths"].values():
        for method in METHODS:
            for body in _bodies(operations.get(method, {})):
                if not body.keys() & {"example", "examples"} and "schema" in body:
                    body["example"] = _value("", body["schema"], schemas, DEPTH)
    return result


def _bodies(operation: dict[str, Any]) -> list[dict[str, Any]]:
    content = [answer.get("content", {}) for answer in operation.get("responses", {}).values()]
    content.append(operation.get("requestBody", {}).get("content", {}))
    return [body for each in content for kind, body in each.items() if "json" in kind or kind == FORM]


def _value(name: str, schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> Any:
    schema = _resolved(schema, schemas)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(each for each in kind if each != "null")
    if kind == "object" or "properties" in schema:
        return _object(schema, schemas, depth)
    known = VALUES.get(name)
    if kind == "array":
        items = schema.get("items", {})
        plain = _resolved(items, schemas).get("type") == "string"
        return known if plain and isinstance(known, list) else [_value(name, items, schemas, depth - 1)]
    if "enum" in schema:
        return next(each for each in schema["enum"] if each not in ("", None))
    if known is not None and isinstance(known, type(_TYPES.get(str(kind), known))):
        return known
    return _FORMATS.get(schema.get("format", ""), _TYPES.get(str(kind)))


def _object(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
    if depth <= 0:
        return {}
    return {name: _value(name, inner, schemas, depth - 1) for name, inner in schema.get("properties", {}).items()}


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Behind references and alternatives: what the value really is. Of alternatives, the first that is not null."""
    while True:
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
            continue
        several = schema.get("allOf") or schema.get("oneOf") or schema.get("anyOf")
        if not several:
            return schema
        schema = next(each for each in several if each.get("type") != "null" and each.get("enum") != [None])
