"""The providers' own addresses of previews: resolved once for all who listen, and given up a minute before they die."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

from django.core.cache import cache

from catalogue import questions
from catalogue.errors import NoAudio, TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.providers.records import Preview
from catalogue.resources import answer
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider

MARGIN: Final = 60.0
"""Seconds before its end for which an address is not handed out any more."""
UNSIGNED_FOR: Final = 600.0
"""Seconds for which an address without an end is kept."""
SETTLED: Final = 10.0
"""Seconds for which a fresh address is not resolved again for a client that says it does not play."""


def preview_of(track_id: CatalogueId) -> Preview:
    """The address, as kept or resolved now. Raises TrackNotFound, NoAudio or CatalogueUnavailable."""
    kept = _kept(track_id)
    return kept[0] if kept else resolved_again(track_id)


def preview_that_plays(track_id: CatalogueId) -> Preview:
    """For a client that was refused at the address it got: another one, unless it has only just been resolved."""
    kept = _kept(track_id)
    if kept and time.time() - kept[1] < SETTLED:
        return kept[0]
    return resolved_again(track_id)


def resolved_again(track_id: CatalogueId) -> Preview:
    """Asked of the provider now, and kept."""
    try:
        found = answer(questions.preview(track_id), budget=Budget())
    except NotFoundAtProvider:
        raise TrackNotFound from None
    if found is None:
        raise NoAudio
    _keep(track_id, found)
    return found


def _kept(track_id: CatalogueId) -> tuple[Preview, float] | None:
    """With the time at which it was resolved."""
    held = cache.get(_key(track_id))
    if not held:
        return None
    url, ends, resolved_at = held
    if ends is not None and ends - MARGIN <= time.time():
        return None
    return Preview(url, datetime.fromtimestamp(ends, UTC) if ends is not None else None), resolved_at


def _keep(track_id: CatalogueId, preview: Preview) -> None:
    now = time.time()
    ends = preview.expires_at.timestamp() if preview.expires_at else None
    seconds = UNSIGNED_FOR if ends is None else ends - MARGIN - now
    if seconds > 0:
        cache.set(_key(track_id), (preview.url, ends, now), seconds)
    else:
        cache.delete(_key(track_id))


def _key(track_id: CatalogueId) -> str:
    return f"catalogue:preview:1:{track_id.provider}:{track_id.value}"
