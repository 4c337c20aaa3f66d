# Everything needed is installed by the first target: a machine needs git, make, and either Node with npm, or Bun.
# The recipes are the scripts of package.json; `bun run NAME` does the same where there is no make.

SHELL := /bin/sh
BUN := node_modules/.bin/bun
BUN_VERSION := 1.4.5
# The Windows executable is built on Linux, from the base that the lock file pins.
INSTALL := install --frozen-lockfile --os=linux --os=win32 --cpu=x64
# A new commit makes a new build: the executable says which one it is of.
COMMITS := $(wildcard $(shell git rev-parse --git-path logs/HEAD 2>/dev/null))
SOURCES := $(shell find src -type f) $(wildcard .ci/release/*.ts) package.json bun.lock $(COMMITS)
INSTALLED := node_modules/.installed
# Bun for the platforms that only a release builds for: 190 MB to load, so that nothing else waits for them.
BASES := .ci/release/bases
BASES_INSTALLED := $(BASES)/node_modules/.installed

.DEFAULT_GOAL := all
.PHONY: all linux windows demo bench test test-windows lint format licenses release verify-release ci clean help

all: linux windows ## build both executables (default)
linux: dist/ossutil64 ## build dist/ossutil64
windows: dist/ossutil64.exe ## build dist/ossutil64.exe

$(INSTALLED): package.json bun.lock
	@if [ "$$(bun --version 2>/dev/null)" = "$(BUN_VERSION)" ]; then bun $(INSTALL); \
	elif command -v npx >/dev/null; then npx --yes bun@$(BUN_VERSION) $(INSTALL); \
	elif command -v bun >/dev/null; then bun x bun@$(BUN_VERSION) $(INSTALL); \
	else echo "make: needs Node.js 20 with npm, or Bun" >&2; exit 1; fi
	@touch $@

dist/ossutil64: $(INSTALLED) $(SOURCES)
	@$(BUN) run --silent build:linux

dist/ossutil64.exe: $(INSTALLED) $(SOURCES)
	@$(BUN) run --silent build:windows

demo: dist/ossutil64 ## build, start a loopback OSS server, and run the documented commands against it
	@$(BUN) run --silent demo

bench: dist/ossutil64 ## measure how fast it is (RUNS=100, PEER=another executable beside it)
	@$(BUN) run --silent bench

test: dist/ossutil64 ## build and run every test that Linux can run
	@$(BUN) run --silent test

test-windows: dist/ossutil64.exe ## build and run the Windows executable under Wine (needs root; sets Wine up)
	@$(BUN) run --silent test:windows

lint: $(INSTALLED) ## check format, lint rules and types
	@$(BUN) run --silent lint

format: $(INSTALLED) ## format the sources
	@$(BUN) run --silent format

licenses: $(INSTALLED) ## write src/third-party-licenses.txt anew, after a change of the dependencies
	@$(BUN) run --silent licenses

$(BASES_INSTALLED): $(INSTALLED) $(BASES)/package.json $(BASES)/bun.lock
	@$(BUN) install --cwd $(BASES) --frozen-lockfile --os='*' --cpu='*'
	@touch $@

# A zip holds local times, and not every zone has every one of them.
release verify-release: export TZ = UTC
release: $(BASES_INSTALLED) ## build a release of all platforms into dist/release, from a clean checkout
	@$(BUN) run --silent release

verify-release: $(BASES_INSTALLED) ## build the release again and compare it with SUMS=path/to/SHA256SUMS
	@$(BUN) run --silent verify-release "$(SUMS)"

ci: lint all test test-windows ## all that must pass before a change is taken

clean: ## remove what was built and installed
	rm -rf node_modules $(BASES)/node_modules dist/ossutil64 dist/ossutil64.exe dist/release dist/bench

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16
