# Everything a developer types. The work is in packaging/bootstrap.py, which needs nothing but Python,
# so that paths with spaces and machines without make are no trouble.

PYTHON ?= $(shell command -v python3 || command -v python || echo python3)
ARGS   ?=

.DEFAULT_GOAL := help
TARGETS := run test test-long lint texts bench screenshots clean distclean

.PHONY: help $(TARGETS)

help:
	@echo 'make run          set everything up and open the window on the bundled sample'
	@echo '                  (without a display: train the sample here, in the terminal)'
	@echo 'make test         set up and run the tests            ARGS="-k freeze" goes to pytest'
	@echo 'make test-long    the tests that take minutes: a hundred kills, 130,000 damaged files'
	@echo 'make lint         ruff, mypy and the import contracts'
	@echo 'make texts        extract the texts for translators, check and compile the translations'
	@echo 'make bench        measure, print the figures, write bench.json  ARGS="window" picks some'
	@echo 'make screenshots  take the pictures for the README'
	@echo 'make clean        remove caches and what was built'
	@echo 'make distclean    the same, and the virtual environment in .venv'
	@echo
	@echo 'PYTHON=python3.12 chooses the Python that .venv is made from (3.11 or newer).'

$(TARGETS):
	@"$(PYTHON)" packaging/bootstrap.py $@ $(ARGS)
