"""The kernel that every room shares.

`queue/` is a folder and no package, since a package of that name would shadow the standard library's module. The app
inside it, `playqueue`, is found because the folder is appended here, before anything imports Celery.
"""

import sys
from pathlib import Path

_QUEUE_FOLDER = str(Path(__file__).resolve().parent.parent / "queue")
if _QUEUE_FOLDER not in sys.path:
    sys.path.append(_QUEUE_FOLDER)

from config.celery import app as celery_app  # noqa: E402  (the path above has to come first)

__all__ = ["celery_app"]
