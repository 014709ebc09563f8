from __future__ import annotations

from django.apps import AppConfig

from config.personal_data import register


class ScrobblingConfig(AppConfig):
    name = "analytics.scrobbling"
    label = "scrobbling"

    def ready(self) -> None:
        from analytics.scrobbling.personal_data import PARTS
        from integrations.lastfm import linking as lastfm
        from integrations.lastfm.configured import is_configured
        from integrations.links import registry
        from integrations.links.models import Service
        from integrations.listenbrainz import linking as listenbrainz

        register(*PARTS)
        registry.register(
            registry.Linkable(service=Service.LASTFM, title="Last.fm", is_configured=is_configured, begin=lastfm.begin)
        )
        registry.register(
            registry.Linkable(
                service=Service.LISTENBRAINZ,
                title="ListenBrainz",
                is_configured=lambda: True,
                accept=listenbrainz.accept,
            )
        )
