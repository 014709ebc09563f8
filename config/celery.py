"""The Celery application: one for the web processes, the workers and the scheduler."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("playpod")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
