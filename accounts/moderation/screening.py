"""What is written is looked at as it is stored: some of it is held, hidden from others until a moderator has seen it.

Text is held for a word of the list that moderators keep, for its author writing a lot at once, and for the same text
again and again. The list is in the memory of each process, which asks once for each text whether it has changed; what
is written is counted in the cache, each kind by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone

from accounts.attempts import slots
from accounts.models import User
from accounts.moderation.cases import hold_content
from accounts.moderation.folding import folded_words
from accounts.moderation.models import Case, ListedWord
from accounts.moderation.reportable import Content

Version = tuple[int, datetime | None]
Phrases = dict[str, list[tuple[str, ...]]]
"""By their first word."""

SHORT = 12
"""Letters and digits of a text that may come again: greetings, thanks."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a text is held; ``detail`` is the listed word, for moderators and nobody else."""

    why: Case.Why
    detail: str = ""


def verdict(*, author: User, kind: str, texts: Iterable[str]) -> Hold | None:
    """Whether what ``author`` writes is to be held, and why; None: it is not.

    Counts it as written, so it is asked once for each text. One statement at most. Staff is not held.
    """
    words = [folded_words(text) for text in texts]
    if author.is_staff or not any(words):
        return None
    if found := _listed(words):
        return Hold(Case.Why.WORD_LIST, found)
    return _too_much(author, kind) or _repeated(author, kind, words)


def held(*, content: Content, why: Hold) -> None:
    """Put what was stored hidden before the moderators. In the transaction that stores it."""
    hold_content(content, why=why.why, detail=why.detail)


def _listed(texts: list[list[str]]) -> str:
    version = ListedWord.objects.aggregate(Count("pk"), Max("changed_at"))
    phrases = _phrases((version["pk__count"], version["changed_at__max"])) if version["pk__count"] else {}
    for words in texts if phrases else ():
        for at, word in enumerate(words):
            for phrase in phrases.get(word, ()):
                if tuple(words[at : at + len(phrase)]) == phrase:
                    return " ".join(phrase)
    return ""


@lru_cache(maxsize=1)
def _phrases(version: Version) -> Phrases:
    found: Phrases = {}
    for folded in ListedWord.objects.order_by().values_list("folded", flat=True):
        first, *rest = folded.split()
        found.setdefault(first, []).append((first, *rest))
    return found


def _too_much(author: User, kind: str) -> Hold | None:
    is_new = timezone.now() - author.date_joined < settings.HOLD_NEW_ACCOUNTS
    limit = settings.HOLD_AFTER_NEW if is_new else settings.HOLD_AFTER
    return None if _counted(f"texts {kind} {author.pk}", limit) else Hold(Case.Why.TOO_MUCH)


def _repeated(author: User, kind: str, texts: list[list[str]]) -> Hold | None:
    whole = " ".join(word for words in texts for word in words)
    if len(whole) < SHORT:
        return None
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return None if _counted(f"text {kind} {author.pk} {digest}", settings.HOLD_REPEATED) else Hold(Case.Why.REPEATED)


def _counted(subject: str, limit: int) -> bool:
    """Whether one more is within the limit."""
    return slots(f"screening {subject}", limit=limit, seconds=int(settings.HOLD_WINDOW.total_seconds())).take()
