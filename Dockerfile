# One image for every process of PlayPod: web, realtime, worker, beat and the one-shot migration.
#   docker build -t playpod .
# Runs as user 10001 and writes nothing but /tmp and the volumes: a read-only root file system is fine.

FROM python:3.12-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/playpod
COPY requirements.txt requirements-optional.txt /build/
RUN /opt/playpod/bin/pip install -r /build/requirements.txt -r /build/requirements-optional.txt
COPY . /srv/app
WORKDIR /srv/app
RUN /opt/playpod/bin/python -m compileall -q /srv/app /opt/playpod/lib \
    && DATA_DIR=/tmp/build STATIC_ROOT=/srv/static /opt/playpod/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.12-slim-trixie
LABEL org.opencontainers.image.title="PlayPod" org.opencontainers.image.licenses="MIT"
# What backups of PostgreSQL are made with; its version is that of the database in docker-compose.yml.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 playpod \
    && useradd --system --uid 10001 --gid playpod --home-dir /nonexistent --shell /usr/sbin/nologin playpod \
    && install -d -o playpod -g playpod /srv/media /srv/data /srv/metrics
COPY --from=build /opt/playpod /opt/playpod
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/app /srv/app
ENV PATH=/opt/playpod/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/srv/data MEDIA_ROOT=/srv/media STATIC_ROOT=/srv/static
WORKDIR /srv/app
USER 10001:10001
VOLUME ["/srv/media", "/srv/data"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", \"8000\")}/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py"]
