"""Putting what was matched where it belongs: into a playlist, among the favourites, into the profile.

What the import has placed is written down in the same transaction, so that whatever stops it, nothing is placed twice,
and the next import can tell its own work from the listener's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import F

from config.jobs.errors import JobTakenAway
from playlists.importing.artists import place_artists
from playlists.importing.liking import place_favorites
from playlists.importing.models import Item, Source
from playlists.importing.outcome import Outcome
from playlists.importing.playlist_placing import place_playlist
from playlists.importing.running import Run


@transaction.atomic
def place_source(run: Run, source: Source) -> None:
    """The last stage. In a dry run everything is worked out, and nothing changes but the report."""
    mine = Source.objects.filter(pk=source.pk, run=run.row, stage=Source.Stage.PLACING)
    found = mine.select_related("user", "run").select_for_update(of=("self",)).first()
    if found is None:
        raise JobTakenAway("another step has placed this source")
    everything = Item.objects.filter(source=found)
    items = list(everything.filter(seen_by=F("source__read_by")).order_by("position"))
    gone = everything.exclude(seen_by=F("source__read_by"))
    before = {item.pk: (item.placed_id, item.place) for item in items}
    dry_run = run.row.dry_run
    outcome = _place(found, items, list(gone), dry_run=dry_run)
    found.outcome = {"counts": dict(Counter(item.how for item in items)), **asdict(outcome)}
    found.stage = Source.Stage.DONE
    found.save(update_fields=["outcome", "stage", "reason"])
    if not dry_run:
        changed = [item for item in items if before[item.pk] != (item.placed_id, item.place)]
        Item.objects.rewrite(changed, ["placed", "place"])
        gone.delete()


def _place(source: Source, items: Sequence[Item], gone: Sequence[Item], *, dry_run: bool) -> Outcome:
    if source.kind == Source.Kind.PLAYLIST:
        return place_playlist(source, items, gone, dry_run=dry_run)
    if source.kind == Source.Kind.SAVED_TRACKS:
        return place_favorites(source, items, gone, dry_run=dry_run)
    if source.kind == Source.Kind.FOLLOWED_ARTISTS:
        return place_artists(source, items, gone, dry_run=dry_run)
    return Outcome()
