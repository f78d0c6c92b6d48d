/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/reel-database.h"

G_BEGIN_DECLS

/* Why a backup of the catalogue was made. Of each kind so many of the newest are kept, see reel-backup.c. */
typedef enum
{
  REEL_BACKUP_DAILY,
  REEL_BACKUP_ASKED,   /* by somebody */
  REEL_BACKUP_UPDATE,  /* before the schema was changed */
  REEL_BACKUP_RESTORE, /* before another one was restored */
} ReelBackupKind;

#define REEL_BACKUP_N_KINDS (REEL_BACKUP_RESTORE + 1)

/* A backup of the catalogue: a file that is a whole catalogue. Plain data; everything here blocks, for worker threads. */
typedef struct
{
  char *path; /* (owned) */
  ReelBackupKind kind;
  gint64 made; /* Unix seconds */
  guint n_videos;
} ReelBackup;

void        reel_backup_free       (ReelBackup      *self);
ReelBackup *reel_backup_copy       (const ReelBackup *self);
ReelBackup *reel_backup_make       (const char      *catalogue,
                                    ReelBackupKind   kind,
                                    GCancellable    *cancellable,
                                    GError         **error);
gboolean    reel_backup_is_due     (const char      *catalogue,
                                    gint64           now);
ReelBackup *reel_backup_find_newest (const char     *catalogue);
gboolean    reel_backup_is_outdated (const char     *catalogue,
                                     int             newest_version);
/* (element-type ReelBackup), newest first */
GPtrArray  *reel_backup_list       (const char      *catalogue,
                                    GCancellable    *cancellable);
ReelBackup *reel_backup_find_sound (const char      *catalogue,
                                    int              newest_version);
gboolean    reel_backup_check      (const char      *path,
                                    int              newest_version,
                                    GError         **error);

int         reel_backup_get_version (const char     *path);
void        reel_backup_remove     (const char      *path);

/* A backup that is to be the catalogue at the next start: a copy beside the others. */
gboolean    reel_backup_stage      (const char      *catalogue,
                                    const char      *path,
                                    int              newest_version,
                                    GError         **error);
char       *reel_backup_find_staged (const char     *catalogue,
                                     gint64         *made);
gboolean    reel_backup_take_staged (const char     *catalogue,
                                     const char     *staged,
                                     GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelBackup, reel_backup_free)

G_END_DECLS
