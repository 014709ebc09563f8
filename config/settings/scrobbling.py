"""Where listens are sent to: Last.fm with an API account of this installation's own, ListenBrainz without one."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = ["LASTFM_API_KEY", "LASTFM_API_SECRET", "LASTFM_API_URL", "LASTFM_SITE_URL", "LISTENBRAINZ_API_URL"]

LASTFM_API_KEY = env.str("LASTFM_API_KEY", default="")
LASTFM_API_SECRET = env.str("LASTFM_API_SECRET", default="")
LASTFM_API_URL = env.str("LASTFM_API_URL", default="https://ws.audioscrobbler.com/2.0").rstrip("/")
LASTFM_SITE_URL = env.str("LASTFM_SITE_URL", default="https://www.last.fm").rstrip("/")
"""Where listeners say yes, in their browsers."""

LISTENBRAINZ_API_URL = env.str("LISTENBRAINZ_API_URL", default="https://api.listenbrainz.org").rstrip("/")

if bool(LASTFM_API_KEY) != bool(LASTFM_API_SECRET):
    raise ImproperlyConfigured("Set LASTFM_API_KEY and LASTFM_API_SECRET both, or neither.")
