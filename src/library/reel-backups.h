/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "library/reel-backup.h"

G_BEGIN_DECLS

/*
 * The backups of the catalogue, for the main thread: made once a day by themselves from reel_backups_keep() on, or when
 * somebody asks. One per program, handed in by the application. Errors are of #ReelDatabaseError (or cancelled), with a
 * sentence for people as their message.
 *
 * Properties: newest (int64, Unix seconds, of the newest backup; 0 for none, or as long as nobody has looked).
 * Signals: "failed" (GError): none could be made by itself; said once, until one could again.
 */
#define REEL_TYPE_BACKUPS (reel_backups_get_type ())
G_DECLARE_FINAL_TYPE (ReelBackups, reel_backups, REEL, BACKUPS, GObject)

ReelBackups *reel_backups_new          (const char           *catalogue);
gint64       reel_backups_get_newest   (ReelBackups          *self);
void         reel_backups_keep         (ReelBackups          *self);
void         reel_backups_make_async   (ReelBackups          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean     reel_backups_make_finish  (ReelBackups          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* (element-type ReelBackup), newest first */
void         reel_backups_list_async   (ReelBackups          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
GPtrArray   *reel_backups_list_finish  (ReelBackups          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
/* It is restored when the program starts the next time. */
void         reel_backups_stage_async  (ReelBackups          *self,
                                        const ReelBackup     *backup,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean     reel_backups_stage_finish (ReelBackups          *self,
                                        GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
