"""Asking for an answer to be renewed in the background, once, however many notice that it is due."""

from __future__ import annotations

import logging
from typing import Any, Final

from kombu.exceptions import OperationalError

from catalogue import tiers
from catalogue.memory import Memory
from catalogue.providers.registry import provider_named
from catalogue.questions import Question
from config.celery import app
from integrations.counters import count

logger = logging.getLogger(__name__)

RENEW: Final = "catalogue.renew"
"""The background task: kind, provider and about of a question."""
CLAIM_SECONDS: Final = 30.0
"""How long nobody else asks for the same. A provider that fails is tried again after that."""
BROKER_PAUSE: Final = 10.0
"""Seconds without another try after the broker could not be reached: each costs the request that makes it."""

_claimed: Memory[bool] = Memory(2_000)
_BROKER = "broker"


def renew_later(question: Question[Any]) -> None:
    """Have the answer renewed soon. A broker that is down costs the renewal, and no request fails for it."""
    if _claimed.get(question.key) or _claimed.get(_BROKER) or provider_named(question.provider) is None:
        return
    _claimed.put(question.key, value=True, seconds=CLAIM_SECONDS)
    if not tiers.claim(f"renewal:{question.key}", CLAIM_SECONDS):
        return
    count("catalogue_renewals", kind=question.kind.name)
    try:
        arguments = [question.kind.name, question.provider, question.about]
        app.send_task(RENEW, args=arguments, retry=False, expires=CLAIM_SECONDS)
    except (OperationalError, OSError) as error:
        _claimed.put(_BROKER, value=True, seconds=BROKER_PAUSE)
        logger.warning("The broker took no renewal of %s: %s", question.key, error)
