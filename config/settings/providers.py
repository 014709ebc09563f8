"""Whose music there is. A provider that needs credentials is off without them, and the start says so in one line."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

__all__ = [
    "APPLE_API_URL",
    "APPLE_KEY_ID",
    "APPLE_PRIVATE_KEY",
    "APPLE_STOREFRONT",
    "APPLE_TEAM_ID",
    "CATALOGUE_PROVIDERS",
    "DEEZER_BASE_URL",
    "PROVIDERS_OFF",
    "SPOTIFY_ACCOUNTS_URL",
    "SPOTIFY_API_URL",
    "SPOTIFY_CLIENT_ID",
    "SPOTIFY_CLIENT_SECRET",
    "SPOTIFY_RATE_LIMIT",
]


def _versioned(url: str) -> str:
    """Both APIs have one version, which may be left out."""
    url = url.rstrip("/")
    return url if url.endswith("/v1") else f"{url}/v1"


DEEZER_BASE_URL = env.str("DEEZER_BASE_URL", default="https://api.deezer.com")

SPOTIFY_CLIENT_ID = env.str("SPOTIFY_CLIENT_ID", default="")
SPOTIFY_CLIENT_SECRET = env.str("SPOTIFY_CLIENT_SECRET", default="")
SPOTIFY_RATE_LIMIT = env.int("SPOTIFY_RATE_LIMIT", default=90)
"""Requests in any 30 s; the background has half of them."""
if SPOTIFY_RATE_LIMIT < 2:
    raise ImproperlyConfigured("SPOTIFY_RATE_LIMIT is a whole number from 2.")
SPOTIFY_API_URL = _versioned(env.str("SPOTIFY_API_URL", default="https://api.spotify.com/v1"))
SPOTIFY_ACCOUNTS_URL = env.str("SPOTIFY_ACCOUNTS_URL", default="https://accounts.spotify.com")

APPLE_TEAM_ID = env.str("APPLE_TEAM_ID", default="")
APPLE_KEY_ID = env.str("APPLE_KEY_ID", default="")
APPLE_STOREFRONT = env.str("APPLE_STOREFRONT", default="us").strip().lower()
APPLE_API_URL = _versioned(env.str("APPLE_API_URL", default="https://api.music.apple.com/v1"))


def _private_key(text: str, file: str) -> str:
    r"""The key in PEM, given itself (its line ends may be written ``\n``) or as a file."""
    if text or not file:
        return text.replace("\\n", "\n")
    try:
        return Path(file).read_text("ascii")
    except (OSError, UnicodeError) as error:
        raise ImproperlyConfigured(f"APPLE_PRIVATE_KEY_FILE cannot be read: {error}") from None


def _check_private_key(pem: str) -> None:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ImproperlyConfigured("APPLE_PRIVATE_KEY is not the private key (P-256, PEM) of a .p8 file from Apple.")


APPLE_PRIVATE_KEY = _private_key(
    env.str("APPLE_PRIVATE_KEY", default=""), env.str("APPLE_PRIVATE_KEY_FILE", default="")
)

_KNOWN = {"apple", "deezer", "local", "spotify"}
_NEEDS = {
    "spotify": {"SPOTIFY_CLIENT_ID": SPOTIFY_CLIENT_ID, "SPOTIFY_CLIENT_SECRET": SPOTIFY_CLIENT_SECRET},
    "apple": {
        "APPLE_TEAM_ID": APPLE_TEAM_ID,
        "APPLE_KEY_ID": APPLE_KEY_ID,
        "APPLE_PRIVATE_KEY or APPLE_PRIVATE_KEY_FILE": APPLE_PRIVATE_KEY,
    },
}

_listed: list[str] = env.list("CATALOGUE_PROVIDERS", default=["deezer", "local"])
if not _listed or not set(_listed) <= _KNOWN:
    raise ImproperlyConfigured(f"CATALOGUE_PROVIDERS takes a list out of {', '.join(sorted(_KNOWN))}.")
_lacking = [name for name in dict.fromkeys(_listed) if not all(_NEEDS.get(name, {}).values())]

CATALOGUE_PROVIDERS = [name for name in _listed if name not in _lacking]
"""The providers in order of preference: `deezer`, `local`, and with credentials `spotify`, `apple`."""

PROVIDERS_OFF = [f"{name} is off: set {', '.join([*_NEEDS[name]][:-1])} and {[*_NEEDS[name]][-1]}" for name in _lacking]
"""What the start says of the providers that were listed without credentials, a line each."""

if "apple" in CATALOGUE_PROVIDERS:
    _check_private_key(APPLE_PRIVATE_KEY)
