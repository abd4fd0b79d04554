# Everything a person does with this project. It needs Python 3.11 or newer and make, nothing else:
# the first call builds .venv from the locks, with their hashes.

PYTHON ?= python3
PORT   ?= 8080
VENV   := .venv
RUN    := $(VENV)/bin/python
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
CHROMIUM := $(firstword $(foreach name,$(BROWSERS),$(shell command -v $(name))))
UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
              --no-emit-index-url --no-annotate --no-header

# Where it is set, each of a hundred process starts in the tests would compile the whole bot anew.
unexport PYTHONDONTWRITEBYTECODE

# A file of tests stays in one process, because some fill a database once for all of theirs. The long
# ones come first (tests/conftest.py), and one process more than cores works while others wait.
N_PROCESSES := $(shell n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 4 ? n + 1 : 4)))
PARALLEL := --numprocesses $(N_PROCESSES) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo run test bench format lock clean

help:
	@echo 'make demo [PORT=8080]   try the whole bot in the browser: no token, no network'
	@echo 'make run                run the real bot; its token stands in .env (see .env.example)'
	@echo 'make test               every check and every test'
	@echo 'make bench              measure speed and memory (five minutes)'
	@echo 'make format             lay the code out'
	@echo 'make lock               choose new versions of the libraries'
	@echo 'make clean              remove .venv and caches'

demo: $(VENV)/.ready
	@$(RUN) run_bot.py demo --port $(PORT)

run: $(VENV)/.ready
	@$(RUN) run_bot.py run

# ---- checks --------------------------------------------------------------------------------------

test: $(VENV)/.ready-to-test
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
ifdef CHROMIUM
	$(RUN) -m pytest -q $(PARALLEL)
else
	$(RUN) -m pytest -q $(PARALLEL) -m 'not browser'
	@echo
	@echo 'All checks passed, but the tests marked "browser" were left out: there is no Chromium here.'
	@echo 'To have them: install the package chromium (Debian, Ubuntu: apt-get install chromium).'
endif

bench: $(VENV)/.ready-to-test
	$(RUN) -m tests.benchmarks

format: $(VENV)/.ready-to-test
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

# ---- environment ---------------------------------------------------------------------------------

# The stamps make a second call instant. One library comes as source only; it is built with the
# setuptools of the lock instead of whatever version is newest.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(call need_python)
	$(PYTHON) -m venv --clear $(VENV)
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements.lock > $(VENV)/build.lock
	$(call install,$(VENV)/build.lock)
	$(call install,requirements.lock)
	$(RUN) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-to-test: $(VENV)/.ready requirements-test.lock
	$(call install,requirements-test.lock)
	@touch $@

define install
$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation --use-pep517 --requirement $(1)
endef

define need_python
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo 'Nutgraf needs Python 3.11 or newer. If you have one: make PYTHON=python3.11 …' >&2; exit 1; }; \
$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo 'This Python cannot build environments. Debian, Ubuntu: apt-get install python3-venv' >&2; exit 1; }
endef

# ---- upkeep --------------------------------------------------------------------------------------

# Hashes for all platforms, and no index named. uv lives in an environment of its own for a minute.
lock:
	@$(call need_python)
	$(PYTHON) -m venv --clear .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/$(UV_COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	.venv-lock/bin/$(UV_COMPILE) --upgrade --output-file requirements-test.lock \
		--constraint requirements.lock --group test pyproject.toml
	rm -rf .venv-lock

clean:
	rm -rf $(VENV) .venv-lock build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
