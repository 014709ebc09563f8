from django.apps import AppConfig
from django.conf import settings

from config.personal_data import register


class LinksConfig(AppConfig):
    name = "integrations.links"
    label = "links"
    verbose_name = "Linked accounts"

    def ready(self) -> None:
        """Contributes the checks, what is known of a listener, and the services that this room speaks to."""
        from integrations.links import (
            checks,  # noqa: F401  (registers itself)
            registry,
            spotify,
        )
        from integrations.links.models import Service
        from integrations.links.personal_data import PARTS

        register(*PARTS)
        registry.register(
            registry.Linkable(Service.SPOTIFY, "Spotify", spotify.is_configured, begin=spotify.begin_link)
        )
        registry.register(registry.Linkable("apple", "Apple Music", lambda: "apple" in settings.CATALOGUE_PROVIDERS))
