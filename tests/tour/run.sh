#!/bin/bash
# run.sh BUILD: the tour of the program in the build folder BUILD, in a desktop session of its own on a virtual display.
# Leaves pictures and logs in BUILD/tour. BUILD/samples has the videos: tests/samples.sh.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: run.sh BUILD}" && pwd) || exit 1
[ -e "$build/samples/.complete" ] || { echo "run.sh: no videos in $build/samples; tests/samples.sh unpacks them" >&2; exit 1; }
rm -rf "$build/tour"
mkdir -p "$build/tour" || exit 1
export SCREEN=1600x900x24
unset REELSEEK_ENGINE # the one that ships, also where tests have another
exec "$here/../session.sh" "$build/tests/tour/tour" "$build"
