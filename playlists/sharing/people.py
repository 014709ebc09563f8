"""Finding the listener whom somebody names: who cannot be found does not differ from who does not want to be."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Lower

from accounts.errors import UserNotFound
from accounts.models import User
from accounts.public_profiles import find_public_profile
from config.errors import FieldError


def find_person(*, asking: User, username: str = "", user_id: UUID | None = None) -> User:
    """Somebody else whose profile ``asking`` may see. Raises UserNotFound, and FieldError for oneself."""
    field = "user_id" if user_id else "username"
    if user_id is None:
        named = User.objects.alias(lower_username=Lower("username")).filter(lower_username=username.lower())
        user_id = named.values_list("pk", flat=True).first()
    if user_id == asking.pk:
        raise FieldError(field, "This is yourself.", code="oneself")
    if user_id is None:
        raise UserNotFound
    person = find_public_profile(asking=asking, user_id=user_id).user
    if not person.is_active:
        raise UserNotFound
    return person
