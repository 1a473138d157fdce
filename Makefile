# What a person types; everything else follows from pyproject.toml.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run sample test test-speech test-workspace check format train evaluate bench bench-workspace bench-guide bench-live screens messages lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/base: pyproject.toml requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/dev: $(VENV)/base requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

run: $(VENV)/base ## set up, and start the workspace in the browser (the terminal shows the link)
	$(BIN)/leitfrage serve

sample: $(VENV)/base ## set up, and show in the terminal what a sample talk holds (the report lies in out/)
	$(BIN)/leitfrage analyze src/leitfrage/examples/energieberatung.vtt --date 2026-11-24 --show --html out/energieberatung.html

test: $(VENV)/dev ## set up, and run all tests
	$(BIN)/pytest

# Not in the locked requirements, as it weighs more than all the rest.
$(VENV)/speech: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check faster-whisper==1.2.1 av==18.1.0
	touch $@

test-speech: $(VENV)/speech ## set up the extra "speech" and run its tests; LEITFRAGE_SPEECH_WEIGHTS names weights to recognise with
	$(BIN)/pytest tests/speech tests/workspace/test_recordings.py

test-workspace: $(VENV)/dev ## run the workspace's tests, on PostgreSQL if LEITFRAGE_DATABASE_URL names one
	$(BIN)/pytest tests/workspace

check: $(VENV)/dev ## format, lint, types, rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev ## bring the code into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/train: $(VENV)/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	touch $@

train: $(VENV)/train ## make the weights anew from training/conversations
	$(BIN)/python training/train.py

evaluate: $(VENV)/dev ## measure the shipped weights on the test conversations, write docs/evaluation.md
	$(BIN)/python training/evaluate.py

bench: $(VENV)/dev ## measure speed and memory
	$(BIN)/python bench/bench.py

bench-workspace: $(VENV)/dev ## measure the workspace: 50 people, 10,000 talks (needs PostgreSQL's programs); 100 kills
	.ci/with-postgres $(BIN)/python bench/workspace.py
	LEITFRAGE_KILLS=100 $(BIN)/pytest tests/workspace/test_killing.py

bench-guide: $(VENV)/dev ## let the guide and plainer ways of asking talk with simulated customers
	$(BIN)/python bench/guide.py --out docs/bench-guide.md

bench-live: $(VENV)/dev ## measure the live companion: a talk of three hours, and fifty talks at once
	$(BIN)/python bench/live.py

screens: $(VENV)/dev ## take the pictures of every page for the docs (needs Chromium)
	$(BIN)/python bench/screens.py

messages: $(VENV)/dev ## collect sentences and compile the German ones
	$(BIN)/python -m babel.messages.frontend -q extract -F babel.cfg -k N_ -k _ -k say --no-location --sort-output -o src/leitfrage/locale/leitfrage.pot .
	$(BIN)/python -m babel.messages.frontend -q update -D leitfrage -i src/leitfrage/locale/leitfrage.pot -d src/leitfrage/locale -l de --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 120
	$(BIN)/python -m babel.messages.frontend -q compile -D leitfrage -d src/leitfrage/locale -l de
	$(BIN)/python -m babel.messages.frontend -q compile -i src/leitfrage/locale/de_du/LC_MESSAGES/leitfrage.po -o src/leitfrage/locale/de_du/LC_MESSAGES/leitfrage.mo -l de
	rm src/leitfrage/locale/leitfrage.pot

lock: ## pin what is installed, with hashes (needs pip-tools)
	pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --strip-extras --no-header --extra workspace --output-file requirements.txt pyproject.toml
	pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --strip-extras --no-header --extra workspace --extra dev --allow-unsafe --output-file requirements-dev.txt pyproject.toml

clean: ## remove what was made here
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
