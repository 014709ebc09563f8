"""Listeners with common tracks lend theirs to each other, and nothing else."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from conftest import MakeTracks
from playlists.models import Favorite
from recommendations.tests.asking import URL, ids, ids_in, reasons, recommended
from recommendations.tests.conftest import Listen, Relate


def test_listeners_with_common_tracks_lend_their_tracks_without_being_named(
    owner: User, stranger: User, moderator: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    (common,) = make_tracks(1, artist="Ada")
    both, one = make_tracks(1, artist="Bo"), make_tracks(1, artist="Cleo")
    listen(owner, [common])
    listen(stranger, [*both, *one, common])
    listen(moderator, [*both, common])

    answer = as_owner.get(URL)
    found = {entry["track_id"]: entry for entry in answer.json()["recommendations"]}

    assert ids_in(list(found.values())) == ids(both + one)
    assert found[str(both[0].catalogue_id)]["reason"] == "Listeners of Ada 1 by Ada also play this"
    assert found[str(one[0].catalogue_id)]["reason"] == "Somebody who plays Ada 1 by Ada also plays this"
    assert {entry["source"] for entry in found.values()} == {"listeners"}
    for other in (stranger, moderator):
        assert other.username not in answer.content.decode()
        assert str(other.pk) not in answer.content.decode()


@pytest.mark.parametrize("closed", ["private", "inactive"])
def test_private_and_closed_accounts_lend_nothing(
    closed: str,
    owner: User,
    stranger: User,
    as_owner: APIClient,
    make_tracks: MakeTracks,
    listen: Listen,
) -> None:
    (common,) = make_tracks(1, artist="Ada")
    theirs = make_tracks(1, artist="Bo")
    listen(owner, [common])
    listen(stranger, [*theirs, common])
    if closed == "private":
        stranger.profile.is_private = True
        stranger.profile.save()
    else:
        User.objects.filter(pk=stranger.pk).update(is_active=False)

    assert reasons(recommended(as_owner)) == {str(theirs[0].catalogue_id): "Popular right now"}


def test_ones_own_repeats_do_not_hide_other_listeners(
    owner: User, stranger: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    (common,), theirs = make_tracks(1, artist="Ada"), make_tracks(1, artist="Bo")
    listen(stranger, [*theirs, common])
    listen(owner, [common] * 50)

    assert reasons(recommended(as_owner)) == {
        str(theirs[0].catalogue_id): "Somebody who plays Ada 1 by Ada also plays this"
    }


def test_only_the_newest_listeners_and_tracks_are_looked_at(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    (common,) = make_tracks(1, artist="Ada")
    listen(owner, [common])
    theirs = [make_tracks(1, artist=f"Artist {number}", rank=number)[0] for number in range(25)]
    for number, track in enumerate(theirs):
        other = User.objects.create_user(f"other{number}", f"other{number}@example.com")
        listen(other, [track, common])
        Activity.objects.filter(user=other, track=common).update(timestamp=f"2024-01-{number + 1:02}T00:00:00Z")

    lent = [entry for entry in recommended(as_owner, limit=50) if entry["source"] == "listeners"]

    assert ids_in(lent) == ids(theirs[-20:])


def test_what_others_skipped_is_not_lent(
    owner: User, stranger: User, as_owner: APIClient, make_tracks: MakeTracks, listen: Listen
) -> None:
    (common,) = make_tracks(1, artist="Ada")
    skipped = make_tracks(1, artist="Bo")
    listen(owner, [common])
    listen(stranger, [common])
    listen(stranger, skipped, action=Activity.Action.SKIP)

    assert set(reasons(recommended(as_owner)).values()) == {"Popular right now"}


def test_another_listeners_taste_changes_nothing_of_ones_own(
    owner: User, stranger: User, as_stranger: APIClient, make_tracks: MakeTracks, listen: Listen, relate: Relate
) -> None:
    (played,) = make_tracks(1, artist="Ada")
    listen(owner, [played])
    relate(played, make_tracks(3, artist="Bo"))
    Favorite.objects.create(user=owner, track=make_tracks(1, artist="Cleo")[0])

    assert set(reasons(recommended(as_stranger)).values()) == {"Popular right now"}
