"""Packing all that is known about a listener: a zip with each part as JSON and as CSV, and their pictures.

One pass over the rows, a few at a time: the JSON goes straight into the archive, the CSV into a file beside it until
its turn comes. Any number of rows needs the same memory.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, TextIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder

from config.personal_data import PersonalData, Row, all_parts

TELL_EVERY = 2_000
"""Rows between two signs of life."""

_README = """\
Everything this PlayPod server knows about {name}, as of {now}.

Each part is there twice: as JSON, which is exact, and as CSV for spreadsheets. In the CSV, lists and objects are
written as JSON, and a text that a spreadsheet would take for a formula has an apostrophe before it.
Your pictures are in files/. Times are in UTC. Passwords and keys are not stored in readable form, so they are not here.

{parts}
"""

Tell = Callable[[int], None]


def pack(user: AbstractBaseUser, target: IO[bytes], *, tell: Tell) -> dict[str, int]:
    """Write the zip to ``target``; how many rows each part has. ``tell`` hears now and then how many were written."""
    rows: dict[str, int] = {}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in all_parts():
            before = sum(rows.values())
            rows[part.name] = _write_part(archive, part, user, lambda n, before=before: tell(before + n))  # type: ignore[misc]
            tell(sum(rows.values()))
        for part in all_parts():
            for name in part.files(user):
                _write_file(archive, name)
                tell(sum(rows.values()))
        archive.writestr("README.txt", _readme(user, rows))
    return rows


def _write_part(archive: ZipFile, part: PersonalData, user: AbstractBaseUser, tell: Tell) -> int:
    with TemporaryFile() as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as table:
        with archive.open(f"{part.name}.json", "w", force_zip64=True) as document:
            count = _write_rows(document, table, part, user, tell)
        table.flush()
        raw.seek(0)
        with archive.open(f"{part.name}.csv", "w", force_zip64=True) as copy:
            shutil.copyfileobj(raw, copy)
    return count


def _write_rows(document: IO[bytes], table: TextIO, part: PersonalData, user: AbstractBaseUser, tell: Tell) -> int:
    writer, count = csv.writer(table), 0
    writer.writerow(part.columns)
    document.write(b"[")
    for row in part.rows(user):
        kept = {column: row.get(column) for column in part.columns}
        document.write(b",\n" if count else b"\n")
        document.write(_json(kept).encode())
        writer.writerow([_cell(value) for value in kept.values()])
        count += 1
        if count % TELL_EVERY == 0:
            tell(count)
    document.write(b"\n]\n")
    return count


def _write_file(archive: ZipFile, name: str) -> None:
    """A picture that is missing in the storage is left out: the row that names it is in the export."""
    try:
        stored = default_storage.open(name)
    except FileNotFoundError:
        return
    # Pictures are compressed already.
    archive.compression = ZIP_STORED
    with closing(stored), archive.open(f"files/{PurePosixPath(name)}", "w") as copy:
        shutil.copyfileobj(stored, copy)
    archive.compression = ZIP_DEFLATED


def _readme(user: AbstractBaseUser, rows: dict[str, int]) -> str:
    parts = "\n".join(f"{name}: {count}" for name, count in rows.items())
    return _README.format(name=user.get_username(), now=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), parts=parts)


def _json(row: Row | Any) -> str:
    return json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict | bool):
        return _json(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    formula = isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if formula else text
