"""Which tests one process has to run, one after the other, when several share the work.

Not by xdist's own mark: with pytest 9 its `loadgroup` deals them out like all others.
"""

from __future__ import annotations

from typing import Any

import pytest

try:
    from xdist.scheduler import LoadScopeScheduling
except ImportError:  # then there is one process
    LoadScopeScheduling = object

TOGETHER = (
    "config/tests/stack/",  # one Nginx and one gunicorn for all of them
    "config/jobs/tests/test_rabbitmq.py",  # whose queues have one name for everybody
    "recommendations/engine/tests/test_spark.py",  # one Java for all of them
)


class Grouped(LoadScopeScheduling):  # type: ignore[misc]  # untyped where it is missing
    """As `load`, but for what is to stay together; that comes first."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Grouped:
    return Grouped(config, log)
