#!/bin/sh
# share.sh FOLDER APP_ID ICON SYMBOLIC STAMP: lays FOLDER out as an installed share/ would be, for runs from the build folder.
set -eu
apps() { echo "$1/icons/hicolor/$2/apps"; }
mkdir -p "$(apps "$1" scalable)" "$(apps "$1" symbolic)"
cp "$3" "$(apps "$1" scalable)/$2.svg"
cp "$4" "$(apps "$1" symbolic)/$2-symbolic.svg"
: >"$5"
