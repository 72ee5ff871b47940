# `make help` lists what there is. Everything lives in .venv; nothing outside this folder is touched.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test bench check format lock clean

help: ## What one can make here
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Prepare .venv from the committed lock

$(STAMP): requirements.lock pyproject.toml bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing about 230 packages (2 GB, half a minute to two minutes)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

demo: install ## Play the story on a real Airflow (ONCE=1: unattended, asserts every outcome)
	@$(BIN)/python -m demo $(if $(ONCE),--once)

test: install ## The whole suite, with every server it needs
	@$(BIN)/python -m pytest $(ARGS)

bench: install ## Measure speed, and the gates against Presidio at length (minutes)
	@$(BIN)/python -m benchmarks $(ARGS)

check: install ## Format, lint, types and architecture contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Make the lock anew (names no registry)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock

clean: ## Remove .venv and what the demo left
	rm -rf .venv .demo
