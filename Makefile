# Two commands set everything up on a fresh Debian machine with Python and make:
#   make map    the environment, the main job on the examples, the map in output/
#   make test   what the tests need, then all of them
# Others: make check (linters alone), make bench (slow measurements),
#   make quality (trains held-out models, measures on the corpora, writes docs/quality.md), make wheel, make clean.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check -q

.PHONY: map test check bench quality wheel clean

map: $(VENV)/run.stamp
	$(BIN)/geomap demo -o output

test: $(VENV)/test.stamp
	PYTHON=$(BIN)/python bash tests/run.sh

check: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/bench.stamp
	PYTHON=$(BIN)/python bash tests/bench/run.sh

# Models that did not see a corpus, a folder a corpus (an hour or more), then docs/quality.md from what is measured with them.
CORPORA ?= ../shared/corpora
HELD_OUT ?= build/held-out
TRAINED_ON := $(foreach name,lgl geovirus tud_loc_2013 re3d-dev,$(CORPORA)/$(name).jsonl)

quality: $(VENV)/train.stamp
	$(BIN)/python -m geomap.recognition.train all $(TRAINED_ON) --leave-one-out --output $(HELD_OUT)
	$(BIN)/python -m geomap.evaluation.train_ranker $(TRAINED_ON) $(CORPORA)/ucdp-places-dev.jsonl --leave-one-out --output $(HELD_OUT)
	$(BIN)/python tests/bench/quality.py --corpora $(CORPORA) --held-out $(HELD_OUT)

wheel: $(VENV)/test.stamp
	$(BIN)/python -m build --wheel --outdir dist

$(VENV)/venv.stamp:
	bash tests/make_venv.sh $(PYTHON) $(VENV)
	touch $@

$(VENV)/run.stamp: $(VENV)/venv.stamp pyproject.toml
	$(PIP) install -e .
	touch $@

$(VENV)/test.stamp: $(VENV)/venv.stamp pyproject.toml
	$(PIP) install -e '.[test]'
	bash tests/install_system.sh
	touch $@ $(VENV)/run.stamp

$(VENV)/train.stamp: $(VENV)/venv.stamp pyproject.toml
	$(PIP) install -e '.[train]'
	touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: $(VENV)/test.stamp
	$(PIP) install -e '.[bench]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
