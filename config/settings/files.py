"""Where files are kept: in a folder, or in a bucket when one is named."""

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DATA_DIR, env

__all__ = ["FILE_URL_LIFETIME", "MEDIA_ROOT", "MEDIA_URL", "STORAGES", "file_storage"]

MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default="") or DATA_DIR / "media"

FILE_URL_LIFETIME = env.int("FILE_URL_LIFETIME", default=3600)
"""Seconds that the signed address of a file in a bucket is good."""

_PARTS_FROM = 8 * 1024 * 1024
"""Bytes of a file from which it is sent in parts, and held on disk rather than in memory when it is read."""


def file_storage(bucket: str, **options: Any) -> dict[str, Any]:
    """The entry of `STORAGES` for files; ``bucket`` is "" for a folder, ``options`` are the bucket's client's."""
    if not bucket:
        return {"BACKEND": "config.disk.Disk"}
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("AWS_STORAGE_BUCKET_NAME needs: pip install -r requirements-optional.txt")
    return {"BACKEND": "config.bucket.Bucket", "OPTIONS": {"bucket_name": bucket, **_private(), **options}}


def _private() -> dict[str, Any]:
    from botocore.config import Config

    return {
        "file_overwrite": False,
        "default_acl": None,  # the bucket's own, which is private unless somebody opens it
        "querystring_auth": True,
        "querystring_expire": FILE_URL_LIFETIME,
        "max_memory_size": _PARTS_FROM,
        # A name is never used for other content.
        "object_parameters": {"CacheControl": "private, max-age=31536000, immutable"},
        # A bucket that does not answer must be noticed while somebody waits.
        "client_config": Config(
            signature_version="s3v4",
            connect_timeout=3,
            read_timeout=10,
            retries={"total_max_attempts": 2, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


STORAGES = {
    "default": file_storage(
        env.str("AWS_STORAGE_BUCKET_NAME", default=""),
        access_key=env.str("AWS_ACCESS_KEY_ID", default="") or None,
        secret_key=env.str("AWS_SECRET_ACCESS_KEY", default="") or None,
        region_name=env.str("AWS_S3_REGION_NAME", default="") or None,
        endpoint_url=env.str("AWS_S3_ENDPOINT_URL", default="") or None,
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
