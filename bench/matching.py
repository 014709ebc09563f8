"""How well imports recognise tracks: what was found and what was taken wrongly, over recorded answers of providers.

    python -m bench.matching FOLDER

FOLDER holds recorded answers (JSON, one a file) of Deezer, Spotify or Apple Music. Every distinct recording in them is
a stored track; each is then looked for by its names alone, as others write them. Written another way, the recording has
to be found; other versions, other artists and tracks that are not there must not be.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from catalogue.identifying.choosing import choose  # noqa: E402  (needs Django)
from catalogue.identifying.likeness import Named, is_same_recording  # noqa: E402
from catalogue.identifying.names import title_of  # noqa: E402
from catalogue.text import fold  # noqa: E402

Recorded = tuple[str, tuple[str, ...], str, float]
"""Title, artists, album, seconds."""
Change = Callable[[Recorded], Recorded | None]


def recorded_tracks(folder: Path) -> list[Recorded]:
    """Each recording once, from anywhere in the answers."""
    found: dict[tuple[str, str], Recorded] = {}
    for path in sorted(folder.rglob("*.json")):
        for track in _tracks_in(json.loads(path.read_bytes())):
            found.setdefault((fold(track[0]), fold(track[1][0])), track)
    return [found[key] for key in sorted(found)]


def _tracks_in(value: Any) -> Iterator[Recorded]:
    if isinstance(value, dict):
        if track := _track(value):
            yield track
        for inner in value.values():
            yield from _tracks_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _tracks_in(inner)


def _track(said: dict[str, Any]) -> Recorded | None:
    album: Any = said.get("album") if isinstance(said.get("album"), dict) else {}
    if said.get("type") == "track" and "duration_ms" in said and said.get("artists"):
        artists = tuple(each["name"] for each in said["artists"] if each.get("name"))
        return (said["name"], artists, album.get("name", ""), said["duration_ms"] / 1000) if artists else None
    if said.get("type") == "songs" and (about := said.get("attributes")) and "durationInMillis" in about:
        return about["name"], (about["artistName"],), about.get("albumName", ""), about["durationInMillis"] / 1000
    if said.get("title") and "duration" in said and isinstance(said.get("artist"), dict) and said["artist"].get("name"):
        return said["title"], (said["artist"]["name"],), album.get("title", ""), float(said["duration"])
    return None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.upper())
    return "".join(each for each in letters if not "\u0300" <= each <= "\u036f")


def _typo(track: Recorded) -> Recorded | None:
    """Two letters of the middle of the title change places."""
    title = track[0]
    at = len(title) // 2
    swapped = title[:at] + title[at + 1 : at + 2] + title[at : at + 1] + title[at + 2 :]
    return (swapped, *track[1:]) if len(title) > 8 and fold(swapped) != fold(title) else None


def _other_dash(track: Recorded) -> Recorded | None:
    title, _, section = track[0].partition(" (")
    return (f"{title} - {section[:-1]}", *track[1:]) if section.endswith(")") and title else None


def _without_guests(track: Recorded) -> Recorded | None:
    guests = title_of(track[0]).guests
    bare = track[0].split(" (feat")[0].split(" feat.")[0]
    return (bare, *track[1:]) if guests and bare != track[0] and not title_of(track[0]).kinds else None


SAME: Final[dict[str, Change]] = {
    "as it is": lambda track: track,
    "capitals, no accents": lambda track: (_plain(track[0]), (_plain(track[1][0]),), *track[2:]),
    "length unknown": lambda track: (*track[:3], 0.0),
    "2 s longer, album unknown": lambda track: (track[0], track[1], "", track[3] + 2),
    "a guest in the title": lambda track: (f"{track[0]} (feat. Somebody Else)", *track[1:]),
    "guests left out": _without_guests,
    "guest as an artist": lambda track: (track[0], (*track[1], "Somebody Else"), *track[2:]),
    "one credit for all": lambda track: (track[0], (" & ".join((*track[1], "Somebody Else")),), *track[2:]),
    "Remastered 2011": lambda track: (f"{track[0]} - Remastered 2011", *track[1:]),
    "version behind a dash": _other_dash,
    "typing error in the title": _typo,
}
ANOTHER: Final[dict[str, Change]] = {
    "its live version": lambda track: None if title_of(track[0]).kinds else (f"{track[0]} (Live)", *track[1:]),
    "its remix": lambda track: None if title_of(track[0]).kinds else (f"{track[0]} (Somebody Remix)", *track[1:]),
    "its karaoke": lambda track: None if title_of(track[0]).kinds else (f"{track[0]} (Karaoke Version)", *track[1:]),
    "by somebody else": lambda track: (track[0], ("Quite Another Name",), *track[2:]),
    "one minute longer": lambda track: (track[0], track[1], "", track[3] + 60),
}


def named(track: Recorded) -> Named:
    return Named.of(track[0], track[1], track[2], track[3])


def outcome(wanted: Recorded, meant: Named, pool: Sequence[tuple[int, Named]]) -> str:
    """`right`, `wrong`, `unsure` or `none`."""
    chosen = choose(named(wanted), pool)
    if chosen.sure is None:
        return "unsure" if chosen.likely else "none"
    return "right" if is_same_recording(dict(pool)[chosen.sure], meant) else "wrong"


def row(what: str, outcomes: Sequence[str], *, there: bool) -> None:
    """``there``: whether a sure answer can be right at all."""
    count = len(outcomes)
    right, unsure = outcomes.count("right"), outcomes.count("unsure")
    taken = outcomes.count("wrong") + (0 if there else right)
    found = f"{right / count:8.2%}" if there else "        "
    sys.stdout.write(f"{what:<28}{count:>7}{found:>10}{unsure / count:>10.2%}{taken / count:>10.2%}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tell", action="store_true", help="name each miss")
    options = parser.parse_args()
    tracks = recorded_tracks(options.folder)
    pool = [(key, named(track)) for key, track in enumerate(tracks)]
    sys.stdout.write(f"{len(tracks)} recordings\n{'':<28}{'asked':>7}{'found':>10}{'unsure':>10}{'wrong':>10}\n")
    for changes, there in ((SAME, True), (ANOTHER, False)):
        for what, change in changes.items():
            asked = [(changed, pool[key][1]) for key, track in enumerate(tracks) if (changed := change(track))]
            outcomes = [outcome(wanted, meant, pool) for wanted, meant in asked]
            row(what, outcomes, there=there)
            for (wanted, _), came in zip(asked, outcomes, strict=True):
                if options.tell and came not in (("right",) if there else ("none", "unsure")):
                    sys.stdout.write(f"    {came}: {wanted}\n")
    absent = range(0, len(tracks), 4)
    left_out = [outcome(tracks[key], pool[key][1], _without(pool, key)) for key in absent]
    row("not in the catalogue", left_out, there=False)


def _without(pool: Sequence[tuple[int, Named]], key: int) -> list[tuple[int, Named]]:
    return [each for each in pool if not is_same_recording(each[1], pool[key][1])]


if __name__ == "__main__":
    main()
