"""The cast of our own catalogue: one artist with one album, and audio files made on the spot."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Callable
from typing import Any

import pytest
from mutagen.flac import FLAC
from mutagen.id3 import TDRC, TIT2, TPE1, TRCK, TSRC
from mutagen.mp3 import MP3
from PIL import Image
from rest_framework.test import APIClient

MPEG_FRAME = b"\xff\xfb\x90\x64" + bytes(413)
"""26.12 ms of silence."""

New = Callable[..., dict[str, Any]]


@pytest.fixture
def new_artist(as_moderator: APIClient) -> New:
    def make(name: str = "Marlow", **details: Any) -> dict[str, Any]:
        return made(as_moderator.post("/api/artists/", {"name": name, **details}))

    return make


@pytest.fixture
def new_album(as_moderator: APIClient) -> New:
    def make(artist: dict[str, Any], title: str = "Low Water", **details: Any) -> dict[str, Any]:
        return made(as_moderator.post("/api/albums/", {"title": title, "artist_id": artist["id"], **details}))

    return make


@pytest.fixture
def new_song(as_moderator: APIClient) -> New:
    def make(artist: dict[str, Any], title: str = "Harbour Lights", **details: Any) -> dict[str, Any]:
        return made(as_moderator.post("/api/songs/", {"title": title, "artist_id": artist["id"], **details}))

    return make


def made(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 201, answer.json()
    body: dict[str, Any] = answer.json()
    return body


def mp3(seconds: int = 3, **tags: str) -> bytes:
    """`mp3(3, TIT2="A title")`"""
    file = io.BytesIO(MPEG_FRAME * round(seconds / 0.026122))
    if tags:
        frames = {"TIT2": TIT2, "TPE1": TPE1, "TRCK": TRCK, "TSRC": TSRC, "TDRC": TDRC}
        audio: Any = MP3(file)  # type: ignore[no-untyped-call]
        audio.add_tags()
        for name, text in tags.items():
            audio.tags.add(frames[name](encoding=3, text=[text]))  # type: ignore[no-untyped-call]
        file.seek(0)
        audio.save(file)
    return file.getvalue()


def wav(seconds: int = 2) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(8000)
        audio.writeframes(bytes(2 * 8000 * seconds))
    return file.getvalue()


def flac(seconds: int = 4, **tags: str) -> bytes:
    """The stream's head alone: everything that a player reads before the first frame."""
    samples = 44100 * seconds
    bits = (44100 << 44) | (1 << 41) | (15 << 36) | samples
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + bits.to_bytes(8, "big") + bytes(16)
    file = io.BytesIO(b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info + bytes(64))
    if tags:
        audio: Any = FLAC(file)  # type: ignore[no-untyped-call]
        audio.update(tags)
        file.seek(0)
        audio.save(file)
    return file.getvalue()


def _page(packets: bytes, *, serial: int, number: int, granule: int, kind: int) -> bytes:
    lacing = bytes([255] * (len(packets) // 255) + [len(packets) % 255])
    head = struct.pack("<4sBBqIII", b"OggS", 0, kind, granule, serial, number, 0) + bytes([len(lacing)]) + lacing
    return head + packets


def opus(seconds: int = 5) -> bytes:
    """An Ogg stream of Opus: its two headers and a last page that says how long it is."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    return (
        _page(head, serial=7, number=0, granule=0, kind=2)
        + _page(tags, serial=7, number=1, granule=0, kind=0)
        + _page(b"\xf8\xff\xfe", serial=7, number=2, granule=48000 * seconds, kind=4)
    )


def picture(size: int = 1200, kind: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(file, kind)
    return file.getvalue()
