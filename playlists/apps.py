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
        from accounts import blocking
        from accounts.moderation import reportable
        from playlists.screening import REPORTABLE
        from playlists.sharing.members import part

        blocking.on_block.append(part)
        reportable.register(REPORTABLE)
        from playlists import personal_data
        from playlists.sharing import personal_data as of_sharing

        register(*personal_data.PARTS, *of_sharing.PARTS)
