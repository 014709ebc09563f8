"""Settings, all from the environment or a `.env` file beside `manage.py`; `.env.example` lists every variable.

Nothing set means the embedded mode: SQLite, caches and tasks inside one process. Each service that is named
(`DATABASE_URL`, `REDIS_URL`, `CELERY_BROKER_URL`, `AWS_STORAGE_BUCKET_NAME`) replaces its embedded counterpart.
"""

from config.settings.accounts import *  # noqa: F403  (Django reads plain module attributes)
from config.settings.analytics import *  # noqa: F403
from config.settings.api import *  # noqa: F403
from config.settings.base import *  # noqa: F403
from config.settings.catalogue import *  # noqa: F403
from config.settings.files import *  # noqa: F403
from config.settings.limits import *  # noqa: F403
from config.settings.links import *  # noqa: F403
from config.settings.logs import *  # noqa: F403
from config.settings.moderation import *  # noqa: F403
from config.settings.notifications import *  # noqa: F403
from config.settings.observing import *  # noqa: F403
from config.settings.providers import *  # noqa: F403
from config.settings.realtime import *  # noqa: F403
from config.settings.recommendations import *  # noqa: F403
from config.settings.scrobbling import *  # noqa: F403
from config.settings.security import *  # noqa: F403
from config.settings.services import *  # noqa: F403
