# Each command is enough on a fresh Debian 12, as root or with sudo. The work is meson's; this file only says it in one word.
BUILD ?= build
PROFILE ?= default
MESON_FLAGS ?=
.PHONY: build run check bench packages samples check-sanitized coverage fuzz fuzz-build flatpak clean

build: packages
	@[ -e $(BUILD)/build.ninja ] || meson setup $(BUILD) -Dprofile=$(PROFILE) $(MESON_FLAGS)
	ninja -C $(BUILD)

packages:
	@.ci/install-packages

samples:
	@tests/samples.sh $(BUILD)/samples

run: build
	@if [ -n "$$WAYLAND_DISPLAY$$DISPLAY" ]; then \
	  exec $(BUILD)/run; \
	else \
	  echo "There is no display here: running the tour on a virtual one instead."; \
	  tests/samples.sh $(BUILD)/samples && exec tests/tour/run.sh $(BUILD); \
	fi

# All tests, and then the fuzzers for a minute or so.
check: build fuzz-build samples
	meson test -C $(BUILD) --print-errorlogs
	meson test -C $(BUILD)-fuzz --no-rebuild --suite fuzz --print-errorlogs

# How fast bytes move, beside what others move them with: a table, and build/bench.json. BENCH_ROUNDS, BENCH_ROWS: see bench.c.
bench: build samples
	@$(BUILD)/tests/bench/bench $(BUILD)

# All suites again, under AddressSanitizer and UBSan, in a build folder of their own.
check-sanitized: packages
	@[ -e $(BUILD)-sanitized/build.ninja ] || meson setup $(BUILD)-sanitized -Db_sanitize=address,undefined -Db_lundef=false $(MESON_FLAGS)
	ninja -C $(BUILD)-sanitized
	tests/samples.sh $(BUILD)-sanitized/samples
	meson test -C $(BUILD)-sanitized --print-errorlogs --timeout-multiplier 4

# Which lines of the client the tests reach: a table, and pages to open in the build folder.
coverage: packages
	@[ -e $(BUILD)-coverage/build.ninja ] || meson setup $(BUILD)-coverage -Db_coverage=true $(MESON_FLAGS)
	ninja -C $(BUILD)-coverage
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
FUZZERS = json json-sink multipart reply start-timecode
fuzz-build: packages
	@[ -e $(BUILD)-fuzz/build.ninja ] || CC=clang meson setup $(BUILD)-fuzz -Dfuzz=true $(MESON_FLAGS)
	ninja -C $(BUILD)-fuzz $(FUZZERS:%=tests/fuzz/fuzz-%)

fuzz: fuzz-build
	@for name in $(FUZZERS); do \
	  echo "$$name:"; \
	  tests/fuzz/run.sh $(BUILD)-fuzz/tests/fuzz/fuzz-$$name tests/fuzz/corpus/$$name $(BUILD)-fuzz/tests/fuzz/found/$$name \
	    $(FUZZ_SECONDS) || exit 1; \
	done

clean:
	rm -rf $(BUILD) $(BUILD)-sanitized $(BUILD)-coverage $(BUILD)-fuzz
