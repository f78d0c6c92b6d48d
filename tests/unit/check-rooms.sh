#!/bin/sh
# check-rooms.sh SOURCE: every #include between rooms goes the way that CONTRIBUTING.md, 'Rooms', says.
set -u
cd "$1/src" || exit 1
features='collections uploads search preview analysis'
bad=0
for file in */*.c */*.h; do
  room=${file%%/*}
  case $room in
  app) may="$features widgets media api library base app" ;;
  widgets) may='widgets media base' ;;
  media) may='media base' ;;
  api) may='api base' ;;
  library) may='library base' ;;
  base) may='base' ;;
  local) may='local media base' ;;
  *) may="$room widgets media api library base" ;;
  esac
  for other in $(sed -n 's|^# *include "\([a-z]*\)/.*|\1|p' "$file" | sort -u); do
    case " $may " in
    *" $other "*) ;;
    *) echo "$file includes from $other/, which $room/ must not know"; bad=1 ;;
    esac
  done
done
for file in */*.c */*.h; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 700 ] || { echo "$file has $lines lines: split it by concern"; bad=1; }
done
exit $bad
