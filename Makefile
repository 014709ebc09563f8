# PlayPod. `make` lists what there is; every target works from a fresh clone.
# Honoured: PORT HOST PYTHON, and every variable of .env.example.

PYTHON ?= python3
PROVIDER ?= local
TESTS ?=
# Processes that the tests run in.
WORKERS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PROFILES ?=
WEB ?= 1
WORKER ?= 1
SCALE ?= 1
SECONDS ?= 2.5

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
RUN := $(BIN)/python
# Without the variables of this project that the shell or a .env file happens to have.
BARE := env $(shell sed -n 's/^\#* *\([A-Z][A-Z0-9_]*\)=.*/-u \1/p' .env.example) ENV_FILE=/dev/null

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-integrations run test test-services check migrate createsuperuser worker beat backup restore postman test-postman clients test-clients test-browser bench bench-imports bench-catalogue bench-analytics bench-social bench-recommender bench-parties clean up down logs scale soak check-style check-types check-layers check-migrations check-openapi check-rules check-deploy

help:
	@echo "PlayPod"
	@echo "  make demo             watch it work, on a server of its own; PROVIDER=deezer plays Deezer's catalogue"
	@echo "  make demo-integrations  link Spotify, import, scrobble: all of it against stand-ins on this machine"
	@echo "  make run              serve until stopped; PORT=8000 HOST=127.0.0.1"
	@echo "  make setup            .venv, packages, database"
	@echo "  make migrate          bring the database and the schedule up to date"
	@echo "  make createsuperuser  an account for /admin/"
	@echo "  make worker           background work in a process of its own (needs CELERY_BROKER_URL)"
	@echo "  make beat             the scheduler of those (of several, one sends)"
	@echo "  make backup           database and uploads into one archive; BACKUP=file"
	@echo "  make restore          BACKUP=file: back into an empty database; FORCE=1 replaces what is there"
	@echo "  make check            format, lint, types, layers, migrations, API document, sizes, layout"
	@echo "  make test             the tests, on SQLite; TESTS=\"path -k name\" for some"
	@echo "  make test-services    the same, on PostgreSQL, Redis and a Celery worker"
	@echo "  make postman          write postman/ anew from the OpenAPI document"
	@echo "  make test-browser     the admin, the dashboard and the documentation in Chromium (needs it and its driver)"
	@echo "  make test-postman     play it with newman (needs node) on a server of its own"
	@echo "  make clients          the Python and TypeScript clients, from the OpenAPI document (needs node)"
	@echo "  make test-clients     play a listener with each on a server of its own"
	@echo "  make bench            every hot endpoint beside bare views, on PostgreSQL and Redis; SECONDS=0.5 of each turn"
	@echo "  make bench-imports    a Spotify import, and what others notice of it"
	@echo "  make bench-catalogue  what the catalogue cache is worth, on PostgreSQL and Redis"
	@echo "  make up               all of it in containers, on http://localhost:8080; PROFILES=monitoring adds Grafana"
	@echo "  make scale            WEB=3 WORKER=4: so many processes of each"
	@echo "  make logs             what the containers say"
	@echo "  make down             stop the containers; the data stays"
	@echo "  make bench-analytics  insights, trends and recording at ten million listens; SCALE=0.01 for a small run"
	@echo "  make bench-social     the feed of listeners who follow 1,000 people, with a million events; SCALE=0.1"
	@echo "  make soak             mixed traffic with faults for SOAK_SECONDS (600), and whether anything was lost"
	@echo "  make bench-recommender  what training and scoring cost, on generated listening"
	@echo "  make bench-parties    listening parties: how soon all hear of it, and how far apart they are"
	@echo "  make clean            remove .venv and caches; your data in var/ stays"

$(VENV)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "PlayPod needs Python 3.11 or newer, $(PYTHON) is `$(PYTHON) --version 2>&1`. Name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing packages into $(VENV)"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-optional.txt requirements-spark.txt $(VENV)/.installed
	@echo "Installing the tools of development into $(VENV)"
	@$(PIP) -r requirements-dev.txt
	@touch $@

setup: migrate
	@echo "Ready: make run, or make demo."

migrate: $(VENV)/.installed
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py sync_schedule

run: migrate
	@$(RUN) -m config.embedded

demo-integrations: $(VENV)/.installed
	@$(RUN) -m config.demo --integrations

demo: $(VENV)/.installed
	@$(RUN) -m config.demo --provider $(PROVIDER)

createsuperuser: migrate
	@$(RUN) manage.py createsuperuser

worker: migrate
	@$(RUN) manage.py check_services --worker
	@$(BIN)/celery -A config worker --loglevel INFO

beat: migrate
	@$(RUN) manage.py check_services --worker
	@$(BIN)/celery -A config beat --loglevel INFO

backup: $(VENV)/.installed
	@$(RUN) manage.py backup $(BACKUP)

restore: $(VENV)/.installed
	@test -n "$(BACKUP)" || { echo "Say which: make restore BACKUP=file" >&2; exit 1; }
	@$(RUN) manage.py restore "$(BACKUP)" $(if $(filter 1,$(FORCE)),--force)

# The longest first: the others run beside it.
check: $(VENV)/.installed-dev
	@$(MAKE) --no-print-directory --jobs $(WORKERS) --output-sync=target \
		check-types check-openapi check-migrations check-layers check-style check-rules check-deploy

check-style: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-types: $(VENV)/.installed-dev
	$(BARE) $(BIN)/mypy .

check-layers: $(VENV)/.installed-dev
	PYTHONPATH=.:queue $(BARE) $(BIN)/lint-imports

check-migrations: $(VENV)/.installed-dev
	$(BARE) $(RUN) manage.py makemigrations --check --dry-run

check-openapi: $(VENV)/.installed-dev
	$(BARE) $(RUN) manage.py spectacular --validate --fail-on-warn --file /dev/null

check-rules: $(VENV)/.installed-dev
	$(RUN) -m config.checks

check-deploy: $(VENV)/.installed-dev
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/fault.yml
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/pre-commit validate-config
	$(RUN) -m config.manifests
	@if command -v promtool >/dev/null; then promtool test rules deploy/prometheus/alerts_test.yml; fi

test: $(VENV)/.installed-dev
	@$(BARE) $(BIN)/pytest -n $(WORKERS) $(TESTS)

test-services: $(VENV)/.installed-dev
	@.ci/start-services
	@$(BARE) \
		DATABASE_URL="$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/playpod}" \
		REDIS_URL="$${REDIS_URL:-redis://127.0.0.1:6379/0}" \
		CELERY_BROKER_URL="$${CELERY_BROKER_URL:-redis://127.0.0.1:6379/1}" \
		SECRET_KEY=for-the-tests-only-and-long-enough-for-a-signature \
		$(BIN)/pytest -n $(WORKERS) $(TESTS)

test-browser: $(VENV)/.installed-dev
	@$(BARE) BROWSER_TESTS=1 $(BIN)/pytest config/tests/browser

postman: $(VENV)/.installed
	@$(BARE) $(RUN) -m config.postman

test-postman: $(VENV)/.installed
	@npm ci --prefix postman --silent --no-audit --no-fund
	@$(BARE) $(RUN) -m config.postman --run

clients: $(VENV)/.installed-dev
	@npm ci --prefix clients/typescript --silent --no-audit --no-fund
	@$(BARE) $(RUN) -m config.clients

test-clients: $(VENV)/.installed-dev
	@npm ci --prefix clients/typescript --silent --no-audit --no-fund
	@$(BARE) $(RUN) -m config.clients --run

bench: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.hot --seconds $(SECONDS)

bench-imports: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.imports

bench-catalogue: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.catalogue

up:
	@deploy/secrets.sh secrets
	@COMPOSE_PROFILES=$(PROFILES) docker compose up --build --detach --wait

down:
	@COMPOSE_PROFILES=monitoring docker compose down

logs:
	@docker compose logs --follow --tail 100

scale:
	@docker compose up --detach --no-recreate --scale web=$(WEB) --scale worker=$(WORKER)

bench-analytics: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.analytics --scale $(SCALE)

bench-social: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.social --scale $(SCALE)

bench-recommender: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.recommender

bench-parties: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.parties

soak: $(VENV)/.installed
	@.ci/start-services
	@$(RUN) -m bench.soak

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
