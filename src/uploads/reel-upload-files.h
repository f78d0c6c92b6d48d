/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "uploads/reel-stream-memory.h"

G_BEGIN_DECLS

/* One video file that was found, or one file that was not taken, with the reason. */
typedef struct
{
  GFile *file;  /* (owned) */
  char *uri;    /* (owned) (nullable): of one that was found */
  guint64 size; /* bytes; 0 where unknown */
  char *reason; /* (owned) (nullable): why it was not taken; a sentence for people */
} ReelUploadFile;

/* What to do with what is met below a folder; on the thread that looks. */
typedef struct
{
  void (*found)  (GFile      *file,
                  const char *name,
                  guint64     size,
                  gint64      changed,
                  gpointer    data); /* a video of @size bytes, last changed at @changed, in microseconds */
  void (*folder) (GFile      *folder,
                  gpointer    data); /* (nullable): before it is looked into */
  ReelStreamMemory *streams;         /* (borrowed) (nullable): what need not be opened again, in a look */
} ReelUploadVisitor;

gboolean        reel_upload_files_visit       (GFile                   *folder,
                                               const ReelUploadVisitor *visitor,
                                               gpointer                 data,
                                               gboolean                *complete,
                                               guint                   *n_litter,
                                               GCancellable            *cancellable,
                                               GError                 **error);

void            reel_upload_file_free         (ReelUploadFile       *self);

void            reel_upload_files_find_async  (GListModel           *files,
                                               int                  *n_found,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GPtrArray      *reel_upload_files_find_finish (GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
