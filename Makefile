# Everything runs in .venv, which is made with python3 -m venv and pip alone.
# A stamp file stands for each set of packages, so a second run is quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo test check fmt docs build clean

help:
	@echo "make demo    set everything up and compute the demo shop in demo-shop/"
	@echo "make test    all checks and all tests"
	@echo "make check   formatting, types, import directions"
	@echo "make fmt     format the code"
	@echo "make docs    build the documentation into site/"
	@echo "make build   build the wheel into dist/"
	@echo "make clean   remove what the above have made"

demo: $(VENV)/.demo
	$(BIN)/tagma demo --dir demo-shop
	@echo
	@echo "So that your shell finds tagma:  . $(BIN)/activate"

test: check
	$(BIN)/pytest

check: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

build: $(VENV)/.pip
	$(PIP) wheel --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) build dist site demo-shop .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# pip reads [dependency-groups] from 25.1 on.
$(VENV)/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tagma needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.demo: pyproject.toml $(VENV)/.pip
	$(PIP) install --quiet --editable '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.demo
	$(PIP) install --quiet --group dev
	@touch $@

$(VENV)/.docs: pyproject.toml $(VENV)/.pip
	$(PIP) install --quiet --group docs
	@touch $@
