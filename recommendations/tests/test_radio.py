"""What goes on after tracks that a listener chose: asked of the service, whose verbs the play queue serves."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogue.models import Artist, Genre, Track
from conftest import MakeTracks
from playlists.models import Favorite
from recommendations.services import Recommended, radio
from recommendations.tests.conftest import Listen, Relate


def tracks_in(found: list[Recommended]) -> list[Track]:
    return [each.track for each in found]


def test_related_tracks_of_the_seed_come_first_and_name_it(
    owner: User, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (seed,), (played,) = make_tracks(1, artist="Ada"), make_tracks(1, artist="Bo")
    after_seed, after_played = make_tracks(2, artist="Cleo"), make_tracks(2, artist="Dov")
    relate(seed, after_seed)
    relate(played, after_played)
    listen(owner, [played])

    found = radio(user=owner, seeds=[seed], limit=2)

    assert set(tracks_in(found)) == set(after_seed)
    assert {(each.reason, each.source) for each in found} == {("Goes with Ada 1 by Ada", "related")}


def test_an_artist_nothing_was_learned_of_is_asked_about(owner: User, make_tracks: MakeTracks, rock: Genre) -> None:
    (seed,) = make_tracks(1, artist="Ada", genre=rock)
    (other,) = make_tracks(1, artist="Bo", genre=rock)

    (found,) = radio(user=owner, seeds=[seed], limit=1)

    assert (found.track, found.reason) == (other, "Goes with Ada 1 by Ada")


def test_a_provider_in_trouble_leaves_what_is_stored(owner: User, make_tracks: MakeTracks, settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"
    make_tracks(2, artist="Ada", provider="deezer")
    Artist.objects.update(provider="deezer", external_id="27")
    seed, other = Track.objects.for_display().order_by("pk")

    (found,) = radio(user=owner, seeds=[seed], limit=5)

    assert (found.track, found.reason) == (other, "More by Ada")


def test_the_genre_of_a_seed_is_named_with_it(
    owner: User, make_tracks: MakeTracks, relate: Relate, rock: Genre
) -> None:
    (seed,) = make_tracks(1, artist="Ada", genre=rock)
    type(seed.artist).objects.filter(pk=seed.artist_id).update(related_at="2024-01-01T00:00:00Z")
    seed.refresh_from_db()
    make_tracks(1, artist="Bo", genre=rock, rank=5)

    (found,) = radio(user=owner, seeds=[seed], limit=1)

    assert found.reason == "Popular in Rock, the genre of Ada 1 by Ada"


def test_the_listeners_taste_goes_on_where_the_seeds_end(
    owner: User, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (seed,), (played,) = make_tracks(1, artist="Ada"), make_tracks(1, artist="Bo")
    (after_seed,), (after_played,) = make_tracks(1, artist="Cleo"), make_tracks(1, artist="Dov")
    relate(seed, [after_seed])
    relate(played, [after_played])
    listen(owner, [played])

    found = radio(user=owner, seeds=[seed], limit=2)

    assert [each.reason for each in found] == ["Goes with Ada 1 by Ada", "Because you played Bo 1 by Bo"]


def test_without_seeds_the_taste_decides(owner: User, make_tracks: MakeTracks, listen: Listen, relate: Relate) -> None:
    (played,), (related,) = make_tracks(1, artist="Ada"), make_tracks(1, artist="Bo")
    relate(played, [related])
    listen(owner, [played])

    assert tracks_in(radio(user=owner, seeds=[], limit=5)) == [related]


def test_heard_excluded_and_hidden_tracks_and_seeds_are_left_out_but_liked_ones_are_not(
    owner: User, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (seed,) = make_tracks(1, artist="Ada")
    heard, excluded, liked = (make_tracks(1, artist=artist)[0] for artist in ("Bo", "Cleo", "Dov"))
    (hidden,) = make_tracks(1, artist="Eli", is_hidden=True)
    relate(seed, [seed, heard, excluded, hidden, liked])
    listen(owner, [heard])
    Favorite.objects.create(user=owner, track=liked)

    assert tracks_in(radio(user=owner, seeds=[seed], limit=9, exclude={excluded.pk})) == [liked]


def test_what_plays_before_counts_for_the_spread(owner: User, make_tracks: MakeTracks, relate: Relate) -> None:
    ada, (other,) = make_tracks(4, artist="Ada", rank=9), make_tracks(1, artist="Bo")
    relate(ada[0], [*ada[2:], other])

    found = tracks_in(radio(user=owner, seeds=ada[:2], limit=3))

    assert [track.artist.name for track in found] == ["Bo", "Ada", "Ada"]


def test_a_hidden_seed_is_not_named(owner: User, make_tracks: MakeTracks, relate: Relate) -> None:
    (seed,), (related,) = make_tracks(1, artist="Ada", is_hidden=True), make_tracks(1, artist="Bo")
    relate(seed, [related])

    (found,) = radio(user=owner, seeds=[seed], limit=5)

    assert (found.track, found.reason) == (related, "Popular right now")


def test_nothing_to_play_is_an_empty_list(owner: User, make_tracks: MakeTracks) -> None:
    assert radio(user=owner, seeds=[], limit=5) == []
    assert radio(user=owner, seeds=make_tracks(1), limit=5) == []


def test_statements_do_not_grow_with_the_history_and_the_seeds(
    owner: User, make_tracks: MakeTracks, listen: Listen, relate: Relate, rock: Genre
) -> None:
    tracks = [
        track for number in range(60) for track in make_tracks(10, artist=f"Artist {number}", genre=rock, rank=number)
    ]
    relate(tracks[0], tracks[200:225])
    listen(owner, tracks[:5])
    few = _statements(owner, tracks[:1], set())
    listen(owner, tracks[100:600])

    assert _statements(owner, tracks[:10], {track.pk for track in tracks[:90]}) == few
    assert few <= 11


def _statements(user: User, seeds: list[Track], exclude: set[int]) -> int:
    for track in seeds:
        track.artist.related_at = track.created_at
    with CaptureQueriesContext(connection) as statements:
        assert len(radio(user=user, seeds=seeds, limit=5, exclude=exclude)) == 5
    return len(statements)
