"""Files in a bucket of S3, or of what speaks its protocol. Needs what requirements-optional.txt names.

Nothing in the bucket is public: every address that is given out is signed and soon expires.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from config.storage import StorageUnavailable

logger = logging.getLogger(__name__)


@contextmanager
def _reachable(what: str) -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        logger.exception("The bucket failed at %s.", what)
        raise StorageUnavailable from error


class Bucket(S3Storage):  # type: ignore[misc]  # untyped
    """Raises StorageUnavailable when the bucket does not answer, or refuses us. What it lacks is FileNotFoundError."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _reachable(f"reading {name}"):
            file = super()._open(name, mode)
            # Fetched here: at the first read nobody would expect a storage to fail.
            return file.open() if "r" in mode else file

    def _save(self, name: str, content: Any) -> str:
        with _reachable(f"storing {name}"):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _reachable(f"removing {name}"):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _reachable(f"looking for {name}"):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _reachable(f"measuring {name}"):
            return int(super().size(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _reachable(f"listing {name}"):
            folders, files = super().listdir(name)
            return list(folders), list(files)

    def get_modified_time(self, name: str) -> datetime:
        with _reachable(f"dating {name}"):
            modified: datetime = super().get_modified_time(name)
            return modified

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        with _reachable(f"signing {name}"):
            return str(super().url(name, *args, **kwargs))

    def reach(self) -> None:
        """Raises what the client library raises when the bucket is not there, or not ours."""
        self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
