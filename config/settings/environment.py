"""The environment, read once."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
# Values that are already in the environment win over the file.
environ.Env.read_env(os.environ.get("ENV_FILE") or BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
"""Where the embedded mode keeps its database, uploads and secret key."""

_services = [env.str(name, default="") for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")]
EMBEDDED = all(url.startswith("sqlite:") for url in _services if url)
"""No outside service is named: everything runs in one process. A SQLite file of one's own choice is no service."""
