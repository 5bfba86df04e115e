# make ask Q="who entered Damascus first and when"     one answer; sets everything up the first time
# make help                                            all there is

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
SOURCES := $(wildcard data/fall-of-damascus/*.yaml data/fall-of-damascus/events/*.yaml)

.DEFAULT_GOAL := help
.PHONY: help asked ask chat test fix eval calibrate bench clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 8

ask: asked $(VENV)/.indexed ## one answer from the built-in timeline: make ask Q="who entered Damascus first and when"
	@$(BIN)/timeline-bot ask -- "$$Q"

chat: $(VENV)/.indexed ## questions and follow-ups in the terminal
	@$(BIN)/timeline-bot chat

test: $(VENV)/.tested ## lint, types and tests, in an environment of their own
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

fix: $(VENV)/.tested ## mend what the linter can mend, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(VENV)/.indexed ## the questions kept aside, against the gate
	@$(BIN)/timeline-bot eval data/questions/test.yaml --gate data/questions/gate.yaml

calibrate: $(VENV)/.indexed ## fit the judgement of evidence again, after a change to it: make calibrate SETS="INDEX=QUESTIONS ..."
	@folder=$$($(BIN)/python -c 'from bot.places import index_folder; print(index_folder())'); set --; \
	for questions in data/questions/dev*.yaml; do set -- "$$@" "$$folder=$$questions"; done; \
	$(BIN)/python -m bot.calibrate "$$@" $(SETS)

bench: $(VENV)/.indexed $(VENV)/.tested ## measure speed and size, for docs/performance.md: make bench ARGS="serving --full"
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## remove the environment and what the tools left
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

asked:
	@test -n "$$Q" || { echo 'usage: make ask Q="who entered Damascus first and when"' >&2; exit 2; }

# What is installed, by what decides it. torch comes first, by its pin: another release can pull in some GB of GPU packages.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	@echo "setting up $(VENV), once; this takes a few minutes ..." >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -c constraints.txt torch
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(PIP) install -c constraints.txt -e '.[test]'
	@touch $@

# Brought up to date whenever the timeline was edited; the index itself is where the settings say.
$(VENV)/.indexed: $(VENV)/.installed $(SOURCES)
	@$(BIN)/timeline-bot build
	@touch $@
