"""Secrets, hosts, passwords and headers. Closed unless the environment opens it."""

import secrets

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DATA_DIR, EMBEDDED, env
from config.settings.own_secrets import kept_secret

__all__ = [
    "ALLOWED_HOSTS",
    "AUTH_PASSWORD_VALIDATORS",
    "CORS_ALLOWED_ORIGINS",
    "CORS_ALLOW_CREDENTIALS",
    "CORS_EXPOSE_HEADERS",
    "CORS_URLS_REGEX",
    "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "FILE_UPLOAD_PERMISSIONS",
    "LARGE_BODIES",
    "LARGE_UPLOADS",
    "PASSWORD_HASHERS",
    "SECRET_KEY",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_REFERRER_POLICY",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_SECURE",
    "SILENCED_SYSTEM_CHECKS",
    "TRUSTED_PROXIES",
    "UPLOAD_MAX_SIZE",
    "X_FRAME_OPTIONS",
]


def _secret_key() -> str:
    key: str = env.str("SECRET_KEY", default="")
    if key:
        return key
    if EMBEDDED:
        return kept_secret(DATA_DIR / "secret_key", lambda: secrets.token_urlsafe(64))
    raise ImproperlyConfigured("Set SECRET_KEY: a service is configured, so no key is made up for this installation.")


SECRET_KEY = _secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

_https = env.bool("HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
"""How many proxies of ours append to X-Forwarded-For; 0 means that the header is not believed."""

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https and SECURE_PROXY_SSL_HEADER is not None
"""Only where a proxy tells how the client came: without it every request looks like plain HTTP, for ever."""

SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if _https else 0
# Whether other hosts of the operator's domain speak HTTPS (W005), for ever (W021), is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(api|media)/"
CORS_EXPOSE_HEADERS = [
    "Link",
    "X-Total-Count",
    "X-Cache",
    "Age",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
]

PASSWORD_HASHERS = ["accounts.hashers.Argon2Hasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_SIZE = 8 * 1024 * 1024
LARGE_UPLOADS = {
    # Files of 50, 20, 8 and 256 MiB, which their views measure themselves, and room for the form around them.
    r"/api/songs/[^/]+/audio/": 52 * 1024 * 1024,
    r"/admin/catalogue/track/import/": 21 * 1024 * 1024,
    r"/api/playlists/files/imports/": 9 * 1024 * 1024,
    r"/api/analytics/history/imports/": 257 * 1024 * 1024,
}
"""Bytes of a form with files, whatever it is for. What a picture may have is in `config.images`."""

LARGE_BODIES = {r"/1/submit-listens": 1_000 * 10_240}
"""Bytes of other bodies that may be longer than `DATA_UPLOAD_MAX_MEMORY_SIZE`: ListenBrainz' own limit."""

DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
FILE_UPLOAD_PERMISSIONS = 0o644
