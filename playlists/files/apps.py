from django.apps import AppConfig

from config.personal_data import register


class PlaylistFilesConfig(AppConfig):
    name = "playlists.files"
    label = "playlist_files"

    def ready(self) -> None:
        from playlists.files.personal_data import PARTS

        register(*PARTS)
