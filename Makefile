# `make run` serves the desk on this machine; `make test` tries it; `make check` reads it;
# `make faults` tries to lose what it owes; `make bench` says how fast it is; `make ux` opens every
# public page in every language; `make fuzz` calls the API at random; `make screenshots` takes pictures.

PORT ?= 8000
DSAR_HOME ?= var
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$python && break; done)

BIN := .venv/bin/python
# Installed again whenever the lock has other content, whatever its date.
stamp = .venv/installed-$(1)-$(shell cksum < requirements/$(1).txt | tr ' ' '-')
RUN := $(call stamp,run)
DEV := $(call stamp,dev)

.PHONY: run test faults bench profile ux fuzz screenshots check install install-dev clean
.DEFAULT_GOAL := run

run: export PORT := $(PORT)
run: export DSAR_HOME := $(DSAR_HOME)
run: $(RUN)
	@exec $(BIN) -m dsar.local --with-parent

install: $(RUN)

install-dev: $(DEV)

# Side by side, each worker with servers of its own; after that what is timed, kills processes or
# shares one desk among many tests.
ALONE := tests/browser tests/faults tests/bench
test: $(DEV)
	$(BIN) -m pytest -n auto --maxprocesses 4 --dist worksteal $(ALONE:%=--ignore %)
	$(BIN) -m pytest $(ALONE)

# The experiments of tests/faults/ at full size; what was seen stands in var/faults/.
# One alone: make faults ONLY=F4, or a word of its name: ONLY=deaf.
# The same dice again: DSAR_SEED=123 make faults. For a night: DSAR_SOAK_MINUTES=240 make faults ONLY=F26
faults: $(DEV)
	DSAR_FAULTS=full $(BIN) -m pytest tests/faults $(if $(filter F%,$(ONLY)),-m,-k) "$(ONLY)"
	$(BIN) -m tests.faults.page --collect

# Ratios against what runs beside it; the page is docs/performance.md. SIZE="--due 500" for less.
bench: $(DEV)
	$(BIN) -m bench $(SIZE)
	$(BIN) -m bench.page

# Where the time of the three slowest things goes: docs/profiles.md.
profile: $(DEV)
	$(BIN) -m bench.profiling

# What UX asks of public pages: in each language and the made-up one, light and dark, with Tab.
# `make test` does it in English, and where the language matters in the made-up one.
ux: $(DEV)
	DSAR_UX=full $(BIN) -m pytest tests/browser/ux

# Calls made up from the schema of the API, alone and one after another along its links, by four
# kinds of key; what was seen stands in var/fuzz.json. CALLS=500 for less.
CALLS ?= 20000
fuzz: $(DEV)
	DSAR_FUZZ_CALLS=$(CALLS) $(BIN) -m pytest tests/api/long_fuzz.py

screenshots: $(DEV)
	$(BIN) -m pytest tests/browser/screenshots.py

check: $(DEV)
	$(BIN) -m ruff check .
	$(BIN) -m ruff format --check .
	$(BIN) -m djlint --lint --quiet templates
	$(BIN) -m mypy dsar deadlines identity tools client/dsar_client
	$(BIN) .ci/floors.py
	$(BIN) .ci/project.py
	$(BIN) .ci/packages.py

clean:
	rm -rf .venv staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

.venv/installed-%:
	@PYTHON="$(PYTHON)" sh .ci/install "$*" "$@"
