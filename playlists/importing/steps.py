"""The job of an import, cut into steps of a minute or two, so that it shares the workers with everybody else.

Each step is a job of its own, and the last thing it does is to ask for the next. A step whose worker died is run again,
and goes on behind what was stored; one that was overtaken by another one returns.
"""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config.jobs.models import Job
from config.jobs.running import MAX_ATTEMPTS, job_alive
from config.jobs.services import enqueue
from integrations.errors import ProviderError, ProviderRejected, ProviderUnavailable
from integrations.links.errors import SignInAgain
from integrations.links.models import LinkedAccount, Service
from integrations.links.services import note_error
from integrations.links.spotify import NOT_REGISTERED
from integrations.links.spotify_tokens import ListenerTokens
from integrations.spotify.errors import ListenerNotRegistered, OwnerWithoutPremium, WrongCredentials
from notifications.imports import counted, tell_import_finished
from playlists.importing.errors import Stalled, Stopped
from playlists.importing.listing import list_sources
from playlists.importing.matching import match_source
from playlists.importing.models import ImportRun, Item, Source
from playlists.importing.placing import place_source
from playlists.importing.progress import totals_of
from playlists.importing.reading import read_source
from playlists.importing.running import Run

STEP: Final = "playlists.importing.step"
STEP_SECONDS: Final = 90.0
GIVEN_UP_AFTER: Final = timedelta(hours=12)
"""Without anything done: Spotify or the catalogue has not answered for so long."""
LONGEST_PAUSE: Final = 600.0

_REFUSED: Final = "Spotify refuses the app of this server. Only the one who runs it can change that."
_LASTING: Final = (
    (ListenerNotRegistered, "not_registered", NOT_REGISTERED),
    (OwnerWithoutPremium, "app_refused", _REFUSED),
    (WrongCredentials, "app_refused", _REFUSED),
    (ProviderRejected, "refused", "Spotify refuses to tell. The permissions may be missing: link the account again."),
)


def ask_for_step(run: ImportRun) -> None:
    """Have the import gone on with by a job of its own, once the caller's transaction is committed."""
    with transaction.atomic():
        job = enqueue(kind=STEP, key=f"{run.pk}:{run.step + 1}", owner=run.user, arguments={"run": str(run.pk)})
        ImportRun.objects.unfinished().filter(pk=run.pk).update(step=F("step") + 1, job=job)


def take_step(job: Job) -> None:
    """Do the job. Raises `Stalled` when it is to be tried again later."""
    row = ImportRun.objects.unfinished().select_related("user").filter(pk=job.arguments["run"], job=job).first()
    if row is None:
        return
    if row.stalls and job.attempts >= MAX_ATTEMPTS - 1:
        ask_for_step(row)  # a fresh job has all its attempts; without stalls it was the workers that were lost
        return
    ImportRun.objects.filter(pk=row.pk, state=ImportRun.State.QUEUED).update(state=ImportRun.State.RUNNING)
    try:
        run = _run(row, job)
        is_done = _advance(run)
    except Stopped as reason:
        finish(row, ImportRun.State.FAILED, code=reason.code, error=reason.detail)
    except SignInAgain as ended:
        finish(row, ImportRun.State.FAILED, code=ended.code, error=ended.detail)
    except ProviderError as error:
        _stall(row, error)
    else:
        finish(row, ImportRun.State.DONE) if is_done else ask_for_step(row)


@transaction.atomic
def finish(row: ImportRun, state: str, *, code: str = "", error: str = "") -> bool:
    """End the import, and tell the listener unless they ended it; False when it has ended before."""
    totals = totals_of(row)
    changes = {
        "state": state,
        "error_code": code,
        "error": error[:500],
        "finished_at": timezone.now(),
        "totals": totals,
    }
    if not ImportRun.objects.unfinished().filter(pk=row.pk).update(**changes):
        return False
    if state != ImportRun.State.CANCELLED:
        found = totals["read"] - sum(totals["counts"].get(how, 0) for how in Item.UNMATCHED)
        summary = error or counted(found, totals["read"])
        tell_import_finished(user=row.user, subject="spotify_import", import_id=row.pk, name="Spotify", summary=summary)
    return True


def _run(row: ImportRun, job: Job) -> Run:
    account = LinkedAccount.objects.visible_to(row.user).of_service(Service.SPOTIFY).first()
    if account is None or account.account_id != row.account_id:
        raise Stopped("not_linked", "The Spotify account was unlinked before the import had ended.")
    alive = partial(job_alive, job)
    return Run(row, account, ListenerTokens(account), alive, until=time.monotonic() + STEP_SECONDS)


def _advance(run: Run) -> bool:
    """Whether everything is done."""
    if not run.row.is_listed:
        list_sources(run)
    sources = Source.objects.filter(run=run.row)
    while not run.is_over:
        source = sources.to_do().in_order().first()
        if source is None:
            return True
        run.alive()
        _work(run, source)
    return not sources.to_do().exists()


def _work(run: Run, source: Source) -> None:
    if source.stage in (Source.Stage.WAITING, Source.Stage.READING):
        read_source(run, source)
    if source.stage == Source.Stage.MATCHING and not run.is_over:
        match_source(run, source)
    if source.stage == Source.Stage.PLACING:
        place_source(run, source)


def _stall(row: ImportRun, error: ProviderError) -> None:
    """Come back later, unless only somebody else can change what is in the way, or it has been there for too long."""
    for kind, code, detail in _LASTING:
        if isinstance(error, kind):
            finish(row, ImportRun.State.FAILED, code=code, error=detail)
            _tell(row, detail)
            return
    now = timezone.now()
    since = row.stalled_since or now
    if now - since > GIVEN_UP_AFTER:
        detail = f"{error.service} could not be reached for hours."
        finish(row, ImportRun.State.FAILED, code="service_unavailable", error=detail)
        return
    ImportRun.objects.filter(pk=row.pk).update(stalls=F("stalls") + 1, stalled_since=since)
    _tell(row, f"{error.service} cannot be asked at the moment. The import goes on by itself.")
    asked = error.retry_after if isinstance(error, ProviderUnavailable) else 0.0
    raise Stalled(str(error), retry_after=max(asked, min(LONGEST_PAUSE, 2.0**row.stalls)))


def _tell(row: ImportRun, detail: str) -> None:
    for account in LinkedAccount.objects.visible_to(row.user).of_service(Service.SPOTIFY):
        note_error(account, detail)
