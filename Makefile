# Each command is enough on a fresh Debian 12 or 13, as root or with sudo. The work is meson's; this file only says it in one word.
# Each installs first what it needs and what is missing: the sections of .ci/packages.txt that it names.
BUILD ?= build
PROFILE ?= default
MESON_FLAGS ?=
.PHONY: build run tour check bench eval check-sanitized coverage fuzz fuzz-build flatpak clean

build:
	@.ci/install-packages build run
	@.ci/build $(BUILD) none -Dprofile=$(PROFILE) $(MESON_FLAGS)

run:
	@if [ -n "$$WAYLAND_DISPLAY$$DISPLAY" ]; then \
	  $(MAKE) --no-print-directory build && exec $(BUILD)/run; \
	else \
	  echo "There is no display here: running the tour on a virtual one instead."; \
	  $(MAKE) --no-print-directory tour; \
	fi

# The program on a virtual display, driven like a person would; pictures in build/tour/.
tour:
	@.ci/install-packages build run tour
	@.ci/build $(BUILD) tour -Dprofile=$(PROFILE) $(MESON_FLAGS)
	@tests/samples.sh $(BUILD)/samples
	@tests/tour/run.sh $(BUILD)

# All tests, and then the fuzzers for a minute or so.
check: fuzz-build
	@.ci/install-packages build run tour check
	@.ci/build $(BUILD) all -Dprofile=$(PROFILE) $(MESON_FLAGS)
	@tests/samples.sh $(BUILD)/samples
	meson test -C $(BUILD) --no-rebuild --print-errorlogs
	@[ ! -e $(BUILD)-fuzz/build.ninja ] || meson test -C $(BUILD)-fuzz --no-rebuild --suite fuzz --print-errorlogs

# How fast bytes move, beside what others move them with: a table, and build/bench.json. BENCH_ROUNDS, BENCH_ROWS: see bench.c.
bench:
	@.ci/install-packages build run tour check bench
	@.ci/build $(BUILD) all -Dprofile=$(PROFILE) $(MESON_FLAGS)
	@tests/samples.sh $(BUILD)/samples
	@$(BUILD)/tests/bench/bench $(BUILD)

# What the search finds of what people ask, over real videos out of Debian's packages; see tests/eval/README.md. EVAL: its options.
eval:
	@.ci/install-packages build run tour eval
	@.ci/build $(BUILD) all -Dprofile=$(PROFILE) $(MESON_FLAGS)
	@tests/eval/fetch.sh $(BUILD)/eval
	@$(BUILD)/tests/eval/eval $(EVAL) $(BUILD)/eval

# All suites again, under AddressSanitizer and UBSan, in a build folder of their own.
check-sanitized:
	@.ci/install-packages build run tour check
	@.ci/build $(BUILD)-sanitized all -Db_sanitize=address,undefined -Db_lundef=false $(MESON_FLAGS)
	tests/samples.sh $(BUILD)-sanitized/samples
	meson test -C $(BUILD)-sanitized --print-errorlogs --timeout-multiplier 4

# Which lines of the client the tests reach: a table, and pages to open in the build folder.
coverage:
	@.ci/install-packages build run tour check coverage
	@.ci/build $(BUILD)-coverage all -Db_coverage=true $(MESON_FLAGS)
	tests/samples.sh $(BUILD)-coverage/samples
	find $(BUILD)-coverage -name '*.gcda' -delete
	meson test -C $(BUILD)-coverage --suite unit --suite net --print-errorlogs
	mkdir -p $(BUILD)-coverage/pages
	gcovr --root . --object-directory $(BUILD)-coverage --filter src/api/ --print-summary --html-details \
	  $(BUILD)-coverage/pages/index.html --txt

# Builds the Flatpak, installs it for a user of its own, starts it and checks that it answers; see flatpak/make.sh.
flatpak:
	@flatpak/make.sh $(BUILD)/flatpak

# libFuzzer on what reads bytes from outside, FUZZ_SECONDS a target. New inputs stay in the build folder.
FUZZ_SECONDS ?= 600
FUZZERS = json json-sink multipart nn-model reply safetensors start-timecode tensors tokenizer vectors
fuzz-build:
	@.ci/install-packages build run tour check fuzz
	@if .ci/can-fuzz; then \
	  { [ -e $(BUILD)-fuzz/build.ninja ] || CC=clang meson setup $(BUILD)-fuzz -Dfuzz=true $(MESON_FLAGS); } && \
	  ninja -C $(BUILD)-fuzz $(FUZZERS:%=tests/fuzz/fuzz-%); \
	else \
	  echo "The fuzzers are left out: clang and its fuzzing runtime are not here." >&2; \
	fi

fuzz: fuzz-build
	@for name in $(FUZZERS); do \
	  echo "$$name:"; \
	  tests/fuzz/run.sh $(BUILD)-fuzz/tests/fuzz/fuzz-$$name tests/fuzz/corpus/$$name $(BUILD)-fuzz/tests/fuzz/found/$$name \
	    $(FUZZ_SECONDS) || exit 1; \
	done

clean:
	rm -rf $(BUILD) $(BUILD)-sanitized $(BUILD)-coverage $(BUILD)-fuzz
