"""A listener with something in every room, for what concerns all rooms at once."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track

TASTE = {"favorite_genres": ["jazz"], "preferences": {"volume": 11}}


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(content, "PNG")
    return SimpleUploadedFile("me.png", content.getvalue(), "image/png")


def live(client: APIClient, user: User, tracks: Sequence[Track]) -> str:
    """Through the API as far as it goes; the id of the listener's public playlist, which holds all ``tracks``."""
    ids = [str(track.catalogue_id) for track in tracks]
    client.patch("/api/accounts/profile/", {"bio": "=Listens at night; \N{CRESCENT MOON}"})
    client.patch("/api/accounts/preferences/", TASTE)
    client.post("/api/accounts/upload-avatar/", {"avatar": picture()}, format="multipart")
    playlist: str = client.post("/api/playlists/playlists/", {"name": "Mix", "is_public": True}).data["id"]
    at = f"/api/playlists/playlists/{playlist}/"
    client.post(f"{at}add_tracks/", {"tracks": ids})
    client.post(f"{at}upload-cover/", {"cover_image": picture()}, format="multipart")
    client.get(f"{at}shuffle/next/")
    client.post("/api/playlists/favorites/add/", {"track_id": ids[0]})
    client.post(f"{at}play/")
    client.post("/api/playlists/queue/next/")
    client.post("/api/accounts/api-keys/", {"name": "Radio", "scopes": ["read"]})
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user),
        action_flag=CHANGE,
    )
    return playlist
