"""The table of contents of the whole API. Each room lists its own paths."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("config.front_urls")),
    path("admin/dashboard/", include("analytics.dashboard.urls")),
    path("admin/", admin.site.urls),
    path("api/accounts/", include("accounts.urls")),
    path("api/auth/", include("accounts.auth_urls")),
    path("api/auth/", include("integrations.links.auth_urls")),
    path("api/auth/lastfm/", include("integrations.lastfm.urls")),
    path("api/integrations/", include("integrations.links.urls")),
    path("api/users/", include("accounts.user_urls")),
    path("api/realtime/", include("accounts.realtime_urls")),
    path("api/notifications/", include("notifications.urls")),
    path("api/users/", include("playlists.profile_urls")),
    path("api/users/", include("social.user_urls")),
    path("api/me/", include("playlists.liked_urls")),
    path("api/spotify/", include("playlists.importing.urls")),
    path("api/catalogue/", include("catalogue.urls")),
    path("api/songs/", include("catalogue.own.song_urls")),
    path("api/artists/", include("catalogue.own.artist_urls")),
    path("api/albums/", include("catalogue.own.album_urls")),
    path("api/charts/", include("catalogue.chart_urls")),
    path("api/playlists/", include("playqueue.urls")),
    path("api/playlists/", include("recommendations.playlist_urls")),
    path("api/playlists/files/", include("playlists.files.urls")),
    path("api/playlists/", include("playlists.sharing.urls")),
    path("api/playlists/", include("playlists.urls")),
    path("api/shared/", include("playlists.sharing.shared_urls")),
    path("api/recommendations/", include("recommendations.urls")),
    path("api/analytics/history/", include("analytics.archives.urls")),
    path("api/analytics/", include("analytics.urls")),
    path("api/scrobbling/", include("analytics.scrobbling.urls")),
    path("api/social/", include("social.urls")),
    path("api/parties/", include("parties.urls")),
    path("api/", include("accounts.moderation.urls")),
    path("api/", include("config.documentation_urls")),
    path("", include("analytics.scrobbling.inbound.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
