/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vectors/reel-vector-file.h"
#include "vectors/reel-vector-space.h"

G_BEGIN_DECLS

struct _ReelVectorSpace
{
  GObject parent_instance;

  /* owned */
  char *path;
  char *id;
  guint dims;

  GMutex changing; /* held over a change, disk and all */

  /* under changing */
  ReelVectorFile *file;

  GMutex lock; /* held for moments, within changing or alone */

  /* under lock; changed under both */
  ReelVectorView *view;
  guint32 n_dead;
};

/* Where compaction writes. */
char           *reel_vector_space_get_new_path (const char      *path);

ReelVectorView *reel_vector_space_get_view     (ReelVectorSpace *self);
void            reel_vector_space_set_view     (ReelVectorSpace *self,
                                                ReelVectorView  *view,
                                                guint32          n_dead);

/* A map with room for what will be written after @size bytes. */
ReelVectorMap  *reel_vector_space_new_map      (ReelVectorFile  *file,
                                                guint64          size,
                                                GError         **error);

G_END_DECLS
