#!/bin/bash
# check-flatpak.sh SOURCE ID: the Flatpak manifest is about this program, and its sandbox is as wide as agreed and no wider.
set -u
cd "$1/flatpak" || exit 1
id=$2 manifest=$2.yml
bad=0
wrong() { echo "$*"; bad=1; }
[ -f "$manifest" ] || { echo "flatpak/$manifest is missing"; exit 1; }
has() { grep -qxF -- "$1" "$manifest" || wrong "$manifest lacks '$1'"; }
has "id: $id"
has "runtime: org.gnome.Platform"
has "sdk: org.gnome.Sdk"
has "command: reelseek"
permissions=$(sed -n 's/^  - \(--[a-z-]*=.*\)/\1/p' "$manifest" | LC_ALL=C sort | tr '\n' ' ')
agreed='--device=dri --share=ipc --share=network --socket=fallback-x11 --socket=pulseaudio --socket=wayland '
[ "$permissions" = "$agreed" ] || wrong "the sandbox is $permissions"
for script in *.sh; do
  bash -n "$script" || wrong "$script is no valid script"
  [ -x "$script" ] || wrong "$script is not executable"
done
exit $bad
