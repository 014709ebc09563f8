"""Recognising tracks among what is stored and at a provider."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.identifying import patience
from catalogue.identifying.identify import identify
from catalogue.identifying.patience import identify_patiently
from catalogue.identifying.wanted import How, Match, Wanted
from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.tests.fixtures import CatalogueDeezer
from conftest import MakeTracks
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.standins.library import Library

LIBRARY = Library()


def found(*wanted: Wanted) -> list[Match]:
    return identify(wanted, budget=Budget(20, background=True))


def theirs(number: int, **changes: Any) -> Wanted:
    """A track of the stand-in, as somebody else would name it."""
    track = LIBRARY.tracks[number]
    details: dict[str, Any] = {
        "title": track.title,
        "artists": (track.artist.name,),
        "album": LIBRARY.albums[track.album_id].title,
        "duration_ms": track.duration * 1000,
    }
    return Wanted(**{**details, **changes})


def summary(matches: list[Match]) -> list[tuple[str, str | None]]:
    return [(str(match.how), str(match.track.catalogue_id) if match.track else None) for match in matches]


def test_stored_tracks_are_recognised_by_id_isrc_and_name(make_tracks: MakeTracks) -> None:
    one, two, three = make_tracks(3, artist="Ada")
    Track.objects.filter(pk=two.pk).update(isrc="QZ-ES7-26-00012")

    matches = found(
        Wanted("anything", ids=(CatalogueId("deezer", "5"), one.catalogue_id)),
        Wanted("ada 2", ("Ada",), isrc="qzes72600012"),
        Wanted("ADA 3 (feat. Bo) - Remastered", ("Ada", "Bo"), duration_ms=201_000),
        Wanted("Ada 3 (Live)", ("Ada",)),
        Wanted("Ada 3", ("Somebody",)),
        Wanted(""),
    )

    assert summary(matches) == [
        ("id", one.external_id),
        ("isrc", two.external_id),
        ("name", three.external_id),
        ("not_found", None),
        ("not_found", None),
        ("not_found", None),
    ]
    assert matches[1].track is not None
    assert matches[1].track.artist.name == "Ada"


def test_an_isrc_on_something_else_altogether_is_not_believed(make_tracks: MakeTracks) -> None:
    make_tracks(1, artist="Ada", isrc="QZES72600012")

    assert summary(found(Wanted("Quite Different", ("Nobody",), duration_ms=90_000, isrc="QZES72600012"))) == [
        ("not_found", None)
    ]


def test_hidden_tracks_are_not_recognised(make_tracks: MakeTracks) -> None:
    track = make_tracks(1, artist="Ada", is_hidden=True)[0]

    assert summary(found(Wanted("Ada 1", ("Ada",), ids=(track.catalogue_id,)))) == [("not_found", None)]


def test_several_takes_are_candidates(make_tracks: MakeTracks) -> None:
    make_tracks(2, artist="Ada", title="Same", duration=200)
    Track.objects.filter(track_position=2).update(duration=300)

    (match,) = found(Wanted("Same", ("Ada",)))

    assert (match.how, match.track, [row.duration for row in match.candidates]) == (How.AMBIGUOUS, None, [200, 300])


@pytest.mark.django_db
def test_the_provider_is_asked_by_id_isrc_and_name(deezer: CatalogueDeezer) -> None:
    matches = found(
        theirs(81001001, ids=(CatalogueId("deezer", "81001001"),)),
        theirs(81001002, isrc="ZZPLP1001002"),
        theirs(81001003),
        theirs(81001004, title=f"{LIBRARY.tracks[81001004].title} (Live)"),
        Wanted("No Such Thing", ("Nobody At All",), isrc="XXXXX0000000"),
    )

    assert summary(matches) == [
        ("id", "81001001"),
        ("isrc", "81001002"),
        ("name", "81001003"),
        ("not_found", None),
        ("not_found", None),
    ]
    assert not any(path.startswith("/search/") for path in deezer.paths)
    stored = set(Track.objects.values_list("external_id", flat=True))
    assert stored == {"81001001", "81001002", "81001003"}


@pytest.mark.django_db
def test_asking_again_asks_nobody(deezer: CatalogueDeezer) -> None:
    wanted = (theirs(81001003), Wanted("No Such Thing", ("Nobody At All",), isrc="XXXXX0000000"))
    first = found(*wanted)
    asked = len(deezer.paths)

    assert summary(found(*wanted)) == summary(first)
    assert len(deezer.paths) == asked


@pytest.mark.django_db
def test_nothing_is_not_found_that_nobody_could_look_for(deezer: CatalogueDeezer) -> None:
    wanted = (theirs(81001001, isrc="ZZPLP1001001"), theirs(81001002, isrc="ZZPLP1001002"))
    deezer.down(under="/track/isrc:ZZPLP1001002")

    with pytest.raises(ProviderUnavailable):
        found(*wanted)
    deezer.reset()
    assert summary(found(*wanted)) == [("isrc", "81001001"), ("isrc", "81001002")]
    assert deezer.paths == ["/track/isrc:ZZPLP1001002"]


@pytest.mark.django_db
def test_many_cost_as_many_statements_as_few(deezer: CatalogueDeezer) -> None:
    def statements(numbers: range) -> int:
        wanted = [theirs(number, isrc=LIBRARY.tracks[number].isrc if number % 2 else "") for number in numbers]
        with CaptureQueriesContext(connection) as queries:
            assert [match.track is not None for match in found(*wanted)] == [True] * len(wanted)
        return len(queries)

    assert statements(range(81001001, 81001003)) >= statements(range(81010001, 81010017))


@pytest.mark.django_db
def test_a_thousand_stored_tracks_cost_few_statements(make_tracks: MakeTracks) -> None:
    tracks = make_tracks(1_000, artist="Ada")
    wanted = [Wanted(track.title, ("Ada",), duration_ms=200_000) for track in tracks]

    with CaptureQueriesContext(connection) as queries:
        matches = found(*wanted)

    assert [match.track for match in matches] == tracks
    assert len(queries) <= 5 * 3


@pytest.mark.django_db
def test_a_job_waits_the_provider_out(deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def recovers(seconds: float) -> None:
        pauses.append(seconds)
        deezer.reset()

    monkeypatch.setattr(patience, "sleep", recovers)
    deezer.down()
    lives: list[int] = []

    (match,) = identify_patiently([theirs(81001001)], alive=lambda: lives.append(1))

    assert (match.how, len(pauses), len(lives)) == (How.NAME, 1, 2)
    deezer.down()
    with pytest.raises(ProviderUnavailable):
        identify_patiently([theirs(81003001)], alive=lambda: None, patience=0.0)
