"""How the tests ask for recommendations and read the answer."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from catalogue.models import Track

URL = "/api/playlists/recommendations/"


def recommended(client: APIClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    entries: list[dict[str, Any]] = answer.json()["recommendations"]
    return entries


def ids(tracks: list[Track]) -> set[str]:
    return {str(track.catalogue_id) for track in tracks}


def ids_in(entries: list[dict[str, Any]]) -> set[str]:
    return {entry["track_id"] for entry in entries}


def reasons(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {entry["track_id"]: entry["reason"] for entry in entries}
