#!/bin/sh
# What `make setup` does, for those without make. Needs Python 3.11 or newer; PYTHON names another than python3.
set -eu
cd "$(dirname "$0")"
PYTHON="${PYTHON:-python3}"

if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "PlayPod needs Python 3.11 or newer. Name one: PYTHON=python3.12 ./setup.sh" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
echo "Installing packages into .venv"
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
touch .venv/.installed
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py sync_schedule
echo "Ready: .venv/bin/python -m config.embedded serves, .venv/bin/python -m config.demo shows it at work."
