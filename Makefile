# The developer's commands. The work is done by packaging/bootstrap.py, which needs only Python, so that paths with
# spaces and machines without make work too.

PYTHON ?= $(shell command -v python3 || command -v python || echo python3)
ARGS   ?=

.DEFAULT_GOAL := help
TARGETS := run test test-long lint texts settings bench screenshots package release clean distclean

.PHONY: help $(TARGETS)

help:
	@echo 'make run          set everything up and open the window with the bundled sample'
	@echo '                  (without a display: train on the sample in the terminal)'
	@echo 'make test         set up and run the tests            ARGS="-k freeze" goes to pytest'
	@echo 'make test-long    the tests that take minutes: 1,000 kills, a million damaged files'
	@echo 'make lint         ruff, mypy and the import contracts'
	@echo 'make texts        extract the texts for translators, check and compile the translations'
	@echo 'make settings     write docs/settings.md from the table of settings'
	@echo 'make bench        benchmark, print the results, write bench.json  ARGS="window" selects some'
	@echo 'make screenshots  take the screenshots for the README'
	@echo 'make package      build the packages for this system into dist/ (packaging/README.md)'
	@echo 'make release      the same, with wheel, sdist, sums and a list of what is in them'
	@echo 'make clean        remove caches and build results'
	@echo 'make distclean    the same, and the virtual environment in .venv'
	@echo
	@echo 'PYTHON=python3.12 chooses the Python that .venv is made from (3.11 or newer).'

$(TARGETS):
	@"$(PYTHON)" packaging/bootstrap.py $@ $(ARGS)
