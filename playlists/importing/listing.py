"""What there is to import: the listener's playlists as Spotify lists them, and the other collections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from integrations.errors import NotFoundAtProvider, ProviderRejected
from integrations.spotify.library import TERMS
from integrations.spotify.library_records import SpotifyPlaylist
from playlists.importing.models import ImportRun, Item, Source
from playlists.importing.running import Run

MOST_PLAYLISTS = 2_000
"""Of one import; Spotify lists the ones first that were made or followed last."""

UNCHANGED, DELETED_HERE, NOT_FOUND = "unchanged", "deleted_here", "not_found"

_NAMES = {Source.Kind.SAVED_TRACKS: "Liked songs", Source.Kind.FOLLOWED_ARTISTS: "Followed artists"}
_FRESH = (
    "run", "position", "stage", "reason", "name", "description", "snapshot_id", "total", "read", "cursor", "repeats",
    "outcome",
)  # fmt: skip


def list_sources(run: Run) -> None:
    """Write down all sources of the import, each with what is to be done. Repeating it changes nothing."""
    drafts = [*_playlists(run), *_collections(run)]
    for position, draft in enumerate(drafts):
        draft.position = position
    with transaction.atomic():
        Source.objects.bulk_create(
            drafts,
            batch_size=200,
            update_conflicts=True,
            unique_fields=["user", "account_id", "kind", "external_id"],
            update_fields=_FRESH,
        )
        _leave_alone(run)
        ImportRun.objects.filter(pk=run.row.pk).update(is_listed=True)
    run.row.is_listed = True


def _playlists(run: Run) -> Iterator[Source]:
    asked = run.row.wanted["playlists"]
    if not asked:
        return
    chosen = None if asked is True else dict.fromkeys(asked)
    for playlist in _listed(run):
        if chosen is None:
            yield _draft(run, playlist)
        elif playlist.id in chosen:
            del chosen[playlist.id]
            yield _draft(run, playlist)
    for playlist_id in chosen or ():
        yield _named(run, playlist_id)


def _listed(run: Run) -> Iterator[SpotifyPlaylist]:
    offset: int | None = 0
    seen: set[str] = set()
    while offset is not None and len(seen) < MOST_PLAYLISTS:
        run.alive()
        page = run.library.playlists(run.tokens, budget=run.budget(), offset=offset)
        for playlist in page.items:
            # One that was moved while they were listed comes twice.
            if playlist.id not in seen and len(seen) < MOST_PLAYLISTS:
                seen.add(playlist.id)
                yield playlist
        offset = page.next_offset
        run.went_on()


def _named(run: Run, playlist_id: str) -> Source:
    """A playlist that was asked for by its id and is not among the listener's own."""
    run.alive()
    try:
        return _draft(run, run.library.playlist(playlist_id, run.tokens, budget=run.budget()))
    except (NotFoundAtProvider, ProviderRejected):
        source = _source(run, Source.Kind.PLAYLIST, playlist_id)
        source.stage, source.reason = Source.Stage.DONE, NOT_FOUND
        return source


def _collections(run: Run) -> Iterator[Source]:
    for kind, name in _NAMES.items():
        if run.row.wanted[kind]:
            yield _source(run, kind, "", name=name)
    if run.row.wanted[Source.Kind.TOP_TRACKS]:
        for term in TERMS:
            yield _source(run, Source.Kind.TOP_TRACKS, term, name=f"Top tracks ({term.replace('_', ' ')})")


def _draft(run: Run, playlist: SpotifyPlaylist) -> Source:
    return _source(
        run,
        Source.Kind.PLAYLIST,
        playlist.id,
        name=playlist.name or "Untitled",
        description=playlist.description,
        snapshot_id=playlist.snapshot_id,
        total=playlist.total,
    )


def _source(run: Run, kind: str, external_id: str, **said: Any) -> Source:
    account_id = run.row.account_id
    return Source(user=run.row.user, account_id=account_id, run=run.row, kind=kind, external_id=external_id, **said)


def _leave_alone(run: Run) -> None:
    """Playlists that nothing has to be read of again.

    What was unmatched is tried again all the same: a catalogue grows.
    """
    mine = Source.objects.filter(run=run.row, kind=Source.Kind.PLAYLIST, stage=Source.Stage.WAITING, was_placed=True)
    if run.row.wanted["playlists"] is True:
        mine.filter(playlist=None).update(stage=Source.Stage.DONE, reason=DELETED_HERE)
    same = mine.filter(playlist__isnull=False, placed_snapshot=F("snapshot_id"), read_by__isnull=False)
    same = same.exclude(snapshot_id="")
    unmatched = Item.objects.filter(source=OuterRef("pk"), how__in=Item.RETRIED)
    same.filter(Exists(unmatched)).update(stage=Source.Stage.MATCHING, reason=UNCHANGED)
    same.filter(stage=Source.Stage.WAITING).update(stage=Source.Stage.PLACING, reason=UNCHANGED)
