#!/bin/bash
# check-po.sh SOURCE BUILD: po/POTFILES names every source with strings, and each catalogue translates all of them.
set -u
source=$1 build=$2
cd "$source" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
wrong() { echo "$*"; bad=1; }

# The list: sorted, no file twice, no file that is not there.
grep -v -e '^#' -e '^$' po/POTFILES >"$tmp/listed"
LC_ALL=C sort -c -u "$tmp/listed" || wrong "po/POTFILES is not sorted (LC_ALL=C sort -u)"
while read -r file; do
  [ -f "$file" ] || wrong "po/POTFILES names $file, which does not exist"
done <"$tmp/listed"

# The sources: what xgettext finds a string in must be on the list.
find src data -type f \( -name '*.[ch]' -o -name '*.ui' -o -name '*.desktop.in*' -o -name '*.metainfo.xml.in*' \
  -o -name '*.gschema.xml.in*' \) | LC_ALL=C sort >"$tmp/sources"
[ "$(wc -l <"$tmp/sources")" -ge 10 ] || wrong "only $(wc -l <"$tmp/sources") sources found in $source"
LC_ALL=C comm -23 "$tmp/sources" "$tmp/listed" >"$tmp/unlisted"
po/update.sh --pot "$tmp/unlisted.pot" "$tmp/unlisted" || wrong "xgettext failed on the sources that are not listed"
for file in $(sed -n 's/^#: //p' "$tmp/unlisted.pot" | tr ' ' '\n' | LC_ALL=C sort -u); do
  wrong "$file has strings to translate, but po/POTFILES does not name it"
done
# GtkBuilder takes other words for yes, xgettext does not.
grep -rnE --include='*.ui' "translatable=[\"'](true|TRUE|True|1|t|y|YES)[\"']" src && wrong 'write translatable="yes"'

# The catalogues: every string of the present sources, none of them untranslated or fuzzy.
if [ "$bad" = 0 ]; then
  po/update.sh --pot "$tmp/all.pot" || wrong "no template of the present sources"
fi
for language in $(cat po/LINGUAS); do
  po=po/$language.po mo=$build/po/$language/LC_MESSAGES/reelseek.mo
  statistics=$(LC_ALL=C msgfmt --check --statistics --output-file=/dev/null "$po" 2>&1) || wrong "$statistics"
  echo "$language: $statistics"
  case $statistics in *fuzzy* | *untranslated*) wrong "$po is not complete" ;; esac
  if [ -e "$tmp/all.pot" ]; then
    msgcmp "$po" "$tmp/all.pot" || wrong "$po lacks strings of the present sources: run po/update.sh"
  fi
  # What a run from the build folder reads.
  [ "$(msgunfmt "$mo" | grep -c '^msgid ')" -gt 1 ] || wrong "$mo is missing or empty"
done
exit $bad
