"""What a listener gets recommended, and what never."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Album, Artist, Genre
from config.tests.plugin import clear_cache
from conftest import ClientFor, MakeTracks
from playlists.models import Favorite
from playlists.services import append_tracks, create_playlist
from recommendations.models import Recommendation
from recommendations.tests.asking import URL, ids, ids_in, reasons, recommended
from recommendations.tests.conftest import Listen, Relate


def test_anonymous_gets_no_recommendations(anonymous: APIClient, db: None) -> None:
    assert anonymous.get(URL).status_code == 401


def test_an_empty_catalogue_gives_an_empty_list(as_owner: APIClient) -> None:
    assert as_owner.get(URL).json() == {"source": "fresh", "recommendations": []}


def test_entries_have_the_keys_of_the_contract_with_reason_and_source(
    as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    (track,) = make_tracks(1, artist="Ada", rank=10)

    [entry] = recommended(as_owner)

    row = Recommendation.objects.get()
    assert entry == (
        {
            "id": str(row.pk),
            "track_id": str(track.catalogue_id),
            "track_title": "Ada 1",
            "artist_id": str(track.artist.catalogue_id),
            "artist_name": "Ada",
            "album_title": "Ada album",
            "album_cover": None,
            "duration": 200,
            "reason": "Popular right now",
            "source": "chart",
        }
    )


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5"])
def test_a_wrong_limit_is_refused_by_name(as_owner: APIClient, limit: str) -> None:
    answer = as_owner.get(URL, {"limit": limit})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["limit"]


def test_ten_are_given_by_default_and_fifty_at_most(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    for number in range(30):
        make_tracks(2, artist=f"Artist {number}", rank=1000 + number)

    assert len(recommended(as_owner)) == 10
    assert len(recommended(as_owner, limit=50)) == 50
    assert len(recommended(as_owner, limit=5000)) == 50


def test_a_newcomer_gets_the_top_of_the_charts(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    charted = [make_tracks(1, artist=f"Artist {place}", rank=900_000 - place)[0] for place in range(30)]

    found = recommended(as_owner, limit=5)

    assert ids_in(found) <= ids(charted[:12])
    assert {(entry["reason"], entry["source"]) for entry in found} == {("Popular right now", "chart")}


def test_charts_that_cannot_be_had_are_replaced_by_stored_tracks(
    as_owner: APIClient, make_tracks: MakeTracks, settings: Any
) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"
    (popular,) = make_tracks(1, artist="Ada", provider="deezer", external_id="1", rank=500)
    (unranked,) = make_tracks(1, artist="Bo", provider="deezer", external_id="2")

    found = reasons(recommended(as_owner))

    assert found == {
        str(popular.catalogue_id): "Popular in the catalogue",
        str(unranked.catalogue_id): "Recently added to the catalogue",
    }


def test_related_tracks_name_what_the_listener_played(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (played,) = make_tracks(1, artist="Ada")
    (related,) = make_tracks(1, artist="Bo")
    listen(owner, [played])
    relate(played, [related])

    found = recommended(as_owner)

    assert found[0]["track_id"] == str(related.catalogue_id)
    assert (found[0]["reason"], found[0]["source"]) == ("Because you played Ada 1 by Ada", "related")


def test_related_tracks_name_what_the_listener_liked_or_collected(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, relate: Relate
) -> None:
    (liked,) = make_tracks(1, artist="Ada")
    (collected,) = make_tracks(1, artist="Bo")
    after_liked, after_collected = make_tracks(2, artist="Cleo")
    relate(liked, [after_liked])
    relate(collected, [after_collected])
    Favorite.objects.create(user=owner, track=liked)
    append_tracks(playlist=create_playlist(owner=owner, name="Mine"), tracks=[collected], by=owner)

    found = reasons(recommended(as_owner))

    assert found[str(after_liked.catalogue_id)] == "Because you like Ada 1 by Ada"
    assert found[str(after_collected.catalogue_id)] == "Because Bo 1 by Bo is in a playlist of yours"


def test_what_was_skipped_or_hidden_is_no_reason(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (skipped,) = make_tracks(1, artist="Ada")
    (hidden,) = make_tracks(1, artist="Bo", is_hidden=True)
    others = make_tracks(2, artist="Cleo")
    relate(skipped, [others[0]])
    relate(hidden, [others[1]])
    listen(owner, [skipped], action=Activity.Action.SKIP)
    listen(owner, [hidden])

    assert set(reasons(recommended(as_owner)).values()) == {"Popular right now"}


def test_more_by_an_artist_names_artist_and_track(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    tracks = make_tracks(3, artist="Ada", rank=5)
    listen(owner, tracks[:1])

    assert reasons(recommended(as_owner)) == {
        str(track.catalogue_id): "More by Ada, because you played Ada 1" for track in tracks[1:]
    }


def test_genres_come_from_what_was_heard_and_from_the_profile(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, rock: Genre
) -> None:
    soul = Genre.objects.create(number=169, name="Éthno Soul")
    (heard,) = make_tracks(1, artist="Ada", genre=rock)
    (popular_rock,) = make_tracks(1, artist="Bo", genre=rock, rank=900)
    (popular_soul,) = make_tracks(1, artist="Cleo", genre=soul, rank=900)
    (unranked_soul,) = make_tracks(1, artist="Dov", genre=soul)
    listen(owner, [heard])
    owner.profile.favorite_genres = ["ETHNO soul", "no such genre", 7]
    owner.profile.save()

    assert reasons(recommended(as_owner)) == {
        str(popular_rock.catalogue_id): "Popular in Rock, a genre you listen to",
        str(popular_soul.catalogue_id): "Popular in Éthno Soul, a genre you like",
        str(unranked_soul.catalogue_id): "From Éthno Soul, a genre you like",
    }


def test_a_track_whose_album_names_the_genre_counts_for_it(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, rock: Genre
) -> None:
    (heard,) = make_tracks(1, artist="Ada")
    assert heard.album is not None
    heard.album.genre = rock
    heard.album.save()
    make_tracks(1, artist="Bo", genre=rock, rank=900)
    listen(owner, [heard])

    assert list(reasons(recommended(as_owner)).values()) == ["Popular in Rock, a genre you listen to"]


def test_the_last_hundred_heard_never_come_back(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    tracks = [track for number in range(55) for track in make_tracks(2, artist=f"Artist {number}", rank=100)]
    # Repeats do not push older tracks out of the hundred.
    listen(owner, [*tracks, *tracks[-10:], *tracks[-10:]])

    found = recommended(as_owner, limit=50)

    assert ids_in(found) <= ids(tracks[:10])
    assert found


def test_skipped_tracks_count_as_heard(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    listen(owner, make_tracks(3, artist="Ada", rank=100), action=Activity.Action.SKIP)

    assert recommended(as_owner) == []


def test_liked_tracks_are_not_recommended(owner: User, as_owner: APIClient, make_tracks: MakeTracks) -> None:
    tracks = [make_tracks(1, artist=f"Artist {number}", rank=100)[0] for number in range(80)]
    Favorite.objects.bulk_create(Favorite(user=owner, track=track) for track in tracks[:70])

    assert ids_in(recommended(as_owner, limit=50)) == ids(tracks[70:])


def test_hidden_and_unplayable_tracks_are_not_recommended(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (played,) = make_tracks(1, artist="Ada")
    good = make_tracks(1, artist="Bo", readable=None, has_preview=None)
    of_hidden_artist, of_hidden_album = make_tracks(1, artist="Cleo"), make_tracks(1, artist="Dov")
    bad = [
        *make_tracks(1, artist="Eli", is_hidden=True),
        *make_tracks(1, artist="Fay", readable=False),
        *make_tracks(1, artist="Gus", has_preview=False),
    ]
    Artist.objects.filter(name="Cleo").update(is_hidden=True)
    Album.objects.filter(title="Dov album").update(is_hidden=True)
    listen(owner, [played])
    relate(played, [*bad, *of_hidden_artist, *of_hidden_album, *good])

    assert ids_in(recommended(as_owner)) == ids(good)


def test_copies_of_a_recording_are_given_once_and_not_at_all_when_heard(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    (heard,) = make_tracks(1, artist="Ada", title="Night", search_title="night", isrc="GBAYE0000001")
    make_tracks(1, artist="Various", title="Night (compilation)", isrc="gbaye0000001", rank=9)
    make_tracks(1, artist="Ada", title="Night", search_title="", rank=9)
    make_tracks(1, artist="Bo", title="Déjà vu", search_title="", rank=8)
    make_tracks(1, artist="Bo", title="DEJA VU", search_title="deja vu", rank=7)
    listen(owner, [heard])

    found = recommended(as_owner)

    assert [entry["artist_name"] for entry in found] == ["Bo"]


def test_nobody_is_recommended_three_times_in_a_row(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (played,) = make_tracks(1, artist="Ada")
    loud, quiet = make_tracks(20, artist="Bo"), make_tracks(6, artist="Cleo")
    listen(owner, [played])
    relate(played, [*loud[:19], *quiet])

    artists = [entry["artist_name"] for entry in recommended(as_owner, limit=15)]

    assert len(artists) == 15
    assert all(len(set(artists[place : place + 3])) > 1 for place in range(13))


def test_the_same_day_and_history_give_the_same_list(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (played,) = make_tracks(1, artist="Ada")
    others = [make_tracks(1, artist=f"Artist {number}", rank=100)[0] for number in range(40)]
    listen(owner, [played])
    relate(played, others[:25])

    first = recommended(as_owner, limit=20)

    assert recommended(as_owner, limit=20) == first
    assert recommended(as_owner, limit=8) == first[:8]


def test_listeners_of_the_same_taste_get_different_orders(
    owner: User, stranger: User, client_for: ClientFor, make_tracks: MakeTracks
) -> None:
    for number in range(40):
        make_tracks(1, artist=f"Artist {number}", rank=100)

    mine, theirs = (recommended(client_for(user), limit=40) for user in (owner, stranger))

    assert ids_in(mine) == ids_in(theirs)
    assert mine != theirs


def test_statements_do_not_grow_with_the_history(
    owner: User,
    stranger: User,
    as_owner: APIClient,
    make_tracks: MakeTracks,
    listen: Listen,
    relate: Relate,
    rock: Genre,
) -> None:
    tracks = [
        track for number in range(60) for track in make_tracks(10, artist=f"Artist {number}", genre=rock, rank=number)
    ]
    for track in tracks[::10]:
        relate(track, tracks[300:320])
    listen(stranger, tracks[:50])
    listen(owner, tracks[:5])
    few = _statements(as_owner)
    listen(owner, tracks[:500])
    Favorite.objects.bulk_create(Favorite(user=owner, track=track) for track in tracks[:200])
    append_tracks(playlist=create_playlist(owner=owner, name=str(uuid4())), tracks=tracks[:300], by=owner)

    assert _statements(as_owner) == few
    assert few <= 25


def _statements(client: APIClient) -> int:
    """Of a list that is made anew, the writing included."""
    Recommendation.objects.all().delete()
    clear_cache()
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert len(recommended(client)) == 10
    return len(statements)
