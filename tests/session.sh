#!/bin/bash
# session.sh CMD…: runs CMD in a desktop session of its own: home and XDG folders, Xvfb, window manager, session bus with
# only accessibility on it (and the .service files of the folder EXTRA_SERVICES). All that it started ends with it; CMD's status is returned.
# SCREEN=1280x800x24; GSK_RENDERER, GST_REGISTRY and the rest pass through.
set -u
S=$(mktemp -d "${TMPDIR:-/tmp}/reelseek-session.XXXXXX")
export SESSION_DIR=$S HOME=$S/home XDG_RUNTIME_DIR=$S/run XDG_CONFIG_HOME=$S/home/.config XDG_DATA_HOME=$S/home/.local/share \
  XDG_CACHE_HOME=$S/home/.cache XDG_STATE_HOME=$S/home/.local/state
mkdir -p -m 700 "$HOME" "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME" "$S/services"
export GDK_BACKEND=x11 GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-keyfile} LC_ALL=${LC_ALL:-C.UTF-8} ADW_DISABLE_PORTAL=1 GTK_USE_PORTAL=0
export GSK_RENDERER=${GSK_RENDERER:-cairo} GST_REGISTRY=${GST_REGISTRY-${TMPDIR:-/tmp}/reelseek-gst-registry.$(id -u).bin} NO_AT_BRIDGE=0
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS GTK_A11Y

pids=
finish() {
  for p in $pids; do kill "$p" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$S"
}
trap finish EXIT
trap 'exit 143' TERM INT

: >"$S/display"
exec 6>"$S/display"
Xvfb -displayfd 6 -screen 0 "${SCREEN:-1280x800x24}" -nolisten tcp -noreset +extension GLX +extension RANDR >"$S/xvfb.log" 2>&1 6>&6 &
pids="$pids $!"
exec 6>&-
for _ in $(seq 500); do [ -s "$S/display" ] && break; sleep 0.02; done
[ -s "$S/display" ] || { echo "session.sh: no virtual display:" >&2; cat "$S/xvfb.log" >&2; exit 1; }
DISPLAY=:$(tr -d '\n' <"$S/display")
export DISPLAY
# A window that comes before the window manager may never get the focus.
openbox --startup "touch $S/managed" >"$S/openbox.log" 2>&1 &
pids="$pids $!"
for _ in $(seq 500); do [ -e "$S/managed" ] && break; sleep 0.02; done
if command -v xcompmgr >/dev/null; then xcompmgr >/dev/null 2>&1 & pids="$pids $!"; fi

cp /usr/share/dbus-1/services/org.a11y.Bus.service "$S/services/"
[ -z "${EXTRA_SERVICES:-}" ] || cp "$EXTRA_SERVICES"/*.service "$S/services/"
cat >"$S/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><keep_umask/><listen>unix:tmpdir=$XDG_RUNTIME_DIR</listen><auth>EXTERNAL</auth>
<servicedir>$S/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
END
# What the bus and its services have to say goes to a file: the output is the command's alone, and may be TAP.
exec 7>&1 8>&2
dbus-run-session --config-file="$S/bus.conf" -- sh -c 'exec "$@" >&7 2>&8 7>&- 8>&-' sh "$@" >"$S/bus.log" 2>&1
exit $?
