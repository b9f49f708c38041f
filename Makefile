# make run opens palaver, make test checks everything; each sets itself up in .venv.
BIN := .venv/bin
TESTS ?= tests
FUZZED ?= tests/providers/test_fuzz.py tests/transcript/test_properties.py
WORKERS ?= auto
FUZZ ?= 200000
FROM ?= 0

# Tests start the program some hundred times: compiled once, not each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check format bench soak fuzz screenshots clean

run: .venv/run.stamp
	@$(BIN)/palaver $(ARGS)

test: check
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup $(TESTS)

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

format: .venv/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev.stamp
	$(BIN)/python -m tests.benchmarks $(ARGS)

soak: .venv/dev.stamp
	PALAVER_CAMPAIGN=soak $(BIN)/pytest -q -n $(WORKERS) $(TESTS)

# A million spoiled answers and refusals, two minutes on two cores; then FUZZ spoiled pictures, which
# go on from number FROM.
fuzz: .venv/dev.stamp
	PALAVER_CAMPAIGN=fuzz $(BIN)/pytest -q -n $(WORKERS) $(FUZZED)
	$(BIN)/python -m tests.pictures.fuzz $(FUZZ) --from $(FROM)

.venv/run.stamp: pyproject.toml scripts/setup
	@scripts/setup run

.venv/dev.stamp: pyproject.toml scripts/setup
	@scripts/setup dev
	@touch .venv/run.stamp

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis

screenshots: .venv/dev.stamp
	$(BIN)/python -m docs.screenshots
