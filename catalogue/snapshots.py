"""Answers as rows: the tier that outlives caches and restarts."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.db.models import Q
from django.utils import timezone

from catalogue.codec import decode
from catalogue.lifetimes import LIFETIMES
from catalogue.models import Snapshot
from catalogue.questions import Question

logger = logging.getLogger(__name__)

Said = TypeVar("Said")

MAX_PAYLOAD: Final = 1_000_000
"""Characters of JSON. A larger answer is given and not kept: no page of this API is nearly as large."""

PRUNED_AT_ONCE: Final = 1_000
MOST_PRUNED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Kept(Generic[Said]):
    """``fetched_at``: when the provider answered, in seconds since 1970."""

    answer: Said
    fetched_at: float


def read(questions: Iterable[Question[Said]]) -> dict[str, Kept[Said]]:
    """What is kept for these questions, by key, however old; one statement."""
    by_key = {each.key: each for each in questions}
    if not by_key:
        return {}
    rows = Snapshot.objects.filter(key__in=by_key).values_list("key", "payload", "fetched_at")
    found: dict[str, Kept[Said]] = {}
    for key, payload, fetched_at in rows:
        if (answer := readable(by_key[key], payload)) is not None:
            found[key] = Kept(answer, fetched_at.timestamp())
    return found


def readable(question: Question[Said], payload: Any) -> Said | None:
    """The answer in a payload; None for one of another shape than today's, as if it were not there."""
    try:
        answer: Said = decode(question.kind.shape, payload)
    except (KeyError, TypeError, ValueError, AttributeError):
        # Nobody raised the version, or somebody edited it by hand.
        logger.warning("What is kept for %s cannot be read.", question.key)
        return None
    return answer


def write(payloads: Mapping[str, tuple[Any, float]]) -> None:
    """Keep encoded answers and when they came, by key; one statement. The later of two parallel writers wins."""
    rows = [
        Snapshot(key=key, payload=payload, fetched_at=datetime.fromtimestamp(fetched_at, UTC))
        for key, (payload, fetched_at) in sorted(payloads.items())
        if len(json.dumps(payload)) <= MAX_PAYLOAD
    ]
    if not rows:
        return
    Snapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["payload", "fetched_at"]
    )


def forget(keys: Iterable[str]) -> None:
    """Delete what is kept under these keys."""
    Snapshot.objects.filter(key__in=list(keys)).delete()


def prune(now: datetime | None = None) -> int:
    """Delete what is too old even for a failing provider, at most 20,000 rows at once; returns how many."""
    now = now or timezone.now()
    longest = max(each.on_error for each in LIFETIMES.values())
    too_old = Q(fetched_at__lt=now - longest)
    for name, lifetime in LIFETIMES.items():
        if lifetime.on_error < longest:
            too_old |= Q(key__startswith=f"{name}:", fetched_at__lt=now - lifetime.on_error)
    deleted = 0
    while deleted < MOST_PRUNED:
        keys = list(Snapshot.objects.filter(too_old).values_list("pk", flat=True)[:PRUNED_AT_ONCE])
        if not keys:
            break
        deleted += Snapshot.objects.filter(pk__in=keys).delete()[0]
    return deleted


def oldest(prefixes: Iterable[str], *, older_than: timedelta, limit: int) -> list[str]:
    """Keys that begin with one of ``prefixes`` and are that old, those first that are lost soonest."""
    begins = Q(pk__in=[])
    for prefix in prefixes:
        begins |= Q(key__startswith=prefix)
    rows = Snapshot.objects.filter(begins, fetched_at__lt=timezone.now() - older_than)
    return list(rows.order_by("fetched_at").values_list("key", flat=True)[:limit])
