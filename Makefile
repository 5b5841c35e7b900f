# Every target sets up what it needs, from a clean clone, in .venv. `make` alone lists them.
# PYTHON=/path/to/python3.12 (or PYTHON=3.12) chooses the interpreter; VENV=elsewhere the environment.

VENV ?= .venv
STAMP := $(VENV)/.ready
BIN := $(VENV)/bin
PINS := requirements/build.txt requirements/run.txt requirements/dev.txt
PYTEST_ARGS ?=
WORKERS ?= 2
HOST ?= 127.0.0.1
PORT ?= 8000

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The tests start the program hundreds of times: what Python compiled is kept between.
unexport PYTHONDONTWRITEBYTECODE

MAKEFLAGS += --no-print-directory
VERSION_OF = $(if $(1),$(shell $(1) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null))

# A PYTHON of another version than the environment's makes the environment anew.
ifneq ($(PYTHON),)
WANTED := $(call VERSION_OF,$(shell .ci/find-python "$(PYTHON)" 2>/dev/null))
ifneq ($(WANTED),$(call VERSION_OF,$(BIN)/python))
.PHONY: $(STAMP)
endif
endif

.DEFAULT_GOAL := help
.PHONY: help demo test lint types rules check pytest test-on workbench serve bench soak lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(STAMP) ## judge the example catalog for one destination
	@$(BIN)/chipgate check examples/catalog.csv --to CN

test: check ## lint, types and every test

check: lint types pytest ## the same as test

lint: $(STAMP) ## ruff
	@echo "ruff check"
	@$(BIN)/ruff check --quiet

types: $(STAMP) ## mypy, strict
	@echo "mypy --strict"
	@$(BIN)/mypy

rules: $(STAMP) ## what our rule files must pass: findings, form, cases, what the cases exercise, proofs
	@$(BIN)/chipgate rules lint --rules rules --fail-on error
	@$(BIN)/chipgate rules fmt --check rules
	@$(BIN)/chipgate rules cases --rules rules --complete
	@$(BIN)/chipgate rules coverage --rules rules --fail-under 100
	@$(BIN)/chipgate rules prove --rules rules

pytest: $(STAMP) ## the tests alone (PYTEST_ARGS='-m "not slow"' for the quick ones)
	@echo "pytest on Python $(call VERSION_OF,$(BIN)/python)"
	@$(BIN)/python -m pytest -q -n $(WORKERS) $(PYTEST_ARGS)

test-on: ## the tests alone on another Python: make test-on PYTHON=python3.13
	@test -n "$(PYTHON)" || { echo "chipgate: say which Python: make test-on PYTHON=python3.13" >&2; exit 2; }
	@.ci/find-python "$(PYTHON)" >/dev/null
	@$(MAKE) pytest VENV=.venv-$(WANTED)

workbench: ## build the page that the service shows at /, from app/workbench (needs Node.js; what is built is committed)
	@cd app/workbench && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent types && npm run --silent build

serve: $(STAMP) ## the HTTP service (HOST=, PORT=)
	@$(BIN)/chipgate serve --host $(HOST) --port $(PORT)

bench: $(STAMP) ## measure everything beside its baselines, in some minutes (bench/README.md)
	@for one in startup regions screening columns million destinations growth memory single audit load workbench; do \
		echo "bench/$$one.py"; $(BIN)/python bench/$$one.py || exit 1; done

soak: $(STAMP) ## long runs: ten million rows, with a kill and its resumption; 300,000 requests to the service; 10,000 commits audited; 500 edits of the rules shown or proved
	@$(BIN)/python bench/soak.py
	@$(BIN)/python bench/service_soak.py
	@$(BIN)/python bench/growth.py --most-rows 10000000
	@$(BIN)/python bench/audit_soak.py
	@CHIPGATE_SOAK=1 $(BIN)/python -m pytest -q -n $(WORKERS) tests/audit/test_mutations.py tests/audit/test_solver.py \
		tests/audit/test_sweep.py tests/batch/test_million.py tests/batch/test_columns.py tests/engine/test_endurance.py \
		tests/engine/test_agreement.py tests/engine/test_remembered.py tests/workbench/test_decide_equal.py

lock: ## write the pins anew from pyproject.toml (UPGRADE=1 takes newer versions)
	@.ci/lock $(if $(UPGRADE),--upgrade)

clean: ## remove everything that make made
	@rm -rf .venv .venv-* dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find app tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(STAMP): pyproject.toml $(PINS)
	@.ci/setup $(VENV) $(PYTHON)
