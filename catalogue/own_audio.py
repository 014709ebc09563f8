"""The audio files of our own tracks. The tune of a demo track is rendered once, when it is first played."""

from __future__ import annotations

import threading

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile

from catalogue.demo.tones import render_tone
from catalogue.media_files import keep_file
from catalogue.models import Track

_rendering = threading.Lock()
"""Rendering takes a processor for itself anyway: a second listener waits, and finds the file."""


def audio_file(track: Track) -> FieldFile | None:
    """The stored file of the track, made now for a demo track that is played for the first time; None without audio.

    Never call it inside a transaction: rendering takes its time.
    """
    if not track.audio and track.tone_seed is not None:
        _make(track, track.tone_seed)
    name = track.audio.name
    return track.audio if name and track.audio.storage.exists(name) else None


def _make(track: Track, seed: int) -> None:
    name = f"audio/{track.external_id}.wav"
    with _rendering:
        if not default_storage.exists(name):
            name = keep_file(name, render_tone(seed))
    Track.objects.filter(pk=track.pk, audio="").update(audio=name)
    track.audio.name = name
