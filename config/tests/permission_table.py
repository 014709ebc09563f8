"""Every route and method of the API, and who gets in."""

from __future__ import annotations

from dataclasses import dataclass

IN, UNKNOWN, REFUSED, HIDDEN = "gets in", "401", "403", "404"

SCOPES = ("read", "listen", "write")
PEOPLE = ("anonymous", "listener", "stranger", "staff", "superuser")
CALLERS = (*PEOPLE, *SCOPES, "staff's write")
"""The last ones are API keys with that one scope; the first three of them are the listener's."""


@dataclass(frozen=True)
class Access:
    """Who gets in, and with which scope a key does; ``key`` None is none at all."""

    key: str | None = None
    people: tuple[str, ...] = (IN, IN, IN, IN, IN)

    def expected(self, caller: str) -> str:
        if caller in PEOPLE:
            return self.people[PEOPLE.index(caller)]
        if self.people[0] == IN:
            return IN  # nobody looks at a key where none is needed
        if caller.removeprefix("staff's ") != self.key:
            return REFUSED
        return self.people[PEOPLE.index("staff" if caller.startswith("staff") else "listener")]


def everybody() -> Access:
    return Access()


def signed_in(key: str | None) -> Access:
    return Access(key, (UNKNOWN, IN, IN, IN, IN))


def own(key: str | None) -> Access:
    """The row in the path is the listener's: for all others it is not there, staff included."""
    return Access(key, (UNKNOWN, IN, HIDDEN, HIDDEN, HIDDEN))


def own_or_staff(key: str | None) -> Access:
    return Access(key, (UNKNOWN, IN, HIDDEN, IN, IN))


def staff(key: str | None) -> Access:
    return Access(key, (UNKNOWN, REFUSED, REFUSED, IN, IN))


OPEN = everybody()
READ, LISTEN, WRITE = (signed_in(scope) for scope in SCOPES)
PASSWORD_ONLY = signed_in(None)
OWN_READ, OWN_LISTEN, OWN_WRITE = (own(scope) for scope in SCOPES)
OWN_PASSWORD_ONLY = own(None)
ACCOUNT_READ, ACCOUNT = own_or_staff("read"), own_or_staff(None)
STAFF = staff("write")
STAFF_IN_PERSON = staff(None)

_PLAYLIST = {"get": OWN_READ, "patch": OWN_WRITE, "delete": OWN_WRITE}
_OWN_MUSIC = {"get": READ, "put": STAFF, "patch": STAFF, "delete": STAFF}

TABLE: dict[str, dict[str, Access]] = {
    "api/accounts/register/": {"post": OPEN},
    "api/accounts/token/": {"post": OPEN},
    "api/accounts/token/refresh/": {"post": OPEN},
    "api/accounts/logout/": {"post": PASSWORD_ONLY},
    "api/accounts/logout-all/": {"post": PASSWORD_ONLY},
    "api/accounts/sessions/": {"get": PASSWORD_ONLY},
    "api/accounts/sessions/<uuid:session_id>/": {"delete": OWN_PASSWORD_ONLY},
    "api/accounts/password/change/": {"post": PASSWORD_ONLY},
    "api/accounts/password/reset/": {"post": OPEN},
    "api/accounts/password/reset/confirm/": {"post": OPEN},
    "api/accounts/email/verify/": {"post": OPEN},
    "api/accounts/email/verify/resend/": {"post": OPEN},
    "api/accounts/api-keys/": {"get": PASSWORD_ONLY, "post": PASSWORD_ONLY},
    "api/accounts/api-keys/<uuid:key_id>/": {"delete": OWN_PASSWORD_ONLY},
    "api/accounts/profile/": {"get": READ, "patch": WRITE, "delete": PASSWORD_ONLY},
    "api/accounts/preferences/": {"get": READ, "put": WRITE, "patch": WRITE},
    "api/accounts/blocks/": {"get": PASSWORD_ONLY},
    "api/accounts/export/": {"get": PASSWORD_ONLY, "post": PASSWORD_ONLY},
    "api/accounts/export/<uuid:job_id>/": {"get": OWN_PASSWORD_ONLY},
    "api/accounts/export/<uuid:job_id>/download/": {"get": OWN_PASSWORD_ONLY},
    "api/accounts/upload-avatar/": {"post": WRITE},
    "api/auth/register/": {"post": OPEN},
    "api/auth/login/": {"post": OPEN},
    "api/auth/spotify/": {"get": PASSWORD_ONLY},
    "api/auth/spotify/callback/": {"get": OPEN},
    "api/integrations/": {"get": READ},
    "api/integrations/<str:service>/": {"get": READ, "post": PASSWORD_ONLY, "delete": OWN_PASSWORD_ONLY},
    "api/spotify/import/": {"get": READ, "post": WRITE},
    "api/spotify/import/<uuid:job_id>/": {"get": OWN_READ},
    "api/spotify/import/<uuid:job_id>/cancel/": {"post": OWN_WRITE},
    "api/spotify/unmatched/": {"get": READ},
    "api/spotify/unmatched/<uuid:item_id>/": {"post": OWN_WRITE},
    "api/users/": {"post": OPEN},
    "api/users/<uuid:user_id>/": {"get": ACCOUNT_READ, "put": ACCOUNT, "patch": ACCOUNT, "delete": ACCOUNT},
    "api/users/<uuid:user_id>/block/": {"post": PASSWORD_ONLY, "delete": PASSWORD_ONLY},
    "api/users/<uuid:user_id>/public/": {"get": READ},
    "api/users/<uuid:user_id>/social/": {"get": READ},
    "api/users/<uuid:user_id>/follow/": {"post": WRITE, "delete": WRITE},
    "api/users/<uuid:user_id>/followers/": {"get": READ},
    "api/users/<uuid:user_id>/following/": {"get": READ},
    "api/users/<uuid:user_id>/activity/": {"get": READ},
    "api/social/people/": {"get": READ},
    "api/social/followers/": {"get": READ},
    "api/social/followers/<uuid:user_id>/": {"delete": WRITE},
    "api/social/following/": {"get": READ},
    "api/social/requests/": {"get": READ},
    "api/social/requests/<uuid:request_id>/": {"delete": OWN_WRITE},
    "api/social/requests/<uuid:request_id>/accept/": {"post": OWN_WRITE},
    "api/social/playlists/liked/": {"get": READ},
    "api/social/playlists/<uuid:playlist_id>/like/": {"get": OWN_READ, "post": OWN_WRITE, "delete": OWN_WRITE},
    "api/social/playlists/<uuid:playlist_id>/likes/": {"get": OWN_READ},
    "api/social/comments/": {"get": READ, "post": WRITE},
    "api/social/comments/<uuid:comment_id>/": {"get": OWN_READ, "patch": OWN_WRITE, "delete": OWN_WRITE},
    "api/social/comments/<uuid:comment_id>/replies/": {"get": OWN_READ},
    "api/social/comments/<uuid:comment_id>/like/": {"post": OWN_WRITE, "delete": OWN_WRITE},
    "api/social/feed/": {"get": READ},
    "api/parties/": {"get": READ, "post": WRITE},
    "api/parties/join/": {"post": WRITE},
    "api/parties/<uuid:party_id>/": {"get": OWN_READ, "patch": OWN_WRITE, "delete": OWN_WRITE},
    "api/parties/<uuid:party_id>/leave/": {"post": OWN_WRITE},
    "api/parties/<uuid:party_id>/here/": {"post": OWN_LISTEN},
    "api/parties/<uuid:party_id>/code/": {"post": OWN_WRITE},
    "api/parties/<uuid:party_id>/link/": {"post": OWN_WRITE},
    "api/parties/<uuid:party_id>/invitations/": {"post": OWN_WRITE},
    "api/parties/<uuid:party_id>/members/": {"get": OWN_READ},
    "api/parties/<uuid:party_id>/members/<uuid:user_id>/": {"patch": OWN_WRITE, "delete": OWN_WRITE},
    "api/parties/<uuid:party_id>/state/": {"get": OWN_READ, "post": OWN_LISTEN},
    "api/parties/<uuid:party_id>/skip/": {"post": OWN_LISTEN, "delete": OWN_LISTEN},
    "api/parties/<uuid:party_id>/tracks/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/parties/<uuid:party_id>/tracks/<uuid:item_id>/": {"delete": OWN_WRITE},
    "api/parties/<uuid:party_id>/tracks/<uuid:item_id>/move/": {"post": OWN_WRITE},
    "api/parties/<uuid:party_id>/tracks/<uuid:item_id>/vote/": {"post": OWN_WRITE, "delete": OWN_WRITE},
    "api/parties/<uuid:party_id>/messages/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/parties/<uuid:party_id>/messages/<uuid:message_id>/": {"delete": OWN_WRITE},
    "api/social/activity/": {"get": READ},
    "api/me/liked/": {"get": READ},
    "api/me/liked/<str:track_id>/": {"post": WRITE, "delete": WRITE},
    "api/catalogue/search/": {"get": READ},
    "api/catalogue/suggest/": {"get": READ},
    "api/catalogue/artists/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/albums/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/tracks/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/tracks/<str:catalogue_id>/equivalents/": {"get": READ},
    "api/catalogue/stream/<str:catalogue_id>/": {"get": READ},
    "api/catalogue/genres/": {"get": READ},
    "api/songs/": {"get": READ, "post": STAFF},
    "api/songs/<str:catalogue_id>/": _OWN_MUSIC,
    "api/songs/<str:catalogue_id>/audio/": {"post": STAFF, "delete": STAFF},
    "api/artists/": {"get": READ, "post": STAFF},
    "api/artists/<str:catalogue_id>/": _OWN_MUSIC,
    "api/artists/<str:catalogue_id>/picture/": {"post": STAFF},
    "api/albums/": {"get": READ, "post": STAFF},
    "api/albums/<str:catalogue_id>/": _OWN_MUSIC,
    "api/albums/<str:catalogue_id>/cover/": {"post": STAFF},
    "api/charts/genre/<str:genre_id>/": {"get": READ},
    "api/charts/top/": {"get": READ},
    "api/charts/new-releases/": {"get": READ},
    "api/charts/top-albums/": {"get": READ},
    "api/playlists/queue/": {"get": READ, "patch": LISTEN},
    "api/playlists/queue/tracks/": {"get": READ},
    "api/playlists/queue/tracks/<uuid:item_id>/": {"delete": OWN_LISTEN},
    "api/playlists/queue/tracks/<uuid:item_id>/move/": {"post": OWN_LISTEN},
    "api/playlists/queue/enqueue/": {"post": LISTEN},
    "api/playlists/queue/clear/": {"post": LISTEN},
    "api/playlists/queue/shuffle/": {"post": LISTEN},
    "api/playlists/queue/current/": {"get": READ},
    "api/playlists/queue/next/": {"post": LISTEN},
    "api/playlists/queue/previous/": {"post": LISTEN},
    "api/playlists/queue/position/": {"post": LISTEN},
    "api/playlists/queue/stream/": {"post": LISTEN},
    "api/playlists/queue/history/": {"get": READ},
    "api/playlists/queue/state/": {"get": READ, "post": LISTEN},
    "api/playlists/queue/devices/": {"get": READ, "post": LISTEN},
    "api/playlists/queue/devices/<uuid:device_id>/": {"patch": OWN_LISTEN, "delete": OWN_LISTEN},
    "api/playlists/queue/devices/<uuid:device_id>/report/": {"post": OWN_LISTEN},
    "api/playlists/queue/devices/<uuid:device_id>/play/": {"post": OWN_LISTEN},
    "api/realtime/tickets/": {"post": PASSWORD_ONLY},
    "api/notifications/": {"get": READ},
    "api/notifications/unread-count/": {"get": READ},
    "api/notifications/read/": {"post": WRITE},
    "api/notifications/preferences/": {"get": READ, "patch": WRITE},
    "api/notifications/push/key/": {"get": READ},
    "api/notifications/push/subscriptions/": {"get": READ, "post": WRITE},
    "api/notifications/push/subscriptions/<uuid:subscription_id>/": {"delete": OWN_WRITE},
    "api/notifications/<uuid:notification_id>/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/play/": {"post": OWN_LISTEN},
    "api/playlists/play-recommendation/": {"post": LISTEN},
    "api/playlists/recommendations/": {"get": READ},
    "api/playlists/generate/": {"post": WRITE},
    "api/recommendations/playlists/": {"get": READ},
    "api/recommendations/playlists/<uuid:mix_id>/": {"get": OWN_READ},
    "api/recommendations/playlists/<uuid:mix_id>/tracks/": {"get": OWN_READ},
    "api/recommendations/playlists/<uuid:mix_id>/save/": {"post": OWN_WRITE},
    "api/recommendations/similar/<str:track_id>/": {"get": READ},
    "api/recommendations/feedback/": {"get": READ, "post": WRITE},
    "api/recommendations/feedback/<uuid:feedback_id>/": {"delete": OWN_WRITE},
    "api/recommendations/tasks/<uuid:task_id>/": {"get": OWN_READ},
    "api/recommendations/<uuid:user_id>/": {"get": ACCOUNT_READ},
    "api/recommendations/<uuid:user_id>/refresh/": {"post": own_or_staff("write")},
    "api/playlists/playlists/": {"get": READ, "post": WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/": _PLAYLIST,
    "api/playlists/playlists/<uuid:playlist_id>/upload-cover/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/add_track/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/add_tracks/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/remove_track/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/tracks/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/tracks/<uuid:item_id>/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/tracks/<uuid:item_id>/move/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/shuffle/next/": {"get": OWN_READ},
    "api/playlists/playlists/<uuid:playlist_id>/share/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/share/<uuid:share_id>/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/listeners/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/listeners/<uuid:user_id>/": {"delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/members/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/members/<uuid:user_id>/": {"patch": OWN_WRITE, "delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/owner/": {"post": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/follow/": {"post": OWN_WRITE, "delete": OWN_WRITE},
    "api/playlists/playlists/<uuid:playlist_id>/copy/": {"post": OWN_WRITE},
    "api/playlists/following/": {"get": READ},
    "api/playlists/invitations/": {"get": READ},
    "api/playlists/invitations/<uuid:invitation_id>/accept/": {"post": OWN_WRITE},
    "api/playlists/invitations/<uuid:invitation_id>/decline/": {"post": OWN_WRITE},
    "api/shared/<str:token>/": {"get": OPEN},
    "api/shared/<str:token>/join/": {"post": WRITE},
    "api/playlists/files/exports/": {"get": READ, "post": WRITE},
    "api/playlists/files/exports/<uuid:job_id>/": {"get": OWN_READ},
    "api/playlists/files/exports/<uuid:job_id>/download/": {"get": OWN_READ},
    "api/playlists/files/imports/": {"get": READ, "post": WRITE},
    "api/playlists/files/imports/<uuid:job_id>/": {"get": OWN_READ, "delete": OWN_WRITE},
    "api/playlists/files/imports/<uuid:job_id>/tracks/": {"get": OWN_READ},
    "api/playlists/files/imports/<uuid:job_id>/tracks/<uuid:item_id>/match/": {"post": OWN_WRITE},
    "api/analytics/activity/": {"get": READ, "post": LISTEN, "delete": WRITE},
    "api/analytics/activity/batch/": {"post": LISTEN},
    "api/analytics/activity/<uuid:activity_id>/": {"get": OWN_READ, "delete": OWN_WRITE},
    "api/analytics/settings/": {"get": READ, "patch": WRITE},
    "api/analytics/summary/": {"get": staff("read")},
    "api/analytics/trends/": {"get": READ},
    "api/analytics/user/<uuid:user_id>/": {"get": ACCOUNT_READ},
    "api/analytics/me/": {"get": READ},
    "api/analytics/me/listens.csv": {"get": READ},
    "api/analytics/me/year/<int:year>/": {"get": READ},
    "api/analytics/history/exports/": {"get": READ, "post": WRITE},
    "api/analytics/history/exports/<uuid:job_id>/": {"get": OWN_READ},
    "api/analytics/history/exports/<uuid:job_id>/download/": {"get": OWN_READ},
    "api/analytics/history/imports/": {"get": READ, "post": WRITE},
    "api/analytics/history/imports/<uuid:job_id>/": {"get": OWN_READ, "delete": OWN_WRITE},
    "api/playlists/favorites/": {"get": READ},
    "api/playlists/favorites/add/": {"post": WRITE},
    "api/playlists/favorites/remove/": {"delete": WRITE},
    "api/playlists/": {"get": READ, "post": WRITE},
    "api/playlists/<uuid:playlist_id>/": {**_PLAYLIST, "put": OWN_WRITE},
    "api/playlists/<uuid:playlist_id>/tracks/": {"get": OWN_READ, "post": OWN_WRITE},
    "api/playlists/<uuid:playlist_id>/shuffle/next/": {"get": OWN_READ},
    "api/auth/lastfm/callback/": {"get": OPEN},
    "api/scrobbling/": {"get": READ},
    "api/scrobbling/received/": {"get": READ},
    "api/scrobbling/received/<uuid:received_id>/": {"delete": OWN_WRITE},
    "api/scrobbling/playing/": {"get": READ},
    "api/scrobbling/<str:service>/": {"get": OWN_READ, "patch": OWN_WRITE},
    "api/scrobbling/<str:service>/scrobbles/": {"get": OWN_READ},
    "api/reports/": {"get": READ, "post": WRITE},
    "api/admin/reports/": {"get": STAFF_IN_PERSON},
    "api/admin/reports/<uuid:case_id>/": {"get": STAFF_IN_PERSON},
    "api/admin/reports/<uuid:case_id>/decide/": {"post": STAFF_IN_PERSON},
    "api/admin/users/": {"get": STAFF_IN_PERSON},
    "api/admin/users/<uuid:user_id>/": {"get": STAFF_IN_PERSON},
    "api/admin/users/<uuid:user_id>/suspend/": {"post": STAFF_IN_PERSON},
    "api/admin/users/<uuid:user_id>/restore/": {"post": STAFF_IN_PERSON},
    "api/admin/users/<uuid:user_id>/sign-out/": {"post": STAFF_IN_PERSON},
    "api/admin/stats/": {"get": STAFF_IN_PERSON},
    "api/schema/": {"get": OPEN},
    "api/docs/": {"get": OPEN},
    "api/redoc/": {"get": OPEN},
}
