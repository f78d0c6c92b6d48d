#!/bin/sh
# samples.sh FOLDER: real videos for the tests and the tour, unpacked from Debian's packages into FOLDER.
# Nothing is installed. What is there already is not fetched again.
set -eu
out=$1
[ -e "$out/.complete" ] && exit 0
mkdir -p "$out/deb"
cd "$out/deb"
chmod 755 .
for package in opencv-doc forensics-samples-files; do
  ls "$package"_*.deb >/dev/null 2>&1 || apt-get -q download "$package" ||
    { apt-get -q update && apt-get -q download "$package"; } ||
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
