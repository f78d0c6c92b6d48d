/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "uploads/reel-folder-ledger.h"
#include "uploads/reel-stream-memory.h"

G_BEGIN_DECLS

/* A file of a watched folder that has come to rest. */
typedef struct
{
  char *uri;         /* (owned) */
  guint64 size;      /* bytes */
  gint64 changed;    /* when it was last written, Unix time in microseconds */
  gboolean replaced; /* it was taken before as something else */
  gboolean later;    /* the queue is at work on what it was: it is to be found again */
} ReelFolderFind;

/*
 * What looks at a watched folder: the same one for each look, and handed over to the worker for as long as a look lasts.
 */
typedef struct
{
  GFile *folder;            /* (owned) */
  ReelFolderLedger *ledger; /* (owned) */
  ReelStreamMemory *streams; /* (owned) */
  GHashTable *monitors;     /* (owned): URI of a folder (owned) → GFileMonitor (owned) */
  guint most_monitors;      /* how many folders are monitored at most; 0 for none */

  /* of the last look */
  GPtrArray *finds;  /* (owned) (element-type ReelFolderFind) */
  GPtrArray *fresh;  /* (owned) (element-type GFileMonitor): those that nobody listens to yet */
  GError *error;     /* (owned) (nullable): why nothing could be seen */
  guint n_videos;    /* all that are there, finished or not */
  guint n_litter;    /* what machines keep beside the films, and was left out */
  guint n_waiting;   /* those that are not taken, with the finds */
  gboolean complete; /* all folders below could be read */
  gint64 duration;   /* microseconds */
} ReelFolderScan;

ReelFolderScan *reel_folder_scan_new    (GFile                *folder,
                                         gint64                settle,
                                         guint                 most_monitors);
void            reel_folder_scan_free   (ReelFolderScan       *self);
void            reel_folder_scan_async  (ReelFolderScan       *self,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
ReelFolderScan *reel_folder_scan_finish (GAsyncResult         *result,
                                         GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReelFolderScan, reel_folder_scan_free)

G_END_DECLS
