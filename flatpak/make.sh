#!/bin/bash
# make.sh RESULTS: `make flatpak`. Builds the manifest, installs it, starts the installed program on a virtual display and checks
# that it answers. Everything happens in the home of a user of its own (offline-runtime.sh, 'lab'); what it looked like is left in
# the folder RESULTS. GNOME's runtimes come from Flathub where it can be reached, else they are made of Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."
results=$(realpath -m "${1:-build/flatpak}")
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "make flatpak needs root or sudo: it makes a user and namespaces of its own." >&2; exit 1; }
  exec sudo --preserve-env=LAB,LAB_USER,SUITE,http_proxy,https_proxy,no_proxy "$0" "$results"
fi
export LAB=${LAB:-/var/tmp/reelseek-flatpak} LAB_USER=${LAB_USER:-reelseek-flatpak}
id=io.github.reelseek.Reelseek
branch=$(sed -n "s/^runtime-version: '\(.*\)'/\1/p" flatpak/$id.yml)
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
flathub=https://dl.flathub.org/repo/flathub.flatpakrepo
started=$SECONDS
step() { echo "== $* ($(date +%T))"; }
lab() { flatpak/offline-runtime.sh run "$@" 2>>"$LAB/lab.log"; } # the lab's bus and portals have much to say

step "packages"
.ci/install-packages build run flatpak
id "$LAB_USER" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$LAB_USER"
mkdir -p "$LAB"
: >"$LAB/lab.log"
home=$(getent passwd "$LAB_USER" | cut -d: -f6)

installed() { lab flatpak --user info "org.gnome.$1//$branch" >/dev/null 2>&1; }
from_flathub() {
  flatpak/offline-runtime.sh run sh -c '
    timeout 30 flatpak --user remote-add --if-not-exists flathub "$1" &&
      timeout 1500 flatpak --user install -y --noninteractive flathub "org.gnome.Platform//$2" "org.gnome.Sdk//$2"' \
    _ "$flathub" "$branch" >"$LAB/flathub.log" 2>&1
}
step "runtimes"
if installed Platform && installed Sdk; then
  echo "GNOME $branch is installed already."
elif from_flathub; then
  echo "GNOME $branch is Flathub's."
else
  echo "Flathub cannot be reached here ($(grep '^error:' "$LAB/flathub.log" | tail -n 1)): making stand-ins."
  BRANCH=$branch flatpak/offline-runtime.sh setup
fi
echo "They come from: $(lab flatpak --user info --show-origin "org.gnome.Platform//$branch")"

step "build"
# A copy that the lab's user may read, without what was built here.
rm -rf "$home/source"
install -d -o "$LAB_USER" -g "$LAB_USER" "$home/source"
tar -c --exclude=./.git --exclude='./build*' . | setpriv --reuid="$LAB_USER" --regid="$LAB_USER" --init-groups tar -x -C "$home/source"
if ! flatpak/offline-runtime.sh build "$home/source/flatpak/$id.yml" >"$LAB/build.log" 2>&1; then
  tail -n 60 "$LAB/build.log"
  echo "The build failed: $LAB/build.log" >&2
  exit 1
fi
echo "Built and installed ($LAB/build.log)."

step "start"
rm -rf "$home/results"
status=0
lab "$home/source/flatpak/check-installed.sh" "$id" "$version" "$home/results" || status=$?
mkdir -p "$results"
cp "$home/results"/* "$results"/
chown -R --reference=. "$results"
step "done after $((SECONDS - started)) s; pictures and logs are in $results"
exit $status
