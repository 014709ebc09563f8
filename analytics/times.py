"""When something may have happened that a client reports."""

from datetime import timedelta
from typing import Final

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(minutes=5)
