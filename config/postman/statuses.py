"""Where a fresh server, with nothing but the demo catalogue, answers something else than success, and why."""

STATUSES: dict[str, int] = {
    # An API key of the scope `scrobble`, or a signed request, is asked for.
    "POST /1/submit-listens": 401,
    "GET /1/validate-token": 400,
    "POST /2.0/": 403,
    "GET /2.0/": 400,
    # Links of mails, which no answer tells.
    "POST /api/accounts/email/verify/": 400,
    "POST /api/accounts/password/reset/confirm/": 400,
    # A password that is too weak: the right one would end the sessions of the run.
    "POST /api/accounts/password/change/": 400,
    # The picture that is sent is no audio, and the address of the audio is not signed.
    "POST /api/songs/{catalogue_id}/audio/": 400,
    "GET /api/catalogue/stream/{catalogue_id}/audio": 403,
    # The document names 200 for what was there already, too; here it is new.
    "POST /api/analytics/activity/": 201,
    "POST /api/playlists/{playlist_id}/tracks/": 201,
    "POST /api/playlists/favorites/add/": 201,
    "POST /api/recommendations/feedback/": 201,
    "POST /api/playlists/playlists/{playlist_id}/follow/": 201,
    "POST /api/playlists/playlists/{playlist_id}/listeners/": 201,
    "POST /api/playlists/playlists/{playlist_id}/members/": 201,
    "POST /api/users/{user_id}/block/": 201,
    "POST /api/reports/": 201,
    "POST /api/social/comments/": 201,
    # Added a moment ago.
    "POST /api/playlists/playlists/{playlist_id}/tracks/": 409,
    # Gone with the artist, and the same playlist at its other address.
    "DELETE /api/albums/{catalogue_id}/": 404,
    "DELETE /api/playlists/{playlist_id}/": 404,
    # Imports that have ended, and one that was a dry run.
    "DELETE /api/analytics/history/imports/{job_id}/": 409,
    "DELETE /api/playlists/files/imports/{job_id}/": 409,
    "POST /api/playlists/files/imports/{job_id}/tracks/{item_id}/match/": 409,
    # Nothing has been received yet.
    "DELETE /api/scrobbling/received/{received_id}/": 404,
    # No outside account is linked, and none can be on a server without their credentials or a way out.
    "GET /api/auth/spotify/": 409,
    "GET /api/auth/spotify/callback/": 400,
    "GET /api/auth/lastfm/callback/": 400,
    "POST /api/integrations/{service}/": 503,
    "DELETE /api/integrations/{service}/": 404,
    "GET /api/scrobbling/{service}/": 404,
    "PATCH /api/scrobbling/{service}/": 404,
    "GET /api/scrobbling/{service}/scrobbles/": 404,
    "POST /api/spotify/import/": 404,
    "GET /api/spotify/import/{job_id}/": 404,
    "POST /api/spotify/import/{job_id}/cancel/": 404,
    "POST /api/spotify/unmatched/{item_id}/": 404,
    # The account is gone by then.
    "DELETE /api/users/{user_id}/": 401,
}
