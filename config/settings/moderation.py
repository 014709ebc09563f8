"""What is held or hidden until a moderator has looked at it."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.accounts import EMAIL_VERIFICATION
from config.settings.environment import env

__all__ = [
    "HIDE_AFTER_REPORTS",
    "HOLD_AFTER",
    "HOLD_AFTER_NEW",
    "HOLD_NEW_ACCOUNTS",
    "HOLD_REPEATED",
    "HOLD_WINDOW",
    "MODERATION_KEPT",
    "REPORTER_AGE",
    "REPORTER_IS_VERIFIED",
]


def _at_least(least: int, name: str, value: int) -> int:
    if value < least:
        raise ImproperlyConfigured(f"{name} is a whole number from {least}.")
    return value


HOLD_WINDOW = timedelta(minutes=10)
HOLD_AFTER = _at_least(1, "HOLD_AFTER_TEXTS", env.int("HOLD_AFTER_TEXTS", default=60))
"""How many texts of one kind somebody may write within the window before the next ones are held."""

HOLD_AFTER_NEW = _at_least(1, "HOLD_AFTER_TEXTS_NEW", env.int("HOLD_AFTER_TEXTS_NEW", default=20))
"""The same for an account that is younger than `HOLD_NEW_ACCOUNTS`."""

HOLD_NEW_ACCOUNTS = timedelta(days=1)
HOLD_REPEATED = _at_least(1, "HOLD_AFTER_REPEATS", env.int("HOLD_AFTER_REPEATS", default=5))
"""How often the same text may be written within the window."""

HIDE_AFTER_REPORTS = _at_least(0, "HIDE_AFTER_REPORTS", env.int("HIDE_AFTER_REPORTS", default=3))
"""How many established listeners have to report a content for it to be hidden until a moderator decides; 0 never."""

REPORTER_AGE = timedelta(days=_at_least(0, "REPORTER_AGE_DAYS", env.int("REPORTER_AGE_DAYS", default=7)))
"""How old an account is that counts for that."""

_is_said = env.str("REPORTER_IS_VERIFIED", default="") != ""
REPORTER_IS_VERIFIED = env.bool("REPORTER_IS_VERIFIED") if _is_said else EMAIL_VERIFICATION != "off"
"""Whether its address has to be verified; where none is, that would be nobody."""

MODERATION_KEPT = timedelta(days=_at_least(1, "MODERATION_KEPT_DAYS", env.int("MODERATION_KEPT_DAYS", default=365)))
"""How long decided cases and the moderation log go back."""
