# Each command sets up what it needs in .venv; bare `make` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
USE := $(VENV)/.ready-to-use
DEV := $(VENV)/.ready-to-develop

.DEFAULT_GOAL := help
.PHONY: help setup report classroom test test-lowest lab check docs dist bench dictionary clean

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */make \1\t/' | expand -t 18

setup: $(DEV)  ## make the virtual environment .venv with everything in it

$(USE): pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('ca_summit needs Python 3.11 or newer; this is %d.%d. Name another one: make PYTHON=python3.12' % sys.version_info[:2] if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[lab,tables,events]'
	@touch $@

$(DEV): $(USE)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

report: $(USE)  ## run story and chapters and write reports/ca-summit.html
	@mkdir -p reports
	$(BIN)/ca-summit report --output reports/ca-summit.html

classroom: $(USE)  ## run worksheets and handbook and write reports/classroom.html
	@mkdir -p reports
	$(BIN)/ca-summit report --classroom --output reports/classroom.html

events: $(DEV)  ## make a synthetic sample of event records, count it, write reports/events.html
	@mkdir -p reports
	$(BIN)/ca-summit events --output reports/events.html

test: $(DEV)  ## run all tests (browsers as Debian has them: chromium, firefox-esr, webkit2gtk-driver with xvfb)
	$(BIN)/pytest -n 2 --dist loadfile

test-lowest:  ## run the tests on the oldest libraries that pyproject.toml allows
	$(PYTHON) -m venv .venv-lowest
	$(PYTHON) tools/lowest.py > .venv-lowest/constraints.txt
	.venv-lowest/bin/pip install --quiet --disable-pip-version-check --constraint .venv-lowest/constraints.txt --editable '.[dev]'
	.venv-lowest/bin/pytest -m 'not browser' -W default::DeprecationWarning

lab: $(USE)  ## open JupyterLab on a working copy of the notebooks
	$(BIN)/ca-summit lab

check: $(DEV)  ## lint, format, types, data dictionary
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tools/build_dictionary.py --check

docs: $(DEV)  ## build the documentation in docs/_site, to be opened from the folder
	rm -rf docs/_site
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_site
	@echo "docs/_site/index.html"

dist: $(DEV)  ## build wheel and sdist, check them, and use the wheel alone
	$(BIN)/python tools/check_dist.py

bench: $(DEV)  ## measure and print the figures of docs/performance.md
	$(BIN)/python benchmarks/run.py

dictionary: $(DEV)  ## write the data dictionary in data/README.md from datapackage.json
	$(BIN)/python tools/build_dictionary.py

clean:  ## remove .venv, .venv-lowest and everything built
	rm -rf $(VENV) .venv-lowest reports dist build docs/_site docs/gallery docs/reference docs/tables
