import logging

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

logger = logging.getLogger(__name__)


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self) -> None:
        """Says which of the listed providers are off, and sees to the search index around migrations."""
        from catalogue.matching import keep_index, take_triggers_away

        pre_migrate.connect(take_triggers_away, sender=self, dispatch_uid="catalogue.search")
        post_migrate.connect(keep_index, sender=self, dispatch_uid="catalogue.search")
        for line in settings.PROVIDERS_OFF:
            logger.warning(line)
