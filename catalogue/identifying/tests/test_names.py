"""Which names are the same recording, and which are not: without a database."""

from __future__ import annotations

import pytest

from catalogue.identifying.choosing import choose
from catalogue.identifying.likeness import POSSIBLE, SURE, Named, likeness
from catalogue.identifying.names import credited, title_of

Track = tuple[str, tuple[str, ...], float | None]
HARBOUR: Track = ("Amber Avenue", ("Velvet Harbour",), 200.0)


def named(track: Track, album: str = "") -> Named:
    return Named.of(track[0], track[1], album, track[2])


@pytest.mark.parametrize(
    ("written", "base", "kinds", "guests"),
    [
        ("Amber Avenue", "amber avenue", set(), ()),
        ("Amber Avenue (feat. Ada & Bo)", "amber avenue", set(), ("Ada & Bo",)),
        ("Amber Avenue ft. Ada [Radio Edit]", "amber avenue", {"edit"}, ("Ada",)),
        ("Amber Avenue - with Ada", "amber avenue", set(), ("Ada",)),
        ("Amber Avenue - Remastered 2011", "amber avenue", set(), ()),
        ("Amber Avenue (2015 Remaster) [Deluxe Edition]", "amber avenue", set(), ()),
        ('Amber Avenue (From "The Long Film")', "amber avenue", set(), ()),
        ("Amber Avenue - Live at the Granary", "amber avenue", {"live"}, ()),
        ("Amber Avenue (Nachtzug 9 Remix)", "amber avenue", {"remix"}, ()),
        ("Amber Avenue - Original Mix", "amber avenue", set(), ()),
        ("青い灯台\uff08Live\uff09", "青い灯台", {"live"}, ()),
        ("【Karaoke】青い灯台", "青い灯台", {"instrumental"}, ()),
        ("Live for Ever", "live for ever", set(), ()),
        ("(I Can't See No) Lighthouse", "i cant see no lighthouse", set(), ()),
        ("Tides, Pt. II", "tides part 2", set(), ()),
        ("Élan Vital & Ça", "elan vital and ca", set(), ()),
        ("Reprise", "reprise", set(), ()),
        ("(Live)", "live", set(), ()),
    ],
)
def test_a_title_is_taken_apart(written: str, base: str, kinds: set[str], guests: tuple[str, ...]) -> None:
    title = title_of(written)

    assert (title.base, set(title.kinds), title.guests) == (base, kinds, guests)


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("The Paper Lanterns", ("paper lanterns",)),
        ("Ada & Bo", ("ada and bo", "ada", "bo")),
        ("Ada feat. Bo, Cy", ("ada feat bo cy", "ada", "bo", "cy")),
        ("The The", ("the",)),
    ],
)
def test_a_credit_is_taken_apart(credit: str, names: tuple[str, ...]) -> None:
    assert credited(credit) == names


@pytest.mark.parametrize(
    "other",
    [
        ("AMBER AVENUE", ("VELVET HARBOUR",), 201.0),
        ("Amber Avenue (feat. Ada)", ("Velvet Harbour", "Ada"), 203.0),
        ("Amber Avenue - Remastered 2011", ("The Velvet Harbour",), 198.0),
        ("Ambre Avenue", ("Velvet Harbour",), 200.0),
        ("Amber Avenue", ("Ada", "Velvet Harbour"), None),
        ("Amber Avenue", ("Velvet Harbour & Ada",), 200.0),
        ("Amber Avenue", ("Velvet Harbor",), 200.0),
        ("Amber Avenue - Radio Edit", ("Velvet Harbour",), 201.0),
    ],
)
def test_the_same_recording_written_otherwise_is_recognised(other: Track) -> None:
    assert likeness(named(HARBOUR), named(other)) >= SURE
    assert likeness(named(other), named(HARBOUR)) >= SURE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HARBOUR, ("Amber Avenue (Live)", ("Velvet Harbour",), 200.0)),
        (HARBOUR, ("Amber Avenue (Ada Remix)", ("Velvet Harbour",), 200.0)),
        (HARBOUR, ("Amber Avenue - Acoustic", ("Velvet Harbour",), 200.0)),
        (HARBOUR, ("Amber Avenue - Radio Edit", ("Velvet Harbour",), 150.0)),
        (HARBOUR, ("Amber Avenue", ("Tall Order",), 200.0)),
        (HARBOUR, ("Amber Bells", ("Velvet Harbour",), 200.0)),
        (HARBOUR, ("Amber Avenue (Ada's Version)", ("Velvet Harbour",), 200.0)),
        (("Tides, Pt. 1", ("Ada",), 90.0), ("Tides, Pt. 2", ("Ada",), 90.0)),
        (("Go (Ada Remix)", ("Bo",), 90.0), ("Go (Cy Remix)", ("Bo",), 90.0)),
        (("Go (Live in Oslo)", ("Bo",), 90.0), ("Go - Live at the Granary", ("Bo",), 90.0)),
        (("Duet (feat. Cy)", ("Ada",), 90.0), ("Duet (feat. Cy)", ("Bo",), 90.0)),
        (("青い灯台", ("青い灯台",), 90.0), ("赤い灯台", ("青い灯台",), 90.0)),
    ],
)
def test_another_recording_is_never_taken(one: Track, other: Track) -> None:
    assert likeness(named(one), named(other)) < POSSIBLE
    assert choose(named(one), {1: named(other)}).sure is None


def test_a_minute_more_is_for_somebody_to_judge() -> None:
    choice = choose(named(HARBOUR), {1: named(("Amber Avenue", ("Velvet Harbour",), 260.0))})

    assert (choice.sure, choice.likely) == (None, (1,))


def test_two_takes_of_unknown_length_are_ambiguous_and_two_editions_are_not() -> None:
    unknown = named(("Amber Avenue", ("Velvet Harbour",), None))
    takes = {1: named(HARBOUR), 2: named(("Amber Avenue", ("Velvet Harbour",), 320.0))}
    editions = {1: named(HARBOUR), 2: Named.of("Amber Avenue", ("Velvet Harbour",), "Best of", 201.0, rank=9)}

    assert (choose(unknown, takes).sure, set(choose(unknown, takes).likely)) == (None, {1, 2})
    assert choose(unknown, editions).sure == 2
    assert choose(Named.of("Amber Avenue", ("Velvet Harbour",), "Salt", 200.0), takes).sure == 1


def test_a_title_alone_is_never_sure() -> None:
    choice = choose(Named.of("Amber Avenue", (), "", 200.0), {1: named(HARBOUR)})

    assert (choice.sure, choice.likely) == (None, (1,))
