"""What belongs to a listener: `/me`, their playlists and library, in the shapes that a new app gets.

Scopes are checked, as are the owners of playlists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from integrations.standins.library import Library
from integrations.standins.spotify import refusals
from integrations.standins.spotify.answers import Query, cut, paged
from integrations.standins.spotify.grants import Grant
from integrations.standins.spotify.listeners import Entry, Episode, Gone, LocalFile, StandinListener, StandinPlaylist
from integrations.standins.spotify.refusals import Refused, error_reply
from integrations.standins.spotify.shapes import Json, Shapes, artist_id

Respond = Callable[[str, Query, StandinListener, str], Json]
PRIVATE: Final = "playlist-read-private"
MOST_OFFSET: Final = 100_000


class LibraryAnswers:
    """``both_names``: `track` beside `item`, and `tracks` beside `items`, as older apps get them."""

    def __init__(self, library: Library, shapes: Shapes, listeners: dict[str, StandinListener]) -> None:
        self.both_names = False
        self.listeners = listeners
        self._library = library
        self._shapes = shapes
        self._routes: list[tuple[re.Pattern[str], str, Respond]] = [
            (re.compile(r"/me"), "", self._me),
            (re.compile(r"/me/playlists"), PRIVATE, self._playlists),
            (re.compile(r"/me/tracks"), "user-library-read", self._saved),
            (re.compile(r"/me/following"), "user-follow-read", self._followed),
            (re.compile(r"/me/top/(tracks)"), "user-top-read", self._top),
            (re.compile(r"/playlists/([^/]+)"), "", self._playlist),
            (re.compile(r"/playlists/([^/]+)/items"), PRIVATE, self._items),
        ]

    def answer(self, path: str, query: Query, grant: Grant) -> Json | None:
        """None for a path that is nobody's own."""
        for pattern, scope, respond in self._routes:
            if found := pattern.fullmatch(path):
                listener = self.listeners.get(grant.listener)
                if listener is None:
                    raise Refused(refusals.unauthorized("invalid_token"))
                if not listener.is_registered:
                    raise Refused(refusals.listener_not_registered())
                if scope and scope not in grant.scope.split():
                    raise Refused(error_reply(403, "Insufficient client scope"))
                return respond(path, query, listener, found[1] if found.groups() else "")
        return None

    def _me(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        return {
            **self._user(listener.id),
            "account_id": listener.account_id,
            "display_name": listener.name,
            "images": [],
        }

    def _playlists(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        asked = paged(query, default=20, most=50, most_offset=MOST_OFFSET)
        shown = [self._simple(each) for each in cut(listener.playlists, asked)]
        return self._shapes.page(path, asked, shown, total=len(listener.playlists))

    def _playlist(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        playlist = self._named(listener, key)
        if not _may_read(listener, playlist):
            return {name: value for name, value in self._simple(playlist).items() if name not in ("items", "tracks")}
        asked = {"offset": "0", "limit": "50"}
        entries = [self._place(each, place) for place, each in enumerate(cut(playlist.entries, asked))]
        page = self._shapes.page(f"{path}/items", asked, entries, total=len(playlist.entries))
        return {**self._simple(playlist), "items": page}

    def _items(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        playlist = self._named(listener, key)
        if not _may_read(listener, playlist):
            raise Refused(refusals.closed())
        asked = paged(query, default=20, most=50, most_offset=MOST_OFFSET)
        places = enumerate(cut(playlist.entries, asked), start=int(asked["offset"]))
        return self._shapes.page(
            path, asked, [self._place(each, place) for place, each in places], total=len(playlist.entries)
        )

    def _saved(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        asked = paged(query, default=20, most=50, most_offset=MOST_OFFSET)
        places = enumerate(cut(listener.saved, asked), start=int(asked["offset"]))
        shown = [{"added_at": _added_at(place), "track": self._thing(each)} for place, each in places]
        return self._shapes.page(path, asked, shown, total=len(listener.saved))

    def _followed(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        if query.get("type") != "artist":
            raise Refused(error_reply(400, "Invalid type"))
        limit, ids = int(paged(query, default=20, most=50)["limit"]), [artist_id(each) for each in listener.followed]
        after = query.get("after", "")
        start = ids.index(after) + 1 if after in ids else 0
        shown = listener.followed[start : start + limit]
        last = ids[start + limit - 1] if start + limit < len(ids) else None
        return {
            "artists": {
                "href": f"{path}?type=artist&limit={limit}",
                "items": [self._shapes.artist(self._library.artists[each]) for each in shown],
                "limit": limit,
                "next": f"{path}?type=artist&limit={limit}&after={last}" if last else None,
                "cursors": {"after": last},
                "total": len(ids),
            }
        }

    def _top(self, path: str, query: Query, listener: StandinListener, key: str) -> Json:
        asked = paged(query, default=20, most=50)
        numbers = listener.top.get(query.get("time_range", "medium_term"))
        if numbers is None:
            raise Refused(error_reply(400, "Invalid time range"))
        shown = [self._shapes.track(self._library.tracks[each]) for each in cut(numbers, asked)]
        return self._shapes.page(path, asked, shown, total=len(numbers))

    def _named(self, listener: StandinListener, key: str) -> StandinPlaylist:
        everybodys = [each for one in self.listeners.values() for each in one.playlists]
        found = next((each for each in [*listener.playlists, *everybodys] if each.id == key), None)
        if found is None:
            raise Refused(refusals.not_found())
        return found

    def _user(self, user_id: str) -> Json:
        urls = {"spotify": f"https://open.spotify.com/user/{user_id}"}
        return {"id": user_id, "type": "user", "uri": f"spotify:user:{user_id}", "href": "", "external_urls": urls}

    def _simple(self, playlist: StandinPlaylist) -> Json:
        counted = {"href": f"/playlists/{playlist.id}/items", "total": len(playlist.entries)}
        return {
            "id": playlist.id,
            "name": playlist.name,
            "description": playlist.description,
            "collaborative": playlist.collaborative,
            "owner": {**self._user(playlist.owner), "display_name": playlist.owner.title()},
            "images": [],
            "public": False,
            "snapshot_id": playlist.snapshot_id,
            "type": "playlist",
            "uri": f"spotify:playlist:{playlist.id}",
            "items": counted,
            **({"tracks": counted} if self.both_names else {}),
        }

    def _place(self, entry: Entry, place: int) -> Json:
        thing = self._thing(entry)
        return {
            "added_at": _added_at(place),
            "added_by": self._user("ada"),
            "is_local": isinstance(entry, LocalFile),
            "item": thing,
            **({"track": thing} if self.both_names else {}),
        }

    def _thing(self, entry: Entry) -> Json | None:
        if isinstance(entry, Gone):
            return None
        if isinstance(entry, LocalFile):
            return _local(entry)
        if isinstance(entry, Episode):
            key = "PlayPodEpisode00000001"
            return {
                "id": key,
                "name": entry.title,
                "type": "episode",
                "uri": f"spotify:episode:{key}",
                "show": entry.show,
            }
        return entry if isinstance(entry, dict) else self._shapes.track(self._library.tracks[entry])


def _may_read(listener: StandinListener, playlist: StandinPlaylist) -> bool:
    return playlist.owner == listener.id or (playlist.collaborative and playlist in listener.playlists)


def _added_at(place: int) -> str:
    return f"2026-0{place // 86_400 % 9 + 1}-01T{place // 3600 % 24:02d}:{place // 60 % 60:02d}:{place % 60:02d}Z"


def _local(entry: LocalFile) -> Json:
    parts = (entry.artist, entry.album, entry.title, str(entry.seconds))
    return {
        "id": None,
        "name": entry.title,
        "type": "track",
        "uri": "spotify:local:" + ":".join(part.replace(" ", "+") for part in parts),
        "is_local": True,
        "artists": [{"id": None, "name": entry.artist, "type": "artist"}],
        "album": {"id": None, "name": entry.album, "type": "album"},
        "duration_ms": entry.seconds * 1000,
        "external_ids": {},
    }
