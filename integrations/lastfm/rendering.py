"""Answers of the API 2.0, in JSON and in XML.

They are built in the JSON form. Its XML has an element for each member; the members beside a `#text`, and those of
`@attr`, are attributes, and an array is a repeated element.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from integrations.lastfm.codes import IGNORED, Refusal
from integrations.lastfm.records import LastfmListen

JSON: Final = "application/json; charset=utf-8"
XML: Final = "text/xml; charset=utf-8"
Body = dict[str, Any]

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def session_body(name: str, key: str) -> Body:
    return {"session": {"subscriber": 0, "name": name, "key": key}}


def scrobbles_body(listens: Sequence[tuple[LastfmListen, int]]) -> Body:
    """Each with the code it was ignored for, 0 for one that was taken."""
    items = [{**_about(listen), "timestamp": str(listen.listened_at), **_ignored(code)} for listen, code in listens]
    accepted = sum(code == 0 for _, code in listens)
    counts = {"accepted": accepted, "ignored": len(items) - accepted}
    return {"scrobbles": {"scrobble": items[0] if len(items) == 1 else items, "@attr": counts}}


def now_playing_body(listen: LastfmListen) -> Body:
    return {"nowplaying": {**_about(listen), **_ignored(0)}}


def rendered(body: Body, *, as_json: bool) -> tuple[bytes, str]:
    """The bytes and their media type."""
    if as_json:
        return json.dumps(body, separators=(",", ":")).encode(), JSON
    return _document("ok", "".join(_element(name, value) for name, value in body.items())), XML


def refused(refusal: Refusal, *, as_json: bool) -> tuple[bytes, str]:
    if as_json:
        return json.dumps({"message": refusal.message, "error": refusal.code}, separators=(",", ":")).encode(), JSON
    return _document("failed", f'<error code="{refusal.code}">{escape(refusal.message)}</error>'), XML


def _about(listen: LastfmListen) -> Body:
    fields = {
        "track": listen.track,
        "artist": listen.artist,
        "album": listen.album,
        "albumArtist": listen.album_artist,
    }
    return {name: {"corrected": "0", "#text": value} for name, value in fields.items()}


def _ignored(code: int) -> Body:
    return {"ignoredMessage": {"code": str(code), "#text": IGNORED.get(code, "")}}


def _document(status: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<lfm status="{status}">{inner}</lfm>\n'.encode()


def _element(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if not isinstance(value, dict):
        return f"<{name}>{_text(value)}</{name}>"
    members = dict(value)
    if "#text" in members:
        inner, attributes = _text(members.pop("#text")), members
    else:
        attributes = members.pop("@attr", {})
        inner = "".join(_element(*member) for member in members.items())
    said = "".join(f" {key}={quoteattr(str(each))}" for key, each in attributes.items())
    return f"<{name}{said}>{inner}</{name}>"


def _text(value: object) -> str:
    return escape(_NOT_IN_XML.sub("", str(value)))
