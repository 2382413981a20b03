# Two commands for everybody: make demo, make test.  Each works alone on a fresh clone.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: demo test test-all lint types mutants bench proofs test-browser clean

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -e ".[test,risk]"
	touch $@

$(VENV)/.dev: $(STAMP)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -e ".[test,risk,dev]"
	touch $@

demo: $(STAMP)
	$(VENV)/bin/tower demo

test: $(STAMP)
	$(RUN) -m pytest -q -m "not slow and not browser"

test-all: $(STAMP)
	$(RUN) -m pytest -q -m "not browser"

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .

types: $(VENV)/.dev
	$(VENV)/bin/mypy

mutants: $(STAMP)
	$(RUN) -m tests.mutants

bench: $(STAMP)
	$(RUN) -m tests.benchmarks

proofs:
	$(MAKE) -C proofs/rocq

test-browser: $(VENV)/.dev
	$(RUN) -m pytest -q -m browser

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
