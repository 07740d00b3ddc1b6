# The only commands a newcomer needs: make run, make demo, make test, make check, make bench.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Where the platform's PyTorch comes with gigabytes of CUDA, its CPU build does (README, "Set-up"):
#   make install TORCH_INDEX=<the CPU index that PyTorch's installation page names>
TORCH_INDEX ?=
FROM := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

# Where the page that `make demo` embeds the chat in is served; the page names port 7860 for the chat itself.
DEMO := 127.0.0.1:7861

.PHONY: run demo install test check bench audit clean

run: install  ## the chat on http://127.0.0.1:7860
	$(BIN)/python app.py $(ARGS)

demo: install  ## a press centre's page with the chat in its corner, on http://127.0.0.1:7861
	@$(BIN)/python -m http.server --bind $(subst :, ,$(DEMO)) --directory docs/guide/demo >/dev/null 2>&1 & \
	trap "kill $$!" EXIT; trap exit INT TERM; echo "The page that embeds the chat: http://$(DEMO)"; \
	$(BIN)/python app.py --allow-origin http://$(DEMO) $(ARGS)

install: .venv/.installed

test: .venv/.dev browser  ## everything, the browser tests too
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.dev  ## lint, types, and the tests that need neither the model nor a browser
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not model and not browser"

bench: .venv/.dev browser  ## the encoder's speed, search and answers on XQuAD, the page and a crowd of visitors
	$(BIN)/python tests/bench/bench_encoder.py
	$(BIN)/python tests/bench/bench_search.py
	$(BIN)/python tests/bench/bench_page.py

audit:  ## known holes in the locked versions; asks PyPI and OSV, so it needs a network
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip --disable-pip-version-check --quiet install "pip-audit>=2.10,<3"
	.venv-audit/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip

clean:
	rm -rf .venv .venv-audit yuwen-index

.venv/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(PIP) install $(FROM) -c requirements.lock torch
	$(PIP) install $(FROM) -c requirements.lock -e '.[formats]'
	touch $@

.venv/.dev: .venv/.installed
	$(PIP) install $(FROM) -c requirements.lock -e '.[dev]'
	touch $@

.PHONY: browser
browser:  ## Chromium for the browser tests: installed on Debian as root, else it has to be there
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	else echo "Chromium is not installed: the browser tests will be skipped"; fi
