#!/bin/sh
# check-no-display.sh PROGRAM: without a display the program says so in a sentence, and fails; what needs none works.
set -u
out=$(mktemp)
trap 'rm -f "$out"' EXIT
unset DISPLAY WAYLAND_DISPLAY
if dbus-run-session -- "$1" >"$out" 2>&1; then
  echo "it did not fail"
  exit 1
fi
cat "$out"
grep -q 'needs a display' "$out" || exit 1
! grep -Eq 'WARNING|CRITICAL' "$out" || exit 1
"$1" --version | grep -q '^reelseek [0-9]'
