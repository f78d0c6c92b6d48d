#!/bin/bash
# check-installed.sh ID VERSION RESULTS: in the lab, on a virtual display: does the installed program ID answer?
# Prints a line for each thing looked at; ends with 1 if one of them is wrong. RESULTS gets a screenshot and what was printed.
set -u
id=$1 version=$2 results=$3
mkdir -p "$results"
failed=0
good() { echo "  ok: $*"; }
wrong() { echo "  WRONG: $*"; failed=1; }
# until SECONDS COMMAND…: tries again until it succeeds, with a bound.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}
in_sandbox() { flatpak run --user --command=sh "$id" -c "$@"; }

: >"$results/display"
exec 6>"$results/display"
Xvfb -displayfd 6 -screen 0 1280x800x24 -nolisten tcp >"$results/xvfb.log" 2>&1 &
exec 6>&-
until_true 20 test -s "$results/display" || { wrong "no virtual display"; exit 1; }
DISPLAY=:$(tr -d '\n' <"$results/display")
export DISPLAY
rm "$results/display"
unset WAYLAND_DISPLAY
openbox >"$results/openbox.log" 2>&1 &
xcompmgr >/dev/null 2>&1 & # shadows and round corners
dbus-update-activation-environment DISPLAY # the portals are started by the bus

echo "The sandbox:"
echo "  GTK $(in_sandbox 'ls /usr/lib/*/libgtk-4.so.1.* /usr/lib/libgtk-4.so.1.* 2>/dev/null | sed "s/.*so\.1\.\([0-9]*\)00\./4.\1./"' | tail -n 1)," \
  "permissions: $(flatpak info --user --show-permissions "$id" | sed -n 's/^\(shared\|sockets\|devices\|filesystems\)=/\1=/p' | tr '\n' ' ')"
flatpak info --user --show-permissions "$id" | grep -q '^filesystems=' && wrong "the program may see the file system"
in_sandbox 'for d in vp8dec vp9dec theoradec opusdec avdec_h264 openh264dec; do
  gst-inspect-1.0 --exists $d && echo "  decoder $d: yes" || echo "  decoder $d: no"; done'

echo "The program:"
answer=$(timeout 60 flatpak run --user "$id" --version 2>"$results/version.log")
case $answer in
*"$version"*) good "--version answers '$answer'" ;;
*) wrong "--version answers '$answer' $(cat "$results/version.log")" ;;
esac

flatpak run --user "$id" >"$results/stdout.log" 2>"$results/stderr.log" &
program=$!
window() { xdotool search --onlyvisible --class '[Rr]eelseek' 2>/dev/null | head -n 1 | grep -q .; }
if until_true 60 window; then
  wid=$(xdotool search --onlyvisible --class '[Rr]eelseek' | head -n 1)
  good "its window is '$(xdotool getwindowname "$wid")', $(xdotool getwindowgeometry "$wid" | sed -n 's/.*Geometry: //p')"
  painted() { # more than one colour: the window is drawn, not only mapped
    import -window root "$results/window.png" && [ "$(identify -format %k "$results/window.png")" -gt 64 ]
  }
  until_true 20 painted && good "it is drawn: $(identify -format '%k colours' "$results/window.png")" || wrong "the window stays empty"
else
  wrong "no window within 60 s"
fi
owned() { gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
  --method org.freedesktop.DBus.NameHasOwner "$id" | grep -q true; }
until_true 10 owned && good "it owns $id on the bus" || wrong "it does not own $id on the bus"
gdbus call --session --dest "$id" --object-path "/${id//.//}" --method org.gtk.Actions.Activate quit '[]' '{}' >/dev/null 2>&1
gone() { ! kill -0 "$program" 2>/dev/null; }
if until_true 20 gone; then
  wait "$program" && good "it quits with 0 when its action 'quit' is called" || wrong "it ended with $?"
else
  wrong "it does not end when its action 'quit' is called"
  flatpak kill "$id"
fi
if grep -E '(WARNING|CRITICAL|ERROR)( \*\*)?:' "$results/stderr.log"; then
  wrong "it warned (above)"
else
  good "it printed no warning"
fi
[ ! -s "$results/stderr.log" ] || sed 's/^/  stderr: /' "$results/stderr.log" | head -n 20

echo "The service on this computer:"
in_sandbox 'set -u
  cd "$XDG_DATA_HOME" && mkdir -p check && umask 077 && printf "%s\n" a-key-for-this-check >check/key
  : >check/out
  reelseek-local --port 0 --data-dir check/data --key-file check/key >check/out &
  pid=$!
  for _ in $(seq 100); do grep -q "^listening on http://127.0.0.1:" check/out && break; kill -0 $pid 2>/dev/null || break; sleep 0.1; done
  cat check/out
  kill -TERM $pid; wait $pid; status=$?
  rm -rf check
  exit $status' >"$results/local.log" 2>&1
status=$?
if [ "$status" = 0 ] && grep -q '^listening on http://127.0.0.1:[0-9]' "$results/local.log"; then
  good "it says '$(head -n 1 "$results/local.log")' and ends with 0"
else
  wrong "it ended with $status: $(tr '\n' ' ' <"$results/local.log")"
fi
if [ "$failed" = 0 ]; then echo "All is well."; else echo "Something is wrong."; fi
exit $failed
