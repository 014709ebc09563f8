import logging

from django.apps import AppConfig
from django.conf import settings

logger = logging.getLogger(__name__)


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self) -> None:
        """Says which of the listed providers are off."""
        for line in settings.PROVIDERS_OFF:
            logger.warning(line)
