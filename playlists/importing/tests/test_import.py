"""An import from beginning to end, over HTTP on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Profile, User
from catalogue.models import Track
from config.tests.plugin import RunJobs
from integrations.links.tests.conftest import Linked
from integrations.standins.spotify.listeners import GONE, Episode, LocalFile, StandinPlaylist, playlist_id
from integrations.standins.spotify.server import SpotifyStandin
from playlists.importing.models import ImportRun, Item, Source
from playlists.importing.taste import followed_artists, top_tracks
from playlists.importing.tests.conftest import START, Import, source
from playlists.models import Favorite, Playlist, PlaylistTrack

MIXED = "Everything at once"


def tracks_of(playlist: Playlist) -> list[int]:
    return list(playlist.entries.in_order().values_list("track_id", flat=True))


def keys(music: dict[int, Track], numbers: Any) -> list[int]:
    return [music[number].pk for number in numbers]


def test_everything_comes_over(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track], owner: User, as_owner: APIClient
) -> None:
    spotify.own_answers.both_names = True
    run = imported()
    numbers = list(spotify.library.tracks)
    mixed = source(run, MIXED)
    playlist = Playlist.objects.get(pk=mixed["playlist_id"])

    assert (run["state"], run["error_code"], run["totals"]["sources"], run["totals"]["sources_done"]) == (
        "done",
        "",
        10,
        10,
    )
    assert mixed["counts"] == {"isrc": 25, "name": 45, "local_file": 1, "episode": 1, "gone": 1}
    assert (mixed["read"], mixed["total"], mixed["added"], mixed["state"]) == (73, 73, 70, "done")
    assert (playlist.name, playlist.description, playlist.is_public) == (MIXED, "A bit of everything.", False)
    assert tracks_of(playlist) == keys(music, numbers[:70])
    assert (playlist.track_count, playlist.last_serial, playlist.entries.count()) == (70, 70, 70)
    assert str(playlist.entries.in_order()[3].added_at) == "2026-01-01 00:00:03+00:00", "when it was added there"

    assert source(run, "Ours")["added"] == 5, "one that they collaborate in"
    assert (source(run, "Somebody else's")["reason"], source(run, "Somebody else's")["playlist_id"]) == (
        "forbidden",
        None,
    )
    assert Playlist.objects.get(name="Nothing yet").track_count == 0
    assert sorted(Playlist.objects.values_list("name", flat=True)) == [MIXED, "Nothing yet", "Ours", "Short walk"]

    liked = Favorite.objects.visible_to(owner).newest_first().values_list("track_id", flat=True)
    assert set(liked) == set(keys(music, numbers[30:95]))
    names = [spotify.library.artists[number].name for number in list(spotify.library.artists)[:6]]
    assert Profile.objects.get(user=owner).favorite_artists == names
    assert top_tracks(owner, term="short_term", limit=5) == keys(music, numbers[5:10])
    assert len(followed_artists(owner, limit=10)) == 6
    assert [row["id"] for row in as_owner.get(START).json()] == [run["id"]]
    [told] = as_owner.get("/api/notifications/").json()
    assert (told["kind"], told["subject"]) == ("import_finished", {"type": "spotify_import", "id": run["id"]})
    assert (
        max(int(path.partition("limit=")[2].partition("&")[0]) for path in spotify.api_paths if "limit=" in path) == 50
    )


def test_nothing_changes_when_nothing_has_changed(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track]
) -> None:
    imported()
    before = list(PlaylistTrack.objects.order_by("pk").values())
    spotify.forget_requests()
    again = imported(include=["playlist"])

    assert list(PlaylistTrack.objects.order_by("pk").values()) == before
    assert [each["reason"] for each in again["sources"]] == [
        "unchanged",
        "unchanged",
        "unchanged",
        "forbidden",
        "unchanged",
    ]
    assert again["totals"]["added"] == again["totals"]["removed"] == 0
    assert source(again, MIXED)["counts"] == {"isrc": 25, "name": 45, "local_file": 1, "episode": 1, "gone": 1}
    assert [path for path in spotify.api_paths if path.endswith("/items")] == [], "the snapshots are the same"


def test_what_changed_at_spotify_changes_here_order_included(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track], owner: User
) -> None:
    imported()
    numbers, walk = list(spotify.library.tracks), spotify.listeners["ada"].playlists[1]
    walk.name, walk.description = "Long walk", "Through the rain."
    walk.entries = [numbers[20], *reversed(numbers[104:112]), numbers[20]]
    spotify.listeners["ada"].saved = list(numbers[60:100])
    spotify.listeners["ada"].followed = spotify.listeners["ada"].followed[1:]
    run = imported()

    told = source(run, "Long walk")
    playlist = Playlist.objects.get(pk=told["playlist_id"])
    assert tracks_of(playlist) == keys(music, [numbers[20], *reversed(numbers[104:112])])
    assert (told["added"], told["removed"], told["repeats"], told["read"]) == (1, 4, 1, 10)
    assert (playlist.name, playlist.description, playlist.track_count) == ("Long walk", "Through the rain.", 9)
    assert set(Favorite.objects.visible_to(owner).values_list("track_id", flat=True)) == set(
        keys(music, numbers[60:100])
    )
    assert len(Profile.objects.get(user=owner).favorite_artists) == 5


def test_what_the_listener_edited_here_is_never_overwritten(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track], owner: User, as_owner: APIClient
) -> None:
    imported()
    numbers, ada = list(spotify.library.tracks), spotify.listeners["ada"]
    walk = Playlist.objects.get(name="Short walk")
    url, entries = f"/api/playlists/playlists/{walk.pk}/", list(walk.entries.in_order())
    as_owner.patch(url, {"name": "My walk"})
    as_owner.delete(f"{url}tracks/{entries[2].pk}/")
    as_owner.post(f"{url}tracks/{entries[5].pk}/move/", {"position": 0})
    as_owner.post(f"{url}add_track/", {"track_id": music[numbers[0]].external_id})
    assert as_owner.delete(f"/api/me/liked/{music[numbers[40]].external_id}/").status_code == 200
    as_owner.delete(f"/api/playlists/playlists/{Playlist.objects.get(name='Ours').pk}/")
    mine = tracks_of(walk)
    ada.playlists[1].name = "Renamed there"
    ada.playlists[1].entries = [numbers[1], *numbers[101:112], numbers[0]]
    ada.saved = [*ada.saved, numbers[96]]

    for _ in range(2):
        run = imported()
        walk.refresh_from_db()
        assert walk.name == "My walk"
        assert tracks_of(walk) == [*(key for key in mine if key != music[numbers[100]].pk), music[numbers[1]].pk]
        assert source(run, "Ours")["reason"] == "deleted_here"
        liked = Favorite.objects.visible_to(owner).values_list("track_id", flat=True)
        assert (music[numbers[40]].pk in liked, music[numbers[96]].pk in liked) == (False, True)
        assert source(run, "Liked songs")["left_out"] == 1
    ada.playlists[1].entries = list(numbers[105:112])
    imported()
    assert music[numbers[0]].pk in tracks_of(walk), "the listener's own, though it was at Spotify for a while"
    assert tracks_of(walk)[0] == entries[5].track_id, "their order stays"

    named = imported(playlists=[f"https://open.spotify.com/playlist/{playlist_id(3)}?si=x"])
    assert [each["name"] for each in named["sources"]] == ["Ours"], "asked for by name it is made again"
    assert Playlist.objects.get(name="Ours").track_count == 5


def test_a_dry_run_tells_and_changes_nothing(imported: Import, spotify: SpotifyStandin, owner: User) -> None:
    run = imported(dry_run=True)
    assert (run["state"], run["dry_run"], source(run, MIXED)["added"], source(run, "Liked songs")["added"]) == (
        "done",
        True,
        70,
        65,
    )
    assert (Playlist.objects.count(), Favorite.objects.count(), Profile.objects.get(user=owner).favorite_artists) == (
        0,
        0,
        [],
    )
    real = imported()
    assert source(real, MIXED)["added"] == 70
    spotify.listeners["ada"].playlists[0].entries = []
    told = imported(dry_run=True, playlists=[playlist_id(1)])
    assert source(told, MIXED)["removed"] == 70
    assert Playlist.objects.get(name=MIXED).track_count == 70
    imported(playlists=[playlist_id(1)])
    assert Playlist.objects.get(name=MIXED).track_count == 0


def test_what_was_not_matched_stays_listed_and_is_matched_by_hand(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track], as_owner: APIClient, as_stranger: APIClient
) -> None:
    numbers = list(spotify.library.tracks)
    ada = spotify.listeners["ada"]
    ada.playlists = [
        StandinPlaylist(
            playlist_id(9), "Holes", "ada", [numbers[3], numbers[190], LocalFile("Demo", "Me"), GONE, Episode("1")]
        )
    ]
    run = imported(include=["playlist"])
    listed = as_owner.get("/api/spotify/unmatched/")
    rows = listed.json()
    assert source(run, "Holes")["counts"] == {"isrc": 1, "not_found": 1, "local_file": 1, "gone": 1, "episode": 1}
    assert [row["reason"] for row in rows] == ["not_found", "local_file", "gone"]
    assert (rows[0]["title"], rows[0]["source"]) == (spotify.library.tracks[numbers[190]].title, "Holes")
    assert listed["X-Total-Count"] == "3"
    assert len(as_owner.get("/api/spotify/unmatched/?reason=local_file").json()) == 1
    assert as_owner.get("/api/spotify/unmatched/?reason=weather").status_code == 400
    assert as_stranger.get("/api/spotify/unmatched/").json() == []

    path, track = f"/api/spotify/unmatched/{rows[1]['id']}/", music[numbers[50]]
    assert as_stranger.post(path, {"track_id": track.external_id}).json()["code"] == "item_not_found"
    assert as_owner.post(path, {"track_id": "nonsense!"}).status_code == 404
    assert as_owner.post(path, {}).status_code == 400
    matched = as_owner.post(path, {"track_id": track.external_id})
    assert (matched.status_code, matched.json()["track_title"]) == (200, track.title)
    assert as_owner.post(path, {"track_id": track.external_id}).json()["code"] == "item_not_found", "once"
    playlist = Playlist.objects.get(name="Holes")
    assert tracks_of(playlist) == keys(music, [numbers[3], numbers[50]])

    ada.playlists[0].entries = [*ada.playlists[0].entries[:3], numbers[4]]
    again = imported(include=["playlist"])
    assert source(again, "Holes")["counts"] == {"isrc": 2, "not_found": 1, "hand": 1}
    assert tracks_of(playlist) == keys(music, [numbers[3], numbers[50], numbers[4]])
    assert Item.objects.filter(how="gone").count() == 0


def test_the_second_import_tries_again_what_the_catalogue_lacked(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track]
) -> None:
    numbers = list(spotify.library.tracks)
    spotify.listeners["ada"].playlists = [StandinPlaylist(playlist_id(9), "Holes", "ada", [numbers[3], numbers[190]])]
    imported(include=["playlist"])
    wanted = spotify.library.tracks[numbers[190]]
    Track.objects.filter(pk=music[numbers[60]].pk).update(isrc=wanted.isrc)
    again = source(imported(include=["playlist"]), "Holes")
    assert (again["reason"], again["counts"], again["added"]) == ("unchanged", {"isrc": 2}, 1)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"include": ["weather"]}, "include"),
        ({"include": []}, "include"),
        ({"playlists": []}, "playlists"),
        ({"playlists": ["short"]}, "playlists.0"),
        ({"playlists": ["https://evil.example/playlist/3sPyrAW9PVUMxL9i6QFbaV"]}, "playlists.0"),
        ({"playlists": [playlist_id(1)] * 501}, "playlists"),
        ({"dry_run": "perhaps"}, "dry_run"),
    ],
)
def test_bad_requests_start_nothing(linked: Linked, owner: User, as_owner: APIClient, form: Any, field: str) -> None:
    linked(owner)
    refused = as_owner.post(START, form)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert not ImportRun.objects.exists()


def test_an_account_has_to_be_linked(
    spotify: SpotifyStandin, linked: Linked, owner: User, as_owner: APIClient, run_jobs: RunJobs
) -> None:
    assert as_owner.post(START, {}).json()["code"] == "not_linked"
    account = linked(owner)
    run = as_owner.post(START, {"include": ["saved_tracks"]}).json()
    assert as_owner.post(START, {}).json()["id"] == run["id"], "one at a time"
    as_owner.delete("/api/integrations/spotify/")
    run_jobs()
    shown = as_owner.get(f"{START}{run['id']}/").json()
    assert (shown["state"], shown["error_code"]) == ("failed", "not_linked")
    account = linked(owner)
    type(account).objects.update(state="sign_in_again")
    assert as_owner.post(START, {}).json()["code"] == "sign_in_again"


def test_an_import_is_its_listeners_and_can_be_cancelled(
    linked: Linked, owner: User, as_owner: APIClient, as_stranger: APIClient, run_jobs: RunJobs
) -> None:
    linked(owner)
    path = f"{START}{as_owner.post(START, {}).json()['id']}/"
    assert as_stranger.get(path).json()["code"] == "import_not_found"
    assert as_stranger.post(f"{path}cancel/").status_code == 404
    assert as_owner.post(f"{path}cancel/").json()["state"] == "cancelled"
    assert as_owner.post(f"{path}cancel/").json()["code"] == "import_finished"
    run_jobs()
    assert (as_owner.get(path).json()["state"], Source.objects.count()) == ("cancelled", 0)


def test_the_answers_take_the_same_number_of_queries_however_much_there_is(
    imported: Import, as_owner: APIClient, django_assert_max_num_queries: Any
) -> None:
    run = imported()
    with django_assert_max_num_queries(9):
        as_owner.get(f"{START}{run['id']}/")
    with django_assert_max_num_queries(8):
        as_owner.get("/api/spotify/unmatched/")
