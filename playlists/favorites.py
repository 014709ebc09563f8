"""What can be done with favourites. Both ways a repeat is no error."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.related import learn_later
from playlists.models import Favorite


@transaction.atomic
def add_favorite(*, user: User, track: Track) -> bool:
    """True when it is new, False when it was a favourite already."""
    _, is_new = Favorite.objects.get_or_create(user=user, track=track)
    if is_new:
        # Robust: the favourite is stored by then, and must not be answered with an error.
        transaction.on_commit(lambda: learn_later([track]), robust=True)
    return is_new


def remove_favorite(*, user: User, catalogue_id: CatalogueId) -> None:
    wanted = Favorite.objects.visible_to(user).filter(
        track__provider=catalogue_id.provider, track__external_id=catalogue_id.value
    )
    wanted.delete()
