"""Doing an import: entries are read a few hundred at a time, their tracks recognised, and the listens recorded.

Before anything is recorded the whole file is read once, so that a damaged one changes nothing. The job may be stopped
anywhere and begun again: it goes on behind the last entries that were written down, and an entry is recorded once
however often it comes, since its event id follows from what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby, islice
from typing import IO, Any, Final, cast

from django.core.files.storage import default_storage

from accounts.models import User
from analytics.archives.heard import BadArchive, Entry, Heard, Passed
from analytics.archives.models import HistoryImport
from analytics.archives.opening import entries_in
from analytics.archives.report import DUPLICATE, RECORDED, Report
from analytics.models import Activity
from analytics.recording import NewActivity, record_activities
from catalogue.identifying.patience import Identifier
from catalogue.identifying.wanted import How, Match, Wanted
from catalogue.models import Track
from config.jobs.models import Job
from config.jobs.running import job_alive
from notifications.imports import counted, tell_import_finished

AT_ONCE: Final = 500
LOOKED_FOR_AT_ONCE: Final = 100
TELL_EVERY: Final = 20_000
SAME_WITHIN: Final = timedelta(minutes=1)
"""A listen that is there already, from whatever source, began less than this before or after."""
REMEMBERED: Final = 20_000
"""Tracks whose match is kept in memory: most listens are of tracks heard before."""

Known = dict[Wanted, Match]


def run_import(job: Job) -> dict[str, Any]:
    """The result counts the entries by what became of them. Raises StorageUnavailable.

    The file stays until the job has ended, and is then removed as all such files are.
    """
    row = HistoryImport.objects.get(pk=job.pk)
    owner = cast(User, job.owner)
    with default_storage.open(job.arguments["handed_in"]) as stored:
        try:
            _run(job, row, owner, cast(IO[bytes], stored.file))
        except BadArchive as error:
            _tell(row, owner, str(error))
            return {"bad_archive": str(error)}
    heard = sum(row.counts.get(key, 0) for key in (RECORDED, DUPLICATE))
    _tell(row, owner, counted(heard, row.read, "listens"))
    return {"counts": row.counts}


def _tell(row: HistoryImport, owner: User, summary: str) -> None:
    tell_import_finished(
        user=owner, subject="history_import", import_id=row.pk, name="Listening history", summary=summary
    )


def _run(job: Job, row: HistoryImport, owner: User, file: IO[bytes]) -> None:
    total = _counted(job, entries_in(file, row.file_name))
    report, known = Report(row), Known()
    identifier = Identifier(alive=lambda: job_alive(job))
    entries = islice(entries_in(file, row.file_name), row.read, None)
    read = row.read
    while batch := list(islice(entries, AT_ONCE)):
        job_alive(job, done=read, total=total)
        _deal_with(batch, owner, report, known, identifier)
        read += len(batch)
        report.keep(read=read)
    job_alive(job, done=read, total=total)


def _counted(job: Job, entries: Iterator[Entry]) -> int:
    """How many there are; raises `BadArchive` for a file that cannot be read to its end."""
    number = 0
    for number, _ in enumerate(entries, start=1):
        if number % TELL_EVERY == 0:
            job_alive(job)
    return number


def _deal_with(entries: Sequence[Entry], owner: User, report: Report, known: Known, identifier: Identifier) -> None:
    listens = [entry for entry in entries if isinstance(entry, Heard)]
    for entry in entries:
        if isinstance(entry, Passed):
            report.passed(entry)
    _recognise({each.wanted for each in listens}, known, identifier)
    found: list[tuple[Heard, Track]] = []
    for each in listens:
        match = known[each.wanted]
        if match.track is None:
            report.unmatched(each.wanted, match.how)
        else:
            found.append((each, match.track))
    _record(found, owner, report)


def _recognise(wanted: set[Wanted], known: Known, identifier: Identifier) -> None:
    """Add their matches to what is known, and forget the oldest where that is too much."""
    settled = {each for each, match in known.items() if match.how is not How.UNAVAILABLE}
    left = sorted(wanted - settled, key=lambda each: (each.artists, each.title, each.album))
    for start in range(0, len(left), LOOKED_FOR_AT_ONCE):
        some = left[start : start + LOOKED_FOR_AT_ONCE]
        known.update(zip(some, identifier.identify(some), strict=True))
    for old in list(islice(known, max(0, len(known) - REMEMBERED))):
        if old not in wanted:
            del known[old]


def _record(found: Sequence[tuple[Heard, Track]], owner: User, report: Report) -> None:
    """Month by month: looking for duplicates reads what the listener heard between the first and the last."""
    by_time = sorted(found, key=lambda pair: pair[0].moment)
    for _, month in groupby(by_time, key=lambda pair: (pair[0].moment.year, pair[0].moment.month)):
        activities = [_activity(heard, track) for heard, track in month]
        outcomes = record_activities(
            user=owner, activities=activities, source=Activity.Source.IMPORT, same_within=SAME_WITHIN
        )
        for outcome in outcomes:
            report.recorded(outcome)


def _activity(heard: Heard, track: Track) -> NewActivity:
    return NewActivity(track=track, timestamp=heard.moment, played_ms=heard.played_ms, event_id=heard.event_id)
