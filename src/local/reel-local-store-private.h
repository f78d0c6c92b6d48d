/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/reel-database.h"
#include "local/reel-local-store.h"

G_BEGIN_DECLS

struct _ReelLocalStore
{
  GObject parent_instance;

  /* owned */
  ReelDatabase *db;
  char *data_dir;
  char *incoming_dir;
  char *videos_dir;
  char *jobs_dir;
  GMutex files;     /* held while a copy is here and its row is not yet */
  gint keep_copies; /* atomic; what the settings table has */
};

/* One statement with text and number parameters, for the many calls that need no more. The list ends with %NULL. */
gboolean reel_local_store_execute (ReelLocalStore *self,
                                   GError        **error,
                                   const char     *sql,
                                   ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
