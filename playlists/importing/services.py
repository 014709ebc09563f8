"""Asking for an import, taking the request back, and matching by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from catalogue.models import Track
from config.jobs import services as jobs
from config.jobs.models import Job
from integrations.links.errors import SignInAgain
from integrations.links.models import LinkedAccount, Service
from integrations.links.services import account_of
from playlists.favorites import add_favorite
from playlists.importing.errors import ImportFinished, ImportNotFound, ItemNotFound
from playlists.importing.models import ImportRun, ImportRunQuerySet, Item, Source
from playlists.importing.steps import ask_for_step, finish
from playlists.services import append_tracks

LOST = "It was stopped by a fault on our side. Ask for it again: it goes on where it was."


def start_import(*, user: User, wanted: dict[str, Any], dry_run: bool) -> ImportRun:
    """The import that is under way, begun now when there is none.

    Raises `LinkNotFound` and `SignInAgain` when no Spotify account can be asked.
    """
    account = account_of(user, Service.SPOTIFY)
    if account.state != LinkedAccount.State.ACTIVE:
        raise SignInAgain
    runs_of(user)
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(user=user, account_id=account.account_id, wanted=wanted, dry_run=dry_run)
            ask_for_step(run)
    except IntegrityError:
        run = ImportRun.objects.visible_to(user).latest("pk")  # the one that was in the way, ended or not
    return run


def runs_of(user: User) -> ImportRunQuerySet:
    """The newest first. One whose job has failed behind its back is ended before it is shown."""
    lost = ImportRun.objects.visible_to(user).unfinished().filter(job__state__in=[Job.State.FAILED])
    for run in lost:
        finish(run, ImportRun.State.FAILED, code="lost", error=LOST)
    return ImportRun.objects.visible_to(user).order_by("-id")


def find_run(user: User, run_id: UUID) -> ImportRun:
    """Raises `ImportNotFound`."""
    run = runs_of(user).filter(pk=run_id).first()
    if run is None:
        raise ImportNotFound
    return run


def cancel_import(*, run: ImportRun) -> ImportRun:
    """Stop it; what was imported by then stays. Raises `ImportFinished`."""
    if not finish(run, ImportRun.State.CANCELLED):
        raise ImportFinished
    run.refresh_from_db()
    if run.job is not None:
        jobs.cancel(job=run.job)
    return run


def find_item(user: User, item_id: UUID) -> Item:
    """One that is not matched. Raises `ItemNotFound`."""
    item = Item.objects.visible_to(user).unmatched().select_related("source").filter(pk=item_id).first()
    if item is None:
        raise ItemNotFound
    return item


@transaction.atomic
def match_by_hand(*, item: Item, track: Track, by: User) -> Item:
    """Give the item its track, and put it where its source was imported to. Raises `ItemNotFound`, `PlaylistFull`."""
    source = Source.objects.select_for_update().get(pk=item.source_id)
    locked = Item.objects.select_for_update().filter(pk=item.pk, how__in=Item.UNMATCHED).first()
    if locked is None:
        raise ItemNotFound
    locked.source, locked.track, locked.how, locked.candidates = source, track, Item.How.HAND, []
    if source.kind == Source.Kind.PLAYLIST and source.playlist_id:
        _append(locked, track, by)
    elif source.kind == Source.Kind.SAVED_TRACKS and add_favorite(user=by, track=track):
        locked.placed, locked.place = track, locked.position
    locked.save(update_fields=["track", "how", "candidates", "placed", "place"])
    return locked


def _append(item: Item, track: Track, by: User) -> None:
    playlist = item.source.playlist
    if playlist is None:
        return
    if append_tracks(playlist=playlist, tracks=[track], by=by).added:
        item.placed, item.place = track, playlist.track_count - 1
