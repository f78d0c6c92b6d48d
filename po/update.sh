#!/bin/sh
# po/update.sh            brings every catalogue of po/LINGUAS up to the present sources, and says what is left to translate
# po/update.sh --pot FILE [LIST]
#                         writes only the template to FILE: of the present sources, or of the files that LIST names
# po/POTFILES lists the sources; tests/unit/check-po.sh says which are missing from it.
set -eu
cd "$(dirname "$0")/.."

template() {
  xgettext --files-from="$2" --output="$1" --force-po --from-code=UTF-8 --add-comments=Translators: --add-location=file \
    --package-name=reelseek --msgid-bugs-address=https://github.com/reelseek/Reelseek/issues \
    --keyword=_ --keyword=N_ --keyword=reel_sentence_nprintf:1,2 --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 \
    --keyword=g_dpgettext2:2c,3 --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
    --flag=g_dngettext:2:pass-c-format --flag=g_strdup_printf:1:c-format --flag=g_string_printf:2:c-format \
    --flag=g_string_append_printf:2:c-format --flag=g_error_new:3:c-format --flag=g_set_error:4:c-format \
    --flag=g_markup_printf_escaped:1:c-format --flag=g_print:1:c-format --flag=g_printerr:1:c-format
}

if [ "${1:-}" = --pot ]; then
  template "$2" "${3:-po/POTFILES}"
  exit
fi
pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
template "$pot" po/POTFILES
for language in $(cat po/LINGUAS); do
  if [ -e "po/$language.po" ]; then
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file "po/$language.po" "$pot"
    msgattrib --no-obsolete --output-file="po/$language.po" "po/$language.po"
  else
    msginit --no-translator --locale="$language.UTF-8" --input="$pot" --output-file="po/$language.po"
  fi
  printf '%s: ' "$language"
  msgfmt --check --statistics --output-file=/dev/null "po/$language.po"
done
