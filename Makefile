# Everything but serving (./run) and testing (./test). `make` prints what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
# Versions already locked stay unless asked: make lock UPGRADE=--upgrade
UPGRADE :=
COMPILE := .venv/bin/uv pip compile --quiet --generate-hashes --universal --no-annotate --python-version 3.11 \
	--custom-compile-command 'make lock' $(UPGRADE)

.PHONY: help environment lint format bench docs proofs messages soak export real lock clean

help: ## print this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

environment: ## set up .venv for development, without a browser or PostgreSQL
	@sh -c '. scripts/environment.sh && set_up_environment dev'

lint: ## every check but the tests: ruff, mypy, import-linter, translations
	@./test --only-lint

format: environment ## lay out the code and sort the imports
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix-only .

bench: environment ## measure, and print figures for docs/benchmarks.md
	$(PYTHON) -m bench

docs: environment ## write docs/reference.md, which is made from the code
	$(PYTHON) -m fengsui.cli docs > docs/reference.md.new
	mv docs/reference.md.new docs/reference.md

proofs: environment ## write which tests prove which clause, beside the national plan
	$(PYTHON) scripts/write_proofs.py > proofs.yaml.new
	mv proofs.yaml.new plans/national-2019-75/proofs.yaml

messages: environment ## collect marked texts into the .po files and compile the .mo files
	cd src/fengsui && ../../.venv/bin/django-admin makemessages --all --no-location --no-obsolete --no-wrap
	cd src/fengsui && ../../.venv/bin/django-admin compilemessages

soak: environment ## the long tests: load, kills, fuzzing (each bounded)
	$(PYTHON) -m pytest tests/soak --soak

export: environment ## make a kept ledger export: make export STORY=command-and-papers
	@test -n "$(STORY)" || { echo "which story? make export STORY=command-and-papers" >&2; exit 2; }
	$(PYTHON) -m tests.exports.make_export tests/exports/$(STORY).zip

real: environment ## acceptance on real records: make real DATA=folder
	@test -n "$(DATA)" || { echo "which folder? make real DATA=folder" >&2; exit 2; }
	$(PYTHON) -m tests.real --data "$(DATA)"

lock: environment ## lock the dependencies of pyproject.toml, with hashes and without addresses (UPGRADE=--upgrade moves them)
	$(COMPILE) requirements/installer.in -o requirements/installer.lock
	$(COMPILE) pyproject.toml -o requirements/run.lock
	$(COMPILE) pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock

clean: ## remove what can be made again; never the data in var
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build htmlcov
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
