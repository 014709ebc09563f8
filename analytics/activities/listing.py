"""A listener's activities, page by page: each goes on behind the last row of the one before, however many there are."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from analytics.models import Activity, ActivityQuerySet
from catalogue.models import Track
from config.pagination import whole_number

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


def page_of(request: Request, rows: ActivityQuerySet) -> tuple[list[Activity], dict[str, str]]:
    """The page that the request asks for with `before` and `limit`, the newest first, and its `Link` header."""
    limit = whole_number(request, "limit", default=DEFAULT_LIMIT, minimum=1, maximum=MAX_LIMIT, clamp=True)
    if before := request.query_params.get("before", ""):
        moment, key = _place(before)
        # The plain bound is what an index understands; the rest looks at ties.
        rows = rows.filter(timestamp__lte=moment).exclude(Q(timestamp=moment) & Q(pk__gte=key))
    found = list(rows.newest_first()[: limit + 1])
    page = with_names(found[:limit])
    if len(found) <= limit:
        return page, {}
    url = replace_query_param(request.build_absolute_uri(), "limit", limit)
    url = replace_query_param(url, "before", _name(page[-1]))
    return page, {"Link": f'<{url}>; rel="next"'}


def with_names(rows: list[Activity]) -> list[Activity]:
    """The rows with what an answer names of their tracks.

    Apart from the activities: joined to a table of many partitions, tracks take longer to plan than to read.
    """
    tracks = named_tracks(row.track_id for row in rows)
    for row in rows:
        row.track = tracks[row.track_id]
    return rows


def named_tracks(keys: Iterable[int]) -> dict[int, Track]:
    """What is still there of these, with their ids, titles and artists' names and nothing else, in one statement."""
    return (
        Track.objects.select_related("artist")
        .only("provider", "external_id", "title", "artist__name")
        .in_bulk(set(keys))
    )


def _name(row: Activity) -> str:
    return base64.urlsafe_b64encode(f"{row.timestamp.isoformat()} {row.pk.hex}".encode()).decode().rstrip("=")


def _place(name: str) -> tuple[datetime, UUID]:
    try:
        text = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode("ascii")
        moment, _, key = text.partition(" ")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None:
            raise ValueError
        return found, UUID(key)
    except (ValueError, binascii.Error, UnicodeError):
        detail: Any = serializers.ErrorDetail("Take it from the `Link` header of a page.", code="invalid")
        raise serializers.ValidationError({"before": [detail]}) from None
