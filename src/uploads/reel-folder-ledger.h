/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ReelFolderVerdict:
 * @REEL_FOLDER_TAKEN: it was taken as it is now
 * @REEL_FOLDER_NOT_YET: it may still be on its way into the folder
 * @REEL_FOLDER_NEW: it has come to rest and was not taken before
 * @REEL_FOLDER_CHANGED: it has come to rest, and was taken before as something else
 */
typedef enum
{
  REEL_FOLDER_TAKEN,
  REEL_FOLDER_NOT_YET,
  REEL_FOLDER_NEW,
  REEL_FOLDER_CHANGED,
} ReelFolderVerdict;

/*
 * What is known of the files of a watched folder: which were taken, and of the others how they were at the last look.
 * A file has finished copying when its size and its time were the same at two looks, some time apart. It knows no clock and
 * no disk, and is not for two threads at once.
 */
typedef struct _ReelFolderLedger ReelFolderLedger;

ReelFolderLedger  *reel_folder_ledger_new   (gint64            settle);
void               reel_folder_ledger_free  (ReelFolderLedger *self);
/* A look at the whole folder: begin, look at each file, end. */
void               reel_folder_ledger_begin (ReelFolderLedger *self,
                                             gint64            now);
ReelFolderVerdict  reel_folder_ledger_look  (ReelFolderLedger *self,
                                             const char       *uri,
                                             guint64           size,
                                             gint64            changed);
guint              reel_folder_ledger_end   (ReelFolderLedger *self,
                                             gboolean          complete);
void               reel_folder_ledger_take  (ReelFolderLedger *self,
                                             const char       *uri,
                                             guint64           size,
                                             gint64            changed);
GPtrArray         *reel_folder_ledger_list_there (ReelFolderLedger *self);
/* By its name: what browsers, cameras and copying programs call a file that is not finished. */
gboolean           reel_folder_is_temporary (const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFolderLedger, reel_folder_ledger_free)

G_END_DECLS
