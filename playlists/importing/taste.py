"""What an import tells of a listener's taste, for whoever recommends."""

from __future__ import annotations

from accounts.models import User
from playlists.importing.models import Item, Source


def top_tracks(user: User, *, term: str, limit: int) -> list[int]:
    """Keys of the tracks that the listener played most at Spotify, the first most; ``term`` is short_term (about four
    weeks), medium_term (six months) or long_term (a year). Empty before an import.
    """
    rows = Item.objects.visible_to(user).filter(
        source__kind=Source.Kind.TOP_TRACKS, source__external_id=term, track__isnull=False, track__is_hidden=False
    )
    return list(rows.order_by("position").values_list("track_id", flat=True)[:limit])


def followed_artists(user: User, *, limit: int) -> list[int]:
    """Keys of the catalogue's artists whom the listener follows at Spotify, in its order."""
    rows = Item.objects.visible_to(user).filter(
        source__kind=Source.Kind.FOLLOWED_ARTISTS, artist__isnull=False, artist__is_hidden=False
    )
    return list(rows.order_by("position").values_list("artist_id", flat=True)[:limit])
