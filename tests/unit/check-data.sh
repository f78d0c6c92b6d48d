#!/bin/bash
# check-data.sh SOURCE BUILD APP_ID VERSION: what the desktop reads about the program is valid and agrees with itself.
set -u
source=$1 build=$2 id=$3 version=$4
data=$build/data
bad=0
wrong() { echo "$*"; bad=1; }
value() { sed -n "s/^$2=//p" "$1"; }
is() { [ "$2" = "$3" ] || wrong "$1 is '$2', not '$3'"; }

desktop=$data/$id.desktop
desktop-file-validate "$desktop" || wrong "desktop-file-validate: $desktop"
is "Icon" "$(value "$desktop" Icon)" "$id"
is "StartupWMClass" "$(value "$desktop" StartupWMClass)" "$id"
is "Exec" "$(value "$desktop" Exec)" "reelseek %U"
is "DBusActivatable" "$(value "$desktop" DBusActivatable)" true
for type in video/mp4 video/x-matroska video/quicktime video/x-msvideo video/webm video/mpeg video/mp2t; do
  case ";$(value "$desktop" MimeType)" in *";$type;"*) ;; *) wrong "'Open With' lacks $type" ;; esac
done
grep -q '@' "$desktop" && wrong "$desktop has a placeholder left"

metainfo=$data/$id.metainfo.xml
xml() { xmllint --xpath "string($1)" "$metainfo"; }
appstreamcli validate --no-net --no-color "$metainfo" || wrong "appstreamcli: $metainfo"
is "the component's id" "$(xml /component/id)" "$id"
is "the launchable" "$(xml /component/launchable)" "$id.desktop"
is "the newest release" "$(xml '/component/releases/release[1]/@version')" "$version"
is "the types of the metainfo" "$(xmllint --xpath '//provides/mediatype/text()' "$metainfo" | tr '\n' ';')" \
  "$(value "$desktop" MimeType)"
# msgfmt writes a language as gettext names it (zh_TW), or since 0.22 as the web does (zh-Hant-TW), so they are only counted.
is "languages of the summary" "$(xmllint --xpath "//component/summary/@*[local-name()='lang']" "$metainfo" | tr ' ' '\n' | grep . | sort -u | wc -l)" \
  "$(grep -c . "$source/po/LINGUAS")"
while read -r language; do
  [ -n "$(value "$desktop" "Comment\[$language\]")" ] || wrong "$desktop is not translated to $language"
done <"$source/po/LINGUAS"

schema=$data/$id.gschema.xml
glib-compile-schemas --strict --dry-run "$data" || wrong "glib-compile-schemas: $schema"
is "the schema's id" "$(xmllint --xpath 'string(//schema/@id)' "$schema")" "$id"
is "keys without a summary" "$(xmllint --xpath 'count(//key[not(summary)])' "$schema")" 0
keys=$(GSETTINGS_SCHEMA_DIR=$data GSETTINGS_BACKEND=memory gsettings list-keys "$id" | sort | tr '\n' ' ')
is "the compiled schema's keys" "$keys" "$(xmllint --xpath '//key/@name' "$schema" | sed 's/.*"\(.*\)"/\1/' | sort | tr '\n' ' ')"

service=$data/$id.service
is "the service file's first line" "$(head -n1 "$service")" "[D-BUS Service]"
is "the service's name" "$(value "$service" Name)" "$id"
case $(value "$service" Exec) in
/*/reelseek\ --gapplication-service) ;;
*) wrong "the service starts '$(value "$service" Exec)'" ;;
esac

# The type is sniffed from the first bytes, so comments stand inside the root element. Both variants of the icon, also the one that this build does not use.
icon() { # FILE SIZE
  xmllint --noout --nonet "$1" || wrong "$1 is not well-formed"
  is "$1: its width" "$(xmllint --xpath 'string(/*/@width)' "$1")" "$2"
  is "$1: its height" "$(xmllint --xpath 'string(/*/@height)' "$1")" "$2"
  is "$1: its viewBox" "$(xmllint --xpath 'string(/*/@viewBox)' "$1")" "0 0 $2 $2"
  is "$1: pictures, texts and scripts in it" \
    "$(xmllint --xpath "count(//*[local-name()='image' or local-name()='text' or local-name()='script'])" "$1")" 0
}
icon "$source/data/icons/app.svg" 128
icon "$source/data/icons/app-devel.svg" 128
icon "$source/data/icons/app-symbolic.svg" 16
is "colours of the symbolic icon" "$(grep -o 'fill="#[^"]*"' "$source/data/icons/app-symbolic.svg" | sort -u | wc -l)" 1
# Where a run from the build folder finds them.
icon "$data/share/icons/hicolor/scalable/apps/$id.svg" 128
icon "$data/share/icons/hicolor/symbolic/apps/$id-symbolic.svg" 16
exit $bad
