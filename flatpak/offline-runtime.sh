#!/bin/bash
# offline-runtime.sh: Flatpak where Flathub is out of reach: stand-ins for GNOME's runtimes, made of Debian's packages.
#
#   setup            makes org.gnome.Platform and org.gnome.Sdk and installs them for the lab's user (as root; 2 to 3 minutes)
#   build MANIFEST   builds and installs the manifest's app for the lab's user, without a network
#   run CMD…         runs CMD in the lab
#
# The lab is a user of its own with a private /run/user, /dev/fuse open to it, and one bus that is session and system bus.
# It has its own process namespace, so nothing that a run starts outlives it.
set -euo pipefail

LAB=${LAB:-/var/tmp/reelseek-flatpak}   # the stand-ins and their logs
LAB_USER=${LAB_USER:-reelseek-flatpak}  # whose `flatpak --user` installation it is
SUITE=${SUITE:-trixie}                  # Debian 13 has GTK 4.18 and libadwaita 1.7, as GNOME 48
BRANCH=${BRANCH:-48}
REPO=$LAB/repo

# What a program finds in org.gnome.Platform, as far as this one uses it. No libav: codecs are an extension there.
platform_packages=(
  libgtk-4-1 libgtk-4-bin libgtk-4-media-gstreamer libadwaita-1-0 libsoup-3.0-0 libjson-glib-1.0-0 libsecret-1-0
  libsqlite3-0 libnettle8 libxml2 libglib2.0-bin glib-networking libproxy1v5 ca-certificates openssl
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-tools gstreamer1.0-gtk4
  dconf-gsettings-backend gsettings-desktop-schemas adwaita-icon-theme hicolor-icon-theme shared-mime-info librsvg2-common
  fonts-cantarell fonts-dejavu-core fontconfig flatpak-xdg-utils tzdata xkb-data iso-codes locales)
# What org.gnome.Sdk adds to that.
sdk_packages=(
  gcc g++ make meson ninja-build pkgconf gettext itstool patch xz-utils bzip2 gdb strace
  appstream appstream-util appstream-compose desktop-file-utils gobject-introspection libglib2.0-dev-bin
  libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsecret-1-dev libsqlite3-dev nettle-dev libxml2-dev
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev)

step() { echo "== $* ($(date +%T))"; }

# The mirror that this machine already uses.
mirror() {
  local uri
  uri=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  [ -n "$uri" ] || uri=$(awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; exit } }' /etc/apt/sources.list 2>/dev/null || true)
  echo "${uri:-http://deb.debian.org/debian}"
}

# Two file systems: $LAB/rt/platform, and $LAB/rt/sdk, which is the same and more.
make_root_file_systems() {
  local folder excludes=()
  rm -rf "$LAB/rt"
  mkdir -p "$LAB/rt"
  for folder in doc man info gtk-doc help locale; do
    excludes+=(--dpkgopt="path-exclude=/usr/share/$folder/*")
  done
  mmdebstrap --quiet --mode=root --variant=apt --format=directory "${excludes[@]}" \
    --include="$(IFS=,; echo "${platform_packages[*]}")" \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' --skip=cleanup/apt/lists \
    --customize-hook='for l in en_US de_DE zh_TW; do chroot "$1" localedef -i $l -f UTF-8 $l.UTF-8; done' \
    "$SUITE" "$LAB/rt/platform" "$(mirror)" 2>"$LAB/platform.log" || { tail -n 20 "$LAB/platform.log" >&2; return 1; }
  cp -a "$LAB/rt/platform" "$LAB/rt/sdk"
  cp -L /etc/resolv.conf "$LAB/rt/sdk/etc/resolv.conf"
  # In a mount namespace, so that /proc goes when apt is done.
  unshare --mount --propagation private sh -ec '
    root=$1; shift
    mount -t proc proc "$root/proc"
    exec chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Options::=--force-unsafe-io install "$@"' \
    _ "$LAB/rt/sdk" "${sdk_packages[@]}" >"$LAB/sdk.log" 2>&1 || { tail -n 20 "$LAB/sdk.log" >&2; return 1; }
}

# export_runtime Platform|Sdk: a runtime is a /usr with /usr/etc; what belongs to one machine stays out of it.
export_runtime() {
  local part=$1 source=$LAB/rt/${1,,} folder=$LAB/rt/export-$1 usr arch multiarch loader
  arch=$(flatpak --default-arch)
  multiarch=$(gcc -print-multiarch)
  usr=$folder/usr
  rm -rf "$folder"
  mkdir -p "$folder/files"
  cp -al "$source/usr" "$usr"
  rm -rf "$usr/etc"
  cp -a "$source/etc" "$usr/etc"
  rm -rf "$usr"/etc/{passwd,group,shadow,gshadow}{,-} "$usr"/etc/{hosts,hostname,resolv.conf,machine-id,localtime,timezone,mtab} \
    "$usr"/etc/{apt,cron.daily,init.d,rc?.d,systemd,dpkg,pam.d,security,.pwd.lock,ld.so.cache} \
    "$usr"/{games,src} "$usr"/share/{bug,lintian,doc-base} "$usr"/lib/{systemd,udev}
  # No file keeps a setuid bit. The files are hard links to those of the other runtime, so each is copied first.
  find "$usr" -perm /6000 -type f -exec sh -c 'for f; do cp "$f" "$f.new"; chmod 755 "$f.new"; mv -f "$f.new" "$f"; done' _ {} +
  # Flatpak runs /usr/bin/ldconfig for /app/lib, and writes its own ld.so.conf only where the runtime's is empty.
  ln -sf ../sbin/ldconfig "$usr/bin/ldconfig"
  : >"$usr/etc/ld.so.conf"
  # Without these meson takes Debian's lib/x86_64-linux-gnu, or lib64, where the real Sdk gives lib.
  rm -rf "$usr/etc/debian_version" "$usr/lib64"
  ln -s lib "$usr/lib64"
  for loader in "$usr/lib/$multiarch"/ld-linux*.so.*; do
    ln -sf "$multiarch/${loader##*/}" "$usr/lib/${loader##*/}"
  done
  cat >"$folder/metadata" <<END
[Runtime]
name=org.gnome.$part
runtime=org.gnome.Platform/$arch/$BRANCH
sdk=org.gnome.Sdk/$arch/$BRANCH

[Environment]
GI_TYPELIB_PATH=/app/lib/girepository-1.0
GST_PLUGIN_SYSTEM_PATH=/app/lib/gstreamer-1.0:/usr/lib/$multiarch/gstreamer-1.0
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
END
  flatpak build-export --runtime --disable-sandbox "$REPO" "$folder" "$BRANCH" >/dev/null
  rm -rf "$folder"
}

# lab CMD…: runs CMD as the lab's user; with NO_NETWORK=1 in a network namespace with loopback only.
lab() {
  local options=(--mount --pid --fork --mount-proc --kill-child --propagation private)
  [ -z "${NO_NETWORK:-}" ] || options+=(--net)
  exec unshare "${options[@]}" bash -ec '
    user=$1; shift
    id=$(id -u "$user")
    mount -t tmpfs -o mode=755 tmpfs /run/user
    install -d -m 700 -o "$user" "/run/user/$id"
    # The portals mount through fuse, and its device may be for root only.
    mount -t tmpfs -o dev,mode=755 tmpfs /mnt
    mknod -m 666 /mnt/fuse c 10 229
    mount --bind /mnt/fuse /dev/fuse
    [ -z "${NO_NETWORK:-}" ] || ip link set lo up 2>/dev/null || true
    proxies=()
    for name in http_proxy https_proxy no_proxy; do
      [ -z "${!name:-}" ] || proxies+=("$name=${!name}")
    done
    exec setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups \
      env -i HOME="$(getent passwd "$user" | cut -d: -f6)" USER="$user" LOGNAME="$user" PATH=/usr/local/bin:/usr/bin:/bin \
        LANG="${LANG:-C.UTF-8}" XDG_RUNTIME_DIR="/run/user/$id" XDG_CURRENT_DESKTOP=GNOME "${proxies[@]}" \
        dbus-run-session -- sh -c '\''export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS; exec "$@" >&3 3>&-'\'' _ "$@" \
        3>&1 >&2 # what the services of the bus print goes to stderr' \
    _ "$LAB_USER" "$@"
}

setup() {
  mkdir -p "$LAB"
  step "file systems of Debian's $SUITE"
  make_root_file_systems
  du -sh "$LAB"/rt/*
  step "runtimes of them"
  rm -rf "$REPO"
  ostree init --mode=bare-user-only --repo="$REPO"
  export_runtime Platform
  export_runtime Sdk
  flatpak build-update-repo "$REPO" >/dev/null
  rm -rf "$LAB/rt"
  du -sh "$REPO"
  step "installing them for $LAB_USER"
  (lab sh -ec '
    flatpak --user remote-add --if-not-exists --no-gpg-verify offline "file://$1"
    flatpak --user install -y --noninteractive --or-update offline "org.gnome.Platform//$2" "org.gnome.Sdk//$2"' \
    _ "$REPO" "$BRANCH")
  step "done"
}

case ${1:-} in
setup) setup ;;
build)
  export NO_NETWORK=1
  lab sh -ec 'cd; exec flatpak-builder --user --install --force-clean --state-dir="$HOME/state" "$HOME/app" "$1"' \
    _ "$(realpath "$2")"
  ;;
run)
  shift
  lab "$@"
  ;;
*)
  sed -n '2,9s/^# \{0,1\}//p' "$0"
  exit 2
  ;;
esac
