from django.apps import AppConfig

from config.personal_data import register


class PartiesConfig(AppConfig):
    name = "parties"

    def ready(self) -> None:
        from accounts.blocking import on_block
        from accounts.moderation import reportable
        from parties.blocks import part
        from parties.personal_data import PARTS
        from parties.reporting import KINDS

        register(*PARTS)
        reportable.register(*KINDS)
        on_block.append(part)
