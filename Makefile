SHELL := bash
.DEFAULT_GOAL := help
MINUTES := 1
SEED :=
SUBJECTS :=
SCALE := 1
LONG := tests/faults/link/test_over_a_satellite.py tests/faults/link/test_long_absence.py tests/faults tests/fuzz tests/architecture/test_what_breaks_a_build.py
FAST := not (broker or postgres or browser or slow)
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/pip-compile --quiet --strip-extras --allow-unsafe --all-build-deps \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options $(UPGRADE) pyproject.toml

.PHONY: help environment environment-dev run run-empty test faults bench check style imports types fast format contracts pictures lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment: ## Make .venv with what running needs
	@scripts/environment

environment-dev: ## Make .venv with what the tests need as well
	@scripts/environment --dev

run: environment ## Run the hub and four nodes with a demo, on ports 8000 and 8971 to 8978
	.venv/bin/lakou up

run-empty: environment ## The same without the demo
	.venv/bin/lakou up --no-demo

test: environment-dev ## Run every test, with a private RabbitMQ, PostgreSQL and Chromium
	scripts/install-services
	.venv/bin/pytest -n 2 tests/browser
	.venv/bin/pytest -n 2 --dist worksteal --ignore tests/browser -m "not long"

faults: environment-dev ## Run every fault, random ones on the link, 10,000 odd requests (MINUTES=1; SEED=… repeats a run)
	scripts/install-services
	.venv/bin/pytest -n 3 --dist loadfile --no-loadscope-reorder $(LONG) --minutes "$(MINUTES)" --seed "$(or $(SEED),new)"

bench: environment-dev ## Measure every speed claim beside a peer or a limit (SUBJECTS="outbox search" measures these; SCALE=1)
	.venv/bin/python -W ignore -m benchmarks --scale "$(SCALE)" $(SUBJECTS)

check: environment-dev ## Format, lint, imports, types and fast tests: before every commit
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target style imports types fast

style: environment-dev ## Check format and lint
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .

imports: environment-dev ## Check who may import whom
	.venv/bin/lint-imports

types: environment-dev ## Check types
	.venv/bin/mypy

fast: environment-dev ## Run the tests that need no server and no browser
	.venv/bin/pytest -q -n 2 --dist worksteal -m "$(FAST)" --ignore tests/browser

format: environment-dev ## Format the code and repair what lint can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

contracts: environment-dev ## Write the documents that come from the code: events, APIs, doors, settings, metrics
	.venv/bin/python scripts/contracts

pictures: environment-dev ## Make docs/pictures anew from the demo
	.venv/bin/python -m tests.browser.pictures

lock: environment-dev ## Pin the dependencies of pyproject.toml (all to their newest: make lock UPGRADE=--upgrade)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## Remove .venv, caches and what running left under var
	rm -rf .venv var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
