from django.apps import AppConfig


class PlayqueueConfig(AppConfig):
    name = "playqueue"
    verbose_name = "Play queue"
