from django.apps import AppConfig

from config.personal_data import register


class PlaylistsConfig(AppConfig):
    name = "playlists"

    def ready(self) -> None:
        from analytics.trends import playlists as trending
        from catalogue import sections
        from playlists.searching import SECTION
        from playlists.trending import public_playlists

        sections.register(SECTION)
        trending.register(public_playlists)
        from playlists.personal_data import PARTS

        register(*PARTS)
