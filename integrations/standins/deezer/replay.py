"""Answers out of a folder of recordings: `index.jsonl` names the files, each of which holds a request and its response.

A request is matched by its path and the query that tells answers apart, then by its path alone; of several recordings
the newest answers. What was never recorded is "no data".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from integrations.standins.reply import JSON, Reply, json_reply

NO_DATA: Final = {"error": {"type": "DataException", "message": "no data", "code": 800}}
_INSIGNIFICANT: Final = frozenset({"output", "version", "callback", "ordering", "order", "strict"})

Query = frozenset[tuple[str, str]]


class Recordings:
    def __init__(self, folder: Path) -> None:
        self._exact: dict[tuple[str, Query], Reply] = {}
        self._by_question: dict[tuple[str, str], Reply] = {}
        self._by_path: dict[str, Reply] = {}
        for _, recording in sorted(_recordings(folder), key=lambda dated: dated[0]):
            self._add(recording)

    def reply(self, path: str, raw_query: str) -> Reply:
        path, query = path.rstrip("/"), _significant(parse_qsl(raw_query, keep_blank_values=True))
        return (
            self._exact.get((path, query))
            or self._by_question.get((path, _question(query)))
            or self._by_path.get(path)
            or json_reply(NO_DATA)
        )

    def _add(self, recording: dict[str, Any]) -> None:
        """Later ones take the place of earlier ones."""
        response, parts = recording["response"], urlsplit(recording["request"]["url"])
        body = response["body"]
        encoded = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        reply = Reply(response.get("status") or 200, encoded, response.get("content_type") or JSON)
        path, query = parts.path.rstrip("/"), _significant(parse_qsl(parts.query, keep_blank_values=True))
        self._exact[path, query] = reply
        if _index(query) == "0" or path not in self._by_path:
            self._by_question[path, _question(query)] = reply
            self._by_path[path] = reply


def _recordings(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """With the moment each was recorded; those without one count as the oldest."""
    lines = (folder / "index.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines if line.strip()]
    found = []
    for entry in entries:
        recording = json.loads((folder / entry["file"]).read_text("utf-8"))
        if "response" in recording:
            found.append(
                (str(entry.get("recorded_at") or entry.get("recorded_at_inferred_from_body") or ""), recording)
            )
    return found


def _significant(pairs: list[tuple[str, str]]) -> Query:
    return frozenset((name, text) for name, text in pairs if name not in _INSIGNIFICANT)


def _question(query: Query) -> str:
    return dict(query).get("q", "").casefold()


def _index(query: Query) -> str:
    return dict(query).get("index", "0")
