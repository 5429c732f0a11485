# Havn. `make` lists what there is; `make run` and `make test` are the two that a newcomer needs.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
SCHEMA := $(VENV)/share/bot-api-schema.json
SEALING := storage/keyring.py,storage/envelope.py,storage/opening.py,storage/keyfile.py

# Wheels alone: a source distribution would run code that no hash here covers. Override where a platform has no wheel.
WHEELS ?= --only-binary :all:
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# Arguments for pytest, as in: make test PYTEST="-k triage"
PYTEST ?=
# The floor for all code together; flows/ and the sealing code must reach 100 %.
FLOOR ?= 85

.PHONY: help run test check static rooms proven tests covered bench chaos browser image lock venv clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

run: $(VENV)/.run ## starts Havn; without HAVN_BOT_TOKEN the demo, at http://127.0.0.1:8080/
	@exec $(BIN)/havn run

test: static proven tests covered ## every check and every test

check: static proven ## the quick checks: style, types, rooms, content

bench: $(VENV)/.bench ## measures, with the peers beside it in the same run
	@exec $(BIN)/python -m tests.bench

chaos: $(VENV)/.test ## the campaign of kills, storms and repeats, with its figures
	@exec $(BIN)/python -m tests.chaos

# --- The checks ---

static: $(VENV)/.test rooms
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@echo "ok  style and types"

rooms: $(VENV)/.test
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@if grep -rnE --include='*.py' '\basync (def|for|with)\b|\bawait\b' flows storage; then \
	  echo "flows/ and storage/ are synchronous: bot/ holds the only async code." >&2; exit 1; fi

proven: $(VENV)/.test
	@$(BIN)/havn check

# Three at once on two cores: a third of their time they wait, for a browser, a kill or Telegram's pace.
tests: $(VENV)/.test $(SCHEMA)
	@[ -n "$$HAVN_CHROMIUM" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  echo "!!  NO CHROMIUM HERE: THE TESTS IN A REAL BROWSER DO NOT RUN. 'make browser' installs it." >&2
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report= $(PYTEST)

covered: tests
	@$(BIN)/coverage report --format=total --fail-under=100 --include='flows/*' >/dev/null || \
	  { $(BIN)/coverage report --include='flows/*'; echo "flows/ must be covered to 100 %, branches too." >&2; exit 1; }
	@$(BIN)/coverage report --format=total --fail-under=100 --include='$(SEALING)' >/dev/null || \
	  { $(BIN)/coverage report --include='$(SEALING)'; echo "The sealing code must be covered to 100 %." >&2; exit 1; }
	@$(BIN)/coverage report --fail-under=$(FLOOR)

browser: ## installs Chromium for the tests in a real browser (as root, where apt-get is)
	@if [ -n "$$HAVN_CHROMIUM" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium …"; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else echo "Install Chromium, or name it in HAVN_CHROMIUM." >&2; exit 1; fi

image: $(VENV)/.made ## the steps of the container image, in a clean folder without an engine
	@PATH="$(abspath $(BIN)):$$PATH" sh deploy/check-image-steps.sh

# --- The environment: each stamp is newer than what it was made from ---

venv: $(VENV)/.test ## the environment with everything that the checks need

# `make` looks here when a Python is asked for by hand: make run PYTHON=/opt/python3.12/bin/python3
$(VENV)/.made:
	@python=; for one in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if "$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$one; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "Havn needs Python 3.11 or newer; here is $$(python3 --version 2>&1 || true)." >&2; \
	  echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 2; fi; \
	[ -x $(BIN)/python ] && $(BIN)/python -c 'import pip' 2>/dev/null || { echo "Making $(VENV) …"; \
	  "$$python" -m venv --clear $(VENV) || { \
	  echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }; }
	@touch $@

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml $(VENV)/.made
	@echo "Installing what Havn runs on …"
	@$(PIP_INSTALL) $(WHEELS) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "Installing what the checks need …"
	@$(PIP_INSTALL) $(WHEELS) --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	@echo "Installing the peers to measure against …"
	@$(PIP_INSTALL) $(WHEELS) --require-hashes -r requirements/bench.txt
	@touch $@

# Telegram publishes no machine-readable schema of its Bot API; aiogram's source distribution carries one.
$(SCHEMA): requirements/botapi.txt $(VENV)/.test
	@echo "Fetching the Bot API's schema …"
	@rm -rf $(VENV)/share/aiogram-sdist && mkdir -p $(VENV)/share
	@$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-input --no-deps --no-binary :all: \
	  --no-build-isolation --require-hashes --dest $(VENV)/share/aiogram-sdist -r requirements/botapi.txt
	@$(BIN)/python -c 'import sys, tarfile; box = tarfile.open(sys.argv[1]); name, = (name for name in box.getnames() \
	  if name.endswith("/.butcher/schema/schema.json")); sys.stdout.buffer.write(box.extractfile(name).read())' \
	  $(VENV)/share/aiogram-sdist/aiogram-*.tar.gz > $@

# --- Upkeep ---

$(VENV)/lock/.made: requirements/lock.txt $(VENV)/.made
	@$(BIN)/python -m venv --clear $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@

lock: $(VENV)/lock/.made ## pins the requirements anew from the .in files (UPGRADE=1 takes newer versions)
	@sh requirements/lock.sh $(abspath $(VENV)/lock/bin/pip-compile) $(if $(UPGRADE),--upgrade)

clean: ## removes what was made here: the environment, caches, build products (not data/)
	@rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* htmlcov .hypothesis \
	  .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
