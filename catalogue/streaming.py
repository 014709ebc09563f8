"""Where a listener can hear a track."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.request import Request

from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.signing import signed_audio_path
from config.addresses import absolute_url


def audio_url(track_id: CatalogueId, *, has_preview: bool | None, request: Request | HttpRequest | None) -> str | None:
    """Our signed address of the track's audio, absolute; None when the track is known to have none.

    It is good for 6 hours and needs no header. The provider is asked only when it is opened.
    """
    if has_preview is False:
        return None
    path, _ = signed_audio_path(track_id)
    return absolute_url(path, request)


def signed_audio_url(track: Track, request: Request | HttpRequest | None) -> str | None:
    """`audio_url` of a stored track."""
    return audio_url(track.catalogue_id, has_preview=track.has_preview, request=request)
