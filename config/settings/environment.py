"""The environment, read once."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
# Values that are already in the environment win over the file.
environ.Env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
"""Where the embedded mode keeps its database, uploads and secret key."""

EMBEDDED = not any(env.str(name, default="") for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"))
"""No outside service is named: everything runs in one process."""
