"""A listener's list over HTTP: from the shelf without any statement, else from the rows, else made now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from accounts.models import User
from recommendations import shelf
from recommendations.lists import Trigger, refresh_list, stored_list

TAGS = ["Recommendations"]
MAX_LIMIT = 50

CACHE, DATABASE, FRESH = "cache", "database", "fresh"
SOURCES = "Where the list came from: `cache`, `database`, or `fresh` when it was made for this answer."


@dataclass(frozen=True, slots=True)
class Page:
    """``entries`` are JSON objects; ``source`` says where they came from."""

    source: str
    entries: list[bytes]

    def answer(self, head: dict[str, object], *, limit: int) -> HttpResponse:
        """The object ``head`` with the first entries as its `recommendations`."""
        start = json.dumps(head)[:-1].encode()
        comma = b", " if head else b""
        entries = b", ".join(self.entries[:limit])
        return HttpResponse(b'%s%s"recommendations": [%s]}' % (start, comma, entries), content_type="application/json")


def page_of(user: User, request: Request, shape: type[BaseSerializer[Any]]) -> Page:
    """The listener's page in the form of this serializer, which shows one row."""
    kept, place = shelf.look_up(user.pk, shape.__name__, request)
    if kept is not None:
        return Page(CACHE, kept)
    source, rows = DATABASE, stored_list(user)
    if not rows:
        source, rows = FRESH, refresh_list(user=user, trigger=Trigger.READ)
    render = JSONRenderer().render
    entries = [render(shape(row, context={"request": request}).data) for row in rows]
    place.keep(entries)
    return Page(source, entries)
