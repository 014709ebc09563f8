"""Answers as rows, so that what was asked once can still be answered when its provider cannot be."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.utils import timezone

from catalogue.codec import decode
from catalogue.models import Snapshot
from catalogue.questions import Question

logger = logging.getLogger(__name__)

Said = TypeVar("Said")

MAX_PAYLOAD: Final = 1_000_000
"""Characters of JSON. A larger answer is given and not kept: no page of this API is nearly as large."""

KEPT_SEARCHES_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Kept(Generic[Said]):
    answer: Said
    fetched_at: datetime

    def is_fresh(self, question: Question[Said]) -> bool:
        lifetime = question.kind.fresh_for
        return lifetime is not None and timedelta() <= timezone.now() - self.fetched_at < lifetime


def read(questions: Iterable[Question[Said]]) -> dict[str, Kept[Said]]:
    """What is kept for these questions, by key, however old; one statement."""
    by_key = {each.key: each for each in questions if each.kind.fresh_for is not None}
    if not by_key:
        return {}
    rows = Snapshot.objects.filter(key__in=by_key).values_list("key", "payload", "fetched_at")
    found: dict[str, Kept[Said]] = {}
    for key, payload, fetched_at in rows:
        try:
            found[key] = Kept(decode(by_key[key].kind.shape, payload), fetched_at)
        except (KeyError, TypeError, ValueError, AttributeError):
            # Of a shape that nobody raised the version for, or edited by hand: as if it were not there.
            logger.warning("The snapshot %s cannot be read.", key)
    return found


def write(payloads: Mapping[str, Any]) -> None:
    """Keep encoded answers by key; one statement. The later of two parallel writers wins."""
    now = timezone.now()
    rows = [
        Snapshot(key=key, payload=payload, fetched_at=now)
        for key, payload in sorted(payloads.items())
        if len(json.dumps(payload)) <= MAX_PAYLOAD
    ]
    if not rows:
        return
    Snapshot.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["payload", "fetched_at"]
    )


def forget_old_searches(now: datetime | None = None) -> int:
    """Delete searches nobody has repeated for 90 days, at most 10,000 at once; returns how many."""
    before = (now or timezone.now()) - KEPT_SEARCHES_FOR
    old = Snapshot.objects.filter(key__startswith="search:", fetched_at__lt=before)
    deleted, _ = Snapshot.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:10_000])).delete()
    return deleted
