"""From a track's id to something that sounds."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.request import Request

from catalogue import questions
from catalogue.errors import CatalogueUnavailable, NoAudio, TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.providers.records import Preview
from catalogue.resources import answer
from catalogue.streaming import signed_audio_url
from config.errors import DomainError
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider

Failure = TrackNotFound | NoAudio | CatalogueUnavailable


def audio_address(track_id: CatalogueId, request: Request | HttpRequest) -> str:
    """Our signed address of the track's audio. Raises what `explained` explains."""
    try:
        url = signed_audio_url(find_track(track_id), request)
    except (TrackNotFound, CatalogueUnavailable) as error:
        raise explained(error) from None
    if url is None:
        raise explained(NoAudio())
    return url


def fresh_preview(track_id: CatalogueId) -> Preview:
    """The provider's own address of the preview, resolved now. Raises what `explained` explains."""
    try:
        found = answer(questions.preview(track_id), budget=Budget())
    except NotFoundAtProvider:
        raise explained(TrackNotFound()) from None
    except CatalogueUnavailable as error:
        raise explained(error) from None
    if found is None:
        raise explained(NoAudio())
    return found


def explained(error: DomainError) -> DomainError:
    """The error with the contract's keys for players: ``fallback`` says that the same address may play later."""
    later = isinstance(error, CatalogueUnavailable)
    error.extra = {"error": error.code, "preview_url": None, "fallback": later, "message": error.detail}
    return error
