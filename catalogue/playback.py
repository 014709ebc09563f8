"""From a track's id to something that sounds."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from rest_framework.request import Request

from catalogue.accelerated import accelerated_file, accelerated_preview
from catalogue.audio_answers import audio_answer
from catalogue.equivalents import playable_equivalent
from catalogue.errors import CatalogueUnavailable, NoAudio, StreamsBusy, TrackNotFound
from catalogue.ids import LOCAL, CatalogueId
from catalogue.lookup import find_track
from catalogue.own_audio import audio_file
from catalogue.previews import preview_of, preview_that_plays
from catalogue.providers.records import TrackRecord
from catalogue.proxied_audio import proxied_audio
from catalogue.streaming import audio_url, signed_audio_url
from config.errors import DomainError


def audio_address(track_id: CatalogueId, request: Request | HttpRequest) -> str:
    """Our signed address of the track's audio. Raises what `explained` explains."""
    try:
        url = signed_audio_url(find_track(track_id), request)
        if url is None:
            raise NoAudio
    except NoAudio as error:
        raise explained(error, playable_equivalent(track_id), request) from None
    except (TrackNotFound, CatalogueUnavailable) as error:
        raise explained(error) from None
    return url


def audio(request: HttpRequest, track_id: CatalogueId, *, fresh_for: int, refused: bool = False) -> HttpResponseBase:
    """The track's audio, or the way there. Raises what `explained` explains.

    ``refused``: the client could not play the address it was sent to. A track without audio leads to its equivalent.
    """
    try:
        if track_id.provider == LOCAL:
            return _own(request, track_id, fresh_for)
        return _provided(request, track_id, fresh_for, refused=refused)
    except NoAudio as error:
        other = playable_equivalent(track_id)
        if other is None:
            raise explained(error) from None
        return redirected(str(audio_url(other.id, has_preview=True, request=request)))
    except (TrackNotFound, CatalogueUnavailable, StreamsBusy) as error:
        raise explained(error) from None


def _own(request: HttpRequest, track_id: CatalogueId, fresh_for: int) -> HttpResponseBase:
    file = audio_file(find_track(track_id))
    if file is None:
        raise NoAudio
    if settings.X_ACCEL_REDIRECT and isinstance(file.storage, FileSystemStorage):
        return accelerated_file(str(file.name), fresh_for=fresh_for)
    return audio_answer(request, file, fresh_for=fresh_for)


def _provided(request: HttpRequest, track_id: CatalogueId, fresh_for: int, *, refused: bool) -> HttpResponseBase:
    if settings.STREAM_MODE == "proxy" and not settings.X_ACCEL_REDIRECT:
        return proxied_audio(request, track_id, fresh_for=fresh_for)
    preview = preview_that_plays(track_id) if refused else preview_of(track_id)
    if settings.STREAM_MODE == "proxy":
        return accelerated_preview(preview.url, fresh_for=fresh_for)
    return redirected(preview.url)


def redirected(url: str) -> HttpResponseRedirect:
    """Not to be kept: the provider's address dies minutes after it was made."""
    return HttpResponseRedirect(url, headers={"Cache-Control": "no-store"})


def explained(
    error: DomainError, other: TrackRecord | None = None, request: Request | HttpRequest | None = None
) -> DomainError:
    """The error with the contract's keys for players. ``fallback`` says that there is a way to hear it: by the address
    in ``preview_url``, that of ``other``, which is the same recording elsewhere, or else by this address again, later.
    """
    later = isinstance(error, CatalogueUnavailable | StreamsBusy)
    message = f"{error.detail} {other.id.provider} has the same recording." if other else error.detail
    error.extra = {
        "error": error.code,
        "preview_url": audio_url(other.id, has_preview=True, request=request) if other else None,
        "fallback": later or other is not None,
        "message": message,
    }
    return error
