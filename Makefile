# The only commands a newcomer needs: make run, make test, make check, make bench.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The CPU build of PyTorch where the platform's default is the CUDA one (README, "Set-up"):
#   make install TORCH_INDEX=<the CPU index that PyTorch's installation page names>
TORCH_INDEX ?=
TORCH_FROM := $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

.PHONY: run install test check bench clean

run: install
	$(BIN)/python app.py $(ARGS)

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_FROM) -c requirements.lock -e .
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_FROM) -c requirements.lock -e '.[dev]'
	touch $@
