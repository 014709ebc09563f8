"""Who may sign up, how guessing is slowed down, and how mail is sent."""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = [
    "AUDIT_KEPT",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_TLS",
    "EMAIL_VERIFICATION",
    "EMAIL_VERIFICATION_LIFETIME",
    "PASSWORD_RESET_LIFETIME",
    "PUBLIC_URL",
    "SERVER_EMAIL",
    "SIGN_IN_FAILURES_PER_ACCOUNT",
    "SIGN_IN_FAILURES_PER_ADDRESS",
    "SIGN_IN_FAILURE_WINDOW",
    "SIGN_UP_POLICY",
]


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(known)}.")
    return value


def _at_least_one(name: str, value: int) -> int:
    if value < 1:
        raise ImproperlyConfigured(f"{name} is a whole number from 1.")
    return value


SIGN_UP_POLICY = _one_of("SIGN_UP_POLICY", env.str("SIGN_UP_POLICY", default="open"), ("open", "invite", "closed"))
EMAIL_VERIFICATION = _one_of(
    "EMAIL_VERIFICATION", env.str("EMAIL_VERIFICATION", default="off"), ("off", "optional", "required")
)
EMAIL_VERIFICATION_LIFETIME = timedelta(days=3)
PASSWORD_RESET_LIFETIME = timedelta(hours=1)

SIGN_IN_FAILURES_PER_ACCOUNT = _at_least_one(
    "SIGN_IN_FAILURES_PER_ACCOUNT", env.int("SIGN_IN_FAILURES_PER_ACCOUNT", default=5)
)
"""How many wrong passwords one client address may try for one account within the window."""

SIGN_IN_FAILURES_PER_ADDRESS = _at_least_one(
    "SIGN_IN_FAILURES_PER_ADDRESS", env.int("SIGN_IN_FAILURES_PER_ADDRESS", default=50)
)
"""The same over all accounts."""

SIGN_IN_FAILURE_WINDOW = timedelta(
    seconds=_at_least_one("SIGN_IN_FAILURE_WINDOW", env.int("SIGN_IN_FAILURE_WINDOW", default=900))
)

AUDIT_KEPT = timedelta(days=_at_least_one("AUDIT_KEPT_DAYS", env.int("AUDIT_KEPT_DAYS", default=365)))
"""How long the audit log goes back."""

_public_url: str = env.str("PUBLIC_URL", default="http://localhost:8000")
PUBLIC_URL = _public_url.rstrip("/")
"""What the links in mails begin with."""

EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
"""Seconds."""

# Without a mail server, mails are printed, for whoever runs the server to read.
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="") or (
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="PlayPod <playpod@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
