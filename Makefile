# Two commands for everybody: make demo, make test.  Each works alone on a fresh clone.

PYTHONS := python3.13 python3.12 python3.11 python3 python3.14 python
PYTHON ?= $(shell for each in $(PYTHONS); do \
	"$$each" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$each"; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
PYTEST := $(BIN)/python -m pytest -q --numprocesses=auto
EXTRAS := dev solver browser notebooks scale spark
UNMET := --ignore=tower/scale --ignore=tower/exchange/parquet.py --ignore=tower/cli/phases.py
FAST := "not slow and not browser and not notebook and not latex and not spark"

.PHONY: demo test test-all test-slow test-scale test-spark test-browser test-solver test-tikz test-notebooks lint types mutants mutants-scale proofs bench clean

demo: .venv/.installed
	@$(BIN)/tower demo

test: .venv/.tests
	$(PYTEST) -m $(FAST)
	$(PYTEST) -m $(FAST) --doctest-modules tower $(UNMET)

test-all: .venv/.tests
	$(PYTEST) -m "not browser and not notebook and not latex and not spark"
	$(PYTEST) --doctest-modules tower $(UNMET)

test-slow: .venv/.tests
	TOWER_RANDOM=1 $(PYTEST) -m "slow and not browser and not notebook"

test-browser: .venv/.browser
	$(PYTEST) -m browser --numprocesses=0

test-tikz: .venv/.tests
	$(PYTEST) -m latex --numprocesses=0

test-scale: .venv/.scale
	$(PYTEST) -m "not slow and not spark" tests/scale tests/exchange/test_edges.py
	$(PYTEST) --doctest-modules tower/scale tower/cli/phases.py

mutants-scale: .venv/.scale
	$(BIN)/python -m tests.mutants scale:

test-spark: .venv/.spark
	$(PYTEST) -m spark --numprocesses=0 tests/scale

test-notebooks: .venv/.notebooks
	$(BIN)/python -m pytest -q -m notebook --numprocesses=2 --dist=loadscope tests/notebooks

test-solver: .venv/.solver
	$(PYTEST) tests/evidence/test_symbolic.py

lint: .venv/.dev
	$(BIN)/ruff check .

types: .venv/.dev
	$(BIN)/mypy

mutants: .venv/.tests
	$(BIN)/python -m tests.mutants

proofs: .venv/.installed
	$(MAKE) -C proofs/rocq

bench: .venv/.tests
	@for each in $$(grep -l __main__ tests/benchmarks/*.py); do \
		name=$$(basename $$each .py); printf '\n== %s\n' $$name; \
		$(BIN)/python -m tests.benchmarks.$$name || exit 1; \
	done

clean:
	rm -rf .venv build *.egg-info .hypothesis .mypy_cache .ruff_cache

# one stamp for each set of extras, so that nothing is installed twice; setup.cfg says what is in them
.venv/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer (with venv) is needed; none was found" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: setup.cfg pyproject.toml | .venv/.made
	$(PIP) --editable .
	@touch $@

.venv/.tests: setup.cfg pyproject.toml | .venv/.made
	$(PIP) --editable ".[test]"
	@touch $@ .venv/.installed

$(EXTRAS:%=.venv/.%): .venv/.%: setup.cfg pyproject.toml | .venv/.made
	$(PIP) --editable ".[test,$*]"
	@touch $@ .venv/.tests .venv/.installed
