PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STATE := $(or $(ONESCREEN_HOME),var)
STAMP := .venv/.installed

.PHONY: help setup test lint demo bench pictures lock clean

help:
	@echo "make setup     .venv with what requirements.lock names"
	@echo "make test      setup, Chromium and fonts where it may, lint, types, all tests"
	@echo "make lint      ruff, import rules, types"
	@echo "make demo      builds the demo city and serves it; at another port with PORT=..."
	@echo "make bench     ratios against bare DuckDB, Mosaic and Streamlit; makes what it needs, takes about an hour"
	@echo "make pictures  docs/pictures, from the running pages"
	@echo "make lock      requirements.lock from pyproject.toml"
	@echo "make clean     removes .venv and all caches; the state under var/ stays"

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is not on the path; name it: make setup PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than Python 3.11; name another: make setup PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python -a -x $(BIN)/pip || "$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

test: setup
	@tests/setup-browser
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -q -rs -n 3 --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

demo: setup
	$(BIN)/onescreen demo$(if $(PORT), --port $(PORT))

bench: setup
	$(BIN)/python -m tests.bench

pictures: setup
	@tests/setup-browser
	$(BIN)/python -m tests.pictures

lock:
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --quiet \
		--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--output-file requirements.lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info build dist
