from django.apps import AppConfig

from config.personal_data import register


class PlaylistsConfig(AppConfig):
    name = "playlists"

    def ready(self) -> None:
        from catalogue import sections
        from playlists.searching import SECTION

        sections.register(SECTION)
        from playlists.personal_data import PARTS

        register(*PARTS)
