"""The environment, read once."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured


class _Environment(Mapping[str, str]):
    """The variables. A value may lie in a file: where `NAME` is not set, `NAME_FILE` says which one holds it."""

    def __getitem__(self, name: str) -> str:
        file = os.environ.get(f"{name}_FILE")
        return _content(f"{name}_FILE", file) if file and not os.environ.get(name) else os.environ[name]

    def __iter__(self) -> Iterator[str]:
        return iter(os.environ)

    def __len__(self) -> int:
        return len(os.environ)


def _content(variable: str, file: str) -> str:
    """Without the line end that editors and `echo` leave."""
    try:
        return Path(file).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise ImproperlyConfigured(f"{variable} cannot be read: {error}") from None


BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
env.ENVIRON = _Environment()
# Values that are already in the environment win over the file.
environ.Env.read_env(os.environ.get("ENV_FILE") or BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
"""Where the embedded mode keeps its database, uploads and secret key."""

_services = [env.str(name, default="") for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")]
EMBEDDED = all(url.startswith("sqlite:") for url in _services if url)
"""No outside service is named: everything runs in one process. A SQLite file of one's own choice is no service."""
