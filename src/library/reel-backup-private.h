/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-backup.h"

G_BEGIN_DECLS

#define REEL_BACKUP_START  "catalogue-"
#define REEL_BACKUP_STAGED "restore-"
#define REEL_BACKUP_END    ".db"

/* One at a time: what another one has written so far looks like what a crash left. */
extern GMutex reel_backup_making;

char    *reel_backup_dup_folder   (const char      *catalogue);
char    *reel_backup_format_time  (gint64           made);
/* The parts of @name where it is one of a backup, of any kind where @kind is wanted. */
gboolean reel_backup_parse_name   (const char      *name,
                                   const char      *start,
                                   gint64          *made,
                                   ReelBackupKind  *kind);
/* A new file that is ours alone, empty, under a name that is none of a backup. */
char    *reel_backup_new_part     (const char      *folder,
                                   GError         **error);
/* The file is whole: it is synced, and gets its name. */
gboolean reel_backup_put_in_place (const char      *part,
                                   const char      *path,
                                   const char      *folder,
                                   GError         **error);
/* Sets the error of a system call's errno; returns %FALSE. */
gboolean reel_backup_fail         (GError         **error,
                                   const char      *path,
                                   int              code);

G_END_DECLS
