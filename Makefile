# Sheetline's commands; each installs what it needs. `make help` lists them. README.md has the PowerShell lines.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
VENV_STAMP := $(VENV)/.installed
NODE_DIR := infra/local/node
NODE_STAMP := $(NODE_DIR)/node_modules/.installed
ARGS ?=
# One worker a processor.
PARALLEL := -n auto

# The first Python that is new enough; an empty answer becomes a sentence in the recipe that needs it.
FIND_PYTHON := for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v $$p; break; }; done
# Node.js 18 or newer, or not at all.
NODE_IS_THERE := node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' >/dev/null 2>&1

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(VENV_STAMP) ## install the pinned Python requirements into .venv

$(VENV_STAMP): requirements.txt requirements-dev.txt
	@$(PY) -c '' 2>/dev/null || { \
		python=$$($(FIND_PYTHON)); \
		test -n "$$python" || { echo "Sheetline needs Python 3.11 or newer: none was found on PATH." >&2; exit 1; }; \
		rm -rf $(VENV); \
		"$$python" -m venv $(VENV) || { echo "Python's venv module is missing (Debian: apt install python3-venv)." >&2; exit 1; }; }
	@echo "Installing the Python requirements into $(VENV) ..." >&2
	@$(PY) -m pip install -qq --disable-pip-version-check --no-input -r requirements-dev.txt
	@touch $@

# The npm parts are test partners and the Teams client of the local world; nothing the bot itself runs on.
$(NODE_STAMP): $(NODE_DIR)/package-lock.json
	@echo "Installing the npm parts into $(NODE_DIR)/node_modules ..." >&2
	@cd $(NODE_DIR) && npm ci --silent --no-audit --no-fund --no-update-notifier
	@touch $@

.PHONY: node-if-there
node-if-there:
	@if $(NODE_IS_THERE); then $(MAKE) --silent $(NODE_STAMP) || \
		echo "The npm parts could not be installed; going on without them." >&2; fi

.PHONY: run
run: $(VENV_STAMP) node-if-there ## run Sheetline here, with stand-ins for whatever is not configured
	@exec $(PY) -m infra.local

.PHONY: chat
chat: $(VENV_STAMP) ## talk to the running bot in this terminal, as any of the sample people
	@exec $(PY) -m infra.local.chat $(ARGS)

.PHONY: test
test: $(VENV_STAMP) node-if-there ## run the tests (ARGS="tests/cards -k table" for some of them)
	@$(BIN)/pytest $(PARALLEL) $(ARGS)

.PHONY: trials
trials: $(VENV_STAMP) node-if-there ## many cases and long ones: faults, hostile input, gold evaluation, all examples, other days
	@$(BIN)/pytest $(PARALLEL) --dist loadfile -m 'trials or hypothesis' --hypothesis-profile full $(ARGS)
	@$(PY) -m tests.trials.days

.PHONY: check
check: $(VENV_STAMP) ## style, types, import directions, generated docs
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/pytest tests/test_architecture.py
	@$(PY) -m bot.app.tools_page --check

.PHONY: fix
fix: $(VENV_STAMP) ## format the code and mend what the linter can
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

.PHONY: e2e
e2e: $(VENV_STAMP) ## drive the Playground in headless Chromium, cut off from the network
	@$(NODE_IS_THERE) || { echo "make e2e needs Node.js 18 or newer." >&2; exit 1; }
	@$(MAKE) --silent $(NODE_STAMP)
	@tests/e2e/on-loopback $(BIN)/pytest -m e2e tests/e2e $(ARGS)

.PHONY: litellm
litellm: $(VENV_STAMP) ## ask through the real LiteLLM proxy, cut off from the network
	@$(PY) -m tests.litellm.environment
	@tests/e2e/on-loopback $(BIN)/pytest -m litellm tests/litellm $(ARGS)

.PHONY: screenshots
screenshots: $(VENV_STAMP) ## take a picture of every card in the Playground, into docs/cards
	@$(MAKE) --silent $(NODE_STAMP)
	@tests/e2e/on-loopback $(BIN)/pytest -m e2e tests/e2e/test_cards.py -k pictured
	@mkdir -p docs/cards && rm -f docs/cards/*.png && cp .local/e2e/cards/*.png docs/cards/

.PHONY: bench
bench: $(VENV_STAMP) ## measure the promised ratios into bench.json
	@$(PY) -m tests.benchmarks $(ARGS)

.PHONY: evals
evals: $(VENV_STAMP) ## ask the configured model the evaluation set and grade it (docs/evals.md)
	@$(PY) -m tests.evals $(ARGS)

.PHONY: manifest
manifest: $(VENV_STAMP) node-if-there ## build and validate the Teams app package
	@$(PY) -m manifest $(ARGS)

.PHONY: docs
docs: $(VENV_STAMP) ## write docs/tools.md from the tools' declarations
	@$(PY) -m bot.app.tools_page

.PHONY: clean
clean: ## remove what running and testing left behind, local data included
	@rm -rf .local dist bench.json .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## clean, and remove the installed requirements and npm parts
	@rm -rf $(VENV) $(NODE_DIR)/node_modules
