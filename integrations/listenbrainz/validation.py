"""ListenBrainz' rules about one listen. Each raises `BadSubmission` in its words."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

EARLIEST: Final = 1_033_410_600
"""In seconds of the epoch: the first scrobble of all was made then."""
SKEW_SECONDS: Final = 60 * 60
"""How far ahead of ours a client's clock may be."""
MAX_TAGS: Final = 50
TAG_LENGTH: Final = 64
LONGEST_SECONDS: Final = 2_073_600

_SINGLE_IDS = ("release_mbid", "recording_mbid", "release_group_mbid", "track_mbid")
_ID_LISTS = ("artist_mbids", "work_mbids")


class BadSubmission(Exception):
    """What is wrong with the request, in the words of the answer 400."""


def check_listened_at(item: dict[str, Any], *, playing: bool, now: int) -> int:
    """Seconds of the epoch; 0 of what is ``playing`` now."""
    if playing:
        if "listened_at" in item:
            raise BadSubmission("JSON document must not contain listened_at while submitting playing_now.")
        return 0
    if "listened_at" not in item:
        raise BadSubmission("JSON document must contain the key listened_at at the top level.")
    try:
        listened_at = int(item["listened_at"])
    except (TypeError, ValueError, OverflowError):
        raise BadSubmission("JSON document must contain an int value for listened_at.") from None
    if listened_at > now + SKEW_SECONDS:
        raise BadSubmission("Value for key listened_at is too high.")
    if listened_at <= EARLIEST:
        raise BadSubmission(
            "Value for key listened_at is too low. listened_at timestamp should be greater than 1033410600."
        )
    return listened_at


def check_info(about: dict[str, Any]) -> dict[str, Any]:
    """`additional_info`, {} where there is none."""
    info = about.get("additional_info") or {}
    if not isinstance(info, dict):
        raise BadSubmission("JSON document must contain an object for track_metadata.additional_info.")
    _check_tags(info.get("tags") or [])
    for key in _SINGLE_IDS:
        _check_ids(key, [info[key]] if info.get(key) else [])
    for key in _ID_LISTS:
        _check_ids(key, info.get(key) or [])
    _check_durations(info)
    return info


def _check_tags(tags: Any) -> None:
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BadSubmission("JSON document must contain a list of strings for track_metadata.additional_info.tags.")
    if len(tags) > MAX_TAGS:
        raise BadSubmission(
            f"JSON document may not contain more than {MAX_TAGS} items in track_metadata.additional_info.tags."
        )
    if any(len(tag) > TAG_LENGTH for tag in tags):
        raise BadSubmission(
            f"JSON document may not contain track_metadata.additional_info.tags longer than {TAG_LENGTH} characters."
        )


def _check_ids(key: str, ids: Any) -> None:
    try:
        for each in ids:
            UUID(each)
    except (TypeError, ValueError, AttributeError):
        raise BadSubmission(f"{key} MBID format invalid.") from None


def _check_durations(info: dict[str, Any]) -> None:
    if "duration" in info and "duration_ms" in info:
        raise BadSubmission("JSON document should not contain both duration and duration_ms.")
    for key, unit in (("duration", 1), ("duration_ms", 1000)):
        value = info.get(key)
        if value is None:
            continue
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = 0.0
        if number <= 0:
            raise BadSubmission(f"Value for {key} is invalid, should be a positive integer.")
        if not number <= LONGEST_SECONDS * unit:
            raise BadSubmission(f"Value for {key} is too large, max permitted value is {LONGEST_SECONDS * unit}")
