#!/bin/sh
# run.sh FUZZER CORPUS FOUND SECONDS: lets a libFuzzer program go on from its corpus and from what it found before, which
# stays in the folder FOUND; what crashes it is left beside that folder. The last lines say how much was tried.
set -u
mkdir -p "$3"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$1" -max_total_time="$4" -max_len=8192 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$3-" "$3" "$2" >"$log" 2>&1
status=$?
grep -E '^(stat::number_of_executed_units|stat::new_units_added|Done)' "$log"
[ "$status" = 0 ] && exit 0
cat "$log"
exit 1 # libFuzzer's own 77 is a skipped test to meson
