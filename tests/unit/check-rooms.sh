#!/bin/sh
# check-rooms.sh SOURCE: every #include between rooms goes the way that CONTRIBUTING.md, 'Rooms', says; no file is too long;
# attributes of a file that may be absent are read by base/reel-file-info.h; toasts are made by widgets/reel-toast.h.
cd "$1/src" || exit 1
exec awk '
  BEGIN {
    below = " widgets media api library base "
    n = split("collections uploads search preview analysis", features, " ")
    for (i = 1; i <= n; i++) {
      may[features[i]] = " " features[i] below
      all = all " " features[i]
    }
    may["app"] = " app" all below
    may["widgets"] = " widgets media base "
    may["media"] = " media base "
    may["api"] = " api base "
    may["library"] = " library base "
    may["base"] = " base "
    may["engine"] = " engine nn media base "
    may["local"] = " local engine vectors media base "
    may["nn"] = " nn base "
    may["vectors"] = " vectors base "
  }
  FNR == 1 { room = FILENAME; sub("/.*", "", room) }
  FNR == 701 { print FILENAME ": more than 700 lines: split it by concern"; bad = 1 }
  /^# *include "[a-z]+\// {
    other = $0
    sub(/^[^"]*"/, "", other)
    sub("/.*", "", other)
    if (!(room in may)) { print FILENAME ": an unknown room"; bad = 1 }
    else if (index(may[room], " " other " ") == 0) { print FILENAME " includes from " other "/, which " room "/ must not know"; bad = 1 }
  }
  /g_file_info_get_(file_type|size|is_hidden|is_backup|is_symlink|content_type)/ && FILENAME != "base/reel-file-info.c" {
    print FILENAME ":" FNR ": a critical where the attribute is absent: see base/reel-file-info.h"
    bad = 1
  }
  /adw_toast_new \(/ && FILENAME != "widgets/reel-toast.c" {
    print FILENAME ":" FNR ": a title of a toast is markup: see widgets/reel-toast.h"
    bad = 1
  }
  END { exit bad }
' */*.c */*.h
