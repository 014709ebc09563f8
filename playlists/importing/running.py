"""What a step of an import works with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from config.jobs.errors import JobTakenAway
from integrations.budget import Budget
from integrations.links.models import LinkedAccount
from integrations.links.services import note_success
from integrations.links.spotify import library
from integrations.links.spotify_tokens import ListenerTokens
from integrations.spotify.library import SpotifyLibrary
from playlists.importing.models import ImportRun, Source

PATIENCE_SECONDS = 30.0
"""For one request to Spotify: most of it is waiting for a turn, behind everybody's own requests."""


@dataclass(slots=True)
class Run:
    """One step: until ``until`` (monotonic). ``alive`` is called before each piece of work; what it raises ends it."""

    row: ImportRun
    account: LinkedAccount
    tokens: ListenerTokens
    alive: Callable[[], None]
    until: float

    @property
    def library(self) -> SpotifyLibrary:
        return library()

    @property
    def is_over(self) -> bool:
        """The step has had its time; the next one goes on."""
        return time.monotonic() >= self.until

    def budget(self) -> Budget:
        return Budget(PATIENCE_SECONDS, background=True)

    def went_on(self) -> None:
        """Something was done: whatever was in the way is over."""
        note_success(self.account)
        if self.row.stalls:
            self.row.stalls, self.row.stalled_since = 0, None
            ImportRun.objects.filter(pk=self.row.pk).update(stalls=0, stalled_since=None)


def move_on(sources: QuerySet[Source], **changes: object) -> None:
    """Change the source that ``sources`` narrows down to its present stage; somebody else's doing ends this step."""
    if sources.update(**changes) != 1:
        raise JobTakenAway("another step works on this source")
