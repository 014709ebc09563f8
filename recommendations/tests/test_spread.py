"""The order in which nobody is heard more than twice in a row."""

from __future__ import annotations

import pytest

from catalogue.models import Track
from recommendations.spread import spread


def tracks_by(artists: str) -> list[Track]:
    return [Track(pk=place, artist_id=ord(artist)) for place, artist in enumerate(artists)]


def artists_of(tracks: list[Track]) -> str:
    return "".join(chr(track.artist_id) for track in tracks)


@pytest.mark.parametrize(
    ("given", "limit", "expected"),
    [
        ("abcabc", 6, "abcabc"),
        ("aabb", 4, "aabb"),
        ("aaab", 4, "aaba"),
        ("aaabbbccc", 9, "aababcbcc"),
        ("aaa", 3, "aa"),
        ("abc", 2, "ab"),
        ("abc", 0, ""),
        ("", 5, ""),
        # Nobody else would be left for the last ones if the others were played out first.
        ("bcaaaaaa", 8, "aabaacaa"),
        ("bcaaaaaaaaa", 8, "aabaacaa"),
        ("bcaaaaaa", 3, "bca"),
    ],
)
def test_nobody_comes_three_times_in_a_row(given: str, limit: int, expected: str) -> None:
    assert artists_of(spread(tracks_by(given), limit=limit)) == expected


@pytest.mark.parametrize(
    ("before", "expected"), [("a", "abaab"), ("aa", "baaba"), ("ba", "abaab"), ("aaaa", "baaba"), ("", "aabab")]
)
def test_what_was_heard_before_counts(before: str, expected: str) -> None:
    found = artists_of(spread(tracks_by("aaabb"), limit=5, after=tracks_by(before)))

    assert found == expected
