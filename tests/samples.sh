#!/bin/sh
# samples.sh FOLDER: real videos for the tests and the tour, unpacked from Debian's packages into FOLDER.
# Nothing is installed. What is there already is not fetched again.
set -eu
out=$1
[ -e "$out/.complete" ] && exit 0
as_root=$(cd "$(dirname "$0")/../.ci" && pwd)/as-root
mkdir -p "$out/deb"
cd "$out/deb"
chmod 755 .
# Not as the user that apt keeps for this, who need not be able to reach the folder.
download() { apt-get -q -o APT::Sandbox::User=root download "$1"; }
for package in opencv-doc forensics-samples-files; do
  ls "$package"_*.deb >/dev/null 2>&1 || download "$package" 2>/dev/null || { "$as_root" apt-get -q update && download "$package"; } ||
    { echo "samples.sh: Debian's package $package can't be had; the tests need its videos" >&2; exit 1; }
  dpkg -x "$package"_*.deb root
done
find root -type f \( -iname '*.avi' -o -iname '*.mp4' -o -iname '*.mov' -o -iname '*.mkv' -o -iname '*.webm' \) -exec cp -n {} .. \;
find root -type f -name '*.avi.gz' -exec sh -c 'for f; do gunzip -c "$f" >"../$(basename "$f" .gz)"; done' _ {} +
cd ..
for name in vtest.avi Megamind.avi tree.avi; do
  [ -s "$name" ] || { echo "samples.sh: $name was not in the packages" >&2; exit 1; }
done
rm -rf deb
touch .complete
