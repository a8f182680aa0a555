# Small wrappers around swift and scripts/; 'make' alone lists them.
.PHONY: help setup serve test test-slow verify bench eval lint format dist clean

help:
	@echo "make setup      get what building and running needs: system libraries and the embedding model"
	@echo "make serve      set up, build in release mode and start the server"
	@echo "make test       set up, build and run all tests (Swift, clients, end to end, crash)"
	@echo "make test-slow  the crash test in full (100 kills), a simulated life of 10,000 days, LiteLLM's proxy, 20,000 requests made from /openapi.json, the thread sanitizer"
	@echo "make verify     the performance contract, counted row by row (BUILT=1 accepts rows not built yet)"
	@echo "make bench      measure speed beside other programs, one table (BENCH=--json for JSON)"
	@echo "make eval       measure how well recall finds labelled evidence"
	@echo "make lint       formatting, dependencies and structure"
	@echo "make format     format all sources"
	@echo "make dist       make the release archive and try it in an empty environment (Linux; 20 minutes the first time)"
	@echo "make clean      remove the build folder; data and downloaded models stay"

setup:
	@echo "== Setting up: system libraries and the embedding model"
	@scripts/setup

serve:
	@echo "== Setting up, building in release mode and starting the server"
	@scripts/setup --model-optional
	@exec scripts/serve $(SERVE)

test:
	@echo "== Setting up, building and running all tests"
	@scripts/setup
	@scripts/test

test-slow:
	@echo "== Crash test in full: 100 kills"
	@scripts/setup
	@scripts/crash --kills 100
	@echo "== A simulated life of 10,000 days"
	@scripts/life 10000
	@echo "== Models behind LiteLLM's proxy"
	@scripts/foreign
	@echo "== 20,000 requests made from /openapi.json"
	@scripts/hammer
	@echo "== Memory engine and stores under the thread sanitizer"
	@scripts/tsan

verify:
	@echo "== Performance contract, counted"
	@scripts/setup --model-optional
	@scripts/verify $(if $(filter 1,$(BUILT)),--built) $(VERIFY)

bench:
	@echo "== Measuring speed beside other programs"
	@scripts/setup
	@scripts/bench $(BENCH)

eval:
	@echo "== Measuring recall on labelled conversations"
	@scripts/setup
	@scripts/eval $(EVAL)

lint:
	@echo "== Checking formatting, dependencies and structure"
	@scripts/lint

format:
	@echo "== Formatting all sources"
	@swift format format --in-place --recursive Package.swift Sources Tests

dist:
	@echo "== Making the release archive and trying it"
	@scripts/setup --model-optional
	@scripts/dist
	@scripts/dist-check

clean:
	@echo "== Removing the build folder"
	@rm -rf .build
