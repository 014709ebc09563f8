"""The audio files of our own songs, as staff upload them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, Final
from uuid import uuid4

from django.core.files.base import File
from django.db import models, transaction
from django.http import Http404
from rest_framework.parsers import DataAndFiles, MultiPartParser

from catalogue.models import Track
from catalogue.own import rules
from catalogue.own.audio_content import AudioFacts, NoAudioFile, read_audio
from config.errors import FieldError
from config.images import ROOM_FOR_FORM, remove_after_commit

MAX_BYTES: Final = 50 * 1024 * 1024
FIELD: Final = "audio"


class AudioParser(MultiPartParser):
    """Multipart forms with one audio file. One that is far too long is refused before it is read.

    Django keeps what is over 2.5 MB in a temporary file meanwhile, never in memory.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        context = parser_context or {}
        length = str(context["request"].META.get("CONTENT_LENGTH") or 0)
        if length.isdecimal() and int(length) > MAX_BYTES + ROOM_FOR_FORM:
            raise _too_large()
        return super().parse(stream, media_type, parser_context)


def replace_audio(*, track: Track, upload: File[bytes]) -> AudioFacts:
    """Store the file and give the song its duration, and of its tags what nobody has said otherwise.

    The old file is removed once that is committed; a failure leaves the song and the storage as they were. Raises
    FieldError for what is no audio. Not to be called inside a transaction: it writes to the storage.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise _too_large()
    try:
        facts = read_audio(upload)
    except NoAudioFile:
        raise FieldError(FIELD, "Upload audio: MP3, OGG, FLAC or WAV.", code="invalid_audio") from None
    field = _audio_field()
    name = field.storage.save(field.generate_filename(track, f"{uuid4().hex}.{facts.kind}"), upload)
    try:
        _point_to(track, name, facts)
    except BaseException:
        field.storage.delete(name)
        raise
    return facts


def remove_audio(*, track: Track) -> None:
    """The song stays, and is silent."""
    _point_to(track, "", None)


def _point_to(track: Track, name: str, facts: AudioFacts | None) -> None:
    with transaction.atomic(durable=True):
        row = Track.objects.select_for_update().filter(pk=track.pk).first()
        if row is None:
            raise Http404
        remove_after_commit(row.audio)
        values: dict[str, Any] = {"audio": name, "tone_seed": None, "has_preview": bool(name)}
        if facts:
            values |= {"duration": facts.duration, **_unsaid(row, facts.tags)}
        for column, value in values.items():
            setattr(row, column, value)
        row.save(update_fields=[*values, "updated_at"])
    for column in values:
        setattr(track, column, getattr(row, column))


def _unsaid(row: Track, tags: Mapping[str, str]) -> dict[str, Any]:
    """What the tags know of the columns that are empty. Names are never taken from tags: staff gave them."""
    said: dict[str, Any] = {
        "isrc": _isrc(tags.get("isrc", "")),
        "release_date": rules.day(tags.get("date", "")),
        "track_position": _number(tags.get("track_position", "")),
        "disk_number": _number(tags.get("disk_number", "")),
    }
    return {column: value for column, value in said.items() if value and not getattr(row, column)}


def _isrc(text: str) -> str:
    try:
        return rules.isrc(text)
    except rules.Wrong:
        return ""


def _number(text: str) -> int | None:
    """Of "3" and of "3/12"."""
    first = text.partition("/")[0].strip()
    return int(first) if first.isascii() and first.isdigit() and 0 < int(first[:6]) < 10_000 else None


def _audio_field() -> models.FileField:
    field = Track._meta.get_field("audio")
    assert isinstance(field, models.FileField)  # noqa: S101  # anything else is a slip in our own code
    return field


def _too_large() -> FieldError:
    return FieldError(FIELD, f"The file may be at most {MAX_BYTES // 1024**2} MiB.", code="file_too_large")
