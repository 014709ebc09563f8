"""What is made of listening."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = ["TRENDS_MIN_LISTENERS"]

TRENDS_MIN_LISTENERS = env.int("TRENDS_MIN_LISTENERS", default=2)
"""How many different listeners make a trend at least."""

if TRENDS_MIN_LISTENERS < 1:
    raise ImproperlyConfigured("TRENDS_MIN_LISTENERS is a whole number from 1.")
