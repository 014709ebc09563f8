"""Our Celery application and server, which here also know the jobs that only the tests have."""

from config.celery import app
from config.embedded.__main__ import leave, main

app.autodiscover_tasks(["config.tests"], related_name="sample_jobs")

if __name__ == "__main__":
    leave(main())
