# Waqai: `make help` explains every target. `make run` and `make test` each do all their own set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3.11
ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
PYTHON := python3
endif
CORPUS ?= demo/corpus
RUN_DATE ?= 2024-12-06
PORT ?= 8041
GOLD_CORPUS ?= ../shared/corpus/saudinewsnet-2015.jsonl.gz

BIN := .venv/bin
export DO_NOT_TRACK := 1
export SCARF_ANALYTICS := false
export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED := False
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false

.PHONY: help run up test test-all lint format train bench lock clean

help: ## Explain every target
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo '  RUN_DATE=2024-12-07 and CORPUS=FILE choose the day and the news that `make run` reads.'

run: .venv/ready ## Read a day of the demo corpus through Airflow into a published warehouse
	$(BIN)/waqai run --corpus '$(CORPUS)' --run-date '$(RUN_DATE)' --port '$(PORT)'

up: .venv/ready ## Start Airflow's UI and scheduler on this machine (http://127.0.0.1:8080)
	$(BIN)/waqai up

test: .venv/ready-dev ## Run every test that needs no system package
	$(BIN)/pytest -n 2 --dist loadfile

test-all: test ## Run every test (none needs a system package yet)

lint: .venv/ready-dev ## Check style, types, SQL, YAML and the compose file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd dbt_project && ../$(BIN)/sqlfluff lint --disable-progress-bar .
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format: .venv/ready-dev ## Put the code in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: .venv/ready-dev ## Fit the coder's learned layer to the gold set (GOLD_CORPUS names the real articles' texts)
	$(BIN)/waqai train --folds 4 $(if $(wildcard $(GOLD_CORPUS)),--corpus '$(GOLD_CORPUS)')

bench: .venv/ready ## Measure how fast the coder reads
	$(BIN)/python benchmarks/coding.py

lock: .venv/ready ## Compile requirements*.in to hash-locked requirements*.txt
	$(BIN)/uv pip compile requirements.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade -q -o requirements.txt
	$(BIN)/uv pip compile requirements-compose.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade -q -o requirements-compose.txt
	$(BIN)/uv pip compile requirements-dev.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade -q -o requirements-dev.txt

clean: ## Remove the environment and every cache; ./data, with its archive, stays
	rm -rf .venv *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# --- set-up

.venv/uv: requirements-uv.txt
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13) and "Waqai needs Python 3.11 or 3.12: make run PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/ready: .venv/uv requirements.txt pyproject.toml
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
