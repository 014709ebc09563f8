"""How far an import is, and what it has come to: as values for the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F

from playlists.importing.models import ImportRun, Item, Source

CHANGES = ("added", "removed", "left_out", "full")


def sources_of(run: ImportRun) -> list[dict[str, Any]]:
    """Every source of the import with its counts, in order: three statements however many there are."""
    sources = list(Source.objects.filter(run=run).in_order())
    live = _live_counts(run)
    return [_source(each, live) for each in sources]


def totals_of(run: ImportRun) -> dict[str, Any]:
    """The sums over all sources."""
    return summed(sources_of(run))


def summed(sources: Iterable[dict[str, Any]]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for each in sources:
        counts.update(each["counts"])
        totals.update({name: each[name] for name in ("read", "repeats", *CHANGES)})
        totals.update(sources=1, sources_done=int(each["state"] == Source.Stage.DONE))
    names = ("sources", "sources_done", "read", "repeats", *CHANGES)
    return {**{name: totals[name] for name in names}, "counts": dict(counts)}


def _live_counts(run: ImportRun) -> dict[UUID, dict[str, int]]:
    """Of what is being worked on: that of finished sources is stored."""
    under_way = Item.objects.filter(source__run=run, seen_by=run.pk).exclude(source__stage=Source.Stage.DONE)
    again = Item.objects.filter(source__run=run, seen_by=F("source__read_by"))
    again = again.exclude(source__stage__in=[Source.Stage.DONE, Source.Stage.WAITING, Source.Stage.READING])
    return {**under_way.counts(), **again.counts()}


def _source(source: Source, live: dict[UUID, dict[str, int]]) -> dict[str, Any]:
    outcome = source.outcome
    return {
        "kind": source.kind,
        "spotify_id": source.external_id,
        "name": source.name,
        "state": source.stage,
        "reason": source.reason,
        "total": source.total,
        "read": source.read,
        "repeats": source.repeats,
        "counts": outcome.get("counts") or live.get(source.pk, {}),
        **{name: outcome.get(name, 0) for name in CHANGES},
        "playlist_id": source.playlist_id,
    }
